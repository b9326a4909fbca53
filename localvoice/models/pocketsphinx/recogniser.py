"""What did the person say, of all that a grammar allows? PocketSphinx while they speak; it may say "none of it".

Two decoders hear the sound while it comes. One follows the grammar, the other takes its words in any order. Speech
that it explains much better than the grammar does was not one of its sentences, and is rejected (a word loop as
background model: Rose and Paul, ICASSP 1990); so is speech with sounds between the words, and what would be dragged out
as nobody speaks. Where the first is not sure of its sentence a third one, for voices with high formants, hears the
same sound, and the likelier sentence counts.
"""

import math
from collections import OrderedDict
from collections.abc import Generator, Sequence
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
from localvoice.models.pocketsphinx.spotter import Spotter
from localvoice.models.stepwise import whole

STEP_S = 0.02  # that a step of learning, or of a transcript, waits at most
# Of who hears patiently: the priority of its processes (as `nice`), and how long the lane waits for them in a step.
NICE, PATIENT_STEP_S = 10, 0.001
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
# With less than this a sentence is accepted, but not surely: 8 of 193 commands and 6 of 50 orders that were heard
# rightly, and 26 of 42 free wordings that were forced into a command (scripts/benches/{commands,orders,free}.py).
SURE = 4.0


class Grammars:
    """The grammars that are known, by a process that all conversations share."""

    def __init__(self, learner: Apart) -> None:
        """`learner` may load still."""
        self.learner = learner
        self._known: OrderedDict[str, None] = OrderedDict()  # compiled
        self._words: set[str] = set()  # of all grammars so far
        self._learning = ""  # the name of a grammar

    def pronunciations(self, words: Sequence[str]) -> dict[str, list[tuple[str, ...]]]:
        """See `models.roles.Pronouncing`; the words of grammars have British ways, too."""
        found = pronunciations(words)
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
                self.learner.ask("learn", name, grammar.said)
            except EngineError:
                self.learner.answer()  # it may have said why
                raise
            self._learning = name
            yield
        while name == self._learning and not self.learner.answers(STEP_S):
            yield
        self._learnt()

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
        self._open = GrammarUtterance(self._grammars.learner.copies(len(WARPS) + 1), _name(grammar), self._patient)
        return self._open

    def patient(self, patient: bool) -> None:
        """See `models.roles.Patient`."""
        self._patient = patient

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

    def __init__(self, ears: list[Asked], name: str, patient: bool = False) -> None:
        """`ears`: one for each of WARPS, and one for words in any order. `name`: of the grammar, as they know it.

        `patient`: what is heard is asked for when it is there, so that the lane never waits for it.
        """
        self._ears, self._patient = ears, patient
        self._unheard: list[np.ndarray] = []  # that a patient one has not told them yet
        self._asked = False  # they have not answered yet
        self._first, self._second, self._free = ears
        self._cepstra, self._second_cepstra = map(Cepstra, WARPS)
        self._behind: list[np.ndarray] = []  # sound that the second ears have not heard
        self._text = ""
        for ear in ears:
            ear.ask("begin", name if ear is not self._free else name + LOOP, NICE if patient else 0)
        _answers(ears)

    def feed(self, pcm: np.ndarray) -> str:
        self._behind.append(pcm)
        ready = self._cepstra.push(pcm)
        if self._patient:
            self._hear_on(ready)
        elif len(ready):
            self._text = whole(self._told([self._first, self._free], "hear", ready))[0].text
        return self._text

    def _hear_on(self, ready: np.ndarray) -> None:
        """More to hear, for when they have answered."""
        both = [self._first, self._free]
        self._unheard += [ready] if len(ready) else []
        if self._asked and all(ear.answers(0) for ear in both):
            self._asked = False
            self._text = _answers(both)[0].text
        if self._unheard and not self._asked:
            more, self._unheard = np.concatenate(self._unheard), []
            for ear in both:
                ear.ask("hear", more.tobytes())
            self._asked = True

    def transcript(self) -> Transcript:
        return whole(self.transcript_steps())

    def transcript_steps(self) -> Generator[str, None, Transcript]:
        """See `models.roles.StepwiseUtterance`."""
        while self._asked or self._unheard:
            self._first.answers(PATIENT_STEP_S)
            self._hear_on(np.zeros((0, 13), np.float32))
            yield self._text
        tail, loud = fit.tail(self._cepstra), self._cepstra.speech()
        first, free = yield from self._told([self._first, self._free], "end", tail)
        transcript = judged(first, free, loud)
        if transcript.accepted and transcript.sure:
            return transcript
        behind, self._behind = self._behind, []
        ready = self._second_cepstra.push(np.concatenate([np.zeros(0, np.float32), *behind]))
        if len(ready):
            yield from self._told([self._second], "hear", ready)
        (second,) = yield from self._told([self._second], "end", fit.tail(self._second_cepstra))
        return judged(_likelier([first, second]), free, loud)

    def close(self) -> None:
        for ear in self._ears:
            ear.close()

    def _told(self, ears: list[Asked], what: str, cepstra: np.ndarray) -> Generator[str, None, list[Best]]:
        """What these ears say to (frames, 13) float32 more; short steps while they hear."""
        for ear in ears:
            ear.ask(what, cepstra.tobytes())
        try:
            for ear in ears:
                while not ear.answers(PATIENT_STEP_S if self._patient else STEP_S):
                    yield self._text
        finally:
            told = _answers(ears)  # also when nobody waits for it: what they are asked next is answered next
        return told


def _likelier(told: list[Best]) -> Best:
    """The ears that the sentence fits better so far."""
    return max(told, key=lambda best: best.score)


def judged(sentence: Best, free: Best, loud: np.ndarray) -> Transcript:
    """Accept the grammar's sentence when it explains all that is loud, nearly as well as any of its words would."""
    scores, free_scores, spoken = fit.scores(sentence), fit.scores(free), fit.spoken(sentence)
    if not sentence.text or not spoken.any():
        return Transcript("", False, -math.inf)
    both = spoken[: len(free_scores)]
    margin = (scores[: len(free_scores)][both] - free_scores[: len(both)][both]).mean() - MARGIN - EDGES / spoken.sum()
    before_last, last = fit.stretch(sentence)
    outside = np.sum(loud[: len(spoken)] & ~spoken[: len(loud)]) / spoken.sum()
    score = float(min(margin, STRETCH - before_last, LAST_STRETCH - last, (OUTSIDE - outside) * 100))
    return Transcript(sentence.text, score >= 0, score, sure=score >= SURE)
