"""How is Markdown said? The words of it: marks go, items and headings become sentences, code is only mentioned."""

import html
import re

CODE = "There is code on the screen."
FENCE = re.compile(
    r"(?P<line>`{3,}[^`\n]+`{3,})"  # code in a line, which is read
    r"|(?P<mark>`{3,})[^`\n]*\n.*?(?:(?P=mark)`*|\Z)"  # models begin and end a block anywhere in a line
    r"|^[ \t]*`{3,}[^`\n]*\Z"
    r"|^[ \t]*~{3,}[^\n]*(?:\n.*?(?:^[ \t]*~{3,}[`~]*[ \t]*$|\Z)|\Z)",
    re.DOTALL | re.MULTILINE,
)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
BREAK = re.compile(r"<(?:br|p|/p|/li|/div|/tr|hr)\s*/?>", re.IGNORECASE)
TAGS = re.compile(
    r"</?(?:a|abbr|b|big|code|del|details|div|em|font|h[1-6]|i|img|ins|kbd|li|mark|ol|pre|q|s|small|span|strong|sub|summary|sup|"
    r"table|tbody|td|th|thead|tr|u|ul|var|video|audio|source)(?:\s[^<>]*=[^<>]*)?\s?/?>",
    re.IGNORECASE,
)
IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+[\"'][^\"']*[\"'])?\)")
LINK = re.compile(r"\[([^\[\]]+)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+[\"'][^\"']*[\"'])?\)")
REFERENCE = re.compile(r"\[([^\[\]]+)\]\[[^\[\]]*\]")
DEFINITION = re.compile(r"^[ \t]*\[[^\[\]]+\]:[ \t]*\S+.*$", re.MULTILINE)
NOTE = re.compile(r"\[\^[^\[\]]+\]|(?<=[\w.,;!?\"”)])\s?\[\d{1,3}\]")
AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+|[^<>\s@]+@[^<>\s]+)>")
INLINE = re.compile(r"(?<!`)(`{1,3})(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
STRONG = re.compile(r"(\*\*\*|\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])([^_\n]+?)(?<=[^\s_])_(?![\w_])"
)
STRAY = re.compile(r"\*{2,}|~~|(?<!\w)__|__(?!\w)|(?<![\w\s*])\*(?!\S)|(?<!\S)\*(?=\w)|(?<=[\w.!?])\*(?=\s|$)")
ESCAPED_TIMES, ESCAPED_STAR = re.compile(r"(?<=\d )\\\*(?= \d)"), re.compile(r"\\\*")
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|~>-])")

HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*$")
RULE = re.compile(r"^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|={3,})$")
BULLET = re.compile(r"^\s*[-*+•‣◦]\s+(?:\[[ xX]\]\s+)?(.*)$")
NUMBERED = re.compile(r"^\s*(\d{1,3})[.)]\s+(.*)$")
QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
MORE = re.compile(
    r"(?<![^\n])[ \t]*>(?P<same>=?)[ \t]?(?=[$£€]?\d)(?![^\n]*\n[ \t]*>)"
)  # a sign before a figure, not a quotation
ROW = re.compile(r"^\s*\|(.*?)\|?\s*$")
DIVIDER = re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)*\s*:?-{2,}:?\s*\|?\s*$")
ENDED = re.compile(r"[.!?:;,…。！？—–-][\"'”’)\]*_~`]*$")


def unmarked(text: str, code: str = CODE) -> str:
    """Markdown and simple HTML as plain sentences, one block per line; `code` is said for a block of code."""
    text = MORE.sub(lambda m: "at least " if m["same"] else "more than ", text)
    text = BREAK.sub("\n", COMMENT.sub(" ", FENCE.sub(lambda m: m["line"] or f"\n\n{code}\n\n", text)))
    text = html.unescape(TAGS.sub("", AUTOLINK.sub(r"\1", DEFINITION.sub("", text))))
    return "\n".join(_inline(block) for block in _blocks(text))


def _inline(text: str) -> str:
    text = ESCAPE.sub(r"\1", ESCAPED_STAR.sub("", ESCAPED_TIMES.sub("×", text)))
    text = REFERENCE.sub(r"\1", LINK.sub(r"\1", IMAGE.sub(r"\1", text)))
    text = INLINE.sub(r"\2", NOTE.sub("", text))
    text = EMPHASIS.sub(lambda m: m[1] or m[2], STRONG.sub(r"\2", STRONG.sub(r"\2", text)))
    return STRAY.sub("", text)


def _blocks(text: str) -> list[str]:
    """The text's paragraphs, items, headings and rows; each but the last ends like a sentence."""
    blocks: list[str] = []
    open_paragraph = False
    for line in text.split("\n"):
        line = QUOTE.sub("", line)
        said, alone = _line(line)
        if not said:
            open_paragraph = False
        elif open_paragraph and not alone:
            blocks[-1] += f" {said}"
        else:
            blocks.append(said)
        open_paragraph = bool(said) and (not alone or bool(BULLET.match(line) or NUMBERED.match(line)))
        if alone and not open_paragraph and said:
            blocks[-1] = _ended(said)
    return [_ended(block) for block in blocks[:-1]] + [_last(text, block) for block in blocks[-1:]]


def _line(line: str) -> tuple[str, bool]:
    """What a line says, and whether it begins a block of its own."""
    if RULE.match(line) or (DIVIDER.match(line) and ("|" in line or "--" in line)):
        return "", True
    if heading := HEADING.match(line):
        return heading[1], True
    if numbered := NUMBERED.match(line):
        return f"{numbered[1]}, {numbered[2]}", True
    if bullet := BULLET.match(line):
        return bullet[1].strip(), True
    if line.lstrip().startswith("|") and (row := ROW.match(line)):
        return ", ".join(filter(None, map(str.strip, row[1].split("|")))), True
    return line.strip(), False


def _ended(block: str) -> str:
    return block if not block or ENDED.search(block) else f"{block}."


def _last(text: str, block: str) -> str:
    """Plain text stays as it is; an item or heading at the end is a sentence too."""
    final = text.rstrip().rpartition("\n")[2]
    return _ended(block) if _line(QUOTE.sub("", final))[1] else block
