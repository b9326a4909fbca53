"""Can any order of what happens break a live mind of turns? No work is lost, one answer is made at a time, none aloud
while somebody speaks."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from live_minds import WEATHER, Table

from localvoice.models.roles import Entry, ToolCall

CALL = ("weather", "{}")
RESULT = (Entry("assistant", "", (ToolCall("weather", {}),)), Entry("tool", "sunny", name="weather"))
texts = st.sampled_from(["Yes.", "It is a long day today.", ""])


class Talk(RuleBasedStateMachine):
    @initialize(thinks=st.booleans(), hands_over=st.booleans())
    def begin(self, thinks, hands_over):
        self.table = Table(WEATHER, thinks=thinks, explained=("hello",), hands_over=hands_over)
        self.mind, self.served = self.table.mind, self.table.served
        self.speaks = False
        self.ended = set()  # answers that the model has finished, or that failed
        self.works = 0
        self.unheard = []

    def making(self):
        """Ids of answers that were asked for and are not over."""
        asked = [name for name, _ in self.served.asked]
        return [name for name in asked if name not in self.ended and name not in self.served.cancelled]

    def reported(self):
        return sum(1 for one in self.table.program.told if one[0] == "answered")

    @rule()
    def starts(self):
        if not self.speaks:
            self.speaks = True
            self.table.starts()

    @precondition(lambda self: self.speaks)
    @rule(turn=st.booleans())
    def ends(self, turn):
        self.speaks = False
        if turn:
            self.mind.turn_over(1000)
            self.unheard.append(self.served.committed[-1])
        else:
            self.mind.speech_stopped(1000)

    @precondition(lambda self: self.unheard)
    @rule(text=st.sampled_from(["hello", "book a flight", "", None]))
    def words(self, text):
        name = self.unheard.pop(0)
        if text is None:
            self.mind.hearing_failed(name, "Too busy.")
        else:
            self.mind.heard(name, text, "en", 1.0)

    @precondition(lambda self: self.making())
    @rule(text=texts, how=st.sampled_from(["more", "done", "done", "call", "failed"]))
    def makes(self, text, how):
        (name,) = self.making()
        assert self.served.asked[-1][0] == name
        kind = self.kind[name]
        before = len([one for one in self.table.program.told if one[0] in ("wanted", "failed")])
        if how == "failed":
            self.ended.add(name)
            self.mind.failed(name, "No memory.")
        else:
            self.ended |= set() if how == "more" else {name}
            self.table.makes(text, *([CALL] if how == "call" else []), done=how != "more")
        after = len([one for one in self.table.program.told if one[0] in ("wanted", "failed")])
        self.works -= after - before if kind == "work" else 0

    @rule(manner=st.sampled_from(["instructions", "thinking", "commentary"]))
    def tell(self, manner):
        self.mind.tell(manner, "It is sunny.")

    @rule()
    def acknowledge(self):
        self.mind.acknowledge()

    @precondition(lambda self: self.works == self.reported())
    @rule()
    def work(self):
        self.works += 1
        self.mind.work(RESULT)

    @rule(count=st.integers(1, 12))
    def time(self, count):
        sound, _ = self.table.step(count)
        assert not (sound and self.speaks)

    @rule()
    def stop(self):
        self.mind.stop()

    @property
    def kind(self):
        return {answer.id: answer.kind for answer in self.mind._lines if not isinstance(answer, Entry)}

    @invariant()
    def one_answer_is_made_at_a_time(self):
        if hasattr(self, "table"):
            assert len(self.making()) <= 1

    def teardown(self):
        """When everybody has finished, everything was said, and all work was reported."""
        if not hasattr(self, "table"):
            return
        if self.speaks:
            self.ends(False)
        while self.unheard:
            self.words("")
        for _ in range(60):
            if self.making():
                self.makes("Yes.", "done")
            self.table.step(8)
        assert not self.making()
        assert self.table.step(8) == (False, "")
        assert self.works == self.reported()


OFTEN = settings(
    max_examples=60,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_no_order_of_what_happens_loses_work_or_speaks_into_somebody_s_words():
    run_state_machine_as_test(Talk, settings=OFTEN)
