"""Which characters matter to a voice? Everything else is dropped or written as plain characters."""

import re
import unicodedata

VULGAR = re.compile(r"(?:(\d)\s?)?([¼-¾⅐-⅞↉])")
GROUPED = re.compile("(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")  # thin spaces inside a large number
SPELT = {
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\u2044": "/",  # fraction slash
    "\u2212": "-",  # minus
    "\u2010": "-",
    "\u2011": "-",  # non-breaking hyphen
    "º": "°",
    "℃": "°C",
    "℉": "°F",
    "№": "No. ",
    "μ": "µ",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "``": '"',
}
# Kept although they are no letters, digits or ASCII; `symbols` gives the signs among them their words
KEPT = set("‘’“”«»…–—°µ²³⁰¹⁴⁵⁶⁷⁸⁹×÷±≈≠≤≥√∞→⇒§¢£¥€₩₹₽₺₪₴₫₿฿₱₦‰©®™•·¿¡、。，！？：；「」『』（）《》|")


def joined(text: str) -> str:
    """Large numbers without spaces inside, for voices that read figures."""
    return GROUPED.sub("", text)


def legible(text: str) -> str:
    """Emoji, control and invisible characters, lone surrogates and keycaps removed; digits as 0-9; "½" as "1/2"."""
    text = GROUPED.sub(",", text)
    for written, meant in SPELT.items():
        text = text.replace(written, meant)
    text = VULGAR.sub(_vulgar, text)
    return "".join(map(_legible, text))


def _vulgar(match: re.Match[str]) -> str:
    parts = unicodedata.normalize("NFKC", match[2]).replace("\u2044", "/")
    return f"{match[1]} {parts}" if match[1] else parts


def _legible(char: str) -> str:
    if char < "\x7f":
        return char if char >= " " or char in "\n\t" else " "
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    kind = unicodedata.category(char)
    if kind == "No" and char not in KEPT:
        return f" {unicodedata.numeric(char):g} "  # ①, ⅷ
    if kind[0] in "LM" and kind != "Me" and not "\ufe00" <= char <= "\ufe0f":  # no keycap rings, no emoji selectors
        return char
    if char in KEPT:
        return char
    if char in "\u200b\u200d\ufeff\u00ad" or kind[0] == "M":
        return ""  # inside words
    return " " if kind[0] in "SZC" else char
