"""Where is it installed, and what does it run there? The person's folders, and the command with its arguments."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from localvoice.daemon.log import log_file


@dataclass(frozen=True)
class Place:
    home: Path
    config: Path  # of programs, on Linux
    data: Path  # the person's, absolute
    python: str  # the interpreter that has this package
    user: int
    arguments: tuple[str, ...] = ()  # of `localvoice start`

    @property
    def command(self) -> tuple[str, ...]:
        """What is always there."""
        start = ("start", "--foreground", "--data", str(self.data))
        return (self.python, "-P", "-m", "localvoice", *start, *self.arguments)

    @property
    def log(self) -> Path:
        return log_file(self.data)


def here(data: Path, arguments: tuple[str, ...] = ()) -> Place:
    """Of whoever runs this."""
    config = Path(platformdirs.user_config_dir())
    return Place(Path.home(), config, data.absolute(), sys.executable, os.getuid(), arguments)
