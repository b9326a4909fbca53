"""A voice assistant that answers like a person, on a laptop, offline; and the few names that other programs may use.

    async with Engine(Settings(), data) as engine, client(engine, Settings()) as person:
        await person.session(loudspeaker, tell).run(frames)

They are loaded when they are first asked for: `import localvoice` alone costs nothing. The rest may change any day.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localvoice.app.conversation import Client, client
    from localvoice.app.engine import Engine
    from localvoice.dialogue.session import Conversation, Failed, State
    from localvoice.errors import LocalvoiceError
    from localvoice.events import Frame, Speech
    from localvoice.settings import Settings
    from localvoice.trace import Turn
    from localvoice.understanding.mind import Partial, Planned, Saying, Understood

__version__ = "0.1.0"

_PLACES = {
    "Client": "app.conversation",
    "Conversation": "dialogue.session",
    "Engine": "app.engine",
    "LocalvoiceError": "errors",
    "Settings": "settings",
    "client": "app.conversation",
    # what a session takes and tells
    "Failed": "dialogue.session",
    "Frame": "events",
    "Partial": "understanding.mind",
    "Planned": "understanding.mind",
    "Saying": "understanding.mind",
    "Speech": "events",
    "State": "dialogue.session",
    "Turn": "trace",
    "Understood": "understanding.mind",
}

__all__ = [
    "Client",
    "Conversation",
    "Engine",
    "Failed",
    "Frame",
    "LocalvoiceError",
    "Partial",
    "Planned",
    "Saying",
    "Settings",
    "Speech",
    "State",
    "Turn",
    "Understood",
    "client",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'localvoice' has no attribute {name!r}")
    return getattr(import_module(f"localvoice.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
