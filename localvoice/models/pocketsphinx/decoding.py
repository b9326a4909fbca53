"""How is a PocketSphinx decoder driven? Set up for one grammar, fed with cepstra, read as words and scores."""

import math
import os

import numpy as np
import pocketsphinx

from localvoice.models.pocketsphinx.accents import british
from localvoice.models.pocketsphinx.cepstra import Cepstra
from localvoice.models.pocketsphinx.word_graph import Graph

# How likely a sentence is to end where it may; one word among many, "five thirty" became "five thirty eight".
END_SHARE = 0.5
TAIL = 3  # frames repeated at the end: the decoder holds back as many for its deltas

_LOG_BASE = math.log(1.0001)  # PocketSphinx counts log probabilities in this unit
# What it shares with the front end of `models.pocketsphinx.cepstra`; its own `feat.params` would add a mean of its own.
FEATURES = {"featparams": os.devnull, "cmn": "none", "feat": "1s_c_d_dd", "svspec": "0-12/13-25/26-38"}
# Without `bestpath` only sentences that reach the end of the grammar come out.
SEARCH = {"lm": None, "bestpath": False, "pl_window": 0, "logfn": os.devnull}
GRAMMAR = {"beam": 1e-70, "pbeam": 1e-70, "wbeam": 1e-50, "maxhmmpf": 2000, "lw": 10.0}


def add_accents(decoder: pocketsphinx.Decoder, words: list[str]) -> None:
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


def sentences(decoder: pocketsphinx.Decoder, name: str, graph: Graph) -> pocketsphinx.FsgModel:
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


def decode(cepstra: np.ndarray, decoders: list[pocketsphinx.Decoder]) -> None:
    """All of them hear (frames, 13) float32 more."""
    for start in range(0, len(cepstra), 50):  # over 256 frames at once the decoder loses some
        data = np.ascontiguousarray(cepstra[start : start + 50]).tobytes()
        for decoder in decoders:
            decoder.process_cep(data)


def tail(cepstra: Cepstra) -> np.ndarray:
    """(frames, 13) float32: what the cepstra still hold back, and what makes the decoder let go of its last frames."""
    rest = cepstra.flush()
    return np.concatenate([rest, *[rest[-1:]] * TAIL])


def stretch(decoder: pocketsphinx.Decoder) -> tuple[float, float]:
    """Frames for each phone of all words but the last, and of the last."""
    said = [
        (segment.end_frame - segment.start_frame + 1, len((decoder.lookup_word(segment.word) or "").split()))
        for segment in decoder.seg() or ()
        if segment.word[0] not in "<[("
    ]
    before, (frames, phones) = said[:-1], said[-1]
    return sum(frames for frames, _ in before) / max(1, sum(phones for _, phones in before)), frames / max(1, phones)


def scores(decoder: pocketsphinx.Decoder) -> np.ndarray:
    """(frames,) acoustic log likelihood of the best path, each segment's spread evenly over its frames."""
    parts = [np.zeros(0)]
    for segment in decoder.seg() or ():
        frames = segment.end_frame - segment.start_frame + 1
        parts.append(np.full(frames, math.log(max(segment.ascore, 1e-300)) / _LOG_BASE / max(1, frames)))
    return np.concatenate(parts)


def spoken(decoder: pocketsphinx.Decoder, frames: int) -> np.ndarray:
    """(frames,) bool: which frames belong to words, not to silence and noise."""
    found = np.zeros(frames, bool)
    for segment in decoder.seg() or ():
        if segment.word[0] not in "<[(":
            found[segment.start_frame : segment.end_frame + 1] = True
    return found
