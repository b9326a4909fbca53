"""What was written for the loudspeaker and is still needed? All that nobody has played yet, by its index."""

from collections import deque

import numpy as np


class Backlog:
    """Not thread-safe: its owner locks."""

    def __init__(self) -> None:
        self.written = 0  # index after the last sample
        self._chunks: deque[tuple[int, np.ndarray]] = deque()  # index of the first sample, and samples

    def add(self, pcm: np.ndarray) -> int:
        """Append (n,) float32; returns the index of the first sample."""
        index = self.written
        if len(pcm):
            self._chunks.append((index, np.array(pcm, np.float32)))
            self.written += len(pcm)
        return index

    def piece(self, at: int, limit: int) -> np.ndarray:
        """At most `limit` samples from index `at` on, which must have been written and not forgotten."""
        first, chunk = next((first, chunk) for first, chunk in self._chunks if at < first + len(chunk))
        return chunk[at - first : at - first + limit]

    def forget(self, played: int) -> None:
        """Let go of whole chunks before this index."""
        while self._chunks and self._chunks[0][0] + len(self._chunks[0][1]) <= played:
            self._chunks.popleft()

    def cut(self, keep: int) -> int:
        """Index `keep` is written next and nothing before it is needed any more; returns how many were dropped."""
        dropped, self.written = self.written - keep, keep
        self._chunks.clear()
        return dropped

    def __len__(self) -> int:
        """Chunks that are kept."""
        return len(self._chunks)
