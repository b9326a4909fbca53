"""Is this said to the interpreter? Whole utterances alone: "stop", "switch to German", "langsamer bitte"; else "".

Who talks with somebody through an interpreter says few things to it, and must be free to say all others to them: so no
utterance is a command that has other words in it, "please" and "interpreter" apart.
"""

import re
from dataclasses import dataclass
from enum import Enum

from localvoice.understanding.asked_language import OF


class Wish(Enum):
    STOP = "stop"  # what is being said
    OFF = "off"
    ON = "on"
    INTO = "into"  # another language
    SLOWER = "slower"
    FASTER = "faster"
    LOUDER = "louder"
    SOFTER = "softer"
    REPEAT = "repeat"


@dataclass(frozen=True)
class Command:
    wish: Wish
    language: str = ""  # of INTO, such as "de"


_NAME = f"({'|'.join(sorted(OF, key=len, reverse=True))})"
_CALL = (
    r"(?:(?:hey |ok |okay )?(?:interpreter|translator|dolmetscher|übersetzer|interprète|traducteur|intérprete"
    r"|interprete|tolk) )?"
)
_PLEASE = (
    r"(?: (?:please|now|for me|bitte|jetzt|mal|s'il (?:vous|te) plaît|maintenant|por favor|ahora|per favore|per piacere"
    r"|adesso|alsjeblieft|alstublieft|graag|nu|agora|proszę))*"
)
_BEFORE = r"(?:(?:please|can you|could you|bitte|jetzt|können sie|kannst du|por favor|per favore) )*"
_HALT = (
    "(?:stop|stopp|halt|arrête|arrêtez|para|pare|alto|basta|fermo|ferma|quiet|be quiet|silence|silencio|silenzio|ruhe"
    "|hush|shut up)"
)
# Each in English, German, French, Spanish, Italian, Dutch, Portuguese
_WAYS = {
    Wish.STOP: (rf"{_HALT}(?: {_HALT})*|stop (?:it|talking|speaking)|hör auf|hören sie auf"),
    Wish.OFF: (
        r"(?:interpreter|translator|dolmetscher|übersetzer) (?:off|aus|pause|stop|stopp)|interprète (?:stop|off|arrêt)"
        r"|intérprete (?:apagado|off|pausa)|interprete (?:spento|off|pausa)|tolk uit"
        r"|(?:stop|pause|end) (?:the )?(?:translating|interpreting|translation|interpreter|translator)"
        r"|(?:switch|turn) (?:off the (?:interpreter|translator)|the (?:interpreter|translator) off)"
        r"|nicht mehr (?:übersetzen|dolmetschen)|(?:übersetzung|dolmetscher) (?:aus|pausieren)"
        r"|(?:arrête|arrêtez) (?:de traduire|la traduction)|(?:deja|deje|para|pare) de traducir"
        r"|smetti(?:la)? di tradurre|stop met vertalen|pare? de traduzir"
    ),
    Wish.ON: (
        r"(?:interpreter|translator|dolmetscher|übersetzer) (?:on|an|ein|weiter)|interprète (?:marche|on)"
        r"|intérprete (?:encendido|on)|interprete (?:acceso|on)|tolk aan"
        r"|(?:start|begin|resume|continue|go on) (?:translating|interpreting|the translation)|translate again"
        r"|(?:switch|turn) (?:on the (?:interpreter|translator)|the (?:interpreter|translator) on)"
        r"|(?:wieder|weiter) (?:übersetzen|dolmetschen)|(?:traduis|traduisez) (?:encore|de nouveau)"
        r"|(?:sigue|siga) traduciendo|continua a tradurre"
    ),
    Wish.INTO: (
        rf"(?:(?:switch|change|translate|interpret|go)(?: it| that| this)?(?: back| over)?(?: to| into| in)) {_NAME}"
        rf"|(?:in)?to {_NAME} please|(?:translate|interpret) (?:from \w+ )?(?:in)?to {_NAME}"
        rf"|(?:übersetze|übersetzen|übersetzen sie|wechsle|wechseln sie|dolmetsche|dolmetschen sie)(?: bitte| jetzt)?"
        rf" (?:auf|ins|in|nach|zu) {_NAME}e?|auf {_NAME} bitte"
        rf"|(?:traduis|traduisez|passe|passez)(?: maintenant)? (?:en|au|vers l'|vers le) ?{_NAME}"
        rf"|(?:traduce|traduzca|cambia|cambie) (?:al|a|en) {_NAME}"
        rf"|(?:traduci|traduca|passa|passi) (?:in|a|all') ?{_NAME}"
        rf"|(?:vertaal|wissel) (?:naar|in) (?:het )?{_NAME}|(?:traduza|mude) para (?:o )?{_NAME}"
    ),
    Wish.SLOWER: (
        r"(?:(?:speak|talk|go) )?(?:a (?:bit|little) )?(?:slower|more slowly)|slow down|(?:you(?:'re| are) )?too fast"
        r"|(?:sprich|sprechen sie|etwas|bitte|nicht so) *(?:etwas |bitte )*(?:langsamer|schnell)|langsamer|zu schnell"
        r"|(?:parle[zr]? )?(?:un peu )?(?:plus lentement|moins vite)|(?:hable |habla )?más (?:despacio|lento)"
        r"|(?:parli |parla )?più (?:lentamente|piano|lento)|langzamer|mais devagar"
    ),
    Wish.FASTER: (
        r"(?:(?:speak|talk|go) )?(?:a (?:bit|little) )?(?:faster|more quickly)|speed up|(?:you(?:'re| are) )?too slow"
        r"|(?:sprich |sprechen sie |etwas )?schneller|zu langsam|(?:parle[zr]? )?(?:un peu )?plus vite"
        r"|(?:hable |habla )?más (?:rápido|deprisa)|più (?:veloce|velocemente)|sneller|mais rápido"
    ),
    Wish.LOUDER: (
        r"(?:(?:speak|talk) )?(?:a (?:bit|little) )?(?:louder|up)|speak up|(?:sprich |sprechen sie |etwas )?lauter"
        r"|(?:parle[zr]? )?plus fort|(?:hable |habla )?más (?:alto|fuerte)|più forte|harder|mais alto"
    ),
    Wish.SOFTER: (
        r"(?:(?:speak|talk) )?(?:a (?:bit|little) )?(?:softer|quieter|more quietly|less loud)|too loud"
        r"|(?:sprich |sprechen sie |etwas )?leiser|(?:parle[zr]? )?(?:moins fort|plus bas)|más bajo|zachter|mais baixo"
    ),
    Wish.REPEAT: (
        r"repeat(?: that| it)?|(?:say|tell me) (?:that|it) (?:again|once more)|(?:once more|again|one more time)"
        r"|what did (?:he|she|they|you) (?:just )?say|wiederhol(?:e|en)(?: sie)?(?: das| es)?|noch ?(?:ein)?mal"
        r"|was (?:hat|haben) (?:er|sie) (?:gerade )?gesagt|(?:répète|répétez|répéter)(?: ça| cela)?|encore une fois"
        r"|qu'est-ce qu'(?:il|elle) a dit|rep[ií]t[ae](?:lo|se|melo)?|otra vez|qué (?:ha dicho|dijo)(?: él| ella)?"
        r"|ripet[aie]|ancora una volta|cosa ha detto|herhaal(?: dat)?|nog (?:een|één) keer|de novo|repete"
    ),
}
_PATTERNS = {wish: re.compile(f"{_CALL}{_BEFORE}(?:{ways}){_PLEASE}") for wish, ways in _WAYS.items()}
# While it is off, nobody says these to somebody else through it
_RESUMES = re.compile(
    f"(?:go on|continue|carry on|weiter|mach weiter|continue[zr]?|sigue|siga|continua|continui|ga door){_PLEASE}"
)
LONGEST = 9  # words of a command


def command(text: str, off: bool = False) -> Command | None:
    """The command that a whole utterance is; None where it is none. `off`: the interpreter is."""
    words = re.findall(r"[\w'-]+", text.lower().replace("’", "'"))
    if not 0 < len(words) <= LONGEST:
        return None
    said = " ".join(words)
    if off and _RESUMES.fullmatch(said):
        return Command(Wish.ON)
    for wish, pattern in _PATTERNS.items():
        if found := pattern.fullmatch(said):
            name = next(filter(None, found.groups()), "")
            return Command(wish, OF.get(name, ""))
    return None
