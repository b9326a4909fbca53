"""How does Home Assistant find the server by itself? Through zeroconf (mDNS), when the person's setting says so."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from ipaddress import ip_address

SERVICE = "_wyoming._tcp.local."  # that Home Assistant looks for
MISSING = (
    "zeroconf is set, but its package is not installed: pip install 'localvoice[zeroconf]'. Until then type the "
    "server's address into Home Assistant."
)
LOOPBACK = "zeroconf is set, but only this computer reaches the server: set host to its address in the network."


def is_loopback(host: str) -> bool:
    """Does nobody else reach it?"""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@asynccontextmanager
async def known(host: str, port: int, tell: Callable[[str], None]) -> AsyncIterator[None]:
    """Meanwhile the network knows it; where that cannot be, `tell` hears why in one sentence."""
    if is_loopback(host):
        tell(LOOPBACK)
        yield
        return
    try:
        zeroconf, package = import_module("zeroconf.asyncio"), import_module("zeroconf")
    except ImportError:
        tell(MISSING)
        yield
        return
    name = socket.gethostname().split(".")[0]
    async with AsyncExitStack() as stack:
        try:
            network = await stack.enter_async_context(zeroconf.AsyncZeroconf())
            at = [reached_at(host)]
            service = zeroconf.AsyncServiceInfo(
                SERVICE, f"localvoice on {name}.{SERVICE}", parsed_addresses=at, port=port
            )
            await network.async_register_service(service, allow_name_change=True)
            stack.push_async_callback(network.async_unregister_service, service)
        except (OSError, package.Error) as error:
            tell(f"The network does not hear of the Wyoming server ({error}): type its address into Home Assistant.")
        yield


def reached_at(host: str) -> str:
    """The address to tell others; of a host that stands for every address, the one that leads out."""
    if not _stands_for_all(host):
        return socket.gethostbyname(host)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("224.0.0.251", 1))  # nothing is sent; the system chooses the way to mDNS's group
        return probe.getsockname()[0]


def _stands_for_all(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
