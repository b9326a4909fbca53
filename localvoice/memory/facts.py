"""What has the person told to be remembered? Facts in their own words, some until a day, in a file of their own."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime

from localvoice import wall
from localvoice.events import FACT, Found, Item
from localvoice.memory.recall import SURE
from localvoice.memory.shelf import SqliteShelf
from localvoice.memory.words import Texts

FACTS = "facts.sqlite"  # in the data folder
ERASED = "erased"  # the kind of the one item that counts what was forgotten
TOLD = "you told me"


class Facts(SqliteShelf):
    """A shelf of them: an item's text is as it was said, `due` where it ends, data["always"]: a language model is
    always told it. Its other methods are the shelf's, and raise StoreError as those do."""

    name = "facts"

    def known(self) -> list[Item]:
        """Those that have not ended, oldest first; what has ended is deleted."""
        now, facts = self._now(), self.all(FACT)
        ended = [item for item in facts if item.due and item.due <= now]
        for item in ended:
            self.remove(item)
        return [item for item in facts if item not in ended]

    def always(self) -> tuple[str, ...]:
        """Those that a language model is always told."""
        return tuple(item.text for item in self.known() if item.data.get("always"))

    def near(self, query: str, limit: int) -> list[tuple[Item, float]]:
        """Those that speak of what is asked, the surest first."""
        facts = self.known()
        with closing(Texts(item.text for item in facts)) as texts:
            return [(facts[at], share) for at, share in texts.nearest(query, SURE)[:limit]]

    def search(self, query: str, limit: int) -> Sequence[Found]:
        """The same, as `recall` looks for it."""
        return [Found(item.text, TOLD, self._local(item.made), share) for item, share in self.near(query, limit)]

    @property
    def erasures(self) -> int:
        """A number that is another one after every time that something was forgotten, by whichever process."""
        return max((item.id for item in self.all(ERASED)), default=0)

    def erase(self, items: Sequence[Item] | None = None) -> int:
        """Delete these facts, or all of them, and overwrite what they were; returns how many there were."""
        gone = self.all(FACT) if items is None else items
        for item in (*gone, *self.all(ERASED)):
            self.remove(item)
        self.put(ERASED, "")
        self.mark()  # nothing brings them back
        self._kept.overwrite()
        return len(gone)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._now().tzinfo or wall.now().tzinfo)
