"""People who speak aloud in a simulated room, and an interpreter between them, with real ears and real voices.

The recogniser is a fake that knows when each word was said, because the world tells it which sample is which; it hears
a word when its last sample has come, and is often wrong about the last one. The language model is a fake whose replies
a test has written. Time passes only while somebody waits.
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import numpy as np

sys.path.append(str(Path(__file__).parents[1]))
from still_clock import Still

from localvoice.app.profile import family
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.resample import resample
from localvoice.audio.simulated.room import Acoustics, Room
from localvoice.audio.simulated.script import Line, Script, voiced
from localvoice.dialogue.interpreted import Interpreted
from localvoice.dialogue.shown import Failed, Notice
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Manner, Transcript
from localvoice.hearing.clips import PRE_ROLL_S, turns
from localvoice.hearing.ear import Ear
from localvoice.hearing.ear import frames as heard_by
from localvoice.hearing.turns import Rules
from localvoice.hearing.vad import Vad
from localvoice.models.roles import Ended, Read, Text
from localvoice.tools.skill import World
from localvoice.trace import Turn
from localvoice.understanding.cold import COLD
from localvoice.understanding.interpreting.interpreter import Interpreter
from localvoice.understanding.interpreting.translator import Translator
from localvoice.understanding.listening import Listener
from localvoice.understanding.mouth import Mouth
from localvoice.wording.names import AtHand, Name

ECHO = Acoustics(gain_db=-18.0)
SILENT = Acoustics(gain_db=float("-inf"))  # as with headphones
GREETED_S = 3.0  # until the interpreter has greeted; with an echo that is heard out first


@dataclass(frozen=True, eq=False)
class Utterance:
    """What one person says."""

    text: str
    language: str
    pcm: np.ndarray  # (n,) float32 at 16 kHz
    ends_s: list[float]  # of each word of the text, in it

    def at(self, seconds):
        """To be said then."""
        return seconds, self


def espoken(text, voice, pace=1.0, whispered=False):
    """By espeak-ng, which says when each word begins."""
    speaker = family("espeak").load(voice=voice)
    pieces = list(speaker.say(text, Manner(pace, whispered=whispered)))
    pcm = resample(np.concatenate([piece.pcm for piece in pieces]), speaker.rate_hz, RATE_HZ)
    starts = {word.start: word.sample / speaker.rate_hz for piece in pieces for word in piece.words}
    places = [found.start() for found in re.finditer(r"\S+", text)]
    begins = list(np.interp(places, [*starts, len(text)], [*starts.values(), voiced(pcm)[1] / RATE_HZ]))
    longest = [begin + (0.1 + 0.06 * len(word)) / pace for begin, word in zip(begins, text.split(), strict=True)]
    ends = [min(end, after) for end, after in zip(longest, [*begins[1:], voiced(pcm)[1] / RATE_HZ], strict=True)]
    return Utterance(text, voice[:2], pcm, ends)


def recorded(pcm, text, language):
    """A recording; its words are taken to follow each other by their letters, where somebody speaks."""
    pcm = np.asarray(pcm, np.float32)
    ends_s = list[float]()
    for clip in turns(pcm, one=True) if text else ():
        first_s, last_s = clip.start_s + PRE_ROLL_S, clip.start_s + len(clip.pcm) / RATE_HZ - Rules().end_s
        letters = np.cumsum([len(word) + 1 for word in text.split()])
        ends_s = [first_s + (last_s - first_s) * each / letters[-1] for each in letters]
    return Utterance(text, language, pcm, ends_s)


class Ears:
    """A recogniser that is told what was said when; see the module. `wrong`: how its unsure last word is heard."""

    def __init__(self, wrong=lambda word: word[:2] + "…"):
        self.known, self.said, self.wrong = {}, [], wrong
        self.looks = 0

    def listen_for(self, grammar, expected):
        return self.listen(grammar)

    def listen(self, grammar):
        return Ear_(self)

    def unknown_words(self, words):
        return set()


class Ear_:
    def __init__(self, ears):
        self.ears, self.times = ears, []

    def feed(self, pcm):
        for frame in pcm.reshape(-1, FRAME_SAMPLES):
            self.times.append(self.ears.known[frame.tobytes()])
        return ""

    def transcript(self):
        self.ears.looks += 1
        begin_s, end_s = self.times[0] - 0.1, self.times[-1] + FRAME_S
        words, language, partly = [], "", ""
        for start_s, utterance in self.ears.said:
            before_s = start_s + max(0.0, (utterance.ends_s or [0.0])[0] - 0.4)
            for word, end in zip(utterance.text.split(), utterance.ends_s, strict=True):
                if begin_s <= before_s and start_s + end <= end_s + 0.02:
                    words.append(word)
                    language = utterance.language
                elif begin_s <= before_s < end_s - 0.1:
                    partly = partly or self.ears.wrong(word)
                before_s = start_s + end
        return Transcript(" ".join([*words, *filter(None, [partly])]), bool(words), 0.0, language)

    def close(self):
        self.times = []


class Chat:
    """Answers what the test has written for each text; a list gives one reply a time."""

    def __init__(self, replies, asked, took=lambda count: None):
        self.replies, self.asked, self.took = replies, asked, took
        self.history = []

    def prefill(self, said):
        yield Read(1)

    def reply(self, said, how):
        self.asked.append(said)
        text = said.split(": ", 1)[1]
        answer = self.replies(text) if callable(self.replies) else self.replies[text]
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        self.history.append((said, answer))
        for word in answer.split(" "):
            self.took(1)
            yield Text(word + " ")
        yield Ended("done", len(answer.split()))

    def retract(self):
        self.history.pop()

    def note(self, said, answered):
        self.history.append((said, answered))


@dataclass
class Model:
    """A language model of such conversations."""

    replies: object
    took: object = lambda count: None
    asked: list = field(default_factory=list)
    opened: list = field(default_factory=list)

    def open(self, system, tools, budget_tokens=4096):
        self.opened.append(system)
        return Chat(self.replies, self.asked, self.took)


class Between:
    """One session. `said`: (second, utterance); `replies`: of the language model, by what it is asked to translate.

    `echo`: the microphone hears the loudspeaker; then the interpreter greets first, and everything is said later.
    """

    def __init__(self, said, replies, pair, seconds=None, clock=None, ears=None, names=(), echo=False, **how):
        self.said = [(at + (GREETED_S if echo else 0.0), one) for at, one in said]
        said, self.pair, self.told = self.said, pair, []
        self.clock = clock or Still()
        self.model = Model(replies, **how)
        self.ears = ears or Ears()
        end_s = max((at + len(one.pcm) / RATE_HZ for at, one in said), default=0.0)
        self.seconds = seconds or end_s + (8.0 if echo else 4.0)
        self.voice = family("hibari").load()
        self.world = World(None, None, None, names=AtHand([Name(each) for each in names]))
        self.echo, self.frames = echo, []

    async def run(self):
        lines = [Line(one.pcm, one.text, at_s=at) for at, one in self.said]
        room = self.room = Room(
            Script(lines, end_s=self.seconds), self.clock, self.voice.rate_hz, ECHO if self.echo else SILENT
        )
        self.ears.said = self.said
        with Lane(self.clock) as lane:
            costs = Costs(COLD)
            listener = Listener(lane, self.clock, self.ears, lambda more: None, costs)
            mouth = Mouth(lane, self.clock, self.voice, costs, self.world, self.told.append)
            names = lambda: [name.written for name in self.world.names.names.all]  # noqa: E731
            translator = Translator(lane, self.model, names)
            mind = Interpreter(lane, listener, translator, mouth, self.voice, self.world)
            self.session = Interpreted(
                mind, self.pair, room.loudspeaker, self.clock, self.told.append, greets=self.echo
            )
            ear = Ear(room, canceller("auto" if self.echo else "off"), Vad())
            self.clock.restart()
            await self.session.run(self._frames(ear))
        return self

    async def _frames(self, ear):
        async for frame in heard_by(ear, False, self.clock):
            self.frames.append(frame)
            self.ears.known[frame.pcm.tobytes()] = frame.start_s
            yield frame

    def go(self):
        anyio.run(self.run)
        return self

    @property
    def turns(self):
        return [one for one in self.told if isinstance(one, Turn)]

    @property
    def translated(self):
        """What was given to the model, in order, without retries."""
        return [turn.heard for turn in self.turns if turn.heard]

    @property
    def spoken(self):
        """What was heard of the interpreter, but its greeting."""
        return [turn.said for turn in self.turns][2 if self.echo else 0 :]

    @property
    def clauses(self):
        return [turn for turn in self.turns if turn.heard]

    @property
    def complaints(self):
        return [one.text for one in self.told if isinstance(one, Failed | Notice)]

    def lags_s(self):
        """True ones: from the last sample of a clause's last word to the first sound of its translation."""
        found, ends_s = [], [at + end_s for at, one in self.said for end_s in one.ends_s]
        for turn in self.turns:
            if turn.heard and turn.first_audio_s is not None:
                count = len(turn.heard.split())
                found.append(turn.first_audio_s - ends_s[count - 1])
                ends_s = ends_s[count:]
        return found
