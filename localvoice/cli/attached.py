"""What is `talk` where a localvoice runs? Its screen, here; it listens always, or by the space bar, until Ctrl-C."""

from contextlib import ExitStack
from typing import TYPE_CHECKING

from localvoice.cli.ending import document, note
from localvoice.cli.options import Given
from localvoice.cli.through import events
from localvoice.errors import BadInput
from localvoice.settings import Settings

if TYPE_CHECKING:
    from localvoice.daemon.client import Connection


IN_TURNS = "The localvoice that runs answers in turns, by its skills alone: end it by `localvoice stop`, and talk then."
SPEAKS_AFTER = (
    "The localvoice that runs answers in turns, and does not interpret: end it by `localvoice stop`, and talk then."
)
BLIND = "The localvoice that runs has no camera: end it by `localvoice stop`, and talk then."


def attached(found: "Connection", given: Given, push_to_talk: bool, sees: bool = False) -> None:
    """Until Ctrl-C, or until it ends, which raises LocalvoiceError. `sees`: with a camera, which it is refused."""
    if sees:
        raise BadInput(BLIND)
    import sys

    from localvoice.app.report import kept, report, simulated
    from localvoice.screen import Screen, received, single_keys
    from localvoice.trace import Turn

    screen = Screen(sys.stderr if given.json else sys.stdout)
    settings = Settings(**found.ask("settings")["settings"])
    _refuse_without_turns(settings, given)
    process = found.ask("status")["process"]
    note(f"With the localvoice that runs (process {process}); Ctrl-C leaves it as it was.")
    with ExitStack() as stack:
        turns = stack.enter_context(kept()) if given.json else None
        keyboard = stack.enter_context(single_keys()) if push_to_talk else None
        found.send("talk", keys=push_to_talk)
        try:
            for told in events(found, keyboard):
                if "kind" in told and "ok" not in told:
                    shown = received(told)
                    if turns and isinstance(shown, Turn):
                        turns.keep(shown)
                    screen.show(shown)
                elif not told["ok"]:
                    note(f"localvoice: {told['error']}")
                elif "watching" in told:
                    screen.show(received({"kind": "state", "name": told["state"]}))
        except KeyboardInterrupt:
            note("\nGoodbye.")
        if turns:
            document(report(turns.all(), simulated(settings, None)))


def _refuse_without_turns(settings: Settings, given: Given) -> None:
    """Raises BadInput where `talk` would be another one without the localvoice that runs."""
    from localvoice.app.profile import at_once

    if at_once(settings, given.folder):
        raise BadInput(IN_TURNS)
    if settings.persona != Settings().persona:
        from localvoice.app.interpreter import interprets

        if interprets(settings):
            raise BadInput(SPEAKS_AFTER)
