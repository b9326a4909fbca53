"""What does an interpreter know of a language? Where it may be cut, what denies in it, what takes something back.

One table, written by hand; a language that is not in it is cut at full stops and pauses alone. Letters are small.
"""

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Tongue:
    """One language. Texts with "|" are choices; those of `denials` may be patterns."""

    conjunctions: str = ""  # a clause may end before one of these
    denials: str = ""  # words that deny
    retractions: str = ""  # phrases after which the speaker says it otherwise
    rather: str = ""  # said before what corrects something that was spoken already
    lost: str = ""  # said for a sentence that could not be translated
    off: str = ""  # said when the interpreter stops, and goes on
    on: str = ""
    common: str = ""  # frequent small words that tell which language a text is in
    days: str = ""  # Monday … Sunday, today, tomorrow, yesterday
    verb_last: bool = False  # a clause may get its verb, and with it its sense, from its last word
    spaced: bool = True  # words are written apart


TONGUES = {
    "en": Tongue(
        "and|but|because|so|although|while|which|who|when|if|unless|until|then|or",
        r"not|no|never|nothing|nobody|none|neither|nor|without|cannot|hardly|\w+n't",
        "i mean|no i mean|or rather|rather|no wait|sorry i mean|scratch that|correction",
        "Rather:",
        "One sentence could not be translated.",
        "I have stopped interpreting.",
        "I am interpreting now.",
        "the|a|an|is|are|was|i|you|he|she|we|they|it|to|of|in|and|that|my|your|this|for|with|have|do|at|on|will|can",
        "monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|yesterday",
    ),
    "de": Tongue(
        "und|aber|denn|weil|dass|obwohl|während|wenn|oder|sondern|damit|dann|deshalb|trotzdem",
        r"nicht|nein|nie|niemals|nichts|niemand\w*|kein\w*|ohne|weder|kaum|un\w+bar",
        "ich meine|nein ich meine|besser gesagt|beziehungsweise|vielmehr|quatsch|korrektur|falsch",
        "Vielmehr:",
        "Ein Satz konnte nicht übersetzt werden.",
        "Ich dolmetsche nicht mehr.",
        "Ich dolmetsche jetzt.",
        "der|die|das|ein|eine|ist|sind|war|ich|du|er|sie|wir|ihr|es|zu|und|dass|mein|dein|für|mit|habe|hat|auf|im|den"
        "|nicht|in|dem|des|von|bei|nach|aus|als|auch|wie|noch|uns|sich|kann|wird|haben|am|um",
        "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|heute|morgen|gestern",
        verb_last=True,
    ),
    "fr": Tongue(
        "et|mais|parce|car|donc|quand|lorsque|puisque|alors|ou|tandis|si",
        r"ne|n|pas|non|jamais|rien|personne|aucune?|sans|ni|guère|point|impossible",
        "je veux dire|ou plutôt|plutôt|non pardon|enfin non|pardon",
        "Plutôt :",
        "Une phrase n'a pas pu être traduite.",
        "Je n'interprète plus.",
        "J'interprète maintenant.",
        "le|la|les|un|une|est|sont|je|tu|il|elle|nous|vous|ils|de|du|des|et|que|mon|ma|ce|pour|avec|dans|sur|pas|au|en|ne",
        "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|aujourd|demain|hier",
    ),
    "es": Tongue(
        "y|pero|porque|aunque|cuando|mientras|entonces|o|si|pues",
        r"no|nunca|nada|nadie|ning[uú]n\w*|sin|tampoco|ni|jamás|apenas",
        "quiero decir|o mejor dicho|mejor dicho|no perdón|digo|perdón",
        "Más bien:",
        "Una frase no se pudo traducir.",
        "Ya no interpreto.",
        "Ahora interpreto yo.",
        "el|la|los|las|un|una|es|son|yo|tú|él|ella|nosotros|de|del|y|que|mi|su|para|con|en|por|se|lo|está|no|me|al",
        "lunes|martes|miércoles|jueves|viernes|sábado|domingo|hoy|mañana|ayer",
    ),
    "it": Tongue(
        "e|ma|perché|quindi|quando|mentre|però|o|se|allora",
        r"non|no|mai|niente|nulla|nessun\w*|senza|né|neanche|nemmeno",
        "voglio dire|cioè no|anzi|no scusa|scusa",
        "Anzi:",
        "Una frase non è stata tradotta.",
        "Non interpreto più.",
        "Adesso interpreto io.",
        "il|lo|la|gli|un|una|è|sono|io|tu|lui|lei|noi|di|del|della|e|che|mio|per|con|in|non|mi|si|al|nel|ho|ha",
        "lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|oggi|domani|ieri",
    ),
    "nl": Tongue(
        "en|maar|want|omdat|dat|hoewel|terwijl|als|of|dus|toen|dan",
        r"niet|nee|nooit|niets|niemand|geen|zonder|noch|nauwelijks",
        "ik bedoel|nee ik bedoel|of liever|liever gezegd",
        "Of liever:",
        "Een zin kon niet worden vertaald.",
        "Ik tolk niet meer.",
        "Ik tolk vanaf nu.",
        "de|het|een|is|zijn|was|ik|jij|je|hij|zij|wij|we|van|en|dat|mijn|voor|met|op|te|niet|heb|heeft|in|aan",
        "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|vandaag|morgen|gisteren",
        verb_last=True,
    ),
    "pt": Tongue(
        "e|mas|porque|embora|quando|enquanto|então|ou|se|pois",
        r"não|nunca|nada|ninguém|nenhum\w*|sem|nem|jamais",
        "quero dizer|ou melhor|aliás|não desculpa",
        "Ou melhor:",
        "Uma frase não pôde ser traduzida.",
        "Já não interpreto.",
        "Agora interpreto eu.",
        "o|a|os|as|um|uma|é|são|eu|tu|ele|ela|nós|você|de|do|da|e|que|meu|para|com|em|não|se|no|na|por",
        "segunda|terça|quarta|quinta|sexta|sábado|domingo|hoje|amanhã|ontem",
    ),
    "pl": Tongue(
        "i|ale|bo|ponieważ|że|chociaż|kiedy|gdy|więc|lub|jeśli",
        r"nie|nigdy|nic|nikt|żad\w+|bez|ani",
        "to znaczy|a raczej|przepraszam",
        "A raczej:",
        "Jednego zdania nie udało się przetłumaczyć.",
        "Już nie tłumaczę.",
        "Teraz tłumaczę.",
        "to|jest|są|ja|ty|on|ona|my|wy|w|na|z|do|i|że|się|nie|mój|dla|co|jak|po|od|o|za",
        "poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela|dziś|jutro|wczoraj",
    ),
    "ja": Tongue(denials=r"ない|なく|ません|いいえ|ず", rather="正しくは、", verb_last=True, spaced=False),
    "ko": Tongue(denials=r"\w*않\w*|\w*없\w*|안|못\w*|아니\w*", rather="정정합니다.", verb_last=True),
    "zh": Tongue(denials=r"不|没|無|无|别|未", rather="更正：", spaced=False),
    "tr": Tongue(denials=r"değil\w*|hayır|yok|hiç\w*|asla", rather="Daha doğrusu:", verb_last=True),
}
PLAIN = Tongue()
ANY = re.compile(r"[\w]+(?:[.,:'’\-]\w+)*", re.UNICODE)


@cache
def tongue(language: str) -> Tongue:
    """What is known of a language such as "de"; of any other that nothing is."""
    return TONGUES.get(language, PLAIN)


def plain_words(text: str) -> list[str]:
    """The words of a text in small letters, without what stands between them: "it's 3:30" → it's, 3:30."""
    return [word.lower().replace("’", "'") for word in ANY.findall(text)]


def denies(text: str, language: str) -> bool | None:
    """Is something denied in it? None: nobody knows this language."""
    known = tongue(language)
    if not known.denials:
        return None
    if not known.spaced:
        return re.search(known.denials, text) is not None
    words = [piece for word in plain_words(text) for piece in (word, *word.split("'"))]
    return any(re.fullmatch(known.denials, word) for word in words)


def common_words(text: str, language: str) -> int | None:
    """How many of its words are frequent small ones of that language? None: nobody knows the language."""
    common = set(tongue(language).common.split("|"))
    if common == {""}:
        return None
    return sum(bool({word, *word.split("'")} & common) for word in plain_words(text))
