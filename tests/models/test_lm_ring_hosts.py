"""Whom may a large model be spread over? Thirty ways in which people name machines; all of them stay on the network."""

import socket

import pytest

from localvoice.errors import BadInput, EngineError
from localvoice.models.lm_ring.hosts import HERE, host, own

KNOWN = {"mac-2.local": "192.168.1.7", "studio.local": "169.254.10.3", "trap.local": "93.184.216.34"}


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """A network with three machines, one of which claims to be elsewhere."""
    asked = []

    def lookup(name, port, *kinds):
        asked.append(name)
        if name not in KNOWN:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (KNOWN[name], 0))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return asked


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("mac-2.local", "192.168.1.7"),
        ("Mac-2.local", "192.168.1.7"),
        ("mac-2.local.", "192.168.1.7"),
        ("ada@mac-2.local", "192.168.1.7"),
        ("studio.local", "169.254.10.3"),
        ("192.168.1.7", "192.168.1.7"),
        ("ada@10.0.0.2", "10.0.0.2"),
        ("172.16.4.4", "172.16.4.4"),
        ("169.254.10.3", "169.254.10.3"),
        ("localhost", HERE),
        ("127.0.0.1", HERE),
    ],
)
def test_a_machine_of_the_local_network_is_found_by_name_or_address(name, address):
    assert host(name).address == address


@pytest.mark.parametrize("name", ["8.8.8.8", "100.64.3.2", "trap.local", "0.0.0.0", "255.255.255.255", "1.1.1.1"])
def test_a_machine_elsewhere_is_refused_because_that_would_not_be_offline(name):
    with pytest.raises(BadInput, match="not on the local network"):
        host(name)


@pytest.mark.parametrize("name", ["mac-2", "example.com", "studio", "ada@studio.example.org", "mac-2.lan", "imac.home"])
def test_no_name_server_is_asked(name, names):
    with pytest.raises(BadInput, match="asks nobody"):
        host(name)
    assert not names


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            "-oProxyCommand=touch",
            "http://mac-2.local",
            "mac-2.local:22",
            "mac 2.local",
            "a;b.local",
            "$(id)",
            "::1",
        ),
        "300.1.1.1",
        "192.168.1",
    ],
)
def test_what_names_no_machine_is_said_and_never_reaches_ssh(name, names):
    with pytest.raises(BadInput, match=r"names no machine|is no address"):
        host(name)
    assert not names


def test_a_machine_that_sleeps_is_named():
    with pytest.raises(EngineError, match=r"imac\.local answers on this network: wake it"):
        host("imac.local")


def test_the_way_back_to_this_machine_is_its_own_address():
    assert own(host("localhost")).address == HERE
