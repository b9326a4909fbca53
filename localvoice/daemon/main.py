"""The process that is always there: one house, the services that open it to other programs, and an orderly end."""

import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import anyio

from localvoice.app.resident import House
from localvoice.daemon.control.server import serve as control
from localvoice.daemon.web.serve import serve as web
from localvoice.daemon.wyoming.server import serve as wyoming
from localvoice.errors import sentence, ungrouped
from localvoice.settings import Settings

# Opens its sockets, says in one line where it listens, and serves until it is cancelled.
Service = Callable[[House, Settings, Callable[[str], None]], Awaitable[None]]

SERVICES: tuple[tuple[str, Service], ...] = (("control", control), ("web", web), ("wyoming", wyoming))
ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
END_S = 3.0  # for the last sentence, and for closing the sound


async def live(settings: Settings, data: Path, typed: Mapping[str, Any], log: Callable[[str], None]) -> bool:
    """Serve until a signal or a command asks for the end; is it to begin again? `typed`: settings that were given to
    the command.

    Raises what entering a `House` does.
    """
    async with House(settings, data, log) as house:
        house.typed = dict(typed)
        house.services = {name: "" for name, _ in SERVICES}
        with anyio.open_signal_receiver(*ENDS) as signals:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(house.assistant.live)
                for name, service in SERVICES:
                    tasks.start_soon(serve, house, name, service)
                tasks.start_soon(_heed, house, signals)
                await house.ending.wait()
                house.assistant.end()
                with anyio.move_on_after(END_S):
                    await house.assistant.ended.wait()
                tasks.cancel_scope.cancel()
        return house.restarts


async def _heed(house: House, signals: AsyncIterator[signal.Signals]) -> None:
    async for _ in signals:
        house.ending.set()


async def serve(house: House, name: str, service: Service) -> None:
    """Run one service; one that cannot begin, or fails, says so, and the others go on."""
    try:
        with ungrouped():
            await service(house, house.settings, partial(_ready, house, name))
        house.services.pop(name, None)  # the settings do not want it
    except Exception as error:  # a service ends here, and must not take the others with it
        why = sentence(error, f"The service {name}")
        house.services[name] = why
        house.tell(why)


def _ready(house: House, name: str, where: str) -> None:
    house.services[name] = where
    house.tell(where)
