"""Whole conversations with scripted ears, a scripted mind and a loudspeaker that remembers; time is frames."""

import random
from itertools import product

import anyio
import numpy as np
import pytest

from localvoice.audio.loudspeaker import Loudspeaker, Reached, Stretch
from localvoice.clock import settle
from localvoice.dialogue.session import DUCKED, Conversation, Ends, Failed, State, Unasked
from localvoice.errors import EngineError, StoreError
from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame, Speech, Word
from localvoice.hearing.gate import UNKNOWN_S, UNSURE_S
from localvoice.trace import Turn
from localvoice.traces.stages import stage_ms
from localvoice.understanding.mind import Out, Partial, Saying, Understood

RATE_HZ = 16_000  # one played frame is as long as one heard frame
SPEAK, PAUSE = [0.9] * 10, [0.0] * 19  # the gate's silence for words that no grammar knows
ANSWERED = SPEAK + PAUSE + [0.0] * 24  # what comes later than this is no second half of the question
LONG = "one two three four five six seven eight"


class Frames:
    """The world's clock and its loudspeaker: each frame heard plays one frame of what is queued."""

    def __init__(self, voices):
        self.voices, self.frame, self.loudspeaker = voices, 0, Loudspeaker(RATE_HZ, self)
        self.tape, self.queue, self.first, self.gain, self.gains = [], np.zeros(0, np.float32), 0, 1.0, [1.0]
        self.when, self.reached = {}, 0

    def now_s(self):
        return self.frame * FRAME_S

    async def until(self, due_s): ...

    def restart(self): ...

    def write(self, index, pcm):
        self.first = self.first if len(self.queue) else index
        self.queue = np.concatenate([self.queue, pcm])

    def flush(self):
        self.queue, self.gain = np.zeros(0, np.float32), 1.0
        self.tell(Reached(self.reached))

    def fade(self, gain):
        self.gain = gain
        self.gains.append(gain)

    def tell(self, report):
        self.loudspeaker.take(report)

    def play(self):
        size = FRAME_SAMPLES if self.gain else 0
        out, self.queue = self.queue[:size], self.queue[size:]
        self.tape += out.tolist()
        if len(out):
            first, self.first = self.first, self.first + len(out)
            self.when[first], self.reached = self.now_s(), self.first
            self.tell(Stretch(first, self.first, self.now_s()))

    async def __aiter__(self):
        for voice in self.voices:
            self.play()
            frame = Frame(np.full(FRAME_SAMPLES, self.frame, np.float32), voice, self.now_s())
            self.frame += 1
            yield frame
            await settle()


class Exchange:
    """One turn of a mind below: the mind does everything itself."""

    def __init__(self, mind, said, occasion):
        self.mind, self.said, self.occasion = mind, said, occasion

    async def run(self, out):
        await self.mind.understand(self.said.frames, out, self.occasion)

    def take_back(self):
        self.mind.take_back()

    def cut(self, heard, samples=None): ...


class Parrot:
    """A mind that says a fixed sentence, a second long, one word per quarter."""

    rate_hz = RATE_HZ

    def __init__(self, text="one two three four", accepted=True):
        self.text, self.accepted, self.frames, self.occasions, self.taken_back, self.done = text, accepted, [], [], 0, 0

    def begin(self, said, occasion):
        return Exchange(self, said, occasion)

    async def understand(self, frames, out, occasion):
        self.frames, self.occasions = [], [*self.occasions, occasion]
        async for frame in frames:
            self.frames.append(frame)
        out.tell(Partial("hello"))
        if occasion.instead_of and self.accepted:
            await occasion.over.wait()
            occasion.instead_of.take_back()
        self.done += 1
        out.tell(Understood("hello", self.accepted, "greet", self.text))
        await self.announce(self.text, out)

    def take_back(self):
        self.taken_back, self.done = self.taken_back + self.done, 0

    async def announce(self, text, out):
        if text:
            out.tell(Saying(text, text))
            starts = [0, *(i + 1 for i, c in enumerate(text) if c == " ")]
            for number, start in enumerate(starts):
                end = text.find(" ", start) if " " in text[start:] else len(text)
                out.tell(Speech(np.full(4000, 0.5, np.float32), (Word(start, end, number * 4000),)))
                await anyio.lowlevel.checkpoint()


class Deaf:
    """Understands what it hears first, and `times` interruptions not at all."""

    rate_hz = RATE_HZ

    def __init__(self, mind, backchannel=False, times=99):
        self.mind, self.backchannel, self.times = mind, backchannel, times

    def begin(self, said, occasion):
        return Exchange(self, said, occasion)

    def take_back(self): ...

    async def understand(self, frames, out, occasion):
        if occasion.interrupting and self.times:
            async for _ in frames:
                pass
            self.times -= not occasion.instead_of
            out.tell(Understood("", False, backchannel=self.backchannel))
        else:
            await self.mind.understand(frames, out, occasion)


class Numbered(Parrot):
    """Its first answer is positive sound, the ones after it negative."""

    async def announce(self, text, out):
        sign = 1 if len(self.occasions) == 1 else -1

        def signed(told):
            out.tell(Speech(sign * told.pcm, told.words) if isinstance(told, Speech) else told)

        await super().announce(text, Out(signed))


def converse(voices, mind=None, ends=Ends(), **options):  # noqa: B008 (frozen)
    world, told = Frames(voices), []
    conversation = Conversation(world.loudspeaker, mind or Parrot(), world, told.append, ends, Unasked(**options))
    anyio.run(conversation.run, world.__aiter__())
    return world, told, [turn for turn in told if isinstance(turn, Turn)]


def test_a_question_is_heard_whole_and_answered_whole():
    mind = Parrot()
    _, told, turns = converse([0.0] * 20 + SPEAK + PAUSE + [0.0] * 60, mind)
    assert [turn.said for turn in turns] == ["one two three four"]
    assert turns[0].heard == "hello"
    heard = [frame.start_s for frame in mind.frames]
    assert heard == sorted(set(heard))
    assert heard[0] <= 20 * FRAME_S - 0.3  # the soft onset before the voice was sure
    states = [told.name for told in told if isinstance(told, State)]
    assert states == ["listening", "hearing", "thinking", "speaking", "listening"]


def test_latency_runs_from_the_last_voiced_frame_to_the_first_audible_sample():
    _, _, (turn,) = converse(SPEAK + PAUSE + [0.0] * 60)
    assert turn.speech_end_s == pytest.approx(10 * FRAME_S)
    assert turn.first_audio_s == pytest.approx(29 * FRAME_S)
    assert turn.latency_ms == pytest.approx(19 * 32)
    assert [span.name for span in turn.spans] == ["recognise", "think", "say", "endpoint", "output"]
    assert sum(stage_ms(turn).values()) == pytest.approx(turn.latency_ms)


def test_an_answer_is_made_at_the_first_pause_and_heard_at_the_end_of_the_turn():
    world, _, (turn,) = converse(SPEAK + PAUSE + [0.0] * 60)
    made = {span.name: span.end_s for span in turn.spans}
    assert made["say"] == pytest.approx(13 * FRAME_S)  # three frames of silence
    assert min(world.when.values()) == pytest.approx(29 * FRAME_S)


def test_a_person_who_goes_on_after_a_pause_gets_one_answer_to_everything():
    mind = Parrot()
    world, _, (turn,) = converse(SPEAK + [0.0] * 8 + SPEAK + PAUSE + [0.0] * 60, mind)
    assert mind.taken_back == 1
    assert turn.revisions == 1
    assert len(mind.frames) >= 10 + 8 + 10
    assert turn.speech_start_s == 0.0
    assert turn.speech_end_s == pytest.approx(28 * FRAME_S)
    assert min(world.when.values()) == pytest.approx(47 * FRAME_S)


def test_a_person_who_goes_on_after_the_answer_began_gets_one_answer_to_both_halves():
    mind = Parrot()
    world, _, (turn,) = converse(SPEAK + PAUSE + [0.0] * 4 + SPEAK + PAUSE + [0.0] * 60, mind)
    assert mind.occasions[1].instead_of is not None
    assert mind.taken_back == 1
    assert mind.frames[0].start_s == 0.0
    assert len({frame.start_s for frame in mind.frames}) == len(mind.frames) >= 40
    assert turn.said == "one two three four"
    assert len(world.tape) == 8 * FRAME_SAMPLES + 16_000


def test_halves_that_make_no_sense_together_are_two_turns():
    class Alone(Parrot):
        async def understand(self, frames, out, occasion):
            self.accepted = occasion.instead_of is None
            await super().understand(frames, out, occasion)

    mind = Alone()
    _, _, turns = converse(SPEAK + PAUSE + [0.0] * 4 + SPEAK + PAUSE + [0.0] * 60, mind)
    assert [turn.barged_in for turn in turns] == [True, False]
    assert mind.taken_back == 0
    assert mind.frames[0].start_s > 15 * FRAME_S


def test_barging_in_stops_the_answer_and_history_keeps_what_was_heard():
    world, _, turns = converse(ANSWERED + [0.0] * 4 + SPEAK + PAUSE + [0.0] * 80, Parrot(LONG))
    assert [turn.barged_in for turn in turns] == [True, False]
    assert turns[0].said == "one two three four"  # 32 frames of 512 samples are four words of 4000
    assert len(world.tape) == 32 * FRAME_SAMPLES + 4000 * 8


def test_the_loudspeaker_is_softer_at_once_and_silent_after_four_frames_of_voice():
    world, _, _ = converse(ANSWERED + [0.9] * 3 + [0.0] * 9, Parrot(LONG))
    assert world.gains[-2:] == [DUCKED, 1.0]
    world, _, _ = converse(ANSWERED + [0.9] * 4, Parrot(LONG))
    assert world.gains[-2:] == [DUCKED, 0.0]


@pytest.mark.parametrize("cough", [3, 5, 12])
def test_a_cough_does_not_stop_the_answer_and_nothing_of_it_is_lost(cough):
    mind = Parrot(LONG)
    world, _, (turn,) = converse(ANSWERED + [0.9] * cough + [0.0] * 120, Deaf(mind))
    assert turn.said == LONG
    assert not turn.barged_in
    assert len(world.tape) == 4000 * 8


def test_a_sign_of_listening_lets_the_answer_go_on_as_soon_as_it_is_understood():
    deaf, nods = Deaf(Parrot(LONG)), Deaf(Parrot(LONG), backchannel=True)
    patient, _, _ = converse(ANSWERED + [0.9] * 10 + [0.0] * 120, deaf)
    quick, _, (turn,) = converse(ANSWERED + [0.9] * 10 + [0.0] * 120, nods)
    assert turn.said == LONG
    assert max(quick.when.values()) < max(patient.when.values())


def test_after_a_long_interruption_without_words_the_phrase_begins_again():
    world, _, (turn,) = converse(ANSWERED + [0.9] * 40 + [0.0] * 160, Deaf(Parrot(LONG)))
    assert turn.said == LONG
    assert len(world.tape) == 28 * FRAME_SAMPLES + 4000 * 8


def test_only_what_was_heard_of_an_answer_that_began_again_is_history():
    voices = ANSWERED + [0.9] * 40 + [0.0] * 26 + SPEAK + PAUSE + [0.0] * 60
    _, _, turns = converse(voices, Deaf(Parrot(LONG), times=1))
    assert turns[0].said == "one two"
    assert turns[0].barged_in


def test_nothing_later_than_the_cut_is_ever_played_and_history_ends_at_the_last_word_heard():
    chance = random.Random(1)
    for wait, words in product(range(23, 45), (4, 5, 7, 19)):  # every frame of an answer, and after its end
        talk = chance.randrange(4, 15)
        text = " ".join(f"w{number}" for number in range(words))
        voices = SPEAK + PAUSE + [0.0] * wait + [0.9] * talk + PAUSE + [0.0] * 2
        world, _, turns = converse(voices, Numbered(text))
        out = (wait + 4 if wait + 4 <= words * 4000 / 512 + 12 else 1000) * FRAME_SAMPLES
        first = turns[0]
        if not first.barged_in:
            assert first.said == text
            continue
        heard = out // 4000  # whole words
        assert abs(len(first.said.split()) - heard) <= 1
        assert first.said == " ".join(text.split()[: len(first.said.split())])
        assert all(sample < 0 for sample in world.tape[out:])  # the second answer


def test_nothing_is_spoken_after_barging_in():
    class Endless(Parrot):
        async def announce(self, text, out):
            out.tell(Saying(text, text))
            while True:
                out.tell(Speech(np.full(100, 0.5, np.float32)))
                await anyio.lowlevel.checkpoint()

    world, _, turns = converse(ANSWERED + [0.9] * 18 + PAUSE, Endless())
    assert turns[0].barged_in
    assert len(world.tape) <= 29 * FRAME_SAMPLES


@pytest.mark.parametrize(
    ("answer", "wait_s"), [("Two, three?", UNKNOWN_S), ("Two? Three.", UNSURE_S), ("", UNSURE_S), ("二？", UNKNOWN_S)]
)
def test_a_short_answer_without_words_is_waited_for_less_after_a_question(answer, wait_s):
    """Whoever asked: to what a language model says nothing is added that would tell."""

    class Mumbled(Parrot):
        async def understand(self, frames, out, occasion):
            if not self.occasions:
                await super().understand(frames, out, occasion)
                return
            async for _ in frames:
                pass
            await occasion.over.wait()
            out.tell(Understood("yes", True))

    _, _, (_, turn) = converse(ANSWERED + [0.0] * 40 + [0.9] * 8 + [0.0] * 60, Mumbled(answer))
    (endpoint,) = [span for span in turn.spans if span.name == "endpoint"]
    assert endpoint.end_s - endpoint.start_s == pytest.approx(wait_s, abs=FRAME_S)


def test_a_silent_answer_opens_the_floor_at_once():
    _, told, turns = converse(SPEAK + PAUSE + [0.0] * 2 + SPEAK + PAUSE + [0.0] * 4, Parrot(text=""))
    assert [turn.said for turn in turns] == ["", ""]
    assert not any(isinstance(thing, State) and thing.name == "speaking" for thing in told)


def test_the_assistant_does_not_take_its_own_tail_for_a_person():
    voices = SPEAK + PAUSE + [0.0] * 33 + [0.9] * 4 + [0.0] * 30  # four frames of voice just after the last sample
    _, _, turns = converse(voices)
    assert len(turns) == 1


@pytest.mark.parametrize("groups", [0, 2])
def test_a_failed_answer_is_reported_and_the_conversation_goes_on(groups):
    """A mind may do several things at once: then its error comes in a group, or in groups of groups."""

    class Broken(Parrot):
        async def understand(self, frames, out, occasion):
            if not self.occasions:
                self.occasions.append(occasion)
                error = EngineError("The voice broke; reinstall it.")
                for _ in range(groups):
                    error = ExceptionGroup("", [error])
                raise error
            await super().understand(frames, out, occasion)

    _, told, turns = converse(SPEAK + PAUSE + [0.0] * 20 + SPEAK + PAUSE + [0.0] * 60, Broken())
    assert [thing.text for thing in told if isinstance(thing, Failed)] == ["The voice broke; reinstall it."]
    assert [turn.heard for turn in turns] == ["hello"]


def test_with_push_to_talk_only_the_key_takes_the_floor():
    world, told = Frames([0.9] * 60), []
    conversation = Conversation(world.loudspeaker, Parrot(), world, told.append)
    conversation.push_to_talk = True

    async def keyed():
        async for frame in world:
            yield frame
            if world.frame in (10, 40):
                conversation.press()

    anyio.run(conversation.run, keyed())
    (turn,) = [turn for turn in told if isinstance(turn, Turn)]
    assert turn.speech_start_s == pytest.approx(10 * FRAME_S)
    assert turn.speech_end_s == pytest.approx(40 * FRAME_S)


def test_a_change_that_cannot_be_taken_back_is_reported_and_the_conversation_goes_on():
    class Stuck(Parrot):
        def take_back(self):
            raise StoreError("the disk is full; free some space.")

    _, told, turns = converse(SPEAK + [0.0] * 8 + SPEAK + PAUSE + [0.0] * 60, Stuck())
    assert [thing.text for thing in told if isinstance(thing, Failed)] == ["the disk is full; free some space."]
    assert [turn.said for turn in turns] == ["one two three four"]


def test_a_model_that_hears_the_end_of_a_turn_shortens_the_wait():
    async def sure(pcm):
        assert len(pcm) >= 10 * FRAME_SAMPLES
        return 1.0

    _, _, (turn,) = converse(SPEAK + PAUSE + [0.0] * 60, ends=Ends(judge=sure))
    assert turn.latency_ms < 19 * 32


def test_a_model_that_fails_to_hear_the_end_of_a_turn_is_reported():
    async def broken(pcm):
        raise EngineError("The turn detector broke; fetch it again.")

    _, told, turns = converse(SPEAK + PAUSE + [0.0] * 60, ends=Ends(judge=broken))
    assert [thing.text for thing in told if isinstance(thing, Failed)] == ["The turn detector broke; fetch it again."]
    assert len(turns) == 1
