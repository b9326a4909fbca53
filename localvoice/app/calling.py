"""Can it be called, and can it answer, as the settings say? Told before anything is started, and not only in a log."""

from pathlib import Path

from localvoice.errors import StoreError
from localvoice.settings import AUTO, Settings
from localvoice.store import catalogue
from localvoice.store.catalogue import chosen


def check(settings: Settings, data: Path) -> None:
    """Raises BadInput for a wake word or a profile that there is not, EngineError where nothing listens for the word,
    StoreError where the profile's weights are not in the data folder."""
    if settings.profile != AUTO and (absent := catalogue.absent(data, chosen(settings, data), settings.profile)):
        raise StoreError(
            f"The profile {settings.profile} cannot be started without its weights ({', '.join(absent)}): run "
            f"`localvoice pull {settings.profile}` first."
        )
    if settings.listen == "wake":
        from localvoice.hearing.wake import load

        load([settings.wake_word])
