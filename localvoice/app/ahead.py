"""What is begun before everything else? What the profile's recogniser does in a process of its own.

Nothing else may have been imported by then, so that it goes on beside all that is.
"""

from pathlib import Path

from localvoice.app.profile import family
from localvoice.settings import Settings
from localvoice.store.catalogue import chosen


def begin(settings: Settings, data: Path) -> None:
    """Of a family that has a function `begin`, what its `load` is then quicker for. Raises BadInput and StoreError."""
    known = chosen(settings, data)
    name = known.profile(settings.profile).recogniser
    module = family(known.models[name].family) if name else None
    if begins := getattr(module, "begin", None):
        begins()
