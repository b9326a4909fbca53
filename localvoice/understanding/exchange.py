"""One turn of the cascade, from its first frame to its last phrase: its words, how they were said, what is undone.

What a skill fully explains is answered by the skill, at once; anything else goes to the language model, where the
profile has one, and gets a short honest answer where it has none.
"""

import math
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import anyio

from localvoice.engine.budget import Plan, Rung
from localvoice.events import RATE_HZ, Ending, Frame, Note, Transcript
from localvoice.tools.skill import Answer, Call, Hush
from localvoice.understanding import backchannel
from localvoice.understanding.covering import FILLER, covered_by
from localvoice.understanding.doubt import Doubt, quoted
from localvoice.understanding.language import Tongue, in_english
from localvoice.understanding.lasting import Lasting
from localvoice.understanding.manner import first_words
from localvoice.understanding.mind import Known, Occasion, Out, Partial, Planned, Said, Saying, Understood
from localvoice.understanding.outlook import ACKNOWLEDGEMENT, FEW_WORDS
from localvoice.understanding.over_answer import believed
from localvoice.understanding.plausible import plausible
from localvoice.understanding.rising import as_question, asks, meant
from localvoice.understanding.shown import Shown
from localvoice.understanding.waiting import WAIT, WAITS_S, interrupted, unheard
from localvoice.wording.end_word import taken_off
from localvoice.wording.phrase import FIRST_WORDS, Phrase

if TYPE_CHECKING:  # whoever has them has loaded them; a typed question that a skill explains needs none
    import numpy as np

    from localvoice.understanding.aloud import Aloud
    from localvoice.understanding.both_ears import Judged
    from localvoice.understanding.thinking import Thinker

# Voice that nobody could explain: shorter than this it was a cough or a word to somebody else, so say nothing.
WORTH_AN_ANSWER_S = 0.6
# After so many misses in a row nobody is talking to the assistant (a television): be silent until understood again.
MISSES = 2
# So much voice while the assistant speaks is a person who wants the floor, whatever they say. Of 70 noises none has
# more than 0.67 s, of 40 signs of listening none more than 0.58 s, of 12 readers 10 have 1.5 s and more in the first
# 2.5 s (the sounds of `scripts/bench floor`).
CLEAR_S = 1.0
ASK_BACK = "Sorry, what did you say?"
WORTH_HEARING_S = 0.25  # of voice: is heard again


class Exchange:
    """`mind.Exchange` of the cascade."""

    def __init__(self, lasting: Lasting, said: Said, occasion: Occasion) -> None:
        self._lasting, self._said, self._occasion = lasting, said, occasion
        self._words = Partial("")  # so far
        self._judged: Judged | None = None  # by two ears
        self._note = Note()  # how they were said
        self._asks = False  # a statement that was meant as a question
        self._tongue = Tongue()
        self._known = Known()  # what the language model knows of it
        self._unclear = False  # it interrupts, and nobody knows with what
        self._cuts = False  # the language model knows the answer, so it is told how much of that was heard
        self._undo: list[Callable[[], None]] = []  # of what was done, in this order
        self._shown = Shown(said.picture, lasting.thinker, lasting.toolbox.world.eyes)

    async def run(self, out: Out) -> None:
        """As `mind.Exchange` says."""
        lasting, occasion = self._lasting, self._occasion
        transcript, voiced_s = await self._listen(out)
        self._note = meant(occasion.note(transcript.text), transcript.text, self._reflex(transcript) is not None)
        if occasion.interrupting and not self._interrupts(transcript, voiced_s, out):
            return
        if self._unclear:
            await self._ask_back(out)
            return
        if occasion.instead_of and occasion.over:
            await occasion.over.wait()
            occasion.instead_of.take_back()  # and what is asked now may be another thing
        self._tongue = lasting.tongues.choose(transcript)
        self._asks = "rising" in self._note and asks(transcript.text, lasting.tongues.spoken(transcript))
        call = self._reflex(transcript)
        if lasting.thinker and call and lasting.toolbox.fetches(call):
            await self._act(lasting.thinker, call, transcript, out)
        elif lasting.thinker and self._thinks(transcript, voiced_s):
            await self._converse(lasting.thinker, transcript, voiced_s, out)
        else:
            await self._serve(transcript, voiced_s, out)
        if lasting.toolbox.question and out.aloud:
            await lasting.prepare(out)
        if lasting.thinker:
            lasting.mouth.settle()

    def take_back(self) -> None:
        """As `mind.Exchange` says."""
        undo, self._undo = self._undo, []
        for each in undo:
            each()

    def cut(self, heard: str, samples: int | None = None) -> None:
        """As `mind.Exchange` says."""
        if self._lasting.thinker and self._cuts:
            self._lasting.thinker.cut(heard)

    async def _listen(self, out: Out) -> tuple[Transcript, float]:
        """The transcript, and how many seconds of it were voiced; typed text is one, too."""
        if self._said.frames is None:
            self._words = Partial(self._said.text, self._lasting.toolbox.ending(self._said.text))
            return Transcript(self._said.text, True, 0.0), math.inf
        listener = self._lasting.listener
        assert listener  # sound comes only where there are ears
        also = backchannel.SENTENCES if self._occasion.interrupting else ()
        tape = listener.tape(self._said.frames)
        transcript, voiced_s = await self.recognise(tape, out, also)
        if self._occasion.interrupting and (stop := await listener.stop(tape, voiced_s)):
            transcript, self._words = stop, Partial(stop.text)
            return transcript, voiced_s
        return await self._heard_again(transcript, voiced_s, tape.pcm()), voiced_s

    async def _heard_again(self, transcript: Transcript, voiced_s: float, pcm: "np.ndarray") -> Transcript:
        """What two ears make of it, where there are two and the first one was not sure."""
        ears = self._lasting.both_ears
        if not ears or voiced_s < WORTH_HEARING_S:
            return transcript
        if not ears.doubts(transcript, len(pcm) / RATE_HZ, self._lasting.forecast.spare_ms(self._occasion)):
            self._judged = ears.alone(transcript)
            return transcript
        self._judged = judged = await ears.judge(transcript, await ears.ear.hear(pcm))
        if self._occasion.interrupting and self._lasting.toolbox.match(judged.transcript.text) is None:
            return replace(judged.transcript, accepted=False)  # a television talks, too
        return judged.transcript

    async def recognise(
        self, frames: AsyncIterator[Frame], out: Out, also: tuple[str, ...] = ()
    ) -> tuple[Transcript, float]:
        """The transcript of a turn, and how many seconds of it were voiced. A language model reads along.

        `also`: sentences that may be said besides the skills'. The end word is taken off.
        """
        lasting, listener = self._lasting, self._lasting.listener
        assert listener
        transcript, voiced_s = Transcript("", False, 0.0), 0.0
        send, receive = anyio.create_memory_object_stream[str](math.inf)

        def told(words: str) -> None:
            words, over = taken_off(words, lasting.end_word)
            self._words = Partial(words, lasting.toolbox.ending(words), over)
            out.tell(self._words)
            send.send_nowait(words)

        with send, receive:
            async with anyio.create_task_group() as tasks:
                if lasting.thinker:
                    tasks.start_soon(lasting.thinker.read_along, receive)
                transcript, voiced_s = await listener.recognise(frames, told, also)
                tasks.cancel_scope.cancel()
        accepted = plausible(transcript, voiced_s, listener.follows_grammar, bool(lasting.toolbox.question))
        text, over = taken_off(transcript.text, lasting.end_word)
        if over != self._words.over:
            self._words = replace(self._words, over=over)
            out.tell(self._words)
        return replace(transcript, text=text, accepted=accepted and bool(text or not over)), voiced_s

    def _interrupts(self, transcript: Transcript, voiced_s: float, out: Out) -> bool:
        """Does the person, who speaks while the assistant does, want the floor? Otherwise that is told."""
        transcript = believed(transcript, voiced_s, self._reflex(transcript), self._lasting.toolbox)
        thinks, call = self._lasting.thinker is not None, self._reflex(transcript)
        answers = call is not None and not self._lasting.toolbox.offered_unheard(self._occasion.heard())
        listens = not answers and backchannel.is_backchannel(transcript.text)
        if listens or not (call or (thinks and transcript.accepted)):
            self._unclear = not listens and self._speaks_on(voiced_s)
            answer = ASK_BACK if self._unclear else ""
            out.tell(Understood(transcript.text, False, "", answer, backchannel=listens, unclear=self._unclear))
            return self._unclear
        self._cut_interrupted()
        return True

    def _thinks(self, transcript: Transcript, voiced_s: float) -> bool:
        """Is it for the language model?"""
        meant = not self._openly() or self._lasting.misses < MISSES
        return meant and transcript.accepted and self._reflex(transcript) is None

    def _speaks_on(self, voiced_s: float) -> bool:
        """Is it a person, near, with more than a word, who was not misunderstood twice before?"""
        joined = self._occasion.instead_of is not None  # the second half is heard again, alone
        return voiced_s >= CLEAR_S and self._occasion.near() and self._lasting.misses < MISSES and not joined

    def _cut_interrupted(self) -> None:
        if self._occasion.interrupted:
            self._occasion.interrupted.cut(self._occasion.heard(), self._occasion.samples())

    async def _ask_back(self, out: Out) -> None:
        """The person speaks on over the answer in words that nobody understands: what did they say?"""
        if self._occasion.over:
            await self._occasion.over.wait()  # until then they may say something that is understood
        self._lasting.misses += 1
        self._cut_interrupted()
        await self._say_all(ASK_BACK, self._lasting.tongues.past.english, out)

    def _reflex(self, transcript: Transcript) -> Call | None:
        """What a skill fully explains; the skills are English."""
        found = self._lasting.toolbox.match(self._english(transcript)) if transcript.accepted else None
        return self._shown.call(found, self._lasting.toolbox, transcript.text)

    def _english(self, transcript: Transcript) -> str:
        return in_english(transcript.text, self._lasting.tongues.spoken(transcript))

    def _mark(self) -> None:
        """Whatever is done from here on is undone by `take_back`."""
        lasting = self._lasting
        misses, past = lasting.misses, lasting.tongues.past

        def restore() -> None:
            lasting.misses, lasting.tongues.past = misses, past

        self._undo = [restore, lasting.toolbox.mark()]

    def _forgettable(self, thinker: "Thinker") -> None:
        """The language model, too, forgets this turn when it is taken back."""
        self._cuts = True
        self._undo.insert(0, lambda: thinker.forget(self._known))

    async def _serve(self, transcript: Transcript, voiced_s: float, out: Out) -> None:
        """Let a skill answer, or say that nothing was understood."""
        self._mark()
        call = self._reflex(transcript) or self._instead()
        answer = await self._skill(transcript, call, out) if call else self._missed(transcript, voiced_s, out)
        out.tell(Planned(self._lasting.forecast.of_words(self._occasion, answer.text)))
        if not any(isinstance(effect, Hush) for effect in answer.effects):
            await self._say_all(answer.text, self._tongue.english, out)

    def _missed(self, transcript: Transcript, voiced_s: float, out: Out) -> Answer:
        lasting = self._lasting
        typed = self._said.frames is None
        lasting.misses += voiced_s >= WORTH_AN_ANSWER_S and not typed
        waits = lasting.clock.now_s() < lasting.waits_until_s
        quiet = voiced_s < WORTH_AN_ANSWER_S or ((waits or lasting.misses > MISSES) and not typed)
        answer = self._shown.beside(Answer("") if quiet else lasting.toolbox.unknown(self._quoted()))
        ending = Ending.UNFINISHED if self._words.ending is Ending.UNFINISHED else Ending.UNKNOWN
        out.tell(Understood(transcript.text, False, "", answer.text, ending))
        return answer

    def _instead(self) -> Call | None:
        """What the grammar's ear understood and can be asked about, where nobody can serve the open ear's words."""
        toolbox = self._lasting.toolbox
        call = toolbox.match(self._judged.instead) if self._judged else None
        return call if call and toolbox.changes(call) else None

    def _unserved(self) -> str:
        """What is said when the language model can do nothing about the open ear's words."""
        toolbox, call = self._lasting.toolbox, self._instead()
        return (toolbox.propose((call,)) if call else toolbox.unknown(self._quoted())).text

    def _openly(self) -> bool:
        """Are the words the open ear's? Then they need not be meant for the assistant."""
        return self._judged is not None and self._judged.heard != ""

    def _quoted(self) -> str:
        """The words that the open ear heard, to be said back; "" for none and for too many."""
        return quoted(self._judged.heard) if self._judged else ""

    async def _do(self, call: Call) -> Answer:
        """Do it, or ask first where the ears leave room for doubt, or the person has told nobody to do anything."""
        toolbox, judged = self._lasting.toolbox, self._judged
        if judged and judged.either:
            calls = {word: toolbox.match(text) for word, text in judged.either}
            return toolbox.choose({word: each for word, each in calls.items() if each})
        if (self._asks or (judged and not judged.sure)) and toolbox.changes(call):
            return toolbox.propose((call,))
        return await toolbox.run(call, self._occasion.over)

    async def _skill(self, transcript: Transcript, call: Call, out: Out) -> Answer:
        lasting, ending = self._lasting, self._ending(transcript.text)
        lasting.misses = 0
        world, understood = lasting.toolbox.world, Understood(transcript.text, True, call.intent, "", ending)
        if self._occasion.interrupting:
            interrupted(world, self._occasion.heard())
        if takes_time := lasting.toolbox.awaits(call):
            out.tell(understood)
        say = partial(self._say_all, FILLER, self._tongue.english, out)
        do = partial(self._do, call)
        answer = await (covered_by(do, lasting.clock, say) if takes_time and out.aloud else do())
        if waits := call.intent == WAIT:
            world.rest = "" if lasting.thinker else unheard(world.said, self._occasion.heard())
        lasting.waits_until_s = lasting.clock.now_s() + WAITS_S if waits else 0.0
        if lasting.thinker and answer.text:
            self._forgettable(lasting.thinker)
            lasting.thinker.note(transcript.text, answer.text, self._known)
            lasting.tongues.take(replace(self._tongue, note="", admission=""))
            lasting.thinker.settle()
        if not takes_time:
            out.tell(replace(understood, answer=answer.text))
        return answer

    def _ending(self, text: str) -> Ending:
        """How a sentence ends. One that a grammar has made whole may not have been: the words so far, which nothing
        forced, have a say."""
        listener = self._lasting.listener
        forced = listener and listener.follows_grammar and self._words.text != text
        if forced and self._words.ending is Ending.UNFINISHED:
            return Ending.UNKNOWN
        return self._lasting.toolbox.ending(text)

    async def _converse(self, thinker: "Thinker", transcript: Transcript, voiced_s: float, out: Out) -> None:
        """Let the language model answer, and say its phrases while it goes on thinking."""
        lasting, tongue = self._lasting, self._tongue
        self._mark()
        ears = lasting.both_ears
        texts = (transcript.text, *(self._judged.others if self._judged else ()))
        doubt = Doubt(self._unserved, ears.ear.said, texts) if ears and self._openly() else None
        meant = await thinker.meant(texts, doubt)
        transcript = replace(transcript, text=meant.text)
        self._forgettable(thinker)
        out.tell(Understood(transcript.text, True, ending=lasting.toolbox.ending(self._english(transcript))))
        lasting.misses = lasting.misses if self._openly() else 0
        lasting.tongues.take(tongue)
        chosen = self._plan_thought(out)
        words = first_words(self._note, FEW_WORDS if Rung.SHORTER_PHRASE in chosen.rungs else FIRST_WORDS)
        said = as_question(transcript.text) if self._asks else transcript.text
        seen = await self._shown.note(thinker)
        notes = ", ".join(filter(None, (str(self._note), seen, tongue.note)))
        told = thinker.told(said, notes)

        async def think(say: Callable[[Phrase], None]) -> None:
            aloud = thinker.aloud(say, out, words, tongue, transcript.text)
            aloud.heard = "" if tongue.foreign else transcript.text
            aloud.doubt, aloud.meant, aloud.over = doubt, meant, self._occasion.over
            acted = await thinker.answer(told, aloud, self._known)
            self._count(acted, aloud, voiced_s)

        await self._say_while(think, out)
        thinker.settle()

    async def _say_while(self, think: Callable[[Callable[[Phrase], None]], Awaitable[None]], out: Out) -> None:
        """Say what has to be said first, then the phrases of an answer as they come."""
        send, receive = anyio.create_memory_object_stream[Phrase](math.inf)

        async def thinks() -> None:
            with send:
                await think(self._lasting.timed(send.send_nowait))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(thinks)
            with receive:
                for text in self._admissions():
                    await self._say(Phrase(text, text, self._tongue.english), out)
                async for phrase in receive:
                    await self._say(phrase, out)

    async def _act(self, thinker: "Thinker", call: Call, transcript: Transcript, out: Out) -> None:
        """Do what somebody else's tool does, and let the language model say what has come of it."""
        lasting, tongue = self._lasting, self._tongue
        self._mark()
        self._forgettable(thinker)
        lasting.misses = 0
        lasting.tongues.take(replace(tongue, note="", admission=""))
        out.tell(Understood(transcript.text, True, call.intent, ending=self._ending(transcript.text)))

        async def act(say: Callable[[Phrase], None]) -> None:
            run = partial(lasting.toolbox.run, call, self._occasion.over)
            await thinker.act(transcript.text, run, thinker.aloud(say, out, FIRST_WORDS, tongue), self._known)

        await self._say_while(act, out)
        thinker.settle()

    def _count(self, acted: bool, aloud: "Aloud", voiced_s: float) -> None:
        """Was what was heard openly meant for the assistant? A television is never understood, or it is far away."""
        lasting = self._lasting
        if acted:
            lasting.misses = 0
        elif self._openly() and voiced_s >= WORTH_AN_ANSWER_S and (aloud.refused or not self._occasion.near()):
            lasting.misses += 1

    def _plan_thought(self, out: Out) -> Plan:
        """Choose what is given up, and say the acknowledgement when that is part of it."""
        lasting, tongue = self._lasting, self._tongue
        covers = out.aloud and not (tongue.foreign or self._admissions())
        filler = lasting.mouth.acknowledgement(lasting.mouth.manner("", self._note)) if covers else []
        samples = sum(len(piece.pcm) for piece in filler)
        chosen = lasting.forecast.of_thought(self._occasion, 1000 * samples / lasting.mouth.rate_hz)
        out.tell(Planned(chosen))
        if Rung.ACKNOWLEDGEMENT in chosen.rungs:
            out.tell(Saying(ACKNOWLEDGEMENT, ACKNOWLEDGEMENT))
            for piece in filler:
                out.tell(piece)
        return chosen

    def _admissions(self) -> list[str]:
        """What has to be said first."""
        return [text for text in (self._shown.admission, self._tongue.admission) if text]

    async def _say_all(self, text: str, language: str, out: Out) -> None:
        for phrase in self._lasting.mouth.phrases(text, language, self._note):
            await self._say(phrase, out)

    async def _say(self, phrase: Phrase, out: Out) -> None:
        mouth = self._lasting.mouth
        await mouth.say(phrase, mouth.manner(phrase.language, self._note), out)
