"""May the microphone be used? It is opened until something is heard, which makes macOS ask the person about it."""

from collections.abc import Callable

import anyio
import numpy as np

from localvoice.app.ears import Hear, ears, hearing
from localvoice.audio.files import NOWHERE
from localvoice.clock import RealClock
from localvoice.events import RATE_HZ
from localvoice.hearing.apart.wire import Order

ASK_S = 60.0  # that a person may take to answer; until then everything is zero, and after a refusal


async def hears(mic: str, tell: Callable[[str], None], hear: Hear = hearing) -> bool:
    """Does anything but zeros come from it? Raises DeviceError, BadInput."""
    async with ears(Order(mic, NOWHERE, RATE_HZ, "off"), True, tell, RealClock(), hear) as open_:
        with anyio.move_on_after(ASK_S):
            async for frame in open_.frames:
                if np.any(frame.pcm):
                    return True
    return False
