"""How is a word looked up in 90,000 of them without reading them all? In the JSON text itself, by where entries begin.

Parsed, the word lists and the tagger take 0.3 s and 76 MB; as text with an index 0.1 s and 11 MB (measured).
"""

import json

import numpy as np

MARKED = 24  # bytes of a key that tell it from others; of the tagger's 79,534 none is longer
PRIME = 0x9E3779B97F4A7C15  # any large odd number


class SortedEntries:
    """A flat JSON object whose keys are sorted; values are texts, or objects of texts."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        signs = np.frombuffer(text, np.uint8)
        depth = np.cumsum((signs == ord("{")).astype(np.int8) - (signs == ord("}")), dtype=np.int8)
        quoted = signs == ord('"')
        between = (signs[1:-2] == ord(",")) & (depth[1:-2] == 1) & quoted[2:-1] & (signs[3:] != ord(":"))
        after = quoted[:-3] | (signs[:-3] == ord("}"))
        places = np.concatenate([[1], np.flatnonzero(between & after) + 2])
        self._begins = places.astype(np.int32)  # of the quotes before the keys

    def __len__(self) -> int:
        return len(self._begins)

    def get(self, key: str, default: object = None) -> object:
        """What a plain key stands for."""
        wanted, low, high = key.encode("utf-8", "replace"), 0, len(self._begins)
        while low < high:
            middle = (low + high) // 2
            if self._key(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        if low == len(self._begins) or self._key(low) != wanted:
            return default
        begin = int(self._begins[low]) + len(wanted) + 3
        end = int(self._begins[low + 1]) - 1 if low + 1 < len(self._begins) else len(self._text) - 1
        return json.loads(self._text[begin:end])

    def _key(self, index: int) -> bytes:
        begin = int(self._begins[index]) + 1
        return self._text[begin : self._text.index(b'":', begin)]


class Features:
    """A JSON object of objects, keys in any order and without escapes; `begin`: where it begins in the text."""

    def __init__(self, text: bytes, begin: int) -> None:
        self._text = text
        signs = np.frombuffer(text, np.uint8)
        ends = np.flatnonzero((signs[:-2] == ord('"')) & (signs[1:-1] == ord(":")) & (signs[2:] == ord("{")))
        ends = ends[ends > begin]  # the quotes after the keys
        quotes = np.flatnonzero(signs == ord('"'))
        marks = _marks(text, ends, ends - quotes[np.searchsorted(quotes, ends) - 1] - 1)
        order = np.argsort(marks)
        self._marks, self._ends = marks[order], ends[order].astype(np.int32)

    def get(self, key: str, default: object = None) -> object:
        """What a key stands for."""
        wanted = key.encode("utf-8", "replace")
        mark = _mark(wanted)
        at = int(np.searchsorted(self._marks, mark))
        while at < len(self._marks) and self._marks[at] == mark:
            end = int(self._ends[at])
            if self._text[end - len(wanted) - 1 : end] == b'"' + wanted:
                return json.loads(self._text[end + 2 : self._text.index(b"}", end) + 1])
            at += 1
        return default


def _mark(key: bytes) -> np.uint64:
    """As `_marks` has it."""
    mark = 0
    for back in range(8, MARKED + 1, 8):
        taken = key[max(0, len(key) - back) : max(0, len(key) - back + 8)]
        mark = (mark * PRIME + int.from_bytes(taken, "little")) % 2**64
    return np.uint64(mark)


def _marks(text: bytes, ends: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """(n,) uint64: the last MARKED bytes of each stretch of the text, mixed; few stretches have the same."""
    words = np.ndarray((len(text) - 7,), "<u8", text, 0, (1,))  # the eight bytes from each place on
    marks = np.zeros(len(ends), np.uint64)
    for back in range(8, MARKED + 1, 8):
        missing = np.clip(back - sizes, 0, 8).astype(np.uint64) * np.uint64(8)  # bits before the stretch
        whole = missing == 64
        taken = words[ends - back] >> np.where(whole, 0, missing).astype(np.uint64)
        marks = marks * np.uint64(PRIME) + np.where(whole, 0, taken).astype(np.uint64)
    return marks
