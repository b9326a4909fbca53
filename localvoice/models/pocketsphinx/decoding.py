"""How is a PocketSphinx decoder driven? Set up for one grammar, fed with cepstra, read as words and segments; no numpy.

It is driven so in a process of its own (`apart`), which has to be small.
"""

import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pocketsphinx

from localvoice.models.pocketsphinx.dictionary import accented, pronunciations
from localvoice.models.pocketsphinx.word_graph import Graph

# How likely a sentence is to end where it may; one word among many, "five thirty" became "five thirty eight".
END_SHARE = 0.5
FRAME_BYTES = 13 * 4  # one frame of cepstra, float32
AT_ONCE = 50  # frames; over 256 at once the decoder loses some

_LOG_BASE = math.log(1.0001)  # PocketSphinx counts log probabilities in this unit
# What it shares with the front end of `models.pocketsphinx.cepstra`; its own `feat.params` would add a mean of its own.
FEATURES = {"featparams": os.devnull, "cmn": "none", "feat": "1s_c_d_dd", "svspec": "0-12/13-25/26-38"}
# Without `bestpath` only sentences that reach the end of the grammar come out.
SEARCH = {"lm": None, "bestpath": False, "pl_window": 0, "logfn": os.devnull}
GRAMMAR = {"beam": 1e-70, "pbeam": 1e-70, "wbeam": 1e-50, "maxhmmpf": 2000, "lw": 10.0}
# The loop is only a measure for the sentence: with the library's beams (1e-48, 7e-29) it took 0.053 s of processor for
# a second of sound in place of 0.027, and told commands from readings and noises no better.
WORD_LOOP = {"beam": 1e-20, "pbeam": 1e-20, "wbeam": 1e-15, "maxhmmpf": 2000, "lw": 2.0}


@dataclass(frozen=True)
class Segment:
    """A stretch of the best sentence."""

    word: str  # with the number of its pronunciation; "<sil>", "[NOISE]" and the like are no words
    frames: int
    score: float  # acoustic log likelihood of all of it
    phones: int

    @property
    def spoken(self) -> bool:
        return self.word[0] not in "<[("


@dataclass(frozen=True)
class Best:
    """The best sentence."""

    text: str  # "" when there is none
    score: float  # 0 when there is none
    segments: tuple[Segment, ...] = ()  # from the first frame on, without gaps


def decoder(**config: Any) -> pocketsphinx.Decoder:
    """One that knows no words yet. Raises RuntimeError or ValueError when PocketSphinx lacks its models."""
    return pocketsphinx.Decoder(dict=os.devnull, **config)


def learn(
    decoder: pocketsphinx.Decoder, name: str, graph: Graph, in_order: bool, named: Mapping[str, Sequence[str]]
) -> None:
    """Know a grammar by this name, though a sentence of another one is being heard. `in_order`: its sentences, and not
    its words in any order. `named`: words that the dictionary lacks, and how each may be said. Raises RuntimeError or
    ValueError when a word is in neither."""
    _add_words(decoder, graph.words, named)
    for key, value in (GRAMMAR if in_order else WORD_LOOP).items():
        decoder.config[key] = value  # a grammar takes what stands there when it is added
    decoder.add_fsg(name, (_sentences if in_order else _loop)(decoder, name, graph))


def _add_words(decoder: pocketsphinx.Decoder, words: list[str], named: Mapping[str, Sequence[str]]) -> None:
    """Let the words be heard, as the dictionary says them and the British way; a word that is known stays as it is.

    PocketSphinx calls the second pronunciation "word(2)".
    """
    new = [word for word in words if decoder.lookup_word(word) is None]
    for word, usual in (pronunciations(new) | {word: list(named[word]) for word in new if word in named}).items():
        for number, phones in enumerate(accented(usual), 1):
            decoder.add_word(f"{word}({number})" if number > 1 else word, phones, False)


def _sentences(decoder: pocketsphinx.Decoder, name: str, graph: Graph) -> pocketsphinx.FsgModel:
    """The graph as PocketSphinx's own; the words that may follow each other are equally likely.

    Measured on the assistant's grammar, 24 kB when written as JSGF, against PocketSphinx's own compiler: real-time
    factor 2.0 → 0.12, compiling 5.9 s → 0.4 s, same words.
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
    words = graph.words
    arcs = [(0, 1, 1 / len(words), word) for word in words]
    return decoder.create_fsg(name, 0, 1, [*arcs, (1, 0, 1.0)])


def decode(decoder: pocketsphinx.Decoder, cepstra: bytes) -> None:
    """Hear (frames, 13) float32 more."""
    size = AT_ONCE * FRAME_BYTES
    for start in range(0, len(cepstra), size):
        decoder.process_cep(cepstra[start : start + size])


def best(decoder: pocketsphinx.Decoder, segments: bool) -> Best:
    """The best sentence so far, with its segments or only its text."""
    hypothesis = decoder.hyp()
    text = " ".join(word.partition("(")[0] for word in hypothesis.hypstr.split()) if hypothesis else ""
    score = hypothesis.score if hypothesis else 0.0
    return Best(text, score, tuple(_segment(decoder, each) for each in decoder.seg() or ()) if segments else ())


def _segment(decoder: pocketsphinx.Decoder, segment: pocketsphinx.Segment) -> Segment:
    frames = segment.end_frame - segment.start_frame + 1
    score = math.log(max(segment.ascore, 1e-300)) / _LOG_BASE
    return Segment(segment.word, frames, score, len((decoder.lookup_word(segment.word) or "").split()))
