"""The models of a profile: which family runs a role's model, where its files are, and how it is to be loaded."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import Any

import anyio.from_thread
import anyio.to_thread

import localvoice
from localvoice.errors import BadInput, StoreError
from localvoice.settings import Settings
from localvoice.store import catalogue
from localvoice.store.catalogue import RING, SERVER, chosen, store
from localvoice.store.weights import Model, Weights

PROMPTS = "prompts"  # in the data folder: what language models have read before


def family(name: str) -> ModuleType:
    """The module that runs a family of models."""
    return import_module(f"localvoice.models.{name}")


async def loader(settings: Settings, data: Path, role: str, option: str) -> Callable[[], Any]:
    """How the model of a role is made; its files are looked for and checked meanwhile, beside the loop.

    `option`: the language of a recogniser, the name of a voice; "" for none. Raises BadInput, StoreError.
    """
    known = chosen(settings, data)
    profile = known.profile(settings.profile)
    name = getattr(profile, role)
    _refuse_absent(settings.profile, {name, profile.voices} if role == "voice" else {name}, data)
    options: dict[str, Any] = {}
    if role == "recogniser":
        options |= _language(option, name, known)
    if role == "open_ear" and "partials" in signature(family(known.models[name].family).load).parameters:
        options["partials"] = False  # it hears what is over
    if role == "voice":
        options |= {"voice": option} if option else {}
        if profile.voices:
            options["voices_folder"] = await _checked(profile.voices, known.models[profile.voices], data)
    if known.models[name].family == SERVER:
        options["address_text"] = name
    elif known.models[name].family == RING:
        options["hosts"] = settings.lm_hosts
    elif role in ("lm", "small_lm") and (promised := store(data).lock(name)):
        options |= {"prompts": data / PROMPTS, "weights": promised.hash}
    return partial(_load, known.models[name].family, await _checked(name, known.models[name], data), options)


def _refuse_absent(profile: str, names: set[str], data: Path) -> None:
    """Raises StoreError where one of these is the profile's own and was never pulled: nobody pulls them one by one."""
    absent = catalogue.absent(data, catalogue.known(data), profile)
    if names & set(absent):
        raise StoreError(
            f"The profile {profile} needs weights that are not in {store(data).folder} ({', '.join(absent)}): "
            f"run `localvoice pull {profile}` first."
        )


def at_once(settings: Settings, data: Path) -> bool:
    """Has the profile a model that hears and speaks at once? Raises StoreError."""
    profile = chosen(settings, data).profiles.get(settings.profile)
    return profile is not None and bool(profile.duplex)


def _load(family_name: str, place: Path | None, options: dict[str, Any]) -> Any:
    return family(family_name).load(place, **options)


def _language(language: str, name: str, known: Weights) -> dict[str, str]:
    """How the recogniser is told the person's language. Raises BadInput for one that cannot be."""
    model = known.models[name]
    if not language or model.languages == [language.split("-")[0]]:
        return {}
    if "language" in signature(family(model.family).load).parameters:
        return {"language": language}
    raise BadInput(
        f"The recogniser {name} cannot be held to the language {language} (it hears {', '.join(model.languages)}): "
        f"leave `language` empty, or choose a profile with another recogniser."
    )


async def _checked(name: str, model: Model, data: Path) -> Path | None:
    """See `folder`. Hashing takes seconds for each gigabyte, so it is done in a thread; cancelling ends it at once."""
    return await anyio.to_thread.run_sync(partial(folder, name, model, data, anyio.from_thread.check_cancelled))


def folder(name: str, model: Model, data: Path, go_on: Callable[[], None] = lambda: None) -> Path | None:
    """Where a model's files are: in the store, checked, or in this package; None when its library brings them.

    `go_on` is called while files are read, and may raise to end that.
    """
    if model.download:
        return store(data).weights(name, model, go_on)
    return Path(localvoice.__file__).parent / model.folder if model.folder else None
