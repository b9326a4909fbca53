"""Where a person's data is, when they name no other folder."""

from pathlib import Path

import platformdirs


def data_folder() -> Path:
    """Where timers, lists and settings are kept on this platform."""
    return Path(platformdirs.user_data_dir("localvoice", appauthor=False))


def in_use(data: Path) -> bool:
    """Does a localvoice that talks or stays use it?"""
    from localvoice.memory.instance import is_held

    return is_held(data)
