"""Which thread may touch a model? The one that loaded it, which is the lane's."""

import threading

from localvoice.errors import EngineError


class Owner:
    """Made where a model is loaded; `check` wherever it computes.

    MLX itself only refuses arrays that another thread has not evaluated yet, and on Metal overlapping users crash.
    """

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def check(self) -> None:
        """Raise EngineError on any other thread."""
        if threading.get_ident() != self._thread:
            name = threading.current_thread().name
            raise EngineError(f"A model was used on the thread “{name}” and not in its lane; please report it.")
