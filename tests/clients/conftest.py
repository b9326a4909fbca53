"""The tests of other people's clients share the house and the models of the daemon's tests."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "daemon"))
