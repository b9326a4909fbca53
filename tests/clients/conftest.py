"""The tests of other people's clients share the house and the models of the daemon's tests, and the traces' figures."""

import sys
from pathlib import Path

sys.path += [str(Path(__file__).parents[1] / room) for room in ("daemon", "traces")]
