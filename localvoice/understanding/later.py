"""Which question is asked next, when a model has asked two at once? The second, after the first was answered.

It waits for one turn, and is dropped if it lost its point there: the person has answered it already, asks something
else, does not want to go on, or a skill answers.
"""

from collections.abc import Sequence

from localvoice.wording.manners.answered import answered


class Later:
    """The questions that wait in one conversation."""

    def __init__(self) -> None:
        self._waiting: tuple[str, ...] = ()

    def take(self, said: str) -> tuple[str, ...]:
        """Those that still have their point after these words of the person; none wait any more."""
        waiting, self._waiting = self._waiting, ()
        return tuple(question for question in waiting if not answered(question, said))

    def put(self, questions: Sequence[str]) -> None:
        """These wait now."""
        self._waiting = tuple(questions)

    def drop(self) -> None:
        """Something else is spoken of."""
        self._waiting = ()

    @property
    def waiting(self) -> tuple[str, ...]:
        return self._waiting
