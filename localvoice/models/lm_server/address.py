"""Where is the person's language server? An address on this machine, and after “#” the name of one of its models."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from localvoice.errors import BadInput
from localvoice.loopback import on_this_machine

PREFIX = "http://"  # with which `lm` names a server and no model; what stays on this machine needs no encryption


@dataclass(frozen=True)
class Address:
    """Of an OpenAI-compatible server."""

    hosts: tuple[str, ...]  # IP addresses of loopback, to be tried in this order
    port: int
    path: str  # "/v1"
    model: str  # "" where nobody has said which

    def __str__(self) -> str:
        host = self.hosts[0] if len(self.hosts) == 1 else "localhost"
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def address(text: str) -> Address:
    """`http://127.0.0.1:11434`, `http://localhost:1234/v1#NAME`. Raises BadInput for one that is elsewhere."""
    if not text.startswith(PREFIX) or not on_this_machine(text):
        raise BadInput(
            f"The language server {text} is not on this machine, and nothing may leave it: name one at "
            "http://127.0.0.1:PORT or http://localhost:PORT."
        )
    parts = urlsplit(text)
    host = parts.hostname or ""
    hosts = ("127.0.0.1", "::1") if host == "localhost" else (host,)
    return Address(hosts, parts.port or 80, parts.path.rstrip("/") or "/v1", unquote(parts.fragment))
