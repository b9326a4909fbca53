"""Between which two languages is interpreted, and which way does this go? Out of the one into the other, both ways.

One is set; the other may be, or is the one that was heard last. Pure.
"""

from dataclasses import dataclass, replace

from localvoice.understanding.language import FEW, LATIN, NAMES, base

DIALECTS = {"nn": "no", "nb": "no", "yue": "zh", "gl": "es", "lb": "de", "af": "nl"}  # taken for one by recognisers


@dataclass(frozen=True)
class Pair:
    into: str  # such as "fr"
    other: str = ""  # "" as heard
    given: bool = False  # the other was set by somebody, and is not looked for

    @property
    def both(self) -> frozenset[str]:
        return frozenset(filter(None, (self.into, self.other)))

    def spoken(self, detected: str, text: str) -> str:
        """In which language was this said? "" where nobody can tell.

        What is heard as neither of two is the one that was heard last, or was given, when it is a word or two.
        """
        tag = base(detected)
        tag = DIALECTS.get(tag, tag) if DIALECTS.get(tag) in self.both else tag
        if self.given:
            return tag if tag in self.both else self.other
        if tag in self.both or not self.other:
            return tag
        few = len(text.split()) <= FEW and LATIN.fullmatch(text) is not None
        return self.other if few or tag not in NAMES else tag

    def target(self, spoken: str) -> str:
        """Into which language that goes; "" where there is no other."""
        if not spoken:
            return ""
        return self.other if spoken == self.into else self.into

    def heard(self, spoken: str) -> "Pair":
        """Somebody has spoken in this language."""
        return replace(self, other=spoken) if spoken and spoken != self.into and not self.given else self

    def switched(self, language: str, spoken: str) -> "Pair":
        """Who speaks `spoken` wants it in another language now."""
        spoken = spoken or next(iter(self.both - {language}), "")
        return Pair(language, "" if spoken == language else spoken)
