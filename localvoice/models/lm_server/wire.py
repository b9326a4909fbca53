"""What has the server said so far? An HTTP exchange with this machine that never waits: a look takes what is there."""

import errno
import json
import os
import select
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import h11

from localvoice.errors import EngineError
from localvoice.models.lm_server.address import Address

PIECE_BYTES = 1 << 16
ERROR_BYTES = 10_000  # of what the server says is wrong
SILENT_S = 180.0  # without a byte; a server may have to load its model first
UNDER_WAY = (errno.EINPROGRESS, errno.EALREADY, errno.EWOULDBLOCK, errno.EINTR)
STATES = {errno.ECONNREFUSED: "nothing listens there", errno.ECONNRESET: "it hung up"}


class Exchange:
    """A request that is on its way, and its answer. `look` until `over`; `close` it in any case, at any time."""

    def __init__(self, address: Address, method: str, path: str, body: dict[str, Any] | None = None) -> None:
        self._address, self._hosts = address, list(address.hosts)
        self._wire = h11.Connection(h11.CLIENT)
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace") if body is not None else b""
        headers = [("Host", f"localhost:{address.port}"), ("Accept", "application/json, text/event-stream")]
        headers += [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
        headers += [("Connection", "close")]
        sent = self._wire.send(h11.Request(method=method, target=f"{address.path}{path}", headers=headers))
        sent += self._wire.send(h11.Data(data=content)) if content else b""
        self._unsent = memoryview((sent or b"") + (self._wire.send(h11.EndOfMessage()) or b""))
        self._socket: socket.socket | None = None
        self._connected = False
        self._refused = bytearray()  # the server's own words of what is wrong
        self.status = 0
        self.over = False
        self._heard_s = time.monotonic()

    def look(self) -> Iterator[bytes]:
        """Pieces of the answer that are there now. Raises EngineError, one sentence: not running, refused, died."""
        try:
            if not self._connected and not self._connect():
                self._wait()
                return
            self._send()
            yield from self._read()
        except OSError as error:
            raise self._failed(STATES.get(error.errno or 0, os.strerror(error.errno or 0))) from error
        except h11.RemoteProtocolError as error:
            if self.status:
                raise self._died() from error
            raise self._failed("it does not speak HTTP") from error

    def wait(self, seconds: float) -> None:
        """Until something is there, at most so long: for who has nothing else to do."""
        if self._socket and not self.over:
            select.select([self._socket], [] if self._connected else [self._socket], [], seconds)

    def close(self) -> None:
        """The server notices and stops."""
        if self._socket:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            self._socket = None

    def _connect(self) -> bool:
        """Begin with the first of the addresses, go on with the next where nothing listens."""
        if self._socket is None:
            host = self._hosts.pop(0)
            self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
            self._socket.setblocking(False)
            state = self._socket.connect_ex((host, self._address.port))
        else:
            state = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if state in UNDER_WAY:
            return False
        if state and self._hosts:
            self.close()
            return self._connect()
        if state:
            raise OSError(state, os.strerror(state))
        with suppress(OSError):
            self._socket.getpeername()
            self._connected = True
        return self._connected

    def _send(self) -> None:
        assert self._socket
        with suppress(BlockingIOError):
            while self._unsent:
                self._unsent = self._unsent[self._socket.send(self._unsent[:PIECE_BYTES]) :]

    def _read(self) -> Iterator[bytes]:
        assert self._socket
        try:
            piece = self._socket.recv(PIECE_BYTES)
        except BlockingIOError:
            self._wait()
            return
        self._heard_s = time.monotonic()
        self._wire.receive_data(piece)
        while True:
            event = self._wire.next_event()
            if event is h11.NEED_DATA or event is h11.PAUSED:
                return
            if isinstance(event, h11.Response):
                self.status = event.status_code
            elif isinstance(event, h11.Data) and self.status == 200:
                yield bytes(event.data)
            elif isinstance(event, h11.Data):
                self._refused += event.data[: ERROR_BYTES - len(self._refused)]
            elif isinstance(event, h11.EndOfMessage):
                self._end()
                return
            elif isinstance(event, h11.ConnectionClosed):
                raise self._died()

    def _end(self) -> None:
        self.over = True
        self.close()
        if self.status != 200:
            raise EngineError(
                f"Your language server at {self._address} refuses the request ({self.status}: {self._reason()}): "
                'see what it writes, and name one of its models: lm = "ADDRESS#MODEL".'
            )

    def _reason(self) -> str:
        """What servers call an error, in whichever of their shapes."""
        text = self._refused.decode("utf-8", "replace")
        with suppress(ValueError):
            told = json.loads(text)
            inner = told.get("error", told.get("message", text)) if isinstance(told, dict) else told
            text = str(inner.get("message", inner)) if isinstance(inner, dict) else str(inner)
        return " ".join(text.split())[:200] or "it does not say why"

    def _wait(self) -> None:
        if time.monotonic() - self._heard_s > SILENT_S:
            raise EngineError(
                f"Your language server at {self._address} has said nothing for {SILENT_S:.0f} seconds: restart it."
            )

    def _failed(self, why: str) -> EngineError:
        if self.status:
            return self._died()
        return EngineError(
            f"Your language server at {self._address} cannot be reached ({why}): start it, or take `lm` out of the "
            "settings."
        )

    def _died(self) -> EngineError:
        return EngineError(
            f"Your language server at {self._address} broke off in the middle of its answer: look whether it still "
            "runs, and ask again."
        )
