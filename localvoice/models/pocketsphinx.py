"""What did the person say, of all that a grammar allows? PocketSphinx while they speak; it may say "none of it".

Three decoders hear the same sound. Two follow the grammar, one of them for voices with high formants; the likelier
sentence counts. The third takes the grammar's words in any order. Speech that it explains much better than the grammar
does was not one of its sentences, and is rejected (a word loop as background model: Rose and Paul, ICASSP 1990); so is
speech with sounds between the words, and what would be dragged out as nobody speaks.
"""

import hashlib
import math
import os
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pocketsphinx

from localvoice.errors import EngineError
from localvoice.events import Transcript
from localvoice.models.accents import british
from localvoice.models.cepstra import Cepstra
from localvoice.models.word_graph import Graph, compile_jsgf

GRAMMARS_KEPT = 32  # compiled grammars stay in the decoder: a few MB each at most, and switching is free
# How likely a sentence is to end where it may; one word among many, "five thirty" became "five thirty eight".
END_SHARE = 0.5
TAIL = 3  # frames repeated at the end: the decoder holds back as many for its deltas
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

_LOG_BASE = math.log(1.0001)  # PocketSphinx counts log probabilities in this unit
# What it shares with the front end of `models.cepstra`; its own `feat.params` would add a mean of its own.
_FEATURES = {"featparams": os.devnull, "cmn": "none", "feat": "1s_c_d_dd", "svspec": "0-12/13-25/26-38"}
# Without `bestpath` only sentences that reach the end of the grammar come out.
_SEARCH = {"lm": None, "bestpath": False, "pl_window": 0, "logfn": os.devnull}
_GRAMMAR = {"beam": 1e-70, "pbeam": 1e-70, "wbeam": 1e-50, "maxhmmpf": 2000, "lw": 10.0}
_WORD_LOOP = {"lw": 2.0, "maxhmmpf": 2000}


def load(folder: Path | None = None) -> "GrammarRecogniser":
    """The recogniser whose models are inside the pocketsphinx wheel: nothing is downloaded, `folder` is not looked at.

    Raises EngineError when the wheel's models are missing. Loading takes 0.3 s.
    """
    return GrammarRecogniser()


class GrammarRecogniser:
    """See `models.roles.Recogniser`. Open speech ("" as grammar) is refused: its dictation gets 57 % of words wrong."""

    def __init__(self) -> None:
        try:
            self._grammars = [pocketsphinx.Decoder(**_FEATURES, **_SEARCH, **_GRAMMAR) for _ in WARPS]
            self._words = pocketsphinx.Decoder(**_FEATURES, **_SEARCH, **_WORD_LOOP)
        except (RuntimeError, ValueError) as error:
            raise EngineError("PocketSphinx cannot load its models: reinstall the pocketsphinx package.") from error
        self._known: OrderedDict[str, None] = OrderedDict()  # compiled grammars
        self._open: GrammarUtterance | None = None

    def listen(self, grammar: str) -> "GrammarUtterance":
        """Begin an utterance; a second one closes the first. Raises EngineError when the grammar cannot be used."""
        if not grammar:
            raise EngineError("PocketSphinx hears only the sentences of a grammar: choose another recogniser.")
        if self._open:
            self._open.close()
        self._activate(grammar)
        self._open = GrammarUtterance(self._grammars, self._words)
        return self._open

    def unknown_words(self, words: set[str]) -> set[str]:
        return {word for word in words if self._words.lookup_word(word) is None}

    def _activate(self, grammar: str) -> None:
        name = hashlib.sha256(grammar.encode()).hexdigest()[:16]
        decoders = [*self._grammars, self._words]
        if name not in self._known:
            graph = compile_jsgf(grammar)
            words = sorted({word for arcs in graph.arcs for word in arcs})
            try:
                for decoder in decoders:
                    _add_accents(decoder, words)
                    model = _loop if decoder is self._words else _sentences
                    decoder.add_fsg(name, model(decoder, name, graph))
            except (RuntimeError, ValueError) as error:
                raise EngineError(
                    "PocketSphinx cannot use this grammar: a skill's template has a word that is not in its dictionary."
                ) from error
            self._known[name] = None
            if len(self._known) > GRAMMARS_KEPT:
                old, _ = self._known.popitem(last=False)
                for decoder in decoders:
                    decoder.remove_search(old)
        self._known.move_to_end(name)
        for decoder in decoders:
            decoder.activate_search(name)


def _add_accents(decoder: pocketsphinx.Decoder, words: list[str]) -> None:
    """Let the words be said the British way, too; words that already can are left alone."""
    for word in words:
        said = _pronunciations(decoder, word)
        for phones in sorted({british(each) for each in said} - set(said)):
            decoder.add_word(f"{word}({len(said) + 1})", phones, False)
            said.append(phones)


def _pronunciations(decoder: pocketsphinx.Decoder, word: str) -> list[str]:
    """Its phones; PocketSphinx calls the second pronunciation "word(2)"."""
    found: list[str] = []
    while phones := decoder.lookup_word(f"{word}({len(found) + 1})" if found else word):
        found.append(phones)
    return found


def _sentences(decoder: pocketsphinx.Decoder, name: str, graph: Graph) -> pocketsphinx.FsgModel:
    """The graph as PocketSphinx's own; the words that may follow each other are equally likely.

    Measured on the assistant's grammar (24 kB of JSGF) against PocketSphinx's own compiler: real-time factor
    2.0 → 0.12, compiling 5.9 s → 0.4 s, same words.
    """
    end, arcs = len(graph.arcs), []
    for state, words in enumerate(graph.arcs):
        ending = state in graph.final and (END_SHARE if words else 1.0)
        arcs += [(state, target, (1 - ending) / len(words), word) for word, target in words.items()]
        if ending:
            arcs.append((state, end, ending))
    return decoder.create_fsg(name, 0, end, arcs)


def _loop(decoder: pocketsphinx.Decoder, name: str, graph: Graph) -> pocketsphinx.FsgModel:
    """The words of the graph in any order."""
    words = sorted({word for arcs in graph.arcs for word in arcs})
    return decoder.create_fsg(name, 0, 1, [(0, 1, 1 / len(words), word) for word in words] + [(1, 0, 1.0)])


class GrammarUtterance:
    """See `models.roles.Utterance`."""

    def __init__(self, grammars: list[pocketsphinx.Decoder], words: pocketsphinx.Decoder) -> None:
        self._grammars, self._words = grammars, words
        # each kind of cepstra, and who hears it
        self._heard = [(Cepstra(warp), [decoder]) for warp, decoder in zip(WARPS, grammars, strict=True)]
        self._heard[0][1].append(words)
        self._decoders = [*grammars, words]
        self._open = True
        for decoder in self._decoders:
            decoder.start_utt()

    def feed(self, pcm: np.ndarray) -> str:
        for cepstra, decoders in self._heard:
            _decode(cepstra.push(pcm), decoders)
        hypothesis = self._likelier().hyp()
        return _plain(hypothesis.hypstr) if hypothesis else ""

    def finish(self) -> Transcript:
        for cepstra, decoders in self._heard:
            tail = cepstra.flush()
            _decode(np.concatenate([tail, *[tail[-1:]] * TAIL]), decoders)
        self.close()
        return _judged(self._likelier(), self._words, self._heard[0][0].speech())

    def close(self) -> None:
        if self._open:
            self._open = False
            for decoder in self._decoders:
                decoder.end_utt()

    def _likelier(self) -> pocketsphinx.Decoder:
        """The ears that the sentence fits better so far."""
        return max(self._grammars, key=lambda decoder: hypothesis.score if (hypothesis := decoder.hyp()) else 0.0)


def _decode(cepstra: np.ndarray, decoders: list[pocketsphinx.Decoder]) -> None:
    for start in range(0, len(cepstra), 50):  # over 256 frames at once the decoder loses some
        data = np.ascontiguousarray(cepstra[start : start + 50]).tobytes()
        for decoder in decoders:
            decoder.process_cep(data)


def _judged(grammar: pocketsphinx.Decoder, words: pocketsphinx.Decoder, loud: np.ndarray) -> Transcript:
    """Accept the grammar's sentence when it explains all that is loud, nearly as well as any of its words would."""
    hypothesis = grammar.hyp()
    sentence, free = _scores(grammar), _scores(words)
    spoken = _spoken(grammar, len(sentence))
    if hypothesis is None or not spoken.any():
        return Transcript("", False, -math.inf)
    both = spoken[: len(free)]
    margin = (sentence[: len(free)][both] - free[: len(both)][both]).mean() - MARGIN - EDGES / spoken.sum()
    before_last, last = _stretch(grammar)
    outside = np.sum(loud[: len(spoken)] & ~spoken[: len(loud)]) / spoken.sum()
    score = float(min(margin, STRETCH - before_last, LAST_STRETCH - last, (OUTSIDE - outside) * 100))
    return Transcript(_plain(hypothesis.hypstr), score >= 0, score)


def _stretch(decoder: pocketsphinx.Decoder) -> tuple[float, float]:
    """Frames for each phone of all words but the last, and of the last."""
    said = [
        (segment.end_frame - segment.start_frame + 1, len((decoder.lookup_word(segment.word) or "").split()))
        for segment in decoder.seg() or ()
        if segment.word[0] not in "<[("
    ]
    before, (frames, phones) = said[:-1], said[-1]
    return sum(frames for frames, _ in before) / max(1, sum(phones for _, phones in before)), frames / max(1, phones)


def _scores(decoder: pocketsphinx.Decoder) -> np.ndarray:
    """(frames,) acoustic log likelihood of the best path, each segment's spread evenly over its frames."""
    parts = [np.zeros(0)]
    for segment in decoder.seg() or ():
        frames = segment.end_frame - segment.start_frame + 1
        parts.append(np.full(frames, math.log(max(segment.ascore, 1e-300)) / _LOG_BASE / max(1, frames)))
    return np.concatenate(parts)


def _spoken(decoder: pocketsphinx.Decoder, frames: int) -> np.ndarray:
    """(frames,) bool: which frames belong to words, not to silence and noise."""
    spoken = np.zeros(frames, bool)
    for segment in decoder.seg() or ():
        if segment.word[0] not in "<[(":
            spoken[segment.start_frame : segment.end_frame + 1] = True
    return spoken


def _plain(text: str) -> str:
    """Without the numbers of alternative pronunciations, "the(2)"."""
    return " ".join(word.partition("(")[0] for word in text.split())
