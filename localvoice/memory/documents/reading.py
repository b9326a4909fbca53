"""Which words does a document hold? Of text, Markdown, HTML and PDF the title and its parts, with where each stands.

It gets bytes and never a path, and is used in a process of its own (`documents.apart`): the libraries that read PDF and
HTML were not written against strangers.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from localvoice.memory.documents.folder import Unreadable

MOST_CHARS = 1_000_000  # of one document: two thick books; the rest is left out
MOST_PAGES = 2_000
ODD_SHARE = 0.02  # of control characters: with more of them it is no text
WIDE = (b"\xff\xfe", b"\xfe\xff")  # how UTF-16 begins
NO_TEXT = "is no text, whatever its name says"
HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*\s*$")
FENCE = re.compile(r"\s*(```|~~~)")
LINK = re.compile(r"!?\[([^\]\n]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)")
EMPHASIS = re.compile(r"(\*\*|__|\*|`)(?=\S)(.+?)(?<=\S)\1")
UNSEEN = ("title", "script", "style", "template", "noscript", "svg", "nav", "iframe", "object")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = (
    *HEADINGS,
    *(
        "p",
        "div",
        "li",
        "tr",
        "td",
        "th",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "table",
        "ul",
        "ol",
    ),
    *("pre", "blockquote", "dl", "dt", "dd", "figure", "figcaption", "form", "body"),
)


@dataclass(frozen=True)
class Part:
    """A piece of a document that has a place of its own."""

    where: str  # its heading, or "page 3"; "" where the document has no such thing
    text: str


@dataclass(frozen=True)
class Words:
    """What a document says."""

    title: str  # "" where it has none
    parts: tuple[Part, ...]


def words(kind: str, content: bytes) -> Words:
    """`kind`: txt, md, html or pdf. Raises Unreadable, and whatever a library raises."""
    read = {"txt": _text, "md": _markdown, "html": _html, "pdf": _pdf}[kind](content)
    kept = tuple(_bounded(read.parts))
    if not any(part.text for part in kept):
        scanned = ", as when pages are pictures" if kind == "pdf" else ""
        raise Unreadable(f"holds no words{scanned}")
    return Words(_line(read.title)[:200], kept)


def _bounded(parts: tuple[Part, ...]) -> Iterator[Part]:
    left = MOST_CHARS
    for part in parts:
        text = part.text[:left]
        left -= len(text)
        yield Part(_line(part.where)[:120], text)
        if not left:
            return


def decoded(content: bytes) -> str:
    """As text: UTF-8, UTF-16 that says so, else what Windows wrote. Raises Unreadable for what is none."""
    wide = content.startswith(WIDE)
    if not wide and b"\x00" in content:
        raise Unreadable(NO_TEXT)
    try:
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("utf-16" if wide else "cp1252", "replace")
    text = text[:MOST_CHARS]
    odd = sum((sign < " " and sign not in "\t\n\r\f\x1b") or sign == "\ufffd" for sign in text)
    if odd > ODD_SHARE * len(text):
        raise Unreadable(NO_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _text(content: bytes) -> Words:
    return Words("", (Part("", decoded(content).strip()),))


def _markdown(content: bytes) -> Words:
    return _headed(decoded(content))


def _headed(text: str) -> Words:
    """Cut at its headings; the first one, where it is above everything, is the title."""
    parts = [part for part in _parts(text) if part.text or part.where]
    if parts and parts[0].where:
        return Words(parts[0].where, (Part("", parts[0].text), *parts[1:]))
    return Words("", tuple(parts))


def _parts(text: str) -> Iterator[Part]:
    where, fenced = "", False
    lines: list[str] = []
    for line in text.split("\n"):
        fenced ^= bool(FENCE.match(line))
        heading = None if fenced else HEADING.fullmatch(line)
        if heading:
            yield Part(where, "\n".join(lines).strip())
            where, lines = _plain(heading[2]), []
        else:
            lines.append(line if fenced else _plain(line))
    yield Part(where, "\n".join(lines).strip())


def _plain(line: str) -> str:
    return EMPHASIS.sub(r"\2", LINK.sub(r"\1", line))


def _html(content: bytes) -> Words:
    from bs4 import BeautifulSoup

    if b"\x00" in content and not content.startswith(WIDE):
        raise Unreadable(NO_TEXT)
    page = BeautifulSoup(content, "html.parser")
    title = page.title.get_text(" ") if page.title else ""
    read = _headed(re.sub(r"[^\S\n]+", " ", "".join(_seen(page))))
    return Words(title or read.title, read.parts)


def _seen(page: Any) -> Iterator[str]:
    """The text that is shown, each block on a line of its own, headings as Markdown has them; in one pass, for a page
    may be nested as deep as it is long.
    """
    from bs4.element import NavigableString, Tag

    block: dict[int, Any] = {id(page): page}  # what each tag is shown in; None: nowhere
    last: Any = page
    for node in page.descendants:
        inside = block[id(node.parent)]
        if isinstance(node, Tag):
            unseen = inside is None or node.name in UNSEEN
            block[id(node)] = None if unseen else node if node.name in BLOCKS else inside
            if node.name == "br" and not unseen:
                yield "\n"
        elif type(node) is NavigableString and inside is not None:
            heading = inside.name in HEADINGS
            if inside is not last:
                yield "\n# " if heading else "\n\n"
            last = inside
            yield " ".join(node.split()) if heading else str(node)


def _pdf(content: bytes) -> Words:
    from pypdf import PdfReader

    pdf = PdfReader(io.BytesIO(content), strict=False)
    if pdf.is_encrypted and not pdf.decrypt(""):
        raise Unreadable("is locked with a password")
    parts, chars = list[Part](), 0
    for number, page in enumerate(pdf.pages[:MOST_PAGES], 1):
        text = re.sub(r"(?<=[a-zäöü])-\n(?=[a-zäöü])", "", page.extract_text())
        parts.append(Part(f"page {number}", text.strip()))
        chars += len(text)
        if chars > MOST_CHARS:
            break
    title = pdf.metadata.title if pdf.metadata else ""
    return Words(str(title or ""), tuple(parts))


def _line(text: str) -> str:
    return " ".join(text.split())
