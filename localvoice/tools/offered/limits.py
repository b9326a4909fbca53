"""How much may a language model do for one turn? Five calls of one tool, and six readings of what tools gave back."""

from collections import Counter

CALLS = 5  # of one tool
READINGS = 6  # of results: each is another pass of the model, which takes about as long as an answer; set by hand
ENOUGH = f"Not done: it was used {CALLS} times already. Answer with what there is."


class Uses:
    """What was used in one turn."""

    def __init__(self) -> None:
        self._calls = Counter[str]()

    def once_more(self, name: str) -> bool:
        """Use it now? Then it counts."""
        self._calls[name] += 1
        return self._calls[name] <= CALLS
