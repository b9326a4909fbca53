"""The models that there are to choose from, those that a person chose, and whether they are on this disk.

Everything is read from weights.toml and from the folders of the store; nothing is loaded and nothing is hashed.
"""

from collections.abc import Callable
from pathlib import Path

from localvoice.errors import StoreError
from localvoice.settings import Settings
from localvoice.store import weights
from localvoice.store.shelves import Store
from localvoice.store.weights import Model, Weights


def store(data: Path) -> Store:
    """Where the weights of this data folder are kept."""
    return Store(data / "models")


def known() -> Weights:
    """Everything that weights.toml names. Raises StoreError when it cannot be read."""
    return weights.read(weights.path())


def chosen(settings: Settings) -> Weights:
    """The same with the models that a person chose in place of the profiles'. Raises BadInput for what does not fit."""
    return known().using(settings.recogniser, settings.lm, settings.voice_model)


def state(place: Store, name: str, model: Model) -> str:
    """Of one model in the store: "there", "outdated", "damaged" or "not pulled". Looks for its folder, not into it."""
    try:
        promised = place.lock(name)
    except StoreError:
        return "damaged"
    if promised is None or not (place.folder / name / promised.folder).is_dir():
        return "not pulled"
    return "there" if promised.binds(model) else "outdated"


def there(data: Path, known: Weights) -> Callable[[str], bool]:
    """Is everything that a profile downloads in the store?"""

    def look(profile: str) -> bool:
        return all(state(store(data), name, model) == "there" for name, model in known.wanted(profile).items())

    return look
