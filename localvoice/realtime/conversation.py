"""What has been said so far, in which order? A list of items with ids; each knows the one before it."""

from localvoice.realtime import errors, words
from localvoice.realtime.items import ID_CHARACTERS, Called, GaveBack, Item, Said

ITEMS = 2000  # a day of talk; a client that never deletes cannot fill the memory
PICTURES = 8  # the newest are kept: no model here takes in more at once
FIRST = "root"  # the API's name for the place before the first item


class Conversation:
    def __init__(self, conversation_id: str) -> None:
        self.id = conversation_id
        self._items: list[Item] = []

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, item: Item) -> bool:
        return any(one is item for one in self._items)

    def add(self, item: Item, after: str | None = None) -> str | None:
        """Put an item behind the one with the id `after`, None: last; return the id before it."""
        place = self._place(after)
        self._items.insert(place, item)
        shown = [part for one in self._items if isinstance(one, Said) for part in one.parts if part.image]
        for part in shown[:-PICTURES]:
            part.image = None
        return self._items[place - 1].id if place else None

    def before(self, item: Item) -> str | None:
        """The id of the item before this one."""
        place = next((i for i, one in enumerate(self._items) if one is item), 0)
        return self._items[place - 1].id if place else None

    def last_id(self) -> str | None:
        return self._items[-1].id if self._items else None

    def find(self, item_id: str) -> Item | None:
        return next((item for item in self._items if item.id == item_id), None)

    def check(self, item: Item, after: str | None) -> None:
        """May a client add this? Raises errors.Refused."""
        if len(self._items) >= ITEMS:
            raise errors.too_many("conversation.items", ITEMS, len(self._items) + 1)
        if self.find(item.id):
            message = f"Error adding item: an item with id '{item.id}' already exists in the conversation."
            raise errors.Refused(message, "item_create_duplicate_item_id", "item.id")
        if isinstance(item, GaveBack) and not self.called(item.call_id):
            message = f"Tool call ID '{item.call_id[:ID_CHARACTERS]}' not found in conversation."
            raise errors.Refused(message, "invalid_tool_call_id", "item.call_id")
        if after not in (None, FIRST) and not self.find(after):
            message = f"Error adding item: the previous item with id '{after[:ID_CHARACTERS]}' does not exist."
            raise errors.Refused(message, "item_create_invalid_previous_item_id", "previous_item_id")

    def delete(self, item_id: str) -> None:
        """Raises errors.Refused."""
        item = self.find(item_id)
        if item is None:
            raise errors.no_such_item("deleting", "item_delete_invalid_item_id", item_id, "item_id")
        self._items.remove(item)

    def truncate(self, item_id: str, content_index: int, end_ms: int) -> None:
        """What a client says was heard of a spoken answer is all that it was. Raises errors.Refused."""
        item = self.find(item_id)
        if item is None:
            raise errors.no_such_item("truncating", "item_truncate_invalid_item_id", item_id, "item_id")
        parts = item.parts if isinstance(item, Said) and item.role == "assistant" else []
        if not any(part.kind == "output_audio" for part in parts):
            message = "Only model output audio messages can be truncated."
            raise errors.Refused(message, "invalid_value", "item_id")
        if content_index >= len(parts):
            raise errors.out_of_range("content_index", content_index, 0, len(parts) - 1)
        part = parts[content_index]
        if end_ms > part.told.ms + 1:  # a client may round up
            message = f"Audio content of {part.told.ms:.0f}ms is already shorter than {end_ms}ms."
            raise errors.Refused(message, "invalid_value", "audio_end_ms")
        part.heard_ms = min(part.heard_ms, end_ms)

    def called(self, call_id: str) -> bool:
        """Was a function called under this id?"""
        return any(isinstance(item, Called) and item.call_id == call_id for item in self._items)

    @property
    def heard(self) -> bool:
        """Is it known of all items what was said in them?"""
        return all(item.heard for item in self._items)

    def all(self) -> list[Item]:
        return list(self._items)

    def read(self) -> tuple[words.Item, ...]:
        """As the model is to see it."""
        return read(self._items)

    def _place(self, after: str | None) -> int:
        if after == FIRST:
            return 0
        found = next((i for i, item in enumerate(self._items) if item.id == after), None)
        return len(self._items) if found is None else found + 1


def read(items: list[Item]) -> tuple[words.Item, ...]:
    """The items as a model is to see them; an answer of which nothing was heard is none."""
    return tuple(
        item.read()
        for item in items
        if not (isinstance(item, Said) and item.role == "assistant" and not any(part.text for part in item.parts))
    )
