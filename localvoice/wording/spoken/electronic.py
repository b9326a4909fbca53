"""How are addresses on the net and paths said? "a.b@c.org" → "a dot b at c dot org", "x.de" → "x dot DE"."""

import re

from localvoice.wording.spoken.spell import cardinal, digits

SIGNS = {
    ".": "dot", "-": "dash", "_": "underscore", "/": "slash", ":": "colon", "@": "at", "&": "ampersand", "+": "plus",
    "?": "question mark", "=": "equals", "#": "hash", "%": "percent", "~": "tilde", "\\": "backslash", "*": "star",
    "!": "exclamation mark", "$": "dollar", ",": "comma", ";": "semicolon", "'": "apostrophe",
    "(": "paren", ")": "close paren",
}  # fmt: skip
WORD_DOMAINS = frozenset({
    "com", "org", "net", "edu", "gov", "info", "biz", "name", "mobi", "app", "dev", "shop", "online", "site", "blog",
    "cloud", "tech", "news", "store",
})  # fmt: skip
# Extensions and names that are said as words or letters in their own way
SAID = {
    "jpg": "jpeg", "py": "pie", "js": "JS", "md": "MD", "exe": "EXE", "nvidia": "NVIDIA", "www": "WWW", "http": "HTTP",
    "https": "HTTPS", "ftp": "FTP", "wss": "WSS", "ssh": "SSH",
}  # fmt: skip
SCHEME = r"(?:https?|ftp|file|wss?|ssh|git)://"
TAIL = r"[\w~%#&=+?@:;,.!$/'()-]*[\w~%#&=+/-]"
URL = re.compile(rf"(?i:\b{SCHEME}){TAIL}|\b(?i:www\.)[\w-]{TAIL}|\bmailto:(?=\S+@)")
EMAIL = re.compile(r"(?<![\w@])[\w&+%-]+(?:\.[\w&+%-]+)*@[\w-]+(?:\.[\w-]+)+(?:/[\w./-]*[\w/])?")
DOMAIN = re.compile(
    r"(?<![\w@./~-])(?:[A-Za-z0-9][\w-]*\.)+[a-z]{2,}[a-z0-9]{0,2}(?::\d+)?(?:/[\w~%#&=+?./-]*[\w/])?(?![\w@]|\.\w)"
)
PATH = re.compile(
    r"(?<![\w.@:/<)])(?:~|\.{1,2})?(?:/[A-Za-z_.][\w.-]*){2,}/?(?<![.])|(?<![\w.@:/])~(?:/[\w.-]*[\w])+/?"
)
DRIVE = re.compile(r"\b[A-Za-z]:(?:\\[\w.-]*\w)+\\?")
HANDLE = re.compile(r"(?<![\w@])@(\w+)")
TAG = re.compile(r"(?<![\w#&])#([A-Za-z]\w*)")
ABBREVIATED = re.compile(r"(?:[a-z]\.)+[a-z]|[ap]\.m\.[a-z]{2,4}", re.IGNORECASE)  # e.g, a.m, p.m.est


def say(text: str) -> str:
    for pattern in (URL, EMAIL, DRIVE, PATH, DOMAIN):
        text = pattern.sub(_spelt, text)
    return HANDLE.sub(r"at \1", TAG.sub(lambda m: f"hashtag {_camel(m[1])}", text))


def _camel(text: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", text)


def _spelt(match: re.Match[str]) -> str:
    text = match[0].removeprefix("mailto:")
    if ABBREVIATED.fullmatch(text):
        return match[0]
    host = re.match(rf"(?i:{SCHEME})?[^/]*", text)
    parts = re.findall(r"[A-Za-z]+|\d+|[^\W\d_]+|.", text)
    ends = host.end() if host else 0
    said, at = [], 0
    for part in parts:
        dotted, at = text[at - 1 : at] == ".", at + len(part)
        said.append(_part(part, top=dotted and at <= ends and text[at : at + 1] in ("", ".", ":", "/")))
    return re.sub(r"\s+", " ", " ".join(said)).strip()


def _part(part: str, top: bool) -> str:
    if part.isdecimal():
        return cardinal(int(part)) if re.fullmatch(r"[1-9]0{3}|[1-9]\d?000", part) else digits(part)
    if part.lower() in SAID:
        return SAID[part.lower()]
    if part.isalpha():
        short = top and len(part) <= 4 and part.lower() not in WORD_DOMAINS
        letters = short or not re.search("[aeiouy]", part, re.IGNORECASE)
        return part.upper() if letters and len(part) > 1 else part
    return SIGNS.get(part, "")
