"""How does a picture that a program has sent become one that can be looked at? It is opened beside the loop.

One that nobody can open is told to the log, and is a picture without pixels, of which that is said.
"""

from collections.abc import Callable

import anyio.to_thread
import numpy as np

from localvoice.errors import BadInput, DeviceError
from localvoice.events import Picture
from localvoice.vision import sent

PROGRAM = "program"


async def picture(data: bytes, at_s: float, tell: Callable[[str], None], source: str = PROGRAM) -> Picture:
    """`data`: PNG, JPEG or WebP; `at_s`: on the clock of what is seen; `tell` hears why it cannot be opened."""
    try:
        pixels = await anyio.to_thread.run_sync(sent.opened, data)
    except (BadInput, DeviceError) as error:
        tell(str(error))
        pixels = np.zeros((0, 0, 3), np.uint8)
    return Picture(pixels, source, at_s)
