"""What a protocol orders is done one after the other, in the order in which it was made.

Whatever is done may be reported at once, and a report may bring more orders: those wait until their turn comes.
"""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

Order = TypeVar("Order")


class Orders(Generic[Order]):
    """`do`: carries out one."""

    def __init__(self, do: Callable[[Order], None]) -> None:
        self._do = do
        self._waiting: deque[Order] = deque()
        self._busy = False

    def carry_out(self, orders: Iterable[Order]) -> None:
        """Do these after all that wait; who is called by what is being done returns at once."""
        self._waiting += orders
        if self._busy:
            return
        self._busy = True
        try:
            while self._waiting:
                self._do(self._waiting.popleft())
        finally:
            self._busy = False
