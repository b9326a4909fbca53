"""The process that is always there: one house, the services that open it to other programs, and an orderly end."""

import signal
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import anyio

from localvoice.app.resident import House
from localvoice.errors import sentence, ungrouped
from localvoice.settings import Settings

# Opens its sockets, says in one line where it listens, and serves until it is cancelled.
Service = Callable[[House, Settings, Callable[[str], None]], Awaitable[None]]

SERVICES: tuple[tuple[str, Service], ...] = ()
ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


async def live(settings: Settings, data: Path, log: Callable[[str], None]) -> None:
    """Serve until a signal asks for the end. Raises what entering a `House` does."""
    async with House(settings, data, log) as house:
        with anyio.open_signal_receiver(*ENDS) as signals:
            async with anyio.create_task_group() as tasks:
                for name, service in SERVICES:
                    tasks.start_soon(serve, house, name, service)
                async for _ in signals:
                    break
                tasks.cancel_scope.cancel()


async def serve(house: House, name: str, service: Service) -> None:
    """Run one service; one that cannot begin, or fails, says so, and the others go on."""
    try:
        with ungrouped():
            await service(house, house.settings, partial(_ready, house, name))
    except Exception as error:  # a service ends here, and must not take the others with it
        why = sentence(error, f"The service {name}")
        house.services[name] = why
        house.tell(why)


def _ready(house: House, name: str, where: str) -> None:
    house.services[name] = where
    house.tell(where)
