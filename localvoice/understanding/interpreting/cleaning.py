"""What of a model's reply is the translation? Not "Sure! Here it is:", no quotes, notes and Markdown; perhaps nothing.

A small model chats, explains, refuses, or answers the question that it should translate. What is no translation is
never spoken: `clean` gives "" then. Told by the form of the reply and by small words of both languages alone.
"""

import re
from difflib import SequenceMatcher

from localvoice.understanding.interpreting.tongues import common_words, plain_words, tongue

NAMES = (
    "english|german|french|spanish|italian|dutch|portuguese|polish|japanese|korean|chinese|turkish|russian|swedish|danish"
    "|norwegian|finnish|czech|greek|arabic|hindi|ukrainian|romanian|hungarian|deutsch|französisch|englisch|spanisch"
    "|italienisch|français|anglais|allemand|espagnol|español|inglés|francés|alemán|italiano|inglese|francese|tedesco"
)
POLITE = (
    r"sure(?: thing)?|certainly|of course|okay|ok|absolutely|here you go|got it|no problem|gerne|natürlich|klar"
    r"|bien sûr|certainement|voilà|claro(?: que sí)?|por supuesto|certo|certamente"
)
ABOUT = (
    r"translat\w*|übersetz\w*|tradu[cizt]\w*|traduction|vertaling|vertaal\w*|tłumacz\w*|翻訳|译文|翻译|rendered|said"
)
THINKING = re.compile(r"<think>.*?(?:</think>|$)", re.S)
FENCE = re.compile(r"```\w*\n?|~~~")
# "Sure! Here is the translation:", "The French translation is:", "Translation:", "French:", "In French, that is:"
LEADING = (
    re.compile(rf"(?:(?:{POLITE})\s*[!,.:–-]+\s*)+(?=here|hier|voici|aquí|ecco|the|die|la\b|il\b|in\b)", re.I),
    re.compile(r"(?:here(?:'s| is| are)|hier ist|hier die|voici|aquí (?:está|tienes)|ecco)\b[^:\n]{0,80}:\s*", re.I),
    re.compile(rf"(?:the|die|la|il|a|in)\b[^:\n]{{0,60}}\b(?:{ABOUT})\b[^:\n]{{0,60}}:\s*", re.I),
    re.compile(rf"(?:\(?(?:{NAMES}|{ABOUT}|target|output|answer|assistant|[a-z]{{2}})\)?\s*[:=]\s*)", re.I),
)
CHATTY = re.compile(rf"(?:{POLITE})\s*[!.,:]*$|.*\b(?:{ABOUT})\b.*:$", re.I)
NOTE = re.compile(
    r"\(?\s*(?:note|notes|explanation|pronunciation|literally|lit\.|alternative\w*|hinweis|anmerkung|remarque|nota"
    r"|let me know|i hope|feel free|please note|is there anything|do you want|would you like|ps)\b.{0,400}$",
    re.I | re.S,
)
BRACKETED = re.compile(
    r"\s*[(\[](?:note|literally|lit\.|formal|informal|pronounced|or|meaning|translation)\b[^)\]]*[)\]]", re.I
)
QUOTES = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("‘", "’"), ("'", "'"), ("「", "」"), ("*", "*"), ("`", "`"))
REFUSES = re.compile(
    r"\b(?:sorry|apologi[sz]e|unfortunately|unable|can(?:not|'t|’t)|won'?t|as an? (?:ai|language model)|leider|désolée?"
    r"|lo siento)\b[^.!?]{0,80}\b(?:translat\w*|assist\w*|language model|ai|request\w*|provide|comply|context"
    r"|übersetz\w*|sprachmodell|behilflich|traduire|aider|traducir|ayudar)\b"
    r"|\bas an? (?:ai|language model)\b|\bplease provide\b|\bi(?:'m| am) (?:an ai|a language model|ready to)\b",
    re.I,
)
SCRIPTS = {
    "ja": "[\u3040-\u30ff\u4e00-\u9fff]", "zh": "[\u4e00-\u9fff]", "ko": "[\uac00-\ud7af]", "ru": "[\u0400-\u04ff]",
    "uk": "[\u0400-\u04ff]", "bg": "[\u0400-\u04ff]", "el": "[\u0370-\u03ff]", "ar": "[\u0600-\u06ff]",
    "fa": "[\u0600-\u06ff]", "he": "[\u0590-\u05ff]", "hi": "[\u0900-\u097f]", "th": "[\u0e00-\u0e7f]",
}  # fmt: skip
QUESTION = ("?", "？", "؟", ";", "か。", "か")
MOST, FREE = 3, 12  # a translation has at most so many times the words of its source, and these
FEW = 4  # words that are too few to tell a language, or a copy
SURER = 2  # so many more small words of the wrong language


def clean(reply: str, source: str, spoken: str, into: str) -> str:
    """The translation in it, one line; "" where there is none."""
    lines = [_bare(line) for line in FENCE.sub("", THINKING.sub("", reply)).splitlines()]
    kept = list[str]()
    for line in filter(None, lines):
        if kept and NOTE.match(line) and not NOTE.match(source):
            break
        announces = line.endswith(":") and ":" not in source and line != lines[-1]
        if announces or (CHATTY.match(line) and not CHATTY.match(source)):
            continue
        kept.append(line)
    text = _unquoted(_without_frame(" ".join(kept), source))
    return "" if why_not(text, source, spoken, into) else text


def why_not(text: str, source: str, spoken: str, into: str) -> str:
    """Why this cannot be its translation; "" where it can."""
    words, said = plain_words(text), plain_words(source)
    if not words and not re.search(r"\w", text):
        return "nothing was said"
    if REFUSES.search(text) and not REFUSES.search(source):
        return "it refused"
    signs = len(text) > 3 * FREE + 4 * len(source)
    if (len(words) > MOST * len(said) + FREE and (tongue(into).spaced and tongue(spoken).spaced)) or signs:
        return "it said too much"
    script = SCRIPTS.get(into)
    if script and not re.search(script, text) and re.search(r"[^\W\d_]", text):
        return "it is in another script"
    if not script and any(len(re.findall(other, text)) > len(text) / 3 for other in SCRIPTS.values()):
        return "it is in another script"
    if source.rstrip().endswith(("?", "？")) and not text.rstrip(" \"'”’»").endswith(QUESTION):
        return "it answered the question"
    return _wrong_language(text, words, said, spoken, into)


def _wrong_language(text: str, words: list[str], said: list[str], spoken: str, into: str) -> str:
    if spoken == into or len(words) < FEW:
        return ""
    if len(said) >= FEW and SequenceMatcher(None, words, said, autojunk=False).ratio() > 0.8:
        return "it was copied"
    own = common_words(text, into)
    if own is None:
        return ""
    others = [common_words(text, other) or 0 for other in {spoken, "en"} - {into}]
    return "it is in another language" if max(others, default=0) >= own + SURER else ""


def _bare(line: str) -> str:
    line = re.sub(r"^\s*(?:#{1,6}\s+|[-*•]\s+(?=\S)|>\s*)", "", line)
    return re.sub(r"(\*\*|__|`)(.+?)\1", r"\2", line).strip()


def _without_frame(text: str, source: str) -> str:
    """Without what stands before the translation, and notes behind it; neither where the source itself begins so."""
    for pattern in LEADING:
        found = pattern.match(text)
        if found and not pattern.match(source) and found.end() < len(text):
            text = text[found.end() :]
    if "→" in text and "→" not in source:
        text = text.rpartition("→")[2].strip()
    text = BRACKETED.sub("", text)
    note = re.search(r"(?<=[.!?…\"”»)])\s+" + NOTE.pattern, text, NOTE.flags)
    if note and not NOTE.search(source):
        text = text[: note.start()]
    return text.strip()


def _unquoted(text: str) -> str:
    """Without quotes around all of it; what follows them was no part of it."""
    for opening, closing in QUOTES:
        if len(text) > 2 and text.startswith(opening):
            end = text.rfind(closing)
            if end == len(text) - 1 or (end > len(text) / 2 and text[end + 1 :].strip() in (".", "!", "?")):
                return (text[1:end] + text[end + 1 :]).strip()
    return text.strip()
