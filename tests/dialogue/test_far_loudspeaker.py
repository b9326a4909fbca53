"""A loudspeaker far away, such as a browser's: commands and reports take their time, and reports come in jumps.

Played as in test_session. What was really heard is counted where it sounds, and history must agree to the word.
"""

from functools import partial

import anyio
import pytest
from test_session import ANSWERED, LONG, PAUSE, SPEAK, Deaf, Frames, Numbered, Parrot

from localvoice.audio.loudspeaker import Stretch
from localvoice.dialogue.session import Conversation
from localvoice.trace import Turn

WORD = 4000  # samples


class Browser(Frames):
    """Everything takes `way` frames there and `way` frames back.

    How far it is, it says only every `jump` frames, and when it is held.
    """

    def __init__(self, voices, way, jump):
        super().__init__(voices)
        self.way, self.jump, self.there, self.untold, self.back = way, jump, [], [], []

    def write(self, index, pcm):
        self.there.append((self.frame + self.way, partial(super().write, index, pcm)))

    def flush(self):
        self.there.append((self.frame + self.way, partial(super().flush)))

    def fade(self, gain):
        self.there.append((self.frame + self.way, partial(self.turn_to, gain)))

    def turn_to(self, gain):
        super().fade(gain)
        if gain == 0.0:
            self.send()

    def tell(self, report):
        last = self.untold[-1] if self.untold else None
        if isinstance(report, Stretch) and isinstance(last, Stretch) and self.follows(last, report):
            self.untold[-1] = Stretch(last.first, report.end, last.at_s)
        else:
            self.untold.append(report)
        if not isinstance(report, Stretch):
            self.send()

    def follows(self, last, report):
        gap_s = report.at_s - last.at_s - (report.first - last.first) / self.loudspeaker.rate_hz
        return last.end == report.first and abs(gap_s) < 1e-6

    def send(self):
        self.back += [(self.frame + self.way, report) for report in self.untold]
        self.untold = []

    def play(self):
        while self.there and self.there[0][0] <= self.frame:
            self.there.pop(0)[1]()
        super().play()
        if self.frame % self.jump == 0:
            self.send()
        while self.back and self.back[0][0] <= self.frame:
            self.loudspeaker.take(self.back.pop(0)[1])


def converse(voices, mind, way, jump):
    world, told = Browser([*voices, *[0.0] * (4 * way + jump)], way, jump), []
    conversation = Conversation(world.loudspeaker, mind, world, told.append)
    anyio.run(conversation.run, world.__aiter__())
    return world, [turn for turn in told if isinstance(turn, Turn)]


FAR = pytest.mark.parametrize(("way", "jump"), [(0, 1), (1, 4), (4, 10), (12, 1), (12, 30)])


@FAR
def test_an_answer_is_heard_whole_and_dated_by_when_it_sounded(way, jump):
    world, (turn,) = converse(SPEAK + PAUSE + [0.0] * 90, Parrot(), way, jump)
    assert turn.said == "one two three four"
    assert len(world.tape) == 4 * WORD
    assert turn.first_audio_s == pytest.approx(min(world.when.values()))
    assert turn.said_end_s == pytest.approx(turn.first_audio_s + (4 * WORD - 1) / world.loudspeaker.rate_hz)


@FAR
@pytest.mark.parametrize("wait", [0, 5, 11, 23, 30])
def test_history_of_an_interrupted_answer_ends_at_the_last_word_that_really_sounded(way, jump, wait):
    voices = ANSWERED + [0.0] * wait + SPEAK + PAUSE + [0.0] * 120
    world, turns = converse(voices, Numbered(LONG), way, jump)
    first = sum(sample > 0 for sample in world.tape)
    assert turns[0].barged_in
    assert turns[0].said == " ".join(LONG.split()[: first // WORD])
    assert turns[1].said == LONG
    assert len(world.tape) == first + 8 * WORD
    assert all(sample < 0 for sample in world.tape[first:])  # nothing of the first answer after the cut


@FAR
def test_who_interrupts_is_told_how_much_was_heard_by_the_time_they_are_understood(way, jump):
    class Asks(Numbered):
        heard = ""

        async def understand(self, frames, out, occasion):
            if occasion.interrupting:
                frames = again([frame async for frame in frames])
                self.heard = occasion.heard()
            await super().understand(frames, out, occasion)

    async def again(frames):
        for frame in frames:
            yield frame

    mind = Asks(LONG)
    _, turns = converse(ANSWERED + [0.0] * 8 + [0.9] * 30 + PAUSE + [0.0] * 120, mind, way, jump)
    assert mind.heard == turns[0].said


@FAR
def test_nothing_is_lost_by_a_cough(way, jump):
    world, (turn,) = converse(ANSWERED + [0.9] * 5 + [0.0] * 160, Deaf(Parrot(LONG)), way, jump)
    assert turn.said == LONG
    assert not turn.barged_in
    assert len(world.tape) == 8 * WORD


@FAR
def test_after_a_long_interruption_without_words_the_phrase_is_heard_whole(way, jump):
    world, (turn,) = converse(ANSWERED + [0.9] * 60 + [0.0] * 220, Deaf(Parrot(LONG)), way, jump)
    assert turn.said == LONG
    assert len(world.tape) > 8 * WORD  # it began again


def test_a_flush_that_is_never_answered_holds_nothing_up_and_its_turn_is_told_at_the_end():
    class Dead(Browser):
        def flush(self):
            pass

    world, told = Dead(ANSWERED + SPEAK + PAUSE + [0.0] * 100, 1, 1), []
    conversation = Conversation(world.loudspeaker, Numbered(LONG), world, told.append)
    anyio.run(conversation.run, world.__aiter__())
    said = [turn.said for turn in told if isinstance(turn, Turn)]
    assert len(said) == 2
    assert said[-1].startswith("one two")
