"""Which figures with a colon are chapter and verse? Those after a book of scripture: "Genesis 1:1-3"."""

import re

from localvoice.wording.spoken.spell import cardinal

BOOKS = (
    "Genesis|Exodus|Leviticus|Numbers|Deuteronomy|Joshua|Judges|Ruth|Samuel|Kings|Chronicles|Ezra|Nehemiah|Esther|Job"
    "|Psalms?|Proverbs|Ecclesiastes|Song of (?:Songs|Solomon)|Isaiah|Jeremiah|Lamentations|Ezekiel|Daniel|Hosea|Joel"
    "|Amos|Obadiah|Jonah|Micah|Nahum|Habakkuk|Zephaniah|Haggai|Zechariah|Malachi|Matthew|Mark|Luke|John|Acts|Romans"
    "|Corinthians|Galatians|Ephesians|Philippians|Colossians|Thessalonians|Timothy|Titus|Philemon|Hebrews|James|Peter"
    "|Jude|Revelation|Sura[h]?|Quran|Qur[’']an|Koran"
)
VERSE = re.compile(
    rf"\b(?P<book>(?:(?P<which>[123])\s)?(?:{BOOKS}))\s(?P<chapter>\d{{1,3}}):(?P<verse>\d{{1,3}})"
    r"(?:\s?[-–—]\s?(?P<last>\d{1,3}))?(?![\d:]|\s?[ap]\.?m\b)"
)
WHICH = {"1": "First", "2": "Second", "3": "Third"}


def say(text: str) -> str:
    return VERSE.sub(_verse, text)


def _verse(match: re.Match[str]) -> str:
    book = match["book"]
    if match["which"]:
        book = f"{WHICH[match['which']]}{book[1:]}"
    chapter, verse = cardinal(int(match["chapter"])), cardinal(int(match["verse"]))
    if match["last"]:
        return f"{book} {chapter}, {verse} to {cardinal(int(match['last']))}"
    return f"{book} {chapter} {verse}"
