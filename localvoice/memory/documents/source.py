"""What do the person's documents say about a question? As a source of `recall`: passages, and where each stands."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np

from localvoice.events import Found
from localvoice.memory.documents.index import Index, Place
from localvoice.memory.ranking import by_both, by_words

# (n,) float32 of length 1 that a text means; None where no model is there that could tell
Meaning = Callable[[str], np.ndarray | None]


class Documents:
    """Those of an index; see `memory.recall.Source`. `meaning` is asked in the thread that searches."""

    name = "documents"

    def __init__(self, index: Index, meaning: Meaning = lambda text: None) -> None:
        self._index, self._meaning = index, meaning

    def search(self, query: str, limit: int) -> Sequence[Found]:
        """Raises StoreError, and what `meaning` raises."""
        worded = self._index.by_words(query)
        vector = self._meaning(query) if self._index.counts()[1] else None
        if vector is None:
            sure = by_words(worded, limit)
        else:
            sure = by_both(*self._index.by_meaning(vector), worded, limit)
        places = self._index.places([number for number, _ in sure])
        return [_found(places[number], score) for number, score in sure if number in places]


def _found(place: Place, score: float) -> Found:
    where = ", ".join(filter(None, (place.path, place.where)))
    changed = datetime.fromtimestamp(place.changed_ns / 1e9, UTC)
    return Found(place.text, where, changed, score)
