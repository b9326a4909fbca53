"""What is wanted of an assistant at present? Texts to say, a key that was pressed, who is attached, mute, an end."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import anyio

from localvoice.errors import LocalvoiceError


@dataclass(eq=False)
class Wish:
    """Something that somebody waits for."""

    text: str = ""  # to be said; "": to be listened to
    seconds: float = 0.0  # how long saying it took
    error: LocalvoiceError | None = None
    done: anyio.Event = field(default_factory=anyio.Event)

    def end(self, error: LocalvoiceError | None = None) -> None:
        self.error = self.error or error
        self.done.set()

    async def wait(self) -> None:
        """Raises what it failed with."""
        await self.done.wait()
        if self.error:
            raise self.error


class Wanted:
    """Changed from any task of the loop; `changed` is set with every change, and replaced."""

    def __init__(self, listen: str) -> None:
        """`listen`: as in the settings."""
        self._listen = listen
        self.muted = False
        self.heard_out = False  # the microphone is a file, and it has ended
        self.deaf = False  # there is no microphone at present
        self.ending = False
        self.released = False  # nobody wants to be listened to any longer, once nobody speaks
        self.says: deque[Wish] = deque()
        self.saying: Wish | None = None
        self.presses: list[Wish] = []
        self.attached: list[bool] = []  # of each talk: is it by key?
        self.changed = anyio.Event()

    def change(self) -> None:
        changed, self.changed = self.changed, anyio.Event()
        changed.set()

    @property
    def mode(self) -> str:
        """ "press", "always", "wake", or "keys" while a talk by key is attached."""
        if self.attached:
            return "keys" if self.attached[-1] else "always"
        return self._listen

    @property
    def listens(self) -> bool:
        """Is the microphone to be open all the time?"""
        return self.mode != "press" and not self.muted and not self.deaf and not self.heard_out and not self.ending

    def say(self, text: str) -> Wish:
        self.says.append(wish := Wish(text))
        self.change()
        return wish

    def press(self) -> Wish:
        self.presses.append(wish := Wish())
        self.change()
        return wish

    def next_to_say(self) -> str:
        """The next text, which is being said from now on; "" for none."""
        if not self.says or self.ending:
            return ""
        self.saying = self.says.popleft()
        return self.saying.text

    def said(self, seconds: float = 0.0) -> None:
        """What was being said has been, or was cut."""
        if wish := self.saying:
            wish.seconds, self.saying = seconds, None
            wish.end()

    def listened_to(self) -> None:
        """Whoever pressed the key is."""
        presses, self.presses = self.presses, []
        for wish in presses:
            wish.end()

    def withdraw(self, wish: Wish) -> bool:
        """It is not wanted any more; False: it is being said already, or has been."""
        if wish in self.says:
            self.says.remove(wish)
            return True
        return False

    def drop_texts(self) -> None:
        """Nothing more is to be said."""
        says, self.says = self.says, deque[Wish]()
        for wish in says:
            wish.end()

    def deafened(self, error: LocalvoiceError) -> None:
        """Nobody can be listened to for a while; what is to be said still can."""
        self.deaf = True
        presses, self.presses = self.presses, []
        for wish in presses:
            wish.end(error)

    def refuse(self, error: LocalvoiceError) -> None:
        """Nothing of it can be done."""
        everything = [*self.says, *self.presses, *([self.saying] if self.saying else [])]
        self.says.clear()
        self.presses.clear()
        self.saying = None
        for wish in everything:
            wish.end(error)

    @contextmanager
    def attach(self, keys: bool) -> Iterator[None]:
        """Somebody talks at a terminal meanwhile; afterwards it listens as before."""
        self.attached.append(keys)
        self.released = False
        self.change()
        try:
            yield
        finally:
            self.attached.remove(keys)
            self.released = not self.attached
            self.change()
