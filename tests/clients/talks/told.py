"""What does each talk get and tell? Address, token and sounds from its command; a line of JSON at its end.

Imported by clients in environments of their own: it needs nothing but Python.
"""

import asyncio
import json
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

PIECE_MS = 20
FASTER = 4  # than somebody speaks


@dataclass
class Told:
    heard: list = field(default_factory=list)  # transcripts of what the person said
    said: list = field(default_factory=list)  # answers
    called: list = field(default_factory=list)  # arguments of the function
    interrupted: bool = False
    errors: list = field(default_factory=list)

    def end(self):
        print(json.dumps(asdict(self)), flush=True)


def arguments():
    """`http://…` without a path, the token, four sentences as pcm16 at 24 kHz."""
    url, token, folder = sys.argv[1:]
    return url, token, [(Path(folder) / f"{number}.pcm").read_bytes() for number in range(4)]


async def pieces(sound):
    size = 48 * PIECE_MS
    for start in range(0, len(sound), size):
        yield sound[start : start + size]
        await asyncio.sleep(PIECE_MS / 1000 / FASTER)


class Microphone:
    """It is never off: pieces at the pace of time, of what is spoken into it or of silence."""

    def __init__(self):
        self._waiting = b""

    def speak(self, sound):
        self._waiting += sound

    async def pieces(self):
        size, began, count = 48 * PIECE_MS, asyncio.get_running_loop().time(), 0
        while True:
            piece, self._waiting = self._waiting[:size], self._waiting[size:]
            yield piece + bytes(size - len(piece))
            count += 1
            await asyncio.sleep(max(0.0, began + count * PIECE_MS / 1000 - asyncio.get_running_loop().time()))
