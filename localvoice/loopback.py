"""Is a host this machine? Only what can be nothing else: a loopback address, or localhost, not looked up.

A name that a name server would have to be asked for is refused without asking: the question alone would leave.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit


def on_this_machine(url: str) -> bool:
    """Is it an http address whose host can only be this machine? What two readers could read differently is not."""
    if any(letter in url for letter in "\\@") or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and loopback(host)


def loopback(host: str) -> bool:
    """Is a host, as an address has it without brackets, this machine?"""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
