"""In which language is the answer given? In the speaker's, where the voice has it; in English elsewhere, which is said.

The system prompt is read once and stays, so the language is asked for beside the words, in every turn from the first
one in another language on: who has answered in German goes on in German. The skills are English.
"""

import re
from dataclasses import dataclass

from localvoice.events import Transcript
from localvoice.models.roles import Expected, Polyglot, Voice
from localvoice.understanding.asked_language import asked_language

ENGLISH = "en"
# Recognisers that detect languages often name a wrong one for a word or two (reported of Whisper by several programs
# that use it), so these are taken for the conversation's last one, where letters and not the script would have to tell.
# The number was chosen.
FEW = 2
LATIN = re.compile("[\u0000-\u024f\u1e00-\u206f]*")
NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak",
    "sl": "Slovenian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip
ONLY_ENGLISH = "I can only speak English."
# A plain answer to a yes-or-no question, which skills ask in English
ANSWERS = {
    "de": ("ja|ja bitte|ja gerne|klar|genau|jawohl|mach das", "nein|nein danke|lieber nicht|doch nicht"),
    "es": ("sí|si|sí por favor|claro|vale|de acuerdo|hazlo", "no|no gracias|mejor no"),
    "fr": ("oui|oui s'il te plaît|oui s'il vous plaît|ouais|d'accord|bien sûr", "non|non merci|pas maintenant"),
    "it": ("sì|si|sì grazie|certo|va bene|d'accordo", "no|no grazie|meglio di no"),
    "ja": ("はい|はい お願いします|お願いします|ええ", "いいえ|いや|やめて"),
    "ko": ("네|예|응|그래|좋아요", "아니요|아니|아니오"),
    "nl": ("ja|ja graag|graag|prima|doe maar", "nee|nee dank je|liever niet"),
    "pl": ("tak|tak proszę|jasne|dobrze", "nie|nie dziękuję"),
    "pt": ("sim|sim por favor|claro|pode ser|está bem", "não|não obrigado|não obrigada"),
    "zh": ("是|是的|好|好的|对|可以", "不|不是|不要|不用"),
}


ANYBODY = Expected("", frozenset(NAMES))  # where nobody has spoken before, and nobody answers


def plain(language: str) -> str:
    """Its code alone: "de" of "de-DE"."""
    return language.strip().lower().replace("_", "-").partition("-")[0]


@dataclass(frozen=True)
class Tongue:
    """How one turn is answered."""

    spoken: str = ""  # the speaker's language, such as "de"; "" when nobody can tell
    language: str = ""  # of the answer; "" is English
    note: str = ""  # for the language model, beside the words: "answer in German"
    admission: str = ""  # what has to be said first: that the speaker's language is not spoken
    wanted: str = ""  # the language that the person has asked for, now or before

    @property
    def foreign(self) -> bool:
        """Another one than English?"""
        return self.language not in ("", ENGLISH)

    @property
    def english(self) -> str:
        """The language of what the skills say."""
        return ENGLISH if self.language else ""


@dataclass(frozen=True)
class Past:
    """What was spoken before."""

    last: str = ""  # the last language
    mixed: bool = False  # the model was asked for a language
    admitted: bool = False  # it was said that the speaker's language is not spoken
    wanted: str = ""  # the language that the person has asked for, until they ask for another one

    @property
    def english(self) -> str:
        """The language of what is said unasked."""
        return ENGLISH if self.last else ""


class Tongues:
    """The languages of one conversation; whoever takes back a turn puts back its `past`."""

    def __init__(self, voice: Voice | None) -> None:
        self._speaks = voice.languages if isinstance(voice, Polyglot) else frozenset((ENGLISH,))
        self.past = Past()

    def spoken(self, transcript: Transcript) -> str:
        """The speaker's language, such as "de"; "" when nobody can tell."""
        detected, text = base(transcript.language), transcript.text
        unsure = len(text.split()) <= FEW and LATIN.fullmatch(text)
        return self.past.last if detected and unsure and self.past.last else detected

    def expected(self) -> Expected:
        """In which language will the next turn be? The conversation begins in English."""
        return Expected(self.past.last or ENGLISH, self._speaks & ANYBODY.spoken)

    def choose(self, transcript: Transcript) -> Tongue:
        """How to answer it."""
        spoken, asked = self.spoken(transcript), asked_language(transcript.text)
        if asked and asked not in self._speaks:
            return Tongue(spoken, ENGLISH, "answer in English", self._admission(asked), self.past.wanted)
        if wanted := asked or self.past.wanted:
            note = wanted != ENGLISH or self.past.mixed or spoken not in ("", ENGLISH)
            return Tongue(spoken, wanted, f"answer in {NAMES[wanted]}" if note else "", wanted=wanted)
        if spoken in ("", ENGLISH):
            return Tongue(spoken, spoken, "answer in English" if self.past.mixed and spoken else "")
        if spoken in self._speaks:
            return Tongue(spoken, spoken, f"answer in {NAMES.get(spoken, 'the same language')}")
        return Tongue(spoken, ENGLISH, "answer in English", "" if self.past.admitted else self._admission(spoken))

    def take(self, tongue: Tongue) -> None:
        """A turn is answered like this."""
        past = self.past
        self.past = Past(
            tongue.spoken, past.mixed or bool(tongue.note), past.admitted or bool(tongue.admission), tongue.wanted
        )

    def _admission(self, spoken: str) -> str:
        if len(self._speaks) == 1:
            return ONLY_ENGLISH
        return f"I cannot speak {NAMES.get(spoken, 'your language')}, so I answer in English."


def base(tag: str) -> str:
    """ "en-US" → "en"."""
    plain = re.split("[-_]", tag.lower())[0]
    return {"nb": "no", "nn": "no"}.get(plain, plain)


def in_english(text: str, spoken: str) -> str:
    """What the skills can read of words: all that is English, a plain yes or no in other languages, else ""."""
    if spoken in ("", ENGLISH):
        return text
    said = " ".join(re.findall(r"[\w'’]+", text.lower())).replace("’", "'")
    for meaning, ways in zip(("yes", "no"), ANSWERS.get(spoken, ("", "")), strict=True):
        if said and said in ways.split("|"):
            return meaning
    return ""
