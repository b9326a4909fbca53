"""How is a JSON object from a client read? Key by key, each with its type; keys that nobody reads are refused.

A null counts as not given, except for a reader that asks `given`.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from localvoice.realtime import errors
from localvoice.realtime.errors import ENDLESS

T = TypeVar("T")


class Fields:
    """One object and the parameter's name that errors give it; "" is the event itself. Raises errors.Refused."""

    def __init__(self, table: Any, param: str = "") -> None:
        if not isinstance(table, dict):
            raise errors.wrong_type(param, "an object", table)
        self.param = param
        self._table: dict[str, Any] = table
        self._read: set[str] = set()

    def name(self, key: str | int) -> str:
        return errors.path(self.param, key)

    def given(self, key: str) -> bool:
        """Is the key there, perhaps as null?"""
        return key in self._table

    def raw(self, key: str) -> Any:
        self._read.add(key)
        return self._table.get(key)

    def text(self, key: str, longest: int = ENDLESS) -> str | None:
        found = self._typed(key, (str,), "a string")
        if found is not None and len(found) > longest:
            raise errors.too_long(self.name(key), longest, len(found))
        return found

    def truth(self, key: str) -> bool | None:
        return self._typed(key, (bool,), "a boolean")

    def whole(self, key: str, low: int = 0, high: int = ENDLESS) -> int | None:
        return self._within(key, self._typed(key, (int,), "an integer"), low, high)

    def number(self, key: str, low: float, high: float) -> float | None:
        return self._within(key, self._typed(key, (int, float), "a decimal"), low, high)

    def choice(self, key: str, allowed: Sequence[str]) -> str | None:
        found = self.text(key)
        if found is not None and found not in allowed:
            raise errors.wrong_value(self.name(key), found, allowed)
        return found

    def inside(self, key: str) -> "Fields | None":
        found = self.raw(key)
        return None if found is None else Fields(found, self.name(key))

    def table(self, key: str) -> dict[str, Any] | None:
        """An object whose keys are the client's own."""
        return self._typed(key, (dict,), "an object")

    def list(self, key: str, most: int = ENDLESS) -> list[Any] | None:
        found = self._typed(key, (list,), "an array")
        if found is not None and len(found) > most:
            raise errors.too_many(self.name(key), most, len(found))
        return found

    def tables(self, key: str, most: int = ENDLESS) -> "list[Fields] | None":
        """A list of objects."""
        found = self.list(key, most)
        return None if found is None else [Fields(one, errors.path(self.name(key), i)) for i, one in enumerate(found)]

    def must(self, key: str, read: Callable[[str], T | None]) -> T:
        """What `read`, one of the above, makes of a key that has to be there."""
        found = read(key)
        if found is None:
            raise errors.missing(self.name(key))
        return found

    def end(self) -> None:
        """All has been read that may be there."""
        if extra := sorted(set(self._table) - self._read):
            raise errors.unknown(self.name(extra[0]))

    def _typed(self, key: str, kinds: tuple[type, ...], wanted: str) -> Any:
        found = self.raw(key)
        if found is None:
            return None
        if not isinstance(found, kinds) or (isinstance(found, bool) and bool not in kinds):
            raise errors.wrong_type(self.name(key), wanted, found)
        return found

    def _within(self, key: str, found: Any, low: float, high: float) -> Any:
        if found is not None and not low <= found <= high:
            raise errors.out_of_range(self.name(key), found, low, high)
        return found
