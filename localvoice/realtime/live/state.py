"""What do the parts of one Live session share? Its settings, its clock, its ids and what goes out."""

from collections.abc import Callable
from typing import Any

from localvoice.realtime.live.session import Session
from localvoice.realtime.live.words import Order, Send


class State:
    """`new_id` makes one id of a kind ("event", "dlg", "resp", "call", "msg", "sess"), never the same twice."""

    def __init__(self, new_id: Callable[[str], str], now_unix_s: int) -> None:
        self.new_id = new_id
        self.now_unix_s = now_unix_s  # when the client came
        self.session: Session | None = None  # None: it has not begun
        self.clock_ms = 0.0  # of sound that went out
        self._out: list[Order] = []

    @property
    def at_ms(self) -> int:
        """The clock as events show it."""
        return round(self.clock_ms)

    @property
    def unix_s(self) -> float:
        return self.now_unix_s + self.clock_ms / 1000

    def event(self, kind: str, *, cause: str | None = None, **fields: Any) -> None:
        """One event for the client; `cause`: the id of the client's event that it answers, if that had one."""
        about = {} if cause is None else {"client_event_id": cause}
        self._out.append(Send({"type": kind, "event_id": self.new_id("event"), **about, **fields}))

    def order(self, order: Order) -> None:
        self._out.append(order)

    def take(self) -> list[Order]:
        """All that waits, once."""
        out, self._out = self._out, []
        return out
