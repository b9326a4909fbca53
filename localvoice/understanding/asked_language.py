"""In which language does the person ask to be answered? "Auf Deutsch bitte", "could you speak French".

As a whole turn, or with a word of courtesy at either end of one; who asks how something is said in a language does not.
"""

import re

CALLED = {
    "de": "german|deutsch|allemand|alemán|tedesco|duits|niemiecku|alemão",
    "en": "english|englisch|anglais|inglés|inglese|engels|angielsku|inglês",
    "es": "spanish|spanisch|espagnol|español|castellano|spagnolo|spaans|hiszpańsku|espanhol",
    "fr": "french|französisch|français|francés|francese|frans|francusku|francês",
    "it": "italian|italienisch|italien|italiano|italiaans|włosku",
    "nl": "dutch|niederländisch|néerlandais|holandés|olandese|nederlands|niderlandzku|holandês",
    "pl": "polish|polnisch|polonais|polaco|polacco|pools|polsku|polonês",
    "pt": "portuguese|portugiesisch|portugais|portugués|portoghese|portugees|portugalsku|português",
    "ja": "japanese|japanisch|japonais|japonés|giapponese",
    "ko": "korean|koreanisch|coréen|coreano",
    "zh": "chinese|mandarin|chinesisch|chinois|chino|cinese",
}
OF = {name: language for language, names in CALLED.items() for name in names.split("|")}
_NAME = f"({'|'.join(OF)})"
_PLEASE = (
    "(?:please|thanks|bitte|s'il (?:te|vous) plaît|por favor|per favore|per piacere|alsjeblieft|graag|proszę|now|jetzt"
    "|from now on|again|wieder)"
)
_IN = "(?:in|auf|en|em|po|in het|nach)"
_COULD = (
    "(?:can you|could you|can we|could we|would you|let's|kannst du|können sie|könntest du|peux-tu|pouvez-vous|tu peux"
    "|puedes|puede|puoi|kun je|możesz|okay|no|and|und|please|bitte)"
)
_SPEAK = (
    "(?:(?:speak|talk|answer|reply|respond|continue|go on|switch)(?: to me| me| back)?(?: to)?|sprich|sprechen|rede"
    "|reden|antworte|antworten|wechsle|zu|parle|parlez|parler|réponds|répondez|répondre|habla|hable|hablar|responde"
    "|parla|parlare|rispondi|spreek|spreken|antwoord|praten|mów|mówić|odpowiedz|fala|falar)"
)
_WHOLE = re.compile(
    rf"(?:{_COULD} )*(?:(?:{_SPEAK} )?(?:{_IN} )?{_NAME}(?: {_SPEAK})?|{_IN} {_NAME}(?: {_SPEAK})?)(?: {_PLEASE})*"
)
_BESIDE = re.compile(rf"^{_IN} {_NAME} {_PLEASE}\b|\b{_IN} {_NAME} {_PLEASE}$|\b{_PLEASE} {_IN} {_NAME}$")
_OTHER = re.compile(
    r"\b(?:say|said|call|called|translate|translation|mean|means|spell|spelt|word|words|write|written|sagt|heißt|wort"
    r"|übersetze?|übersetzt|dit|dire|mot|traduis|dice|se llama|palabra|parola)\b"
)


def asked_language(text: str) -> str:
    """Such as "de"; "" where nobody asks for one."""
    words = " ".join(re.findall(r"[\w'-]+", text.lower().replace("’", "'")))
    found = _WHOLE.fullmatch(words)
    if not found and not _OTHER.search(words):
        found = _BESIDE.search(words)
    return next((OF[name] for name in found.groups() if name), "") if found else ""
