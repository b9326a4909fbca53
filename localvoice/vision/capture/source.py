"""Where does a picture come from? What every source offers; each failure is one sentence that says what to do."""

from typing import Protocol

from localvoice.events import Picture


class Source(Protocol):
    """Something that can be looked at."""

    name: str  # "screen", "window Safari", "camera", "clipboard", a file's name

    async def take(self) -> Picture:
        """What is to be seen there now; nothing of it is kept. Raises BadInput, DeviceError."""
        ...
