"""What is being said? One turn's frames through the recogniser, in the lane, while the person speaks.

A turn is asked about at every pause that may be its last, and when the person goes on again, with every frame so far.
It stays one utterance: what has been heard is not heard again.
"""

import math
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

import anyio
import numpy as np

from localvoice.clock import Clock
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.errors import LocalvoiceError
from localvoice.events import FRAME_S, Frame, Transcript
from localvoice.grammar import Grammar
from localvoice.models.roles import (
    Detecting,
    Expected,
    Heeding,
    Preparing,
    Recogniser,
    Spotting,
    StepwiseUtterance,
    Utterance,
)

# What must never be missed while the assistant speaks. A recogniser that chooses among hundreds of sentences takes a
# lone "stop" for "slower", "help" or "add soap" (scripts/benches/stop.py).
STOP = "stop"
STOPS = (STOP, "stop stop", "okay stop")  # of "stop it" and "please stop" none was missed
SOON_S = 0.05  # when upkeep is wanted
LONGEST_STOP_S = 0.95  # of voice, in a slow "okay stop"
Waiting = deque[tuple[float, Frame | None]]  # when it came, and the frame; None: it may be the end of the turn


@dataclass(eq=False)
class Ongoing:
    """The latest utterance. It stays open, because its turn may go on."""

    utterance: Utterance
    grammar: Grammar | None
    turn: int  # that it is of
    frames: list[Frame] = field(default_factory=list)  # that it has heard
    text: str = ""  # so far


class Listener:
    """A recogniser in the lane. `grammar` gives what may be said now, with these more; `costs` learns the tail's.

    What may be said, and in which language, is asked on the loop, which alone changes it, and goes to the lane as a
    value.
    """

    def __init__(
        self,
        lane: Lane,
        clock: Clock,
        recogniser: Recogniser,
        grammar: Callable[[tuple[str, ...]], Grammar | None],
        costs: Costs,
        expected: Callable[[], Expected] = Expected,
        written: Callable[[str], str] = str,
        at_once: int = 1,
    ) -> None:
        """`written`: what was recognised, with the names that only this person uses. `at_once`: so many frames that
        wait are heard in one step at most; a longer step keeps others waiting."""
        self._written, self._at_once = written, at_once
        self._lane, self._clock, self._recogniser = lane, clock, recogniser
        self._grammar, self._costs, self._expected = grammar, costs, expected
        # Whatever it hears becomes one of the grammar's sentences; a recogniser of open speech has none to learn.
        self.follows_grammar = isinstance(recogniser, Preparing)
        self.heeds_hints = isinstance(recogniser, Heeding)
        self._ongoing: Ongoing | None = None  # the lane's alone
        self._turns = 0  # that were asked about

    async def recognise(
        self, heard: AsyncIterator[Frame], told: Callable[[str], None], also: tuple[str, ...] = ()
    ) -> tuple[Transcript, float]:
        """The transcript of one turn, and how many seconds of it were voiced; `told` gets the words so far.

        `also`: sentences that may be said besides.
        """
        waiting: Waiting = deque()
        self._turns += 1
        turn, voiced_s = self._turns, 0.0
        grammar, expected = self._grammar(also), self._expected()

        async def feed() -> None:
            nonlocal voiced_s
            async for frame in heard:
                voiced_s += FRAME_S if frame.voice >= 0.5 else 0.0
                put(frame)
            put(None)

        def put(frame: Frame | None) -> None:
            waiting.append((self._clock.now_s(), frame))
            self._lane.wake()

        def due_s() -> float:
            return waiting[0][0] - self._clock.now_s() if waiting else math.inf

        transcript, shown = Transcript("", False, 0.0), ""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(feed)
            steps = partial(self._transcribe, waiting, grammar, expected, turn)
            async with self._lane.stream("recognise", steps, due_s) as results:
                async for result in results:
                    if isinstance(result, Transcript):
                        transcript = replace(result, text=self._written(result.text))
                        break
                    if result != shown:
                        shown = result
                        told(self._written(shown))
        return transcript, voiced_s

    def forget(self, failed: Callable[[LocalvoiceError], None]) -> None:
        """No turn that was asked about will go on: give back what its utterance holds; `failed` hears what fails."""
        turn = self._turns

        def steps() -> Generator[None, None, None]:
            if self._ongoing and self._ongoing.turn <= turn:
                self._ongoing.utterance.close()
                self._ongoing = None
            yield

        self._lane.start("forget", steps, lambda: 0.0, failed)

    def tape(self, frames: AsyncIterator[Frame]) -> "Tape":
        """The same frames; `stop` asks about them when they have gone by."""
        return Tape(frames)

    async def stop(self, tape: "Tape", voiced_s: float) -> Transcript | None:
        """ "Stop", where the tape has that, with so much voice, and nothing else. For interruptions."""
        recogniser, found, pcm = self._recogniser, False, tape.pcm()
        if voiced_s > LONGEST_STOP_S or not isinstance(recogniser, Spotting):
            return None
        async with self._lane.stream("listen for stop", lambda: recogniser.spot(STOPS, pcm), lambda: 0.0) as results:
            async for so_far in results:
                found = so_far
        return Transcript(STOP, True, 0.0) if found else None

    async def prepare(self, also: tuple[str, ...], due_s: Callable[[], float]) -> None:
        """Let the recogniser learn what may be said now, before somebody says it; wanted in `due_s`."""
        recogniser, grammar = self._recogniser, self._grammar(also)
        if isinstance(recogniser, Preparing) and grammar:
            async with self._lane.stream("prepare", lambda: recogniser.prepare(grammar), due_s) as steps:
                async for _ in steps:
                    pass

    async def warm(self) -> None:
        """Go once through everything that is slow the first time: compile the grammar, hear."""
        recogniser, grammar = self._recogniser, self._grammar(())

        def listen() -> None:
            utterance = recogniser.listen(grammar)
            utterance.feed(np.zeros(512, np.float32))
            utterance.close()

        await self._lane.call("warm up", listen)

    def warm_for_interruptions(self, also: tuple[str, ...], failed: Callable[[LocalvoiceError], None]) -> None:
        """The same, when there is time, for what only they need: the grammar with `also`, and hearing "stop", which
        takes 9 MB; `failed` hears what goes wrong then."""
        recogniser, grammar = self._recogniser, self._grammar(also)

        def steps() -> Generator[object, None, None]:
            if isinstance(recogniser, Spotting):
                yield from recogniser.spot(STOPS, np.zeros(8000, np.float32))
            if isinstance(recogniser, Preparing) and grammar:
                yield from recogniser.prepare(grammar)

        self._lane.start("prepare", steps, lambda: SOON_S, failed, upkeep=True)

    def _transcribe(
        self, waiting: Waiting, grammar: Grammar | None, expected: Expected, turn: int
    ) -> Generator[str | Transcript, None, None]:
        """One step for some frames that wait and are new, and those of the tail; the schedule calls it only while one
        does. The end stays: the tail is wanted since then."""
        ongoing, known = self._begun(grammar, expected, turn), 0
        while (frame := waiting[0][1]) is not None or known < len(ongoing.frames):
            if known == len(ongoing.frames) and frame:
                new = [each for _, each in islice(waiting, self._at_once) if each]
                for _ in new:
                    waiting.popleft()
                known += len(new)
                yield self._feed(ongoing, new)
            elif frame is ongoing.frames[known]:
                waiting.popleft()
                known += 1
                if not waiting:
                    yield ongoing.text
            else:  # it is another turn after all
                waiting.extendleft((waiting[0][0], frame) for frame in reversed(ongoing.frames[:known]))
                ongoing, known = self._begun(grammar, expected, turn, anew=True), 0
            if self._ongoing is not ongoing:
                return  # another turn has begun, so nobody waits for this one
        began_s = self._clock.now_s()
        utterance = ongoing.utterance
        if isinstance(utterance, StepwiseUtterance):
            transcript = yield from utterance.transcript_steps()
        else:
            transcript = utterance.transcript()
        self._costs.learn("recognise", known * FRAME_S, 1000 * (self._clock.now_s() - began_s))
        yield transcript

    def _begun(self, grammar: Grammar | None, expected: Expected, turn: int, anew: bool = False) -> Ongoing:
        """The utterance that may go on, or a new one."""
        before = self._ongoing
        if before and before.grammar == grammar and not anew:
            before.turn = turn
            return before
        if before:
            before.utterance.close()
        self._ongoing = Ongoing(self._listen(grammar, expected), grammar, turn)
        return self._ongoing

    def _listen(self, grammar: Grammar | None, expected: Expected) -> Utterance:
        recogniser = self._recogniser
        detects = isinstance(recogniser, Detecting)
        return recogniser.listen_for(grammar, expected) if detects else recogniser.listen(grammar)

    def _feed(self, ongoing: Ongoing, new: list[Frame]) -> str:
        self._ongoing = None  # one that fails does not go on
        ongoing.text = ongoing.utterance.feed(np.concatenate([frame.pcm for frame in new]))
        ongoing.frames += new
        self._ongoing = ongoing
        return ongoing.text


class Tape:
    """Frames that go by, and their sound is kept."""

    def __init__(self, frames: AsyncIterator[Frame]) -> None:
        self._frames, self._pieces = frames, [np.zeros(0, np.float32)]

    def __aiter__(self) -> "Tape":
        return self

    async def __anext__(self) -> Frame:
        frame = await anext(self._frames)
        self._pieces.append(frame.pcm)
        return frame

    def pcm(self) -> np.ndarray:
        """(n,) float32 at 16 kHz, so far."""
        return np.concatenate(self._pieces)
