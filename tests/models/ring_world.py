"""A ring of one in this process: the ranks' own code, told the same as over pipes, and no process beside."""

from localvoice.models.lm import conversation as lm
from localvoice.models.lm_ring.conversation import RingLm
from localvoice.models.lm_ring.rank import Rank
from localvoice.models.lm_ring.ring import RingGone

# isort: split
import mlx.core as mx


class AloneRing:
    """As `lm_ring.ring.Ring`."""

    def __init__(self, model, lazy=False, last=float("inf")):
        """`lazy`: an answer is there at the second look, as from a process beside; `last`: so many things it does."""
        self._rank = Rank(model, mx.distributed.init())
        self.plain, self.gone, self.elsewhere = self._rank.plain(), "", True
        self.size, self.last = 2, last
        self.told, self.dropped, self._answers, self._lazy, self._looks = [], [], {}, lazy, 0

    def ask(self, what):
        if len(self.told) >= self.last:
            self.gone = "The part of the language model on mac-2.local is gone"
        if self.gone:
            raise RingGone(self.gone)
        number = len(self.told)
        dropped, self.dropped = self.dropped, []
        self.told.append(what)
        self._answers[number] = self._rank.do({"number": number, **what, "drop": dropped})
        return number

    def answer(self, number, wait_s):
        if self.gone:
            raise RingGone(self.gone)
        self._looks += 1
        return None if self._lazy and self._looks % 2 else self._answers.pop(number)

    def unused(self, number):
        self.dropped.append(number)

    def give_up(self, why):
        self.gone = why

    def close(self):
        self.gone = "closed"

    @property
    def open_contexts(self):
        return len(self._rank._contexts)


def alone(folder, lazy=False):
    """The model in `folder` in a ring of one."""
    whole = lm.load(folder, float32=True)
    return RingLm(AloneRing(whole.model, lazy), whole.tokenizer, whole.longest_tokens())
