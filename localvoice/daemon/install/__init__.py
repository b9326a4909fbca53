"""Be there from login on, or no longer: the steps of this system, carried out or undone."""

import sys
from collections.abc import Callable
from types import ModuleType

from localvoice.daemon.install import linux, macos
from localvoice.daemon.install.place import Place
from localvoice.daemon.install.steps import Run, carry_out, run
from localvoice.errors import BadInput

SYSTEMS: dict[str, ModuleType] = {"linux": linux, "darwin": macos}


def install(place: Place, tell: Callable[[str], None], run: Run = run, system: str = sys.platform) -> None:
    """Raises LocalvoiceError, in one sentence, when something fails; then nothing is installed."""
    carry_out(_of(system).install(place), tell, run)


def uninstall(place: Place, tell: Callable[[str], None], run: Run = run, system: str = sys.platform) -> bool:
    """Leaves the person's data and nothing else; False when nothing was installed."""
    mine = _of(system)
    if not mine.installed(place):
        return False
    carry_out(mine.uninstall(place), tell, run)
    return True


def _of(system: str) -> ModuleType:
    if system not in SYSTEMS:
        raise BadInput("It can be installed on macOS and on Linux only; localvoice start works here without that.")
    return SYSTEMS[system]
