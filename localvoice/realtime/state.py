"""What do the parts of one session share? Its settings, its conversation and what goes out."""

from dataclasses import dataclass

from localvoice.realtime.conversation import Conversation
from localvoice.realtime.items import Item
from localvoice.realtime.outbox import Outbox
from localvoice.realtime.session import Session


@dataclass
class State:
    session: Session
    conversation: Conversation
    out: Outbox
    changed: bool = False  # the conversation, since the host last saw it

    def add(self, item: Item, after: str | None = None) -> str | None:
        """Put an item into the conversation and show it; return the id before it."""
        before = self.conversation.add(item, after)
        self.out.event("conversation.item.added", previous_item_id=before, item=item.shown())
        self.changed = True
        return before

    def done(self, item: Item) -> None:
        """The item will not change any more, unless it is cut."""
        self.changed = True
        if item in self.conversation:
            before = self.conversation.before(item)
            self.out.event("conversation.item.done", previous_item_id=before, item=item.shown())
