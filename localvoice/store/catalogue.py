"""The models that there are to choose from, those that a person chose, and whether they are on this disk.

Everything is read from weights.toml and from the folders of the store; nothing is loaded and nothing is hashed.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from localvoice.errors import BadInput, StoreError
from localvoice.loopback import on_this_machine
from localvoice.settings import Settings, is_server
from localvoice.store import weights
from localvoice.store.shelves import Store
from localvoice.store.weights import Model, Weights

SERVER = "lm_server"  # the family of a language model that somebody else runs
RING, IN_RING = "lm_ring", "lm"  # the family of one that runs in several machines, and that which it is of in one
OWN = "models.toml"  # in the data folder: a person's own entries
GIB = 2**30


def store(data: Path) -> Store:
    """Where the weights of this data folder are kept."""
    return Store(data / "models")


def known(data: Path | None = None) -> Weights:
    """Everything that weights.toml names, and models.toml in the data folder, with the memory of what is really there.

    Raises StoreError when one of them cannot be read.
    """
    shipped = weights.read(weights.path())
    if data is None:
        return shipped
    every = weights.also(shipped, data / OWN)
    place = store(data)
    return replace(every, models={name: _real(place, name, model) for name, model in every.models.items()})


def chosen(settings: Settings, data: Path | None = None) -> Weights:
    """The same with the models that a person chose in place of the profiles', and in all of them those that any profile
    has where one was pulled (`weights.PULLED`). Raises BadInput for what does not fit.
    """
    every = _with_server(known(data), settings.lm).using(settings.recogniser, settings.lm, settings.voice_model)
    if settings.lm_hosts:
        every = _in_ring(every, known(data), settings)
    found = {role: _pulled(data, role, every) for role in weights.PULLED} if data else {}
    if not any(found.values()):
        return every
    profiles = {
        name: replace(one, **{role: getattr(one, role) or pulled for role, pulled in found.items()})
        for name, one in every.profiles.items()
    }
    return replace(every, profiles=profiles)


def _pulled(data: Path, role: str, known: Weights) -> str:
    """The first model of this role that is in the store; "" for none."""
    return next((name for name in known.fit(role) if _is_there(data, name, known)), "")


def _real(place: Store, name: str, model: Model) -> Model:
    """The model with the sizes that its weights in the store have. What ONNX Runtime runs is no weight of MLX."""
    try:
        promised = place.lock(name) if model.download else None
    except StoreError:
        return model  # damaged: `state` says so
    if promised is None or not promised.params or not promised.binds(model):
        return model
    size = sum(one.bytes for path, one in promised.files.items() if path.endswith(".safetensors") and "/" not in path)
    return replace(model, memory_gb=size / GIB, params=promised.params)


def _with_server(known: Weights, lm: str) -> Weights:
    """With the language server that a person named by its address, as a model of that name. Raises BadInput for one
    that is not on this machine."""
    if not is_server(lm):
        if ":" in lm and on_this_machine(f"http://{lm}"):
            raise BadInput(f"A language server's address begins with http://: write http://{lm} as lm.")
        return known
    if not on_this_machine(lm):
        raise BadInput(
            f"The language server {lm} is not on this machine, and so localvoice would not be offline: name one at "
            "http://127.0.0.1:PORT or http://localhost:PORT."
        )
    return replace(known, models={**known.models, lm: Model(SERVER, ["lm"], "not stated", [])})


def _in_ring(every: Weights, before: Weights, settings: Settings) -> Weights:
    """With the chosen language model in as many machines as the settings name, of which each has an equal share, and
    the profiles' own beside it. Raises BadInput for one that cannot be divided."""
    model = every.models.get(settings.lm)
    if model is None or model.family != IN_RING:
        raise BadInput(
            "lm_hosts names machines that a language model is divided over, so `lm` must name one of models of the "
            f"family {IN_RING}: write it, or take lm_hosts out."
        )
    parts = len(settings.lm_hosts) + 1
    share = replace(
        model,
        family=RING,
        params=model.params // parts,
        memory_gb=model.memory_gb / parts,
        kv_bytes_per_token=model.kv_bytes_per_token // parts,
    )
    own = {name: before.profiles[name].lm for name, one in every.profiles.items() if one.lm == settings.lm}
    small = {name: replace(every.profiles[name], small_lm=lm if lm != settings.lm else "") for name, lm in own.items()}
    return replace(every, models={**every.models, settings.lm: share}, profiles={**every.profiles, **small})


def _is_there(data: Path, name: str, known: Weights) -> bool:
    return state(store(data), name, known.models[name]) == "there"


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


def absent(data: Path, known: Weights, profile: str) -> list[str]:
    """The models of a profile that are still to be pulled. Raises BadInput for an unknown one."""
    return [name for name, model in known.wanted(profile).items() if state(store(data), name, model) == "not pulled"]
