"""How far has something been said? Its sound goes out piece by piece, and with each the words that begin in it."""

import re
from bisect import bisect_left

WORD = re.compile(r"\S+")
BYTES_A_MS = 48  # 16 bits at 24 kHz


class Speech:
    """Text and its sound, as both are made; `take` sends them out."""

    def __init__(self) -> None:
        self.text = ""  # all that was made
        self.told = 0  # characters of it that went out
        self.ended = False  # nothing more will be made
        self._sound = bytearray()
        self._out_ms = 0.0  # of sound that went out
        self._marks: list[tuple[float, int]] = []  # (ms, character): here a word begins; both grow

    @property
    def heard(self) -> str:
        """The text that went out."""
        return self.text[: self.told]

    @property
    def over(self) -> bool:
        """Has all of it gone out?"""
        return self.ended and not self._sound and self.told == len(self.text)

    def phrase(self, text: str) -> None:
        self.text += text

    def sound(self, some: bytes, places: tuple[tuple[int, int], ...]) -> None:
        """16-bit PCM at 24 kHz; `places`: where words begin in all the text, and in all the sound, in ms."""
        self._sound += some
        for start, at_ms in places:
            last_ms, last = self._marks[-1] if self._marks else (-1.0, -1)
            if last < start < len(self.text) and at_ms >= last_ms:
                self._marks.append((at_ms, start))

    def take(self, size: int) -> tuple[bytes, str]:
        """So many bytes, where there are enough or there will be no more; and the text that begins in them."""
        if len(self._sound) < size and not self.ended:
            return b"", ""
        some = bytes(self._sound[:size])
        del self._sound[:size]
        self._out_ms += len(some) / BYTES_A_MS
        until = self._until() if self._sound or not self.ended else len(self.text)
        until = max(self.told, until)
        text, self.told = self.text[self.told : until], until
        return some, text

    def cut(self) -> None:
        """Nothing more of it goes out."""
        self.text = self.heard
        self._sound.clear()
        self.ended = True

    def _until(self) -> int:
        """Where the text ends whose sound has begun: with the voice's own words, or phrase by phrase."""
        if not self._marks:
            return len(self.text)
        begun = bisect_left(self._marks, (self._out_ms, -1))
        if begun == 0:
            return 0
        if begun < len(self._marks):
            return len(self.text[: self._marks[begun][1]].rstrip())  # a space goes out with the word behind it
        found = WORD.match(self.text, self._marks[-1][1])
        return found.end() if found else len(self.text)
