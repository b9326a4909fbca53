"""Is there a better profile than the one in use? It is offered once, aloud, and fetched behind the conversation.

Nothing leaves this machine before the person has said yes: then the profile's packages are asked for, as `pull` does.
"""

from collections.abc import Callable
from pathlib import Path

import anyio
import anyio.from_thread
import anyio.to_thread

from localvoice.app.pull import pull
from localvoice.errors import LocalvoiceError
from localvoice.store.catalogue import known, there
from localvoice.tools.skill import Answer, Call
from localvoice.tools.tool import Tool
from localvoice.tools.toolbox import Toolbox

BETTER, THAN = "open", "starter"
OFFERED = "offered"  # kind of what is kept, so that nobody is asked twice
NAME = "fetch_better_ears"
WHY = "So far I only know sentences of a fixed kind."
BEGUN = "All right, I'm fetching it. You can go on talking."
DONE = "What I fetched is complete. From the next start on you can speak more freely."
FAILED = "Fetching did not work; the screen says why."


class Offer:
    """A better profile for a person whose data are in a folder. In the loop's thread; `tell` hears notices."""

    def __init__(self, data: Path, tell: Callable[[str], None]) -> None:
        self._data, self._tell = data, tell
        self._accepted = anyio.Event()
        self._news = ""
        self.megabytes = round(sum(model.bytes for model in known().wanted(BETTER).values()) / 1e6)

    def tool(self) -> Tool:
        """What a yes does."""
        return Tool(
            NAME,
            schema={},  # a language model does not offer it
            read=lambda arguments: None,
            in_words=lambda call: f"fetch {self.megabytes} megabytes, once, so that I understand more",
            run=self._accept,
        )

    def question(self, toolbox: Toolbox) -> str:
        """Put it to the person, whose yes counts from now on; "" when it was put before."""
        shelf = toolbox.world.shelf
        if any(item.text == BETTER for item in shelf.all(OFFERED)):
            return ""
        shelf.put(OFFERED, BETTER)
        self._tell(f"`localvoice pull {BETTER}` fetches {self.megabytes} MB, once; so does a yes.")
        return f"{WHY} {toolbox.propose((Call(NAME, {}, {}),)).text}"

    def news(self) -> str:
        """How it went, once."""
        news, self._news = self._news, ""
        return news

    async def fetch(self) -> None:
        """Wait until the person says yes, then bring the profile into the store. Cancelling it leaves no half model."""
        await self._accepted.wait()
        try:
            await anyio.to_thread.run_sync(self._pull)
        except LocalvoiceError as error:
            self._tell(str(error))
            self._news = FAILED
        else:
            self._tell(f"The profile {BETTER} is here: it is used from the next start on.")
            self._news = DONE

    def _accept(self, call: Call) -> Answer:
        self._accepted.set()
        return Answer(BEGUN)

    def _pull(self) -> None:
        pull(BETTER, self._data, None, False, lambda step: anyio.from_thread.check_cancelled())


def offer(profile: str, data: Path, tell: Callable[[str], None]) -> Offer | None:
    """What is to be offered to a person who talks with this profile, which they did not choose; None for nothing."""
    mine = known()
    if profile != THAN or BETTER not in mine.profiles or there(data, mine)(BETTER):
        return None
    return Offer(data, tell)
