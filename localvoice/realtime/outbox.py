"""What goes out, in order? Events with ids of their own, and orders to the host between them."""

import secrets
from collections.abc import Callable
from typing import Any

from localvoice.realtime.words import Order, Send


def random_id(kind: str) -> str:
    """Such as "item_9f…": a kind and 21 characters; the API's users have at most 32 for ids of their own."""
    return f"{kind}_{secrets.token_hex(11)[:21]}"


class Outbox:
    def __init__(self, new_id: Callable[[str], str] = random_id) -> None:
        self.new_id = new_id
        self._waiting: list[Order] = []

    def event(self, kind: str, **fields: Any) -> None:
        """One event for the client, its type and its fields."""
        self._waiting.append(Send({"type": kind, "event_id": self.new_id("event"), **fields}))

    def order(self, order: Order) -> None:
        self._waiting.append(order)

    def take(self) -> list[Order]:
        """All that waits, once."""
        waiting, self._waiting = self._waiting, []
        return waiting
