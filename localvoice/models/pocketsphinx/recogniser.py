"""What did the person say, of all that a grammar allows? PocketSphinx while they speak; it may say "none of it".

Two decoders hear the sound while it comes. One follows the grammar, the other takes its words in any order. Speech
that it explains much better than the grammar does was not one of its sentences, and is rejected (a word loop as
background model: Rose and Paul, ICASSP 1990); so is speech with sounds between the words, and what would be dragged out
as nobody speaks. Where the first is not sure of its sentence a third one, for voices with high formants, hears the
same sound, and the likelier sentence counts. What has been hopeless for a while is heard no further.
"""

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Sequence
from typing import Any

import numpy as np

from localvoice.errors import EngineError
from localvoice.events import Transcript
from localvoice.grammar import Grammar
from localvoice.models.pocketsphinx import fit
from localvoice.models.pocketsphinx.apart import LOOP, Apart, Asked
from localvoice.models.pocketsphinx.cepstra import Cepstra
from localvoice.models.pocketsphinx.decoding import Best
from localvoice.models.pocketsphinx.dictionary import accented, pronunciations
from localvoice.models.pocketsphinx.places import Places, places_here
from localvoice.models.pocketsphinx.spotter import Spotter
from localvoice.models.stepwise import whole

STEP_S = 0.02  # that a step of learning, or of a transcript, waits at most
# Of who hears patiently: the priority of its processes (as `nice`), how long the lane waits for them in a step, and how
# many frames they are told at once.
NICE, PATIENT_STEP_S, PATIENT_FRAMES = 10, 0.001, 100
GRAMMARS_KEPT = 4  # compiled ones stay known, 50 MB each for the assistant: two at rest, two of an open question
# The second pair of ears is for formants so many times higher than the model's: small heads. A third for large ones
# (0.92) brought nothing (scripts/benches/commands.py). Of 225 commands and 50 orders the first pair is not sure of 27;
# asking the second only there leaves each of the 275 as right or wrong as asking it always.
WARPS = (1.0, 1.08)
# The sentence is accepted when its mean score per frame is at most so much below that of the loop; a sentence of few
# frames may lose EDGES on its first and last sounds. Chosen with scripts/benches/{orders,nonsense,commands}.py.
MARGIN = -6.5
EDGES = -1150.0  # altogether
# Frames for each phone. The last word may be drawn out, as before a pause it is (Klatt, Journal of Phonetics 3, 1975):
# up to 19.5 frames in all but a few commands. The words before it have up to 12.4 in orders and commands, save "throw a
# die" for "roll a die"; noises have from 16 on.
STRETCH = 14.0
LAST_STRETCH = 20.0
# Loud frames outside the sentence's words, as a share of the frames inside: up to 0.11 in orders and commands, over
# 0.3 in most readings that fit about as well.
OUTSIDE = 0.12
# Of one word that is so clear so many frames may be, whatever its length: held to the share alone, 2 of 25 of "yes",
# "no" and the like by five synthetic voices were accepted, with these 22. A noise was a "hello" with a margin of 14.
ONE_WORD_OUTSIDE, CLEAR = 10, 20.0
# With less than this a sentence is accepted, but not surely: 8 of 193 commands and 6 of 50 orders that were heard
# rightly, and 26 of 42 free wordings that were forced into a command (scripts/benches/{commands,orders,free}.py).
SURE = 4.0
# After so many frames, and again after so many more, speech is given up that is so much further below the loop than
# MARGIN, or of which so much is loud outside the words. Of 50 orders and 148 commands that were accepted none
# came below -4.1 and over 0.1 after three seconds; of 170 s of 14 readings 129 s need not be heard.
GIVE_UP_FRAMES, GIVE_UP_AGAIN = 290, 50
HOPELESS, FAR_OUTSIDE = -9.0, 0.5
NOTHING = Transcript("", False, -math.inf)


class Grammars:
    """The grammars that are known, by a process that all conversations share."""

    def __init__(self, learner: Apart) -> None:
        """`learner` may load still."""
        self.learner = learner
        self.places = Places(places_here())  # of those that hear patiently
        self._known: OrderedDict[str, None] = OrderedDict()  # compiled
        self._words: set[str] = set()  # of all grammars so far
        self._named: dict[str, list[str]] = {}  # those that the dictionary lacks
        self._learning = ""  # the name of a grammar

    def pronunciations(self, words: Sequence[str]) -> dict[str, list[tuple[str, ...]]]:
        """See `models.roles.Pronouncing`; the words of grammars have British ways, too."""
        found = pronunciations(words) | {word: self._named[word] for word in words if word in self._named}
        every = {word: accented(said) if word in self._words else said for word, said in found.items()}
        return {word: [tuple(phones.split()) for phones in said] for word, said in every.items()}

    def learn(self, grammar: Grammar) -> Generator[None, None, None]:
        """See `models.roles.Preparing`: another process does it, and is asked for nothing else meanwhile."""
        name = _name(grammar)
        if name in self._known:
            self._known.move_to_end(name)
            return
        if name != self._learning:
            self._learnt()
            try:
                ways = _named(grammar)
                self._named |= ways
                self.learner.ask("learn", name, grammar.said, ways)
            except EngineError:
                self.learner.answer()  # it may have said why
                raise
            self._learning = name
            yield
        while name == self._learning and not self.learner.answers(STEP_S):
            yield
        self._learnt()

    def ears(self, grammar: Grammar, patient: bool) -> list[Asked]:
        """For one utterance: one for each of WARPS, and one for words in any order. Raises EngineError."""
        for _ in self.learn(grammar):  # it may be forgotten by now
            pass
        ears, name = self.learner.copies(len(WARPS) + 1), _name(grammar)
        for ear in ears:
            ear.ask("begin", name if ear is not ears[-1] else name + LOOP, NICE if patient else 0)
        _answers(ears)
        return ears

    def _learnt(self) -> None:
        """Wait until it has learnt what it learns."""
        name, self._learning = self._learning, ""
        if not name:
            return
        try:
            self._words.update(self.learner.answer())
        except (RuntimeError, ValueError) as error:
            raise EngineError(
                "PocketSphinx cannot use this grammar: a skill's template has a word that is not in its dictionary."
            ) from error
        self._known[name] = None
        if len(self._known) > GRAMMARS_KEPT:
            self.learner.ask("forget", self._known.popitem(last=False)[0])
            self.learner.answer()


class GrammarRecogniser:
    """See `models.roles.Recogniser`. Open speech is refused: its dictation gets 57 % of words wrong."""

    def __init__(self, grammars: Grammars, owns: bool) -> None:
        """`owns`: it ends the grammars' process; else they are another recogniser's, too."""
        self._grammars, self._owns = grammars, owns
        self._open: GrammarUtterance | None = None
        self._patient = False
        self._spotters: dict[tuple[str, ...], Spotter] = {}

    def listen(self, grammar: Grammar | None) -> "GrammarUtterance":
        """Begin an utterance; a second one closes the first. Raises EngineError when the grammar cannot be used."""
        if grammar is None:
            raise EngineError("PocketSphinx hears only the sentences of a grammar: choose another recogniser.")
        if self._open:
            self._open.close()
        for _ in self.prepare(grammar):
            pass
        grammars, patient = self._grammars, self._patient  # an utterance that held this would outlive it
        self._open = GrammarUtterance(lambda: grammars.ears(grammar, patient), grammars.places if patient else None)
        return self._open

    def patient(self, patient: bool) -> None:
        """See `models.roles.Patient`."""
        self._patient = patient

    @property
    def at_once(self) -> int:
        """See `models.roles.Patient`."""
        return self._grammars.places.count

    def another(self) -> "GrammarRecogniser":
        """See `models.roles.OneAtATime`: ears hear one utterance. What is learnt is common to both."""
        return GrammarRecogniser(self._grammars, owns=False)

    def close(self) -> None:
        """See `models.roles.Freeing`."""
        if self._open:
            self._open.close()
        if self._owns:
            self._grammars.learner.close()

    def spot(self, phrases: tuple[str, ...], pcm: np.ndarray) -> Generator[bool, None, None]:
        """See `models.roles.Spotting`. The first time for these phrases takes 0.1 s longer."""
        if phrases not in self._spotters:
            self._spotters[phrases] = Spotter(phrases)
        yield from self._spotters[phrases].steps(pcm)

    def unknown_words(self, words: set[str]) -> set[str]:
        return words - pronunciations(words).keys()

    def pronunciations(self, words: Sequence[str]) -> dict[str, list[tuple[str, ...]]]:
        """See `models.roles.Pronouncing`."""
        return self._grammars.pronunciations(words)

    def prepare(self, grammar: Grammar) -> Generator[None, None, None]:
        """See `models.roles.Preparing`."""
        yield from self._grammars.learn(grammar)


def _named(grammar: Grammar) -> dict[str, list[str]]:
    """How the names in it are said; a word that stands for itself may be in the dictionary."""
    themselves = [word for word, spoken in grammar.named if word == spoken]
    known = pronunciations(themselves) if themselves else {}
    lacking = [(word, spoken) for word, spoken in grammar.named if word not in known]
    if not lacking:
        return {}
    from localvoice.models.pocketsphinx.named import named  # it needs espeak-ng, which most never do

    return {word: list(named(spoken)) for word, spoken in lacking}


def _name(grammar: Grammar) -> str:
    return str(grammar.key)


def _answers(decoders: list[Asked]) -> list[Any]:
    """Of all of them, each asked once. Raises the first error when all have answered."""
    answers, errors = [], []
    for decoder in decoders:
        try:
            answers.append(decoder.answer())
        except (EngineError, RuntimeError, ValueError) as error:
            errors.append(error)
    if errors:
        raise errors[0]
    return answers


class GrammarUtterance:
    """See `models.roles.StepwiseUtterance`."""

    def __init__(self, ears: Callable[[], list[Asked]], places: Places | None = None) -> None:
        """`ears`: see `Grammars.ears`. `places`: of those that hear patiently, where this one does. It hears when it
        has one, and is told what was heard when that is there, so that the lane never waits for it."""
        self._make, self._places = ears, places
        self._ears: list[Asked] = []
        self._unheard: list[np.ndarray] = []  # that a patient one has not told them yet
        self._asked = False  # they have not answered yet
        self._cepstra, self._second_cepstra = map(Cepstra, WARPS)
        self._behind: list[np.ndarray] = []  # sound that the second ears have not heard
        self._frames, self._look_at = 0, GIVE_UP_FRAMES  # that were told; after how many it is looked whether to go on
        self._given_up = False
        self._text = ""
        if not places:
            self._ears = ears()

    @property
    def _both(self) -> list[Asked]:
        return [self._ears[0], self._ears[2]]

    def feed(self, pcm: np.ndarray) -> str:
        if self._given_up:
            return ""
        self._behind.append(pcm)
        ready = self._cepstra.push(pcm)
        if self._places:
            self._unheard += [ready] if len(ready) else []
            self._hear_on()
        elif len(ready):
            self._heard(whole(self._told(self._both, *self._next(ready))))
        return self._text

    def _next(self, ready: np.ndarray) -> tuple[str, bytes, bool]:
        """(frames, 13) float32 more, as it is told."""
        self._frames += len(ready)
        return "hear", ready.tobytes(), self._frames >= self._look_at

    def _heard(self, told: list[Best]) -> None:
        """What these words are so far, unless they are hopeless."""
        first, free = told
        self._text = first.text
        if self._frames < self._look_at:
            return
        self._look_at = self._frames + GIVE_UP_AGAIN
        margin, outside = _explained(first, free, self._cepstra.speech())
        if margin < HOPELESS or outside > FAR_OUTSIDE:
            self._given_up, self._text = True, ""
            self._behind.clear()
            self._unheard.clear()
            self.close()

    def _hear_on(self) -> None:
        """More to hear, for when they have answered."""
        assert self._places
        if self._asked and all(ear.answers(0) for ear in self._both):
            self._asked = False
            self._heard(_answers(self._both))
        if self._unheard and not self._asked and self._places.has(self):
            self._ears = self._ears or self._make()
            more = np.concatenate(self._unheard)
            more, rest = more[:PATIENT_FRAMES], more[PATIENT_FRAMES:]
            self._unheard = [rest] if len(rest) else []
            told = self._next(more)
            for ear in self._both:
                ear.ask(*told)
            self._asked = True

    def transcript(self) -> Transcript:
        return whole(self.transcript_steps())

    def transcript_steps(self) -> Generator[str, None, Transcript]:
        """See `models.roles.StepwiseUtterance`."""
        while not self._given_up and (self._asked or self._unheard or not self._ears):
            self._wait()
            yield self._text
        if self._given_up:
            return NOTHING
        tail, loud = fit.tail(self._cepstra), self._cepstra.speech()
        first, free = yield from self._told(self._both, "end", tail.tobytes())
        if self._places:
            self._places.leave(self)  # there is nothing to hear, unless the person goes on
        transcript = judged(first, free, loud)
        if transcript.accepted and transcript.sure:
            return transcript
        behind, self._behind = self._behind, []
        ready, others = self._second_cepstra.push(np.concatenate([np.zeros(0, np.float32), *behind])), self._ears[1:2]
        if len(ready):
            yield from self._told(others, "hear", ready.tobytes(), False)
        (second,) = yield from self._told(others, "end", fit.tail(self._second_cepstra).tobytes())
        return judged(_likelier([first, second]), free, loud)

    def _wait(self) -> None:
        """A moment, for ears or their answer."""
        assert self._places
        if self._ears:
            self._ears[0].answers(PATIENT_STEP_S)
            self._hear_on()
        elif self._places.has(self):
            self._ears = self._make()
        else:
            time.sleep(PATIENT_STEP_S)

    def close(self) -> None:
        if self._places:
            self._places.leave(self)
        for ear in self._ears:
            ear.close()

    def _told(self, ears: list[Asked], what: str, *given: object) -> Generator[str, None, list[Best]]:
        """What these ears say to this; short steps while they hear."""
        for ear in ears:
            ear.ask(what, *given)
        try:
            for ear in ears:
                while not ear.answers(PATIENT_STEP_S if self._places else STEP_S):
                    yield self._text
        finally:
            told = _answers(ears)  # also when nobody waits for it: what they are asked next is answered next
        return told


def _likelier(told: list[Best]) -> Best:
    """The ears that the sentence fits better so far."""
    return max(told, key=lambda best: best.score)


def judged(sentence: Best, free: Best, loud: np.ndarray) -> Transcript:
    """Accept the grammar's sentence when it explains all that is loud, nearly as well as any of its words would."""
    if not sentence.text or not (frames := fit.spoken(sentence).sum()):
        return NOTHING
    margin, outside = _explained(sentence, free, loud)
    margin -= EDGES / frames
    before_last, last = fit.stretch(sentence)
    one_clear_word = " " not in sentence.text and margin >= CLEAR
    allowed = max(OUTSIDE, ONE_WORD_OUTSIDE / frames) if one_clear_word else OUTSIDE
    score = float(min(margin, STRETCH - before_last, LAST_STRETCH - last, (allowed - outside) * 100))
    return Transcript(sentence.text, score >= 0, score, sure=score >= SURE)


def _explained(sentence: Best, free: Best, loud: np.ndarray) -> tuple[float, float]:
    """How much better than it must be the sentence is than words in any order, a mean per frame, and the loud frames
    outside its words, as a share of those inside."""
    scores, free_scores, spoken = fit.scores(sentence), fit.scores(free), fit.spoken(sentence)
    if not spoken.any():
        return -math.inf, math.inf
    both = spoken[: len(free_scores)]
    margin = (scores[: len(free_scores)][both] - free_scores[: len(both)][both]).mean() - MARGIN
    return float(margin), float(np.sum(loud[: len(spoken)] & ~spoken[: len(loud)]) / spoken.sum())
