"""Can it be called as the settings say? Told before anything is started, and not only into a log."""

from localvoice.settings import Settings


def check(settings: Settings) -> None:
    """Raises BadInput for a wake word that there is not, EngineError where nothing listens for one."""
    if settings.listen == "wake":
        from localvoice.hearing.wake import load

        load([settings.wake_word])
