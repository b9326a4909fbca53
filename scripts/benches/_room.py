"""A simulated room for long conversations: it keeps no recording of itself."""

from localvoice.audio.simulated.room import Room
from localvoice.events import Captured


class Forgetful(Room):
    def read(self) -> Captured | None:
        captured = super().read()
        self._person.clear()
        self._heard.clear()
        return captured
