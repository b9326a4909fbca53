"""A virtual clock for tests: time passes only while somebody waits, however busy the machine is."""

from localvoice.clock import VirtualClock


class Still(VirtualClock):
    """Stands still while anybody works."""

    def __init__(self):
        super().__init__()
        self._zero_s = 0.0

    def now_s(self):
        return -self._zero_s
