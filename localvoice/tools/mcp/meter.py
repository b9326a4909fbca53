"""How much may a server send? As much as answers need, so that one that floods us costs no turn its time."""

from collections.abc import Callable

MESSAGE = 2**20  # bytes of one message; a megabyte of JSON takes the loop about 10 ms to read
A_SECOND = 2**22  # bytes in one second
MESSAGES = 400  # in one second


class Flood(Exception):
    """It sent too much; the text says what, behind the server's name."""


class Meter:
    """Counts what one connection sends, second by second. `now_s` is the clock's."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._since_s = now_s()
        self._bytes = 0
        self._messages = 0

    def took(self, count: int, messages: int = 0) -> None:
        """So many bytes have come, and so many messages ended in them. Raises Flood."""
        if self._now_s() - self._since_s >= 1.0:
            self._since_s, self._bytes, self._messages = self._now_s(), 0, 0
        self._bytes += count
        self._messages += messages
        if self._bytes > A_SECOND:
            raise Flood(f"sent more than {A_SECOND // 2**20} megabytes in a second")
        if self._messages > MESSAGES:
            raise Flood(f"sent more than {MESSAGES} messages in a second")

    def holds(self, count: int) -> None:
        """So many bytes of one message are here, and its end is not. Raises Flood."""
        if count > MESSAGE:
            raise Flood(f"sent a message of more than {MESSAGE // 2**20} megabyte")
