"""What in a text is only for the eye? Markdown, lists, tables, addresses, emoji, code, formulas, stage directions.

Each kind has a name, a pattern, and the reason why nobody wants to hear it. Pure patterns over written text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from localvoice.wording.sentences import EMOJI
from localvoice.wording.spoken.mathematics import FORMULA, LOOKS

_DOES = (  # an actor's doing, as stage directions have it
    r"(?:clear(?:s|ing)?(?: (?:his|her|its|my|the))? throat|(?:laugh|chuckl|giggl|sigh|smil|grin|paus|nod|wink|"
    r"whisper|cough|gasp|"
    r"shrug|yawn|frown|blush|bow|wav|groan|snort|beam|gulp|sob|sniff|snicker|mutter|mumbl|hum|sing|think|ponder|"
    r"inhal|exhal|clap)"
    r"(?:s|es|ing)|(?:breath|inhal|exhal)(?:s|es|ing)(?: deeply)?|takes? a (?:deep )?breath|sigh|gasp|wink|nod|grin|"
    r"smile|shrug|giggle|chuckle|laugh|pause|"
    r"cough|yawn|gulp|beat|applause|drum ?roll|music(?: plays| playing)?|long pause|silence|leans? (?:in|forward|"
    r"back)|raises? an eyebrow|"
    r"rolls? (?:his|her|its|my) eyes|(?:in|with) an? (?:[\w-]+ )?(?:voice|tone|smile|accent|whisper)|"
    r"(?:[\w-]+ )?(?:tone|voice)|upbeat|cheerfully|excitedly|"
    r"softly|quietly|dramatically)"
)
STAGE_WORDS = (
    rf"(?:[a-z]+ly )?{_DOES}(?: (?:[a-z]+ly|to (?:him|her|it|my)self|at you|for effect|and {_DOES}|"
    r"with [\w ]+|in \w+)){0,2}"
)
STAGE = re.compile(
    rf"(?<![\w*])\*\s*{STAGE_WORDS}\s*[.!…]*\s*\*(?![\w*])(?!\s+(?-i:[a-z]))|\({STAGE_WORDS}[.!…]*\)|\[{STAGE_WORDS}[.!…]*\]"
    rf"|(?<!\w)_{STAGE_WORDS}[.!…]*_(?!\w)(?!\s+(?-i:[a-z]))",
    re.IGNORECASE,
)
SOURCES = re.compile(
    r"(?:^|(?<=\n)|(?<=[.!?] ))[ \t]*[*_#(\[]*(?:sources?|references?|citations?|bibliography|quellen?|fuentes?|"
    r"further reading)[*_]*"
    r"\s*[:：][*_]*(?=\s|$).*",
    re.IGNORECASE | re.DOTALL,
)
SPEAKER = re.compile(
    r"^\s*[*_]*(?:assistant|ai|bot|chatbot|localvoice|answer|response|reply)[*_]*\s*:[*_]*\s+", re.IGNORECASE
)
OTHER_SPEAKER = re.compile(
    r"(?:^|(?<=\n)|(?<=[.!?]\s))[*_]*(?:user|human|person|customer|guest|me|you)[*_]*\s*:[*_]*\s+(?=\S)", re.IGNORECASE
)
SMILEY = r"(?:(?:^|(?<=\s))[:;]-?[)(DP](?=\s|$))"
URL = re.compile(
    r"(?:(?i:https?|ftp)://|(?i:\bwww\.))[^\s<>\"”’)\]]+(?<![.,;:!?])|"
    r"\b(?:[\w-]+\.)+[a-z]{2,6}/[^\s<>\"”’)\]]*(?<![.,;:!?])"
)
HOST = re.compile(r"(?i:(?:https?|ftp)://)?(?:(?i:www)\.)?([^/\s:?#]+)")


@dataclass(frozen=True)
class Kind:
    """One kind of mark."""

    rule: str  # its name
    why: str  # said to a person, of the text that was found
    pattern: re.Pattern[str]


KINDS = (
    Kind(
        "call",
        "is a call of a tool, which is not for ears",
        re.compile(
            r"^\s*(?:```\w*\s*)?\{+\s*\"?\w+\"?\s*:.*\}+\s*(?:```)?|</?(?:tool_call|tools|function|"
            r"think(?:ing)?)\b[^>]*>",
            re.DOTALL,
        ),
    ),
    Kind(
        "code",
        "is code, which cannot be heard",
        re.compile(r"`{3,}.*?(?:`{3,}|\Z)|~{3,}.*?(?:~{3,}|\Z)|`[^`\n]+`", re.DOTALL),
    ),
    Kind(
        "table",
        "is a table, which only the eye can read",
        re.compile(
            r"^[ \t]*\|.+\|[ \t]*$(?:\n[ \t]*\|.+\|[ \t]*$)*|^\s*\|?(?:\s*:?-{3,}:?\s*\|)+\s*:?-{2,}:?\s*\|?\s*$",
            re.MULTILINE,
        ),
    ),
    Kind(
        "list",
        "is a list; say “first …, then …; shall I go on?”",
        re.compile(
            r"^[ \t]*(?:[-*+•‣◦·–・]|\d{1,3}[.)]|[a-h]\)|\(\d{1,2}\)|[①-⑳]|"
            r"[０-９]+[．）])[ \t　]*(?=\S)(?!\d).*(?:\n[ \t]*(?:[-*+•‣◦·–・]|\d{1,3}[.)]"
            r"|[a-h]\)|\(\d{1,2}\)|[①-⑳]).*)+|^[ \t]*[-*+•‣◦・][ \t]+(?=[^\W\d]).*$|(?:^|"
            r"(?<=\s))1[.)]\s+\S.*?\s2[.)]\s+\S.*",
            re.MULTILINE,
        ),
    ),
    Kind("stage direction", "is a stage direction: a voice does it or leaves it", STAGE),
    Kind(
        "Markdown",
        "is Markdown, which nobody hears",
        re.compile(
            r"\*\*[^*\n]+\*\*|__[^_\n]+__|~~[^~\n]+~~|(?<![\w*])\*[^\s*][^*\n]*\*(?![\w*])|^\s{0,3}#{1,6}\s+\S.*$|"
            r"!?\[[^\]\n]+\]\([^)\s]+[^)]*\)"
            r"|^\s{0,3}>\s+\S.*$|^\s{0,3}(?:-{3,}|\*{3,}|_{3,})\s*$|</?(?:b|i|em|strong|br|p|li|ul|ol|h[1-6]|a|code|"
            r"pre|div|span)\b[^>]*>"
            r"|(?<!\w)_[^\s_][^_\n]*_(?!\w)",
            re.MULTILINE | re.IGNORECASE,
        ),
    ),
    Kind("sources", "names sources: nobody can look them up by ear; say where it is from when asked", SOURCES),
    Kind("address", "is an address of the net: say the site's name at most", URL),
    Kind("emoji", "is a picture, which has no sound", re.compile(rf"{EMOJI}+|{SMILEY}")),
    Kind(
        "speaker",
        "is a speaker's name, as in a written play",
        re.compile(rf"{SPEAKER.pattern}|{OTHER_SPEAKER.pattern}", re.IGNORECASE),
    ),
    Kind(
        "for the eye",
        "points at what nobody sees",
        re.compile(
            r"\b(?:the (?:table|list|code|image|picture|chart|diagram|link|example|steps) (?:below|above)|(?:see|"
            r"as (?:shown|seen|listed)) (?:below|above)|"
            r"(?:below|above) is (?:a|the)|click (?:here|on the link)|the following (?:table|link|image)|"
            r"\[\d{1,3}\])",
            re.IGNORECASE,
        ),
    ),
)


def found(text: str) -> Iterator[tuple[Kind, int, int]]:
    """Each kind's first place in a text: kind, start, end."""
    for kind in KINDS:
        if match := kind.pattern.search(text):
            yield kind, *match.span()
    for formula in FORMULA.finditer(text):
        inside = next(filter(None, formula.groups()))
        if LOOKS.search(inside):
            yield FORMULA_KIND, *formula.span()
            return


FORMULA_KIND = Kind("formula", "is a formula in LaTeX; say it in words", FORMULA)
