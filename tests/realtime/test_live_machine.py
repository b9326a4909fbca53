"""Can any order of events and reports break the Live protocol? Thousands of them, judged by a strict client."""

from collections import Counter

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
from live_world import RESPONSES, World, base64_of, calls, pcm

from localvoice.realtime.live.words import Answered, Delegated, Failed, Heard, Played, Wanted, Work

ACKNOWLEDGED = {
    "session.start": "session.started",
    "session.update": "session.updated",
    "session.close": "session.closed",
    "session.input_audio.mute": "session.input_audio.muted",
    "session.input_audio.unmute": "session.input_audio.unmuted",
    "session.output_audio.fixture.play": "session.output_audio.fixture.playing",
    "session.instructions.append": "session.instructions.appended",
    "session.thinking.append": "session.thinking.appended",
    "session.commentary.append": "session.commentary.appended",
    "response.create": "response.event",
}
sent = Counter()
texts = st.sampled_from(["Yes.", " It is noon.", "😀", "", "x" * 5000])
keys = st.sampled_from(["session", "audio", "content", "delegation_id", "item", "item_id", "surprise"])
junk = st.sampled_from([None, 1, "", "x", [], {}, {"type": "message"}, base64_of(pcm(20))])
delegations = st.sampled_from([{"type": "client"}, {"type": "client", "acknowledgement_delay_ms": 400}, RESPONSES])


class Talk(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.world = World()
        self.open = []  # calls without a result
        self.ids = 0

    def client(self, kind, **fields):
        """Each event is answered once, or refused once and then has changed nothing."""
        sent["client"] += 1
        self.ids += 1
        over = self.world.protocol.closed
        self.world.send(kind, event_id=f"e{self.ids}", **fields)
        kinds = self.world.kinds()
        sent.update(kinds)
        if over:
            assert (kinds, self.world.fresh_orders) == ([], [])
        elif "error" in kinds:
            assert kinds == ["error"]
            assert self.world.fresh_orders == []
            assert self.world.error()["client_event_id"] == f"e{self.ids}"
        else:
            wanted = ACKNOWLEDGED.get(kind)
            assert kinds == ([wanted] if wanted else [])
            about = (
                self.world.fresh[0].get("client_event_id") if wanted != "response.event" and wanted else f"e{self.ids}"
            )
            assert about == f"e{self.ids}"

    def host(self, *reports):
        sent["host"] += len(reports)
        self.world.host(*reports)
        sent.update(self.world.kinds())
        self.open += calls(self.world.nested())

    @initialize(delegation=delegations, early=st.booleans())
    def begin(self, delegation, early):
        if early:
            self.client("session.thinking.append", content="x", delegation_id=None)
        self.client("session.start", session={"model": "m", "delegation": delegation})

    @rule(ms=st.sampled_from([0, 20, 100, 20_000]))
    def append(self, ms):
        self.client("session.input_audio.append", audio=base64_of(pcm(ms)))

    @rule(which=st.sampled_from(["mute", "unmute"]))
    def mute(self, which):
        self.client(f"session.input_audio.{which}")

    @rule(ms=st.sampled_from([0, 100, 40_000]))
    def play(self, ms):
        self.client("session.output_audio.fixture.play", audio=base64_of(pcm(ms)))

    @rule(manner=st.sampled_from(["instructions", "thinking", "commentary"]), text=texts, number=st.integers(-1, 5))
    def tell(self, manner, text, number):
        known = list(self.world.mirror.delegations)
        about = None if number < 0 else (known or ["gone"])[number % max(1, len(known))]
        self.client(f"session.{manner}.append", content=text, delegation_id=about)

    @rule(responses=st.sampled_from([None, {}, {"tools": []}, {"model": ""}]), delay=st.sampled_from([None, 0, 400]))
    def update(self, responses, delay):
        delegation = {"type": "client" if responses is None else "responses"}
        if responses:
            delegation["responses"] = responses
        if delay is not None:
            delegation["acknowledgement_delay_ms"] = delay
        self.client("session.update", session={"delegation": delegation})

    @rule(text=texts)
    def message(self, text):
        self.client("response.item.create", item={"role": "user", "content": text})

    @precondition(lambda self: self.open)
    @rule(number=st.integers(0, 3), again=st.booleans(), text=texts)
    def give(self, number, again, text):
        call_id = self.open[number % len(self.open)]
        item = {"type": "function_call_output", "call_id": call_id, "output": text}
        self.client("response.item.create", item=item)
        if not again:
            self.open.remove(call_id)

    @rule()
    def go_on(self):
        self.client("response.create")

    @rule(kind=st.sampled_from([*ACKNOWLEDGED, "decision.create", "x"]), fields=st.dictionaries(keys, junk, max_size=3))
    def anything(self, kind, fields):
        if kind != "session.close" or fields:
            self.client(kind, **fields)

    @rule(count=st.integers(1, 6), text=texts, waiting_ms=st.sampled_from([0, 0, 30_000]))
    def frames(self, count, text, waiting_ms):
        sent["host"] += count
        self.world.frames(count, text, waiting_ms=waiting_ms)
        sent.update(self.world.kinds())

    @rule(text=texts, start_ms=st.integers(-50, 900), ms=st.integers(-50, 900))
    def hear(self, text, start_ms, ms):
        self.host(Heard(text, start_ms, start_ms + ms))

    @rule(report=st.sampled_from([Played(), Delegated(), Answered("Yes."), Failed("No.")]))
    def report(self, report):
        self.host(report)

    @rule(count=st.integers(1, 3))
    def want(self, count):
        self.host(Wanted((("weather", "{}"),) * count))

    @precondition(lambda self: self.world.protocol.clock_ms > 1500)
    @rule()
    def close(self):
        self.client("session.close")

    @invariant()
    def the_clock_is_what_went_out(self):
        if self.world.protocol.session:
            assert self.world.mirror.clock_ms == self.world.protocol.clock_ms

    @invariant()
    def the_host_works_while_a_response_is_under_way(self):
        assert (self.world.mirror.response is not None) is self.world.protocol.working
        if self.world.mirror.response:
            assert any(isinstance(order, Work) for order in self.world.orders)


OFTEN = settings(
    max_examples=100,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_no_order_of_thousands_of_events_and_reports_breaks_the_protocol():
    sent.clear()
    run_state_machine_as_test(Talk, settings=OFTEN)
    assert sent["client"] + sent["host"] >= 4_000
    assert sent.keys() >= {"session.closed", "response.event", "session.delegation.created", "error"}, sent
