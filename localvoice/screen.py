"""What a conversation looks like in a terminal: one status line, the partial words, then each turn as it was."""

import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import anyio

from localvoice.dialogue.shown import Failed, Shown, State, event
from localvoice.trace import Turn
from localvoice.understanding.mind import Partial, Saying, Understood

DIM = "\x1b[2m"
BOLD = "\x1b[1m"
PLAIN = "\x1b[0m"
CLEAR = "\r\x1b[K"
STATES = {
    "waiting": "waiting",
    "listening": "listening",
    "hearing": "hearing you",
    "thinking": "thinking",
    "speaking": "speaking",
}


class Screen:
    """Shows what a conversation tells, on a terminal or as plain lines in a file."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._live = out.isatty()

    def show(self, told: Any) -> None:
        match told:
            case State():
                self._status(f"{DIM}({STATES.get(told.name, told.name)}){PLAIN}")
            case Partial():
                self._status(f"{DIM}…{PLAIN} {told.text}")
            case Understood():
                self._line("you", told.text if told.accepted else f"({told.text or 'something'} – not understood)")
            case Saying():
                self._line("localvoice", told.text)
            case Turn():
                self._turn(told)
            case Failed():
                self._line("!", told.text)
            case _ if hasattr(told, "text"):
                self._line("–", told.text)

    def _turn(self, turn: Turn) -> None:
        if turn.languages:
            self._clause(turn)
            return
        if turn.barged_in and (turn.said or not turn.unasked):
            where = f"after “{turn.said}”" if turn.said else "before its first word"
            self._line("", f"(interrupted {where})", dim=True)
        if turn.latency_ms is not None:
            stages = ", ".join(f"{span.name} {1000 * (span.end_s - span.start_s):.0f}" for span in turn.spans)
            self._line("", f"{turn.latency_ms:.0f} ms: {stages}", dim=True)

    def _clause(self, turn: Turn) -> None:
        """What was said, and its translation, with the lag from the one's end to the other's first sound."""
        if not turn.unasked:
            self._line(turn.languages[0], turn.heard)
        self._line(turn.languages[-1], turn.said or "(not said)")
        if turn.latency_ms is not None:
            self._line("", f"{turn.latency_ms / 1000:.1f} s later", dim=True)

    def _status(self, text: str) -> None:
        if self._live:
            self._out.write(f"{CLEAR}{text}")
            self._out.flush()

    def _line(self, who: str, text: str, dim: bool = False) -> None:
        if self._live:
            style = DIM if dim else ""
            self._out.write(f"{CLEAR}{BOLD}{who:>10}{PLAIN}  {style}{text}{PLAIN}\n")
        else:
            self._out.write(f"{who:>10}  {text}\n")
        self._out.flush()


def received(record: dict[str, Any]) -> Shown:
    """What another process showed, as it came. Raises strict.Unfit."""
    return event(record)


@contextmanager
def single_keys() -> Iterator[int]:
    """The descriptor of the terminal, which hands over every key at once, without echo; restored at the end."""
    import termios  # not on every system, and only for push-to-talk
    import tty

    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin)
    try:
        yield sys.stdin.fileno()
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


async def space_bar(keyboard: int) -> AsyncIterator[None]:
    """Something for each press of the space bar, at once, however many bytes come together; ends with the terminal.

    `keyboard`: descriptor of the terminal; needs `single_keys` around it.
    """
    while True:
        await anyio.wait_readable(keyboard)
        keys = os.read(keyboard, 4096)
        if not keys:
            return
        for _ in range(keys.count(b" ")):
            yield None
