"""A conversation that also obeys from outside: be quiet now, or say how long the begun sentence still takes."""

from localvoice.dialogue.fate import Happening
from localvoice.dialogue.session import Conversation
from localvoice.dialogue.shown import State
from localvoice.hearing.turns import Floor


class Commanded(Conversation):
    """See `Conversation`."""

    @property
    def floor(self) -> Floor:
        """Whose turn it is."""
        return self._person.turns.floor

    def hush(self) -> bool:
        """End the answer that is given, made or held; what was not heard of it never will be. Was there one?

        What the person is saying meanwhile goes on.
        """
        answer = self._held or (self._reply if self.floor is Floor.ASSISTANT else None)
        if answer is None:
            return False
        answer.meet(Happening.CLOSED)
        if answer.exchange:
            answer.exchange.cut(answer.said)
        reached = answer.cut()
        if answer is self._held:
            self._held = None
        else:
            self._reply = None
            self._person.release()
            self._tell(State("listening"))
        self._tasks.start_soon(self._finish_cut, answer, reached)
        return True

    @property
    def sentence_end(self) -> int | None:
        """Index after the last sample of the phrase that is being heard now; None in silence."""
        reply = self._reply
        return reply.phrase_end if reply and reply.committed else None
