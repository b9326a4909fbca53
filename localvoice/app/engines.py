"""The models of a profile, found in the store or in the package, loaded in the lane, and freed when they are done."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib import import_module
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import Any

import localvoice
from localvoice.app.fit import refuse
from localvoice.engine import machine
from localvoice.engine.lane import Lane
from localvoice.errors import BadInput
from localvoice.models.roles import Freeing, LanguageModel, Recogniser, TurnJudge, Voice, Warming
from localvoice.settings import Settings
from localvoice.store.catalogue import chosen, store
from localvoice.store.weights import ROLES, Model, Weights
from localvoice.understanding.language import base


@dataclass(frozen=True)
class Engines:
    recogniser: Recogniser
    voice: Voice
    lm: LanguageModel | None
    turn: TurnJudge | None


def family(name: str) -> ModuleType:
    """The module that runs a family of models."""
    return import_module(f"localvoice.models.{name}")


@asynccontextmanager
async def engines(settings: Settings, data: Path, lane: Lane, roles: tuple[str, ...] = ROLES) -> AsyncIterator[Engines]:
    """What the profile names for these roles, loaded and warm; when the block is left, or something cannot be loaded,
    their memory is given back, so that others can be loaded in their place. Raises BadInput, StoreError, EngineError.
    """
    known = chosen(settings)
    profile = known.profile(settings.profile)
    models = profile.models()
    options: dict[str, Any] = {"voice": settings.voice} if settings.voice else {}
    if profile.voices:
        options["voices_folder"] = folder(profile.voices, known.models[profile.voices], data)
    async with AsyncExitStack() as stack:
        if any(known.models[name].memory_gb for name in models.values()):
            here = machine.read()
            refuse(settings.profile, here, known)
            family("blas")  # before MLX itself
            memory = import_module("localvoice.engine.memory")
            await stack.enter_async_context(
                lane.loaded("MLX", lambda: memory.limit(here.working_set_gb), lambda _: memory.release())
            )

        async def load(role: str, **more: Any) -> Any:
            if role not in models or role not in roles:
                return None
            name, model = models[role], known.models[models[role]]
            made = await stack.enter_async_context(lane.loaded(name, _loader(name, model, data, more), _free))
            if isinstance(made, Warming):
                await lane.call(f"warm up {name}", lambda: _all(made))
            return made

        tongue = _spoken(settings.language, profile.recogniser, known) if "recogniser" in roles else {}
        recogniser, voice = await load("recogniser", **tongue), await load("voice", **options)
        yield Engines(recogniser, voice, await load("lm"), await load("turn"))


def _spoken(language: str, name: str, known: Weights) -> dict[str, str]:
    """How the recogniser is told the person's language. Raises BadInput for one that cannot be."""
    if not language or not name or known.models[name].languages == [base(language)]:
        return {}
    model = known.models[name]
    if "language" in signature(family(model.family).load).parameters:
        return {"language": language}
    raise BadInput(
        f"The recogniser {name} cannot be held to the language {language} (it hears {', '.join(model.languages)}): "
        f"leave `language` empty, or choose a profile with another recogniser."
    )


def _loader(name: str, model: Model, data: Path, options: dict[str, Any]) -> Callable[[], Any]:
    place = folder(name, model, data)
    return lambda: family(model.family).load(place, **options)


def folder(name: str, model: Model, data: Path) -> Path | None:
    """Where a model's files are: in the store, checked, or in this package; None when its library brings them."""
    if model.repo:
        return store(data).weights(name, model)
    return Path(localvoice.__file__).parent / model.folder if model.folder else None


def _all(made: Warming) -> None:
    for _ in made.warm():
        pass


def _free(made: object) -> None:
    if isinstance(made, Freeing):
        made.close()
