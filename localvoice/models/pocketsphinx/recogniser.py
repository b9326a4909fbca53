"""What did the person say, of all that a grammar allows? PocketSphinx while they speak; it may say "none of it".

Three decoders hear the same sound. Two follow the grammar, one of them for voices with high formants; the likelier
sentence counts. The third takes the grammar's words in any order. Speech that it explains much better than the grammar
does was not one of its sentences, and is rejected (a word loop as background model: Rose and Paul, ICASSP 1990); so is
speech with sounds between the words, and what would be dragged out as nobody speaks.
"""

import math
from collections import OrderedDict
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pocketsphinx

from localvoice.errors import EngineError
from localvoice.events import Transcript
from localvoice.grammar import Grammar
from localvoice.models.pocketsphinx import decoding
from localvoice.models.pocketsphinx.cepstra import Cepstra
from localvoice.models.pocketsphinx.decoding import FEATURES, GRAMMAR, SEARCH, decode
from localvoice.models.pocketsphinx.spotter import Spotter
from localvoice.models.pocketsphinx.word_graph import Graph, word_graph

GRAMMARS_KEPT = 32  # compiled grammars stay in the decoder: a few MB each at most, and switching is free
# The second pair of ears is for formants so many times higher than the model's: small heads. A third for large ones
# (0.92) brought nothing (scripts/benches/commands.py).
WARPS = (1.0, 1.08)
# The sentence is accepted when its mean score per frame is at most so much below that of the loop; a sentence of few
# frames may lose EDGES on its first and last sounds. Chosen with scripts/benches/{orders,nonsense,commands}.py.
MARGIN = -5.0
EDGES = -1150.0  # altogether
# Frames for each phone. The last word may be drawn out, as before a pause it is (Klatt, Journal of Phonetics 3, 1975):
# up to 19.5 frames in all but a few commands. The words before it have up to 12.4 in orders and commands, save "throw a
# die" for "roll a die"; noises have from 16 on.
STRETCH = 14.0
LAST_STRETCH = 20.0
# Loud frames outside the sentence's words, as a share of the frames inside: up to 0.11 in orders and commands, over
# 0.3 in most readings that fit about as well.
OUTSIDE = 0.12

_WORD_LOOP = {"lw": 2.0, "maxhmmpf": 2000}


def load(folder: Path | None = None) -> "GrammarRecogniser":
    """The recogniser whose models are inside the pocketsphinx wheel: nothing is downloaded, `folder` is not looked at.

    Raises EngineError when the wheel's models are missing. Loading takes 0.3 s.
    """
    return GrammarRecogniser()


class GrammarRecogniser:
    """See `models.roles.Recogniser`. Open speech is refused: its dictation gets 57 % of words wrong."""

    def __init__(self) -> None:
        try:
            self._grammars = [pocketsphinx.Decoder(**FEATURES, **SEARCH, **GRAMMAR) for _ in WARPS]
            self._words = pocketsphinx.Decoder(**FEATURES, **SEARCH, **_WORD_LOOP)
        except (RuntimeError, ValueError) as error:
            raise EngineError("PocketSphinx cannot load its models: reinstall the pocketsphinx package.") from error
        self._decoders = [*self._grammars, self._words]
        self._known: OrderedDict[str, None] = OrderedDict()  # compiled grammars
        self._open: GrammarUtterance | None = None
        self._spotters: dict[tuple[str, ...], Spotter] = {}

    def listen(self, grammar: Grammar | None) -> "GrammarUtterance":
        """Begin an utterance; a second one closes the first. Raises EngineError when the grammar cannot be used."""
        if grammar is None:
            raise EngineError("PocketSphinx hears only the sentences of a grammar: choose another recogniser.")
        if self._open:
            self._open.close()
        self._activate(grammar)
        self._open = GrammarUtterance(self._grammars, self._words)
        return self._open

    def another(self) -> "GrammarRecogniser":
        """See `models.roles.OneAtATime`: a decoder hears one utterance."""
        return GrammarRecogniser()

    def spot(self, phrases: tuple[str, ...], pcm: np.ndarray) -> Generator[bool, None, None]:
        """See `models.roles.Spotting`. The first time for these phrases takes 0.3 s longer."""
        if phrases not in self._spotters:
            self._spotters[phrases] = Spotter(phrases)
        yield from self._spotters[phrases].steps(pcm)

    def unknown_words(self, words: set[str]) -> set[str]:
        return {word for word in words if self._words.lookup_word(word) is None}

    def prepare(self, grammar: Grammar) -> Generator[None, None, None]:
        """See `models.roles.Preparing`: one step for the graph, one for each decoder."""
        name = _name(grammar)
        if name in self._known:
            return
        graph = word_graph(grammar)
        yield
        try:
            for decoder in self._decoders:
                if name in self._known or (self._open and self._open.open):
                    return
                decoding.add_accents(decoder, graph.words)
                model = _loop if decoder is self._words else decoding.sentences
                decoder.add_fsg(name, model(decoder, name, graph))
                yield
        except (RuntimeError, ValueError) as error:
            raise EngineError(
                "PocketSphinx cannot use this grammar: a skill's template has a word that is not in its dictionary."
            ) from error
        self._known[name] = None
        if len(self._known) > GRAMMARS_KEPT:
            old, _ = self._known.popitem(last=False)
            for decoder in self._decoders:
                decoder.remove_search(old)

    def _activate(self, grammar: Grammar) -> None:
        for _ in self.prepare(grammar):
            pass
        name = _name(grammar)
        self._known.move_to_end(name)
        for decoder in self._decoders:
            decoder.activate_search(name)


def _name(grammar: Grammar) -> str:
    return str(grammar.key)


def _loop(decoder: pocketsphinx.Decoder, name: str, graph: Graph) -> pocketsphinx.FsgModel:
    """The words of the graph in any order."""
    arcs = [(0, 1, 1 / len(graph.words), word) for word in graph.words]
    return decoder.create_fsg(name, 0, 1, [*arcs, (1, 0, 1.0)])


class GrammarUtterance:
    """See `models.roles.Utterance`."""

    def __init__(self, grammars: list[pocketsphinx.Decoder], words: pocketsphinx.Decoder) -> None:
        self._grammars, self._words = grammars, words
        # each kind of cepstra, and who hears it
        self._heard = [(Cepstra(warp), [decoder]) for warp, decoder in zip(WARPS, grammars, strict=True)]
        self._heard[0][1].append(words)
        self._decoders = [*grammars, words]
        self.open = True
        for decoder in self._decoders:
            decoder.start_utt()

    def feed(self, pcm: np.ndarray) -> str:
        for cepstra, decoders in self._heard:
            decode(cepstra.push(pcm), decoders)
        hypothesis = self._likelier().hyp()
        return _plain(hypothesis.hypstr) if hypothesis else ""

    def finish(self) -> Transcript:
        for cepstra, decoders in self._heard:
            decode(decoding.tail(cepstra), decoders)
        self.close()
        return _judged(self._likelier(), self._words, self._heard[0][0].speech())

    def close(self) -> None:
        if self.open:
            self.open = False
            for decoder in self._decoders:
                decoder.end_utt()

    def _likelier(self) -> pocketsphinx.Decoder:
        """The ears that the sentence fits better so far."""
        return max(self._grammars, key=lambda decoder: hypothesis.score if (hypothesis := decoder.hyp()) else 0.0)


def _judged(grammar: pocketsphinx.Decoder, words: pocketsphinx.Decoder, loud: np.ndarray) -> Transcript:
    """Accept the grammar's sentence when it explains all that is loud, nearly as well as any of its words would."""
    hypothesis = grammar.hyp()
    sentence, free = decoding.scores(grammar), decoding.scores(words)
    spoken = decoding.spoken(grammar, len(sentence))
    if hypothesis is None or not spoken.any():
        return Transcript("", False, -math.inf)
    both = spoken[: len(free)]
    margin = (sentence[: len(free)][both] - free[: len(both)][both]).mean() - MARGIN - EDGES / spoken.sum()
    before_last, last = decoding.stretch(grammar)
    outside = np.sum(loud[: len(spoken)] & ~spoken[: len(loud)]) / spoken.sum()
    score = float(min(margin, STRETCH - before_last, LAST_STRETCH - last, (OUTSIDE - outside) * 100))
    return Transcript(_plain(hypothesis.hypstr), score >= 0, score)


def _plain(text: str) -> str:
    """Without the numbers of alternative pronunciations, "the(2)"."""
    return " ".join(word.partition("(")[0] for word in text.split())
