"""Can any order of events and reports break the protocol? Random clients and hosts, and `strict_mirror` watches.

A host may be late, mistaken about ids, or silent; a client sends anything that its own knowledge allows, and more.
"""

from collections import Counter

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from realtime_world import World, base64_of, pcm

from localvoice.realtime.words import (
    Answered,
    Called,
    Cancel,
    Commit,
    Failed,
    Heard,
    HeardPart,
    HearingFailed,
    Phrase,
    Read,
    Recognise,
    Respond,
    Sound,
    SpeechStarted,
    SpeechStopped,
    TurnOver,
    Word,
)

sent = Counter()  # what went through the protocol

item_ids = st.sampled_from(["a", "b", "c", "root", "gone"])
texts = st.sampled_from(["", "Hello.", "What time is it? ", "ü 😀"])
detections = st.sampled_from(
    [
        None,
        {"type": "server_vad"},
        {"type": "server_vad", "interrupt_response": False},
        {"type": "server_vad", "create_response": False, "idle_timeout_ms": 5000},
        {"type": "server_vad", "idle_timeout_ms": 6000},
        {"type": "semantic_vad", "eagerness": "low"},
        {"type": "semantic_vad", "eagerness": "soon"},
    ]
)
contents = st.sampled_from(
    [
        [{"type": "input_text", "text": "Hi."}],
        [{"type": "input_audio", "audio": base64_of(pcm(10))}],
        [
            {"type": "input_audio", "audio": base64_of(pcm(10)), "transcript": "Hi."},
            {"type": "input_text", "text": "x"},
        ],
        [],
        [{"type": "input_image"}],
    ]
)
responses = st.sampled_from(
    [
        None,
        {},
        {"conversation": "none"},
        {"conversation": "none", "input": [], "output_modalities": ["text"]},
        {"input": [{"type": "item_reference", "id": "a"}], "metadata": {"k": "v"}},
        {"output_modalities": ["text"], "conversation": "auto"},
        {"input": [{"type": "message", "role": "user", "content": [{"type": "input_audio", "audio": "AAAA"}]}]},
        {"modalities": ["text"]},
    ]
)
junk = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2**70) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
kinds = st.sampled_from(
    [
        "session.update",
        "input_audio_buffer.append",
        "input_audio_buffer.commit",
        "conversation.item.create",
        "conversation.item.truncate",
        "response.create",
        "response.cancel",
        "no.such",
    ]
)
keys = st.sampled_from(["session", "audio", "item", "item_id", "response", "event_id", "previous_item_id", "x"])


class Talk(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.world = World()
        self.ordered = {}  # response id → ended?
        self.to_hear = []
        self.numbers = 0

    def client(self, kind, **fields):
        sent["client"] += 1
        self.numbers += 1
        self.world.send(kind, event_id=f"mine_{self.numbers}", **fields)
        for event in self.world.fresh:
            if event["type"] == "error":
                assert event["error"]["event_id"] == f"mine_{self.numbers}"
                assert len(self.world.fresh) == 1, "a refused event had effects"
        self.took()

    def host(self, report):
        sent["host"] += 1
        self.world.host(report)
        self.took()

    def took(self):
        sent.update(self.world.kinds())
        for order in self.world.fresh_orders:
            if isinstance(order, Respond):
                assert order.response_id not in self.ordered
                assert order.response_id in self.world.mirror.live
                self.ordered[order.response_id] = False
            if isinstance(order, Cancel):
                assert self.ordered[order.response_id] is False
                self.ordered[order.response_id] = True
            if isinstance(order, Commit | Recognise):
                self.to_hear.append(order.item_id)
            if isinstance(order, Read) or (isinstance(order, Respond) and order.conversation):
                self.shown(order.items)

        for event in self.world.fresh:
            if event["type"] == "response.done" and event["response"]["status"] == "cancelled":
                assert self.ordered.get(event["response"]["id"], True), "the host was not told to stop"

    def shown(self, items):
        """What the model sees stands in the order that the client knows."""
        places = [self.world.mirror.items.index(i.item_id) for i in items if i.item_id in self.world.mirror.items]
        assert places == sorted(places)

    def response_id(self, number):
        """A living response that the host is at, or now and then any."""
        living = [response_id for response_id in self.ordered if response_id in self.world.mirror.live]
        ids = (living if number < 3 else []) or list(self.ordered) or ["resp_none"]
        return ids[-1 - number % len(ids)]

    @rule(ms=st.sampled_from([20, 100, 1000]), odd=st.integers(0, 1))
    def append(self, ms, odd):
        self.client("input_audio_buffer.append", audio=base64_of(pcm(ms) + b"x" * odd))

    @rule(kind=st.sampled_from(["input_audio_buffer.commit", "input_audio_buffer.clear", "output_audio_buffer.clear"]))
    def simple(self, kind):
        self.client(kind)

    @rule(text=texts, whole=st.booleans())
    def turn(self, text, whole):
        """What happens most: somebody speaks."""
        self.append(200, 0)
        self.host(SpeechStarted(self.world.sent_ms - 200))
        self.host(TurnOver(self.world.sent_ms))
        while whole and self.to_hear:
            self.hear(text, "whole")

    @rule(detection=detections, spoken=st.booleans(), transcribed=st.booleans())
    def update(self, detection, spoken, transcribed):
        heard = {"turn_detection": detection, "transcription": {"model": "whisper-1"} if transcribed else None}
        session = {"type": "realtime", "output_modalities": ["audio" if spoken else "text"], "audio": {"input": heard}}
        self.client("session.update", session=session)

    @rule(item_id=item_ids, content=contents, after=st.none() | item_ids)
    def create(self, item_id, content, after):
        item = {"type": "message", "role": "user", "content": content, "id": item_id}
        self.client("conversation.item.create", item=item, previous_item_id=after)

    @rule(output=texts, call=st.sampled_from(["call_x", "call_y"]), result=st.booleans())
    def function(self, output, call, result):
        item = {"type": "function_call", "call_id": call, "name": "f", "arguments": "{}"}
        if result:
            item = {"type": "function_call_output", "call_id": call, "output": output}
        self.client("conversation.item.create", item=item)

    @rule(number=st.integers(0, 9), doing=st.sampled_from(["retrieve", "delete", "delete"]))
    def item(self, number, doing):
        items = self.world.mirror.items or ["gone"]
        self.client(f"conversation.item.{doing}", item_id=items[number % len(items)])

    @rule(spoken=st.booleans(), number=st.integers(0, 3), ms=st.sampled_from([0, 10, 150, 700, 100_000]))
    def truncate(self, spoken, number, ms):
        items = (spoken and self.world.mirror.spoken) or self.world.mirror.items or ["gone"]
        item_id = items[-1 - number % len(items)]
        self.client("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=ms)

    @precondition(lambda self: self.world.mirror.spoken)
    @rule(ms=st.sampled_from([0, 10]))
    def interrupt(self, ms):
        item_id = self.world.mirror.spoken[-1]
        self.client("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=ms)

    @rule(response=responses)
    def ask(self, response):
        self.client("response.create", **({} if response is None else {"response": response}))

    @rule(named=st.booleans(), number=st.integers(0, 2))
    def cancel(self, named, number):
        self.client("response.cancel", **({"response_id": self.response_id(number)} if named else {}))

    @rule(kind=kinds, fields=st.dictionaries(keys, junk, max_size=3))
    def anything(self, kind, fields):
        sent["client"] += 1
        self.world.send(kind, **fields)
        self.took()

    @rule(
        back_ms=st.integers(-500, 3000),
        ends=st.sampled_from([(SpeechStarted,), (SpeechStarted, TurnOver), (TurnOver,), (SpeechStopped,)]),
    )
    def speech(self, back_ms, ends):
        for end in ends:
            self.host(end(self.world.sent_ms - back_ms))

    @precondition(lambda self: self.to_hear)
    @rule(text=texts, how=st.sampled_from(["part", "whole", "whole", "whole", "failed", "again"]))
    def hear(self, text, how):
        item_id = self.to_hear[0]
        if how == "part":
            self.host(HeardPart(item_id, text))
            return
        if how != "again":
            self.to_hear.pop(0)
        self.host(HearingFailed(item_id, "No.") if how == "failed" else Heard(item_id, text, "en", 1.0))

    @precondition(lambda self: self.ordered)
    @rule(number=st.integers(0, 3), text=texts, ms=st.sampled_from([0, 20, 1000]), word=st.integers(0, 40))
    def say(self, number, text, ms, word):
        response_id = self.response_id(number)
        self.host(Phrase(response_id, text))
        self.host(Sound(response_id, pcm(ms), (Word(word, 30 * word),) if word % 2 else ()))

    @precondition(lambda self: self.ordered)
    @rule(number=st.integers(0, 3), how=st.sampled_from(["call", "done", "done", "length", "failed"]))
    def end(self, number, how):
        response_id = self.response_id(number)
        if how == "call":
            self.host(Called(response_id, "f", "{}"))
        elif how == "failed":
            self.host(Failed(response_id, "No."))
        else:
            self.host(Answered(response_id, how, 3, 2))

    @rule(seconds=st.sampled_from([0.0, 1.0, 10.0]))
    def wait(self, seconds):
        self.world.tick(seconds)
        self.took()

    @invariant()
    def a_response_that_waits_for_nothing_is_with_the_host(self):
        if not self.to_hear:
            assert all(response_id in self.ordered for response_id in self.world.mirror.live)


OFTEN = settings(
    max_examples=225,
    stateful_step_count=50,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def test_no_order_of_ten_thousand_events_and_reports_breaks_the_protocol():
    sent.clear()
    run_state_machine_as_test(Talk, settings=OFTEN)
    assert sent["client"] + sent["host"] >= 10_000
    assert sent.keys() >= {"response.created", "response.done", "conversation.item.truncated", "error"}, sent
