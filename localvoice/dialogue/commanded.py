"""A conversation that also obeys from outside: be quiet, listen anew, tell how long the begun sentence still takes."""

from localvoice.dialogue.failing import reporting
from localvoice.dialogue.fate import Fate, Happening
from localvoice.dialogue.reply import Reply
from localvoice.dialogue.session import Conversation
from localvoice.dialogue.shown import State
from localvoice.hearing.turns import Floor
from localvoice.understanding.mind import Occasion

WORD_S = 1.2  # the word takes so long at most


class Commanded(Conversation):
    """See `Conversation`."""

    @property
    def floor(self) -> Floor:
        """Whose turn it is."""
        return self._person.turns.floor

    @property
    def waits(self) -> bool:
        """Has the person asked to wait, and has not gone on?"""
        return self._person.waits_since_s is not None

    def hush(self) -> bool:
        """End the answer that is given, made or held; what was not heard of it never will be. Was there one?

        What the person is saying meanwhile goes on.
        """
        answer = self._held or (self._reply if self.floor is Floor.ASSISTANT else None)
        if answer is None:
            return False
        answer.meet(Happening.CLOSED)
        if answer.exchange:
            answer.exchange.cut(answer.said, answer.samples)
        reached = answer.cut()
        if answer is self._held:
            self._held = None
        else:
            self._reply = None
            self._person.release()
            self._tell(State("listening"))
        self._tasks.start_soon(self._finish_cut, answer, reached)
        return True

    def anew(self, since_s: float) -> None:
        """The person called by the word that wakes, which ended at `since_s`: it is not part of what they say.

        An answer that was given meanwhile ends; one to the word itself, taken for something else, is undone.
        """
        if self._held:
            self.hush()
        self._person.forget(since_s)
        reply = self._reply
        if reply is None:
            return
        if self.floor is Floor.USER:
            self._hear_since(reply, since_s)
            return
        mistaken = reply.exchange if _is_about(reply, since_s) else None
        self.hush()
        if mistaken:
            with reporting(self._tell, "Taking back"):
                mistaken.take_back()

    def _hear_since(self, reply: Reply, since_s: float) -> None:
        """What the person says goes on after the word, or begins only after a pause."""
        after = [frame for frame in reply.frames if frame.start_s >= since_s]
        speaks_on = reply.fate is Fate.LISTENING
        with reporting(self._tell, "Taking back"):
            reply.withdraw(Happening.APART)
        if speaks_on:
            self._listen(after, Occasion()).record(speech_start_s=since_s)
        else:
            self._reply = None
            self._person.release()
            self._tell(State("listening"))

    @property
    def sentence_end(self) -> int | None:
        """Index after the last sample of the phrase that is being heard now; None in silence."""
        reply = self._reply
        return reply.phrase_end if reply and reply.committed else None


def _is_about(reply: Reply, since_s: float) -> bool:
    """Was the word, which ended at `since_s`, in what it answers?"""
    return bool(reply.frames) and reply.frames[-1].end_s > since_s - WORD_S
