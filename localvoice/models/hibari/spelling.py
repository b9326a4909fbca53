"""How is a word pronounced that no list holds? A small network reads its letters; it is loaded when one comes."""

import json
from functools import cached_property

from localvoice.models.hibari.network import Session, session


class Spelling:
    """Letters → phonemes."""

    def __init__(self, graph: bytes, about: bytes) -> None:
        self._graph = graph
        known = json.loads(about)
        self._letters = {letter: index for index, letter in enumerate(known["in"], 1)}
        self._sounds = ["", *known["out"]]
        self._longest: int = known["maxlen"]

    @cached_property
    def _session(self) -> Session:
        return session(self._graph)

    def __call__(self, word: str) -> str:
        """Its phonemes; "" when it has no letter that the network knows."""
        spelt = [self._letters[letter] for letter in word if letter in self._letters][: self._longest]
        if not spelt:
            return ""
        import numpy as np

        read = self._session.run(None, {"chars": np.array([spelt], np.int64)})[0][0].tolist()
        return "".join(self._sounds[one] for one, before in zip(read, [0, *read], strict=False) if one != before)
