"""Was that one of these short phrases? Asked of a sound in which a grammar of everything may have found something else.

No phrase has a rival here, so its own likelihood must tell. With every senone of the acoustic model scored in every
frame PocketSphinx counts from the best one: the mean score of a phrase's frames is how far it is from the sounds that
would fit best. Three pairs of ears (see `cepstra`) hear the same sound; the one that the phrase fits best counts.
"""

from collections.abc import Generator

import numpy as np

from localvoice.errors import EngineError
from localvoice.grammar import Either, Grammar, sentence
from localvoice.models.pocketsphinx import decoding, fit
from localvoice.models.pocketsphinx.cepstra import Cepstra
from localvoice.models.pocketsphinx.decoding import FEATURES, GRAMMAR, SEARCH
from localvoice.models.pocketsphinx.word_graph import word_graph

# Chosen on "stop" from 36 synthetic voices at two paces each, against 40 backchannels, 12 noises in which the detector
# finds a short voice, and 60 other commands; 12 more voices were held out (scripts/benches/stop.py).
WARPS = (1.0, 1.08, 1.16)  # without the third, small heads, one of the voices does not fit (-77, -80)
FIT = -74.0  # mean score of a frame: 70 of those 72 stop it, the others have -75.6 and worse
STRETCH = 14.5  # frames for each phone: those stops have up to 13.8
OUTSIDE = 8  # loud frames outside the phrase: the burst of a final "p" has up to 7


class Spotter:
    """Listens for whole sounds only: nothing but the phrase may be in them."""

    def __init__(self, phrases: tuple[str, ...]) -> None:
        """Phrases: words in a row. Raises EngineError when PocketSphinx does not know a word."""
        graph = word_graph(Grammar(Either(tuple(map(sentence, phrases)))))
        try:
            self._decoder = decoding.decoder(**FEATURES, **SEARCH, **GRAMMAR, compallsen=True)
            decoding.learn(self._decoder, "phrases", graph, in_order=True, named={})
            self._decoder.activate_search("phrases")
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"PocketSphinx cannot listen for {phrases}: a word is not in its dictionary.") from error

    def steps(self, pcm: np.ndarray) -> Generator[bool, None, None]:
        """(n,) float32 at 16 kHz, with some silence around: whether it was a phrase, as far as is known; the last
        value counts. One step for each pair of ears."""
        best, fits = -np.inf, False
        for warp in WARPS:
            score, fit = self._heard(pcm, warp)
            if score > best:
                best, fits = score, fit
            yield fits

    def _heard(self, pcm: np.ndarray, warp: float) -> tuple[float, bool]:
        """How likely the best phrase is altogether, and whether that will do."""
        cepstra, decoder = Cepstra(warp), self._decoder
        decoder.start_utt()
        decoding.decode(decoder, cepstra.push(pcm).tobytes())
        decoding.decode(decoder, fit.tail(cepstra).tobytes())
        decoder.end_utt()
        best = decoding.best(decoder, segments=True)
        scores, spoken = fit.scores(best), fit.spoken(best)
        if not best.text or not spoken.any():
            return -np.inf, False
        loud = cepstra.speech()[: len(spoken)]
        outside = np.sum(loud & ~spoken[: len(loud)])
        slow = max(fit.stretch(best)) > STRETCH
        return scores.sum(), bool(scores[spoken].mean() >= FIT and outside <= OUTSIDE and not slow)
