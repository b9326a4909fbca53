"""The tests of what is served share the duplex model of the dialogue's tests."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "dialogue"))
