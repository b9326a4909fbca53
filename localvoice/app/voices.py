"""Which voices can the profile speak with? Those that its voice model brings, by name."""

from pathlib import Path
from typing import Any

from localvoice.app.profile import family, folder
from localvoice.errors import BadInput
from localvoice.settings import Settings
from localvoice.store.catalogue import chosen


def voices(settings: Settings, data: Path) -> dict[str, Any]:
    """{profile, model, voices}: the names for `--voice`. Raises BadInput; StoreError when they must be fetched."""
    known = chosen(settings, data)
    profile = known.profile(settings.profile)
    if not profile.voice:
        raise BadInput(
            f"The profile {settings.profile} speaks with a voice of its own: it has no voices to choose from."
        )
    place = profile.voices or profile.voice
    names = family(known.models[profile.voice].family).voices(folder(place, known.models[place], data))
    return {"profile": settings.profile, "model": profile.voice, "voices": names}
