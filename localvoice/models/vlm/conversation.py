"""A conversation with a model that sees: as with any language model, and pictures stand among the words.

A picture is looked at once, in short steps, while the person still speaks; its places are read once, as words are. When
room runs low the oldest pictures go first, and the words that they stood before stay and say so.
"""

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from localvoice.models import blas  # noqa: F401

# isort: split
import numpy as np

from localvoice.events import Picture, Waiting
from localvoice.models.lm.context import Context
from localvoice.models.lm.conversation import Lm, LmChat
from localvoice.models.lm.kept import Kept
from localvoice.models.lm.messages import Message, last_said
from localvoice.models.lm.script import Script
from localvoice.models.roles import Entry, Read
from localvoice.models.vlm.album import Album
from localvoice.models.vlm.context import PictureContext
from localvoice.models.vlm.network import Network, Sight
from localvoice.models.vlm.script import PictureScript

GONE = "(A picture was shown here that can no longer be seen.) "


class Vlm(Lm):
    """A loaded model and its tokenizer; see `models.roles.LanguageModel`."""

    def __init__(self, model: Any, network: Network, tokenizer: Any, kept: Kept | None = None) -> None:
        super().__init__(model, tokenizer, kept)
        self.network = network

    def chat(self, budget_tokens: int) -> "VlmChat":
        return VlmChat(self, budget_tokens)

    def longest_tokens(self) -> float:
        return self.network.context_tokens or float("inf")


class VlmChat(LmChat):
    """One conversation; see `models.roles.Chat` and `models.roles.Seeing`."""

    _lm: Vlm

    def __init__(self, lm: Vlm, budget_tokens: int) -> None:
        self._album = Album()
        self._added_names = WeakKeyDictionary[Picture, str]()
        super().__init__(lm, budget_tokens)

    def unread(self) -> Context:
        return PictureContext(Sight(self._lm.network, self._album), self._lm.owner)

    def see(self, pixels: np.ndarray) -> None:
        """See `models.roles.Seeing`."""
        self._begin()
        name = self._album.add(pixels)
        if name not in self._shown:
            self._shown += (name,)

    def tool_result(self, name: str, text: str) -> None:
        """What a tool answered, with the pictures that were shown meanwhile."""
        self._messages.append(Message("tool", text, name=name, pictures=self._shown))
        self._shown = ()

    def retract(self) -> None:
        """The person goes on, with the pictures that they have shown."""
        said = self._messages[last_said(self._messages) :]
        self._shown = tuple(dict.fromkeys((*(said[0].pictures if said else ()), *self._shown)))
        super().retract()

    def become(self, system: str, tools: list[dict[str, Any]], entries: Any) -> None:
        super().become(system, tools, entries)
        self._shown = ()
        later: list[Entry] = self._entries[self._left_out :]
        for at, entry in enumerate(later):
            if entry.pictures:
                self._messages[at] = replace(self._messages[at], pictures=tuple(map(self._added, entry.pictures)))

    def settle(self) -> Generator[Read | Waiting, None, None]:
        yield from super().settle()
        self._album.keep(self._names())

    def _written(self, tokenizer: Any, system: str, tools: list[dict[str, Any]]) -> Script:
        network = self._lm.network
        return PictureScript(tokenizer, system, tools, self._album, network.mark, network.place)

    def _added(self, picture: Picture) -> str:
        """Its name, which is the same each time that the conversation is told anew."""
        self._added_names[picture] = name = self._album.add(picture.pixels, self._added_names.get(picture, ""))
        return name

    def _look(self, ticket: object) -> Iterator[Read]:
        for name, pixels in self._album.unseen(self._names()):
            self._lm.owner.check()
            for _ in self._album.look(name, self._lm.network.look(pixels)):
                yield Read(0)
                if ticket is not self._newest:
                    return

    def _names(self) -> set[str]:
        """Of every picture that is in sight."""
        return {*self._shown, *(name for message in self._messages for name in message.pictures)}

    def _drop_oldest(self, messages: list[Message]) -> bool:
        """A picture, of those before the person's last words; without any the oldest turn."""
        for at in range(last_said(messages)):
            if message := messages[at] if messages[at].pictures else None:
                messages[at] = replace(message, text=GONE + message.text, pictures=())
                return True
        return super()._drop_oldest(messages)
