"""How does a conversation with pictures become numbers? As any other; one token stands for a picture, then its places.

A picture is written into the text as the family's own template writes it, before the words; what a person or a tool
says cannot look like one, as control tokens are left out of it.
"""

from dataclasses import replace
from typing import Any

from localvoice.models.lm.messages import Message
from localvoice.models.lm.script import Script
from localvoice.models.vlm.album import Album


class PictureScript(Script):
    """See `models.lm.script.Script`. `mark`, `place`: see `network.Network`."""

    def __init__(
        self, tokenizer: Any, system: str, tools: list[dict[str, Any]], album: Album, mark: str, place: int
    ) -> None:
        self._album, self._mark, self._place = album, mark, place
        super().__init__(tokenizer, system, tools)

    def ids(self, messages: list[Message], answering: bool) -> list[int]:
        """Every number of the conversation, all of whose pictures have been looked at."""
        pictures = iter([name for message in messages for name in message.pictures])
        made: list[int] = []
        for number in super().ids(messages, answering):
            made += self._album.places(next(pictures)) if number == self._place else [number]
        return made

    def _plain(self, message: Message) -> Message:
        plain = super()._plain(message)
        return replace(plain, text=self._mark * len(message.pictures) + plain.text)
