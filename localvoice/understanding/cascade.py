"""Recognise → think → say, overlapped: recognition runs while the person speaks, the voice phrase by phrase.

What a skill fully explains is answered by the skill, at once; anything else goes to the language model, where the
profile has one, and gets a short honest answer where it has none.
"""

import math
from collections.abc import AsyncIterator, Callable, Generator, Mapping
from contextlib import closing
from dataclasses import replace

import anyio

from localvoice.clock import Clock
from localvoice.engine.budget import BUDGET_MS, Filler, Outlook, Plan, Rung, Stage, plan
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.events import Ending, Frame, Manner, Speech, Transcript
from localvoice.models.roles import Chat, Recogniser, Sampling, Voice
from localvoice.tools.skill import Answer, Call, Hush
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding import backchannel
from localvoice.understanding.cold import COLD
from localvoice.understanding.language import ENGLISH, Tongue, Tongues, in_english
from localvoice.understanding.listening import STOP, Listener, Tape
from localvoice.understanding.mind import Occasion, Partial, Planned, Saying, Tell, Understood
from localvoice.understanding.thinking import Thinker
from localvoice.wording.phrases import FIRST_WORDS, Phrase, speak_phrases

# Speech is made at most this far ahead of playback: an interruption throws little away.
AHEAD_S = 3.0
# Voice that nobody could explain: shorter than this it was a cough or a word to somebody else, so say nothing.
WORTH_AN_ANSWER_S = 0.6
# Letters for each second of voice. A reading that was forced into a short command has up to 8.3, a noise that was taken
# for words from 31 on; spoken commands have 10 to 22 ("how are you"), coffee orders 10 to 19 (the benches of those
# names).
SLOWEST, FASTEST = 8.5, 24.0
# After so many misses in a row nobody is talking to the assistant (a television): be silent until understood again.
MISSES = 2
WHISPERED = 0.35  # a whisper is answered so softly: a gain of −9 dB
FEW_WORDS = 4  # of a first phrase that has to come soon
LETTERS = 5.0  # of a word, its space included, for predictions
ACKNOWLEDGEMENT = "Let me see."


class Cascade:
    """A recogniser, the skills, perhaps a language model, and a voice, all run by one lane."""

    def __init__(
        self,
        lane: Lane,
        clock: Clock,
        recogniser: Recogniser,
        voice: Voice,
        toolbox: Toolbox,
        chat: Chat | None = None,
        costs: Costs | None = None,
        budget_ms: float = BUDGET_MS,
        how: Sampling = Sampling(),  # noqa: B008
        notice: Callable[[str], None] = lambda text: None,
    ) -> None:
        """`notice` gets one sentence when the language model fails where nobody waits for it."""
        self._lane, self._clock, self._voice, self._toolbox = lane, clock, voice, toolbox
        self._costs, self._budget_ms = costs or Costs(COLD), budget_ms
        self._listener = Listener(lane, clock, recogniser, toolbox.grammar, self._costs)
        self._thinker = Thinker(lane, clock, chat, toolbox, how, notice) if chat else None
        self.rate_hz = voice.rate_hz
        self._misses = 0
        self._words = Partial("")  # so far, of the present turn
        self._note = ""  # how the person said it
        self._tongues, self._tongue = Tongues(voice), Tongue()  # the conversation's, the present turn's
        self._aside = False  # the language model knows nothing of what is being said
        self._acknowledgement: list[Speech] = []

    async def understand(
        self, heard: AsyncIterator[Frame], ahead_s: Callable[[], float], tell: Tell, occasion: Occasion
    ) -> None:
        also = backchannel.SENTENCES if occasion.interrupting else ()
        tape = Tape(heard)
        transcript, voiced_s = await self.recognise(tape, tell, also)
        if occasion.interrupting and await self._listener.wants_silence(tape.pcm(), voiced_s):
            transcript, self._words = Transcript(STOP, True, 0.0), Partial(STOP)
        self._note = occasion.note()
        if occasion.interrupting:
            call = self._reflex(transcript)
            listens = call is None and backchannel.is_backchannel(transcript.text)
            if listens or not (call or (self._thinker and transcript.accepted)):
                tell(Understood(transcript.text, False, backchannel=listens))
                return
            if self._thinker and not self._aside:
                self._thinker.heard(occasion.heard())
        if occasion.instead_of and occasion.over:
            await occasion.over.wait()
            occasion.instead_of.take_back()  # and what is asked now may be another thing
        self._tongue = self._tongues.choose(transcript)
        if self._thinker and transcript.accepted and self._reflex(transcript) is None:
            await self._converse(self._thinker, transcript, ahead_s, tell, occasion)
        else:
            answer, understood = await self.answer(transcript, voiced_s)
            tell(understood)
            self._plan(occasion, tell, [self._stage("say", len(answer.text))], {})
            if not any(isinstance(effect, Hush) for effect in answer.effects):
                await self._speak(answer.text, ahead_s, tell)
        if self._toolbox.question:
            for more in ((), backchannel.SENTENCES):
                await self._listener.prepare(more, lambda: _due_s(ahead_s()))

    def _reflex(self, transcript: Transcript) -> Call | None:
        """What a skill fully explains; the skills are English."""
        return self._toolbox.match(self._english(transcript)) if transcript.accepted else None

    def _english(self, transcript: Transcript) -> str:
        return in_english(transcript.text, self._tongues.spoken(transcript))

    async def _converse(
        self, thinker: Thinker, transcript: Transcript, ahead_s: Callable[[], float], tell: Tell, occasion: Occasion
    ) -> None:
        """Let the language model answer, and say its phrases while it goes on thinking."""
        undo, forget, tongue = self._toolbox.mark(), thinker.forgetting(), self._tongue
        said, past, misses = transcript.text, self._tongues.past, self._misses

        def take_back() -> None:
            undo()
            forget()
            self._tongues.past, self._misses = past, misses

        tell(Understood(said, True, ending=self._toolbox.ending(self._english(transcript)), take_back=take_back))
        self._aside, self._misses = False, 0
        self._tongues.take(tongue)
        chosen = self._plan_thought(occasion, tell)
        if Rung.ACKNOWLEDGEMENT in chosen.rungs:
            tell(Saying(ACKNOWLEDGEMENT, ACKNOWLEDGEMENT))
            for piece in self._acknowledgement:
                tell(piece)
        words = FEW_WORDS if Rung.SHORTER_PHRASE in chosen.rungs else FIRST_WORDS
        send, receive = anyio.create_memory_object_stream[Phrase](math.inf)
        began_s, first = self._clock.now_s(), True

        def thought(phrase: Phrase) -> None:
            nonlocal first
            if first:
                self._costs.learn("think", len(phrase.text.split()), 1000 * (self._clock.now_s() - began_s))
                first = False
            send.send_nowait(phrase)

        async def think() -> None:
            with send:
                notes = ", ".join(filter(None, (self._note, tongue.note)))
                await thinker.answer(f"{said} ({notes})" if notes else said, ahead_s, thought, words, tongue)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(think)
            with receive:
                if tongue.admission:
                    await self._say(Phrase(tongue.admission, tongue.admission, ENGLISH), ahead_s, tell)
                async for phrase in receive:
                    await self._say(phrase, ahead_s, tell)
        thinker.settle()

    def _plan(
        self,
        occasion: Occasion,
        tell: Tell,
        stages: list[Stage],
        shorter: Mapping[str, float],
        filler: Filler | None = None,
    ) -> Plan:
        gate_ms, now_ms = occasion.times_ms()
        chosen = plan(Outlook(gate_ms, now_ms, tuple(stages)), shorter, filler, self._budget_ms)
        tell(Planned(chosen))
        return chosen

    def _plan_thought(self, occasion: Occasion, tell: Tell) -> Plan:
        whole, short = (self._costs.predict("think", words).ms for words in (FIRST_WORDS, FEW_WORDS))
        stages = [self._stage("think", FIRST_WORDS), self._stage("say", FIRST_WORDS * LETTERS)]
        letters = [self._costs.predict("say", words * LETTERS).ms for words in (FIRST_WORDS, FEW_WORDS)]
        leaves = {"think": short / max(whole, 0.1), "say": letters[1] / max(letters[0], 0.1)}
        covers = not (self._tongue.foreign or self._tongue.admission)
        samples = sum(len(piece.pcm) for piece in self._acknowledgement) if covers else 0
        filler = Filler(0.0, 1000 * samples / self.rate_hz) if samples else None
        return self._plan(occasion, tell, stages, leaves, filler)

    def _stage(self, name: str, units: float) -> Stage:
        expected = self._costs.predict(name, units)
        return Stage(name, expected.ms, expected.spread_ms)

    async def announce(self, text: str, ahead_s: Callable[[], float], tell: Tell) -> None:
        self._aside = True
        await self._speak(text, ahead_s, tell)

    async def _speak(self, text: str, ahead_s: Callable[[], float], tell: Tell) -> None:
        """What a skill says."""
        for phrase in speak_phrases(text, language=self._tongue.english):
            await self._say(phrase, ahead_s, tell)

    async def _say(self, phrase: Phrase, ahead_s: Callable[[], float], tell: Tell) -> None:
        world = self._toolbox.world
        softly = WHISPERED if "whispered" in self._note else 1.0
        manner = Manner(world.pace, softly * world.volume, phrase.language)

        def steps() -> Generator[Speech, None, None]:
            began_s, first = self._clock.now_s(), True
            with closing(self._voice.say(phrase.spoken, manner)) as pieces:
                for piece in pieces:
                    if first:
                        self._costs.learn("say", len(phrase.spoken), 1000 * (self._clock.now_s() - began_s))
                        first = False
                    yield piece

        tell(Saying(phrase.text, phrase.spoken))
        async with self._lane.stream("say", steps, lambda: _due_s(ahead_s())) as pieces:
            async for piece in pieces:
                tell(piece)

    async def answer(self, transcript: Transcript, voiced_s: float) -> tuple[Answer, Understood]:
        """What to say to a transcript, and what it was taken for."""
        undo, misses, past = [self._toolbox.mark()], self._misses, self._tongues.past

        def take_back() -> None:
            for each in undo:
                each()
            self._misses, self._tongues.past = misses, past

        call, self._aside = self._reflex(transcript), True
        if call is None:
            self._misses += voiced_s >= WORTH_AN_ANSWER_S
            quiet = voiced_s < WORTH_AN_ANSWER_S or self._misses > MISSES
            answer = Answer("") if quiet else self._toolbox.unknown()
            ending = Ending.UNFINISHED if self._words.ending is Ending.UNFINISHED else Ending.UNKNOWN
            return answer, Understood(transcript.text, False, "", answer.text, ending, take_back=take_back)
        ending = self._ending(transcript.text)
        self._misses = 0
        answer = await self._toolbox.run(call)
        if self._thinker and answer.text:
            undo.append(self._thinker.forgetting())
            self._aside = False
            self._thinker.note(transcript.text, answer.text)
            self._tongues.take(replace(self._tongue, note="", admission=""))
            self._thinker.settle()
        return answer, Understood(transcript.text, True, call.intent, answer.text, ending, take_back=take_back)

    def _ending(self, text: str) -> Ending:
        """How a sentence ends. One that a grammar has made whole may not have been: the words so far, which nothing
        forced, have a say."""
        if self._listener.follows_grammar and self._words.ending is Ending.UNFINISHED and self._words.text != text:
            return Ending.UNKNOWN
        return self._toolbox.ending(text)

    async def warm(self) -> None:
        """Go once through everything that is slow the first time, and make the acknowledgement."""

        def speak() -> None:
            self._acknowledgement = list(self._voice.say(ACKNOWLEDGEMENT, Manner()))

        await self._listener.warm(backchannel.SENTENCES)
        await self._lane.call("warm up", speak)
        self._toolbox.match("what can you do")
        if self._thinker:
            await self._thinker.warm()

    async def recognise(
        self, heard: AsyncIterator[Frame], tell: Tell, also: tuple[str, ...] = ()
    ) -> tuple[Transcript, float]:
        """The transcript of one turn, and how many seconds of it were voiced. A language model reads along.

        `also`: sentences that may be said besides the skills'.
        """
        self._words = Partial("")
        transcript, voiced_s = Transcript("", False, 0.0), 0.0
        send, receive = anyio.create_memory_object_stream[str](math.inf)

        def told(words: str) -> None:
            self._words = Partial(words, self._toolbox.ending(words))
            tell(self._words)
            send.send_nowait(words)

        with send, receive:
            async with anyio.create_task_group() as tasks:
                if self._thinker:
                    tasks.start_soon(self._thinker.read_along, receive)
                transcript, voiced_s = await self._listener.recognise(heard, told, also)
                tasks.cancel_scope.cancel()
        if self._listener.follows_grammar:
            transcript = replace(transcript, accepted=plausible(transcript, voiced_s))
        return transcript, voiced_s


def plausible(transcript: Transcript, voiced_s: float) -> bool:
    """Was what a grammar made of the sound accepted, and can so many letters be said in so much voice?"""
    letters = len(transcript.text.replace(" ", ""))
    return transcript.accepted and SLOWEST * voiced_s <= letters <= FASTEST * voiced_s


def _due_s(ahead_s: float) -> float:
    """Later speech is wanted when playback would run dry; far ahead of it, not at all for now."""
    return math.inf if ahead_s > AHEAD_S else ahead_s
