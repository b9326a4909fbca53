"""What did the person say, of all that a grammar allows? PocketSphinx while they speak; it may say "none of it".

Three decoders hear the same sound: one follows the grammar, one takes the grammar's words in any order, one any
sequence of phones. Speech that the free ones explain much better than the grammar's best sentence was not one of its
sentences, and is rejected (word and phone loops as background models: Rose and Paul, ICASSP 1990).
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
from localvoice.models.cepstra import Cepstra
from localvoice.models.word_graph import Graph, compile_jsgf

GRAMMARS_KEPT = 32  # compiled grammars stay in the decoder: a few MB each at most, and switching is free
TAIL = 3  # frames repeated at the end: the decoder holds back as many for its deltas
# The sentence is accepted when its mean score per frame is at most so much below that of the loops. Chosen with
# scripts/benches/{orders,nonsense,commands}.py.
WORDS_MARGIN = -13.0
PHONES_MARGIN = -47.0
STRETCH = 12.2  # frames for each phone of the sentence: commands up to 10.7, orders 12.1, noises up to 21

_LOG_BASE = math.log(1.0001)  # PocketSphinx counts log probabilities in this unit
# What it shares with the front end of `models.cepstra`; its own `feat.params` would add a mean of its own.
_FEATURES = {"featparams": os.devnull, "cmn": "none", "feat": "1s_c_d_dd", "svspec": "0-12/13-25/26-38"}
# Without `bestpath` only sentences that reach the end of the grammar come out.
_SEARCH = {"lm": None, "bestpath": False, "pl_window": 0, "logfn": os.devnull}
_GRAMMAR = {"beam": 1e-70, "pbeam": 1e-70, "wbeam": 1e-50, "maxhmmpf": 2000, "lw": 10.0}
_WORD_LOOP = {"lw": 2.0, "maxhmmpf": 2000}
_PHONE_LOOP = {"lw": 2.0, "beam": 1e-10, "pbeam": 1e-10}


def load(folder: Path | None = None) -> "GrammarRecogniser":
    """The recogniser whose models are inside the pocketsphinx wheel: nothing is downloaded, `folder` is not looked at.

    Raises EngineError when the wheel's models are missing. Loading takes 0.3 s.
    """
    return GrammarRecogniser()


class GrammarRecogniser:
    """See `models.roles.Recogniser`. Open speech ("" as grammar) is refused: its dictation gets 57 % of words wrong."""

    def __init__(self) -> None:
        try:
            self._grammar = pocketsphinx.Decoder(**_FEATURES, **_SEARCH, **_GRAMMAR)
            self._words = pocketsphinx.Decoder(**_FEATURES, **_SEARCH, **_WORD_LOOP)
            phones = pocketsphinx.get_model_path("en-us/en-us-phone.lm.bin")
            self._phones = pocketsphinx.Decoder(**_FEATURES, **_SEARCH, **_PHONE_LOOP, allphone=phones)
        except (RuntimeError, ValueError) as error:
            raise EngineError("PocketSphinx cannot load its models: reinstall the pocketsphinx package.") from error
        self._grammars: OrderedDict[str, None] = OrderedDict()
        self._open: GrammarUtterance | None = None

    def listen(self, grammar: str) -> "GrammarUtterance":
        """Begin an utterance; a second one closes the first. Raises EngineError when the grammar cannot be used."""
        if not grammar:
            raise EngineError("PocketSphinx hears only the sentences of a grammar: choose another recogniser.")
        if self._open:
            self._open.close()
        self._activate(grammar)
        self._open = GrammarUtterance(self._grammar, self._words, self._phones)
        return self._open

    def unknown_words(self, words: set[str]) -> set[str]:
        return {word for word in words if self._grammar.lookup_word(word) is None}

    def _activate(self, grammar: str) -> None:
        name = hashlib.sha256(grammar.encode()).hexdigest()[:16]
        if name not in self._grammars:
            graph = compile_jsgf(grammar)
            try:
                self._grammar.add_fsg(name, _sentences(self._grammar, name, graph))
                self._words.add_fsg(name, _loop(self._words, name, graph))
            except (RuntimeError, ValueError) as error:
                raise EngineError(
                    "PocketSphinx cannot use this grammar: a skill's template has a word that is not in its dictionary."
                ) from error
            self._grammars[name] = None
            if len(self._grammars) > GRAMMARS_KEPT:
                old, _ = self._grammars.popitem(last=False)
                self._grammar.remove_search(old)
                self._words.remove_search(old)
        self._grammars.move_to_end(name)
        self._grammar.activate_search(name)
        self._words.activate_search(name)


def _sentences(decoder: pocketsphinx.Decoder, name: str, graph: Graph) -> pocketsphinx.FsgModel:
    """The graph as PocketSphinx's own; the words that may follow each other are equally likely.

    Measured on the assistant's grammar (24 kB of JSGF) against PocketSphinx's own compiler: real-time factor
    2.0 → 0.12, compiling 5.9 s → 0.4 s, same words.
    """
    end, arcs = len(graph.arcs), []
    for state, words in enumerate(graph.arcs):
        share = 1 / max(1, len(words) + (state in graph.final))
        arcs += [(state, target, share, word) for word, target in words.items()]
        if state in graph.final:
            arcs.append((state, end, share))
    return decoder.create_fsg(name, 0, end, arcs)


def _loop(decoder: pocketsphinx.Decoder, name: str, graph: Graph) -> pocketsphinx.FsgModel:
    """The words of the graph in any order."""
    words = sorted({word for arcs in graph.arcs for word in arcs})
    return decoder.create_fsg(name, 0, 1, [(0, 1, 1 / len(words), word) for word in words] + [(1, 0, 1.0)])


class GrammarUtterance:
    """See `models.roles.Utterance`."""

    def __init__(self, grammar: pocketsphinx.Decoder, words: pocketsphinx.Decoder, phones: pocketsphinx.Decoder):
        self._decoders = (grammar, words, phones)
        self._cepstra = Cepstra()
        self._open = True
        for decoder in self._decoders:
            decoder.start_utt()

    def feed(self, pcm: np.ndarray) -> str:
        self._decode(self._cepstra.push(pcm))
        hypothesis = self._decoders[0].hyp()
        return _plain(hypothesis.hypstr) if hypothesis else ""

    def finish(self) -> Transcript:
        tail = self._cepstra.flush()
        self._decode(np.concatenate([tail, *[tail[-1:]] * TAIL]))
        self.close()
        return _judged(*self._decoders)

    def close(self) -> None:
        if self._open:
            self._open = False
            for decoder in self._decoders:
                decoder.end_utt()

    def _decode(self, cepstra: np.ndarray) -> None:
        for start in range(0, len(cepstra), 50):  # over 256 frames at once the decoder loses some
            data = np.ascontiguousarray(cepstra[start : start + 50]).tobytes()
            for decoder in self._decoders:
                decoder.process_cep(data)


def _judged(grammar: pocketsphinx.Decoder, words: pocketsphinx.Decoder, phones: pocketsphinx.Decoder) -> Transcript:
    """Accept the grammar's sentence when no loop explains the frames of its words much better."""
    hypothesis = grammar.hyp()
    sentence = _scores(grammar)
    spoken = _spoken(grammar, len(sentence))
    if hypothesis is None or not spoken.any():
        return Transcript("", False, -math.inf)
    margins = []
    for loop, margin in ((words, WORDS_MARGIN), (phones, PHONES_MARGIN)):
        free = _scores(loop)
        both = spoken[: len(free)]
        margins.append((sentence[: len(free)][both] - free[: len(both)][both]).mean() - margin)
    text = _plain(hypothesis.hypstr)
    phones_said = sum(len((grammar.lookup_word(word) or "").split()) for word in text.split())
    margins.append(STRETCH - spoken.sum() / max(1, phones_said))
    score = float(min(margins))
    return Transcript(text, score >= 0, score)


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
