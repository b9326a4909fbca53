"""What of a conversation is kept? Its turns as they were heard, beside their traces; nothing of what is private."""

from collections import deque
from collections.abc import Callable

from localvoice.dialogue.shown import Failed, Notice, Shown
from localvoice.memory.conversations import Conversations
from localvoice.trace import Turn
from localvoice.traces.journal import Journal
from localvoice.understanding.mind import Understood

AT_ONCE = 4  # turns whose answers have not been heard to their end


class Keeping:
    """Takes everything that a session shows; `private`: is nothing to be kept of what this intent is asked for?"""

    def __init__(self, past: Conversations | None, private: Callable[[str], bool]) -> None:
        """`past`: None where nobody really talks: in a simulated room, from files."""
        self._past, self._private = past, private
        self._answered: deque[str] = deque(maxlen=AT_ONCE)  # words of the turns that were begun

    def take(self, told: Shown, journal: Journal) -> Shown:
        """Put on disk what is worth it; returns what is to be shown, a turn with its time and steps."""
        match told:
            case Understood() if told.accepted and self._past and not self._private(told.intent):
                self._answered.append(told.text)
                self._past.begin(told.text)
            case Turn():
                told = journal.turn(told, self._private(told.intent))
                if self._past and not told.unasked and told.heard in self._answered:
                    self._answered.remove(told.heard)
                    self._past.end(told.heard, told.said)
            case Failed() | Notice():
                journal.notice(told.text)
        return told
