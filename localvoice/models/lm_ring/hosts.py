"""Which other machines may a model run in? Those that the person named, if they are on the local network.

An address says so itself; of names only those that end in .local are looked up, which the machines of a local network
answer among themselves (RFC 6762): any other name would be asked of a name server, and the question alone would leave.
"""

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address

from localvoice.errors import BadInput, EngineError
from localvoice.loopback import loopback

NAMED = re.compile(r"(?P<user>[a-z_][a-z0-9_.-]*@)?(?P<host>[A-Za-z0-9][A-Za-z0-9.-]*)")
HERE = "127.0.0.1"  # what MLX's launcher calls the machine that it runs on: no ssh
DISCARD = 9  # a port to ask the system for a way to; nothing is sent


@dataclass(frozen=True)
class Host:
    ssh: str  # as the person named it, or HERE
    address: str  # IPv4


def host(name: str) -> Host:
    """The machine of that name. Raises BadInput for one that is not on the local network, EngineError for one that
    does not answer to its name."""
    found = NAMED.fullmatch(name)
    if not found:
        raise BadInput(f"“{name}” names no machine: lm_hosts takes names such as mac-2.local or ada@192.168.1.7.")
    called = found["host"].rstrip(".").lower()
    if loopback(called):
        return Host(HERE, HERE)
    address = _address(called) if re.fullmatch(r"[0-9.]+", called) else _looked_up(called)
    if not near(address):
        raise BadInput(
            f"The machine {name} is not on the local network, and so localvoice would not be offline: name one by an "
            "address such as 192.168.1.7, or by a name that ends in .local."
        )
    return Host(name, str(address))


def near(address: IPv4Address) -> bool:
    """Is it of this machine or of a local network (RFC 1918, RFC 3927)?"""
    return (address.is_private or address.is_link_local) and not address.is_unspecified and not address.is_reserved


def own(other: Host) -> Host:
    """This machine, by the address under which the other one reaches it. Raises EngineError when there is no way."""
    if other.ssh == HERE:
        return other
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect((other.address, DISCARD))  # of a datagram: only the way is looked for
        except OSError as error:
            raise EngineError(f"There is no way to {other.ssh} ({error.strerror}): join its network.") from error
        return Host(HERE, asked.getsockname()[0])


def free_port(address: str) -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as opened:
        opened.bind((address, 0))
        return opened.getsockname()[1]


def _address(text: str) -> IPv4Address:
    try:
        return IPv4Address(text)
    except ValueError as error:
        raise BadInput(f"“{text}” is no address: lm_hosts takes addresses such as 192.168.1.7.") from error


def _looked_up(called: str) -> IPv4Address:
    if not called.endswith(".local"):
        raise BadInput(
            f"The name {called} would be asked of a name server, and localvoice asks nobody: write {called}.local, or "
            "the machine's address."
        )
    try:
        found = socket.getaddrinfo(called, None, socket.AF_INET, socket.SOCK_STREAM)
    except OSError as error:
        raise EngineError(
            f"No machine called {called} answers on this network: wake it, or correct `lm_hosts`."
        ) from error
    return IPv4Address(found[0][4][0])
