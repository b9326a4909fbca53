"""An archive of the npm registry is fetched and opened, and one that is not exactly what was stated is refused."""

import hashlib
import io
import json
import tarfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from localvoice.errors import StoreError
from localvoice.store import tarballs
from localvoice.store.sources import Unreachable
from localvoice.store.weights import Inside, Package

DATA = b"weights" * 100
NAME = "@somebody/small"
GOOD = {"package/package.json": {"name": NAME, "version": "1.0.0", "license": "MIT"}, "package/m/small.bin": DATA}


def packed(files, links=()):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, data in files.items():
            told = data if isinstance(data, bytes) else json.dumps(data).encode()
            member = tarfile.TarInfo(path)
            member.size = len(told)
            archive.addfile(member, io.BytesIO(told))
        for path, to in links:
            member = tarfile.TarInfo(path)
            member.type, member.linkname = tarfile.SYMTYPE, to
            archive.addfile(member)
    return out.getvalue()


def package(data=b"", file=DATA):
    inside = Inside("package/m/small.bin", len(file), hashlib.sha256(file).hexdigest())
    return Package(NAME, "1.0.0", len(data), hashlib.sha256(data).hexdigest(), [inside], npm=True)


@pytest.fixture
def registry():
    """Serves what is put into it by path; its address."""
    served = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            data = served.get(self.path)
            self.send_response(200 if data else 404)
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield served, f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_it_is_fetched_from_where_the_registry_has_it(registry, tmp_path):
    served, address = registry
    served["/@somebody/small/-/small-1.0.0.tgz"] = data = packed(GOOD)
    grown = []
    tarballs.fetch(package(data), tmp_path / "small.tgz", grown.append, address)
    assert (tmp_path / "small.tgz").read_bytes() == data
    assert grown[-1] == len(data)


def test_what_the_registry_has_not_is_told(registry, tmp_path):
    with pytest.raises(StoreError, match=r"has no @somebody/small 1.0.0 \(404\)"):
        tarballs.fetch(package(), tmp_path / "small.tgz", print, registry[1])


def test_a_registry_that_does_not_answer_is_told(tmp_path):
    with pytest.raises(Unreachable, match="does not answer"):
        tarballs.fetch(package(), tmp_path / "small.tgz", print, "http://127.0.0.1:9")


def test_its_files_and_its_licence_are_taken_out(tmp_path):
    (tmp_path / "small.tgz").write_bytes(packed(GOOD | {"package/LICENSE": b"Permission is granted."}))
    tarballs.unpack(tmp_path / "small.tgz", package(), tmp_path)
    assert (tmp_path / "small.bin").read_bytes() == DATA
    assert (tmp_path / "licences" / "small" / "LICENSE.txt").read_text() == "Permission is granted."


@pytest.mark.parametrize(
    ("archive", "why"),
    [
        (packed({path: data for path, data in GOOD.items() if path != "package/m/small.bin"}), "has no file"),
        (packed(GOOD | {"package/m/small.bin": DATA[:-1]}), "has another package/m/small.bin"),
        (packed(GOOD | {"package/m/small.bin": DATA + b"more"}), "has another package/m/small.bin"),
        (packed(GOOD | {"../out": b"x"}), "would leave its folder"),
        (packed(GOOD | {"package/package.json": {"name": NAME, "version": "1.0.0"}}), "states no licence"),
        (packed(GOOD | {"package/package.json": {"name": "other", "version": "1.0.0"}}), "says that it is other"),
        (packed(GOOD | {"package/package.json": b"no json"}), "does not say what it is"),
        (packed({"package/package.json": GOOD["package/package.json"]}, [("package/m/small.bin", "/etc/passwd")]), ""),
        (b"no archive", "is no archive"),
        pytest.param(packed(GOOD)[:100], "is no archive", id="cut short"),  # its bytes have the time in them
    ],
)
def test_what_is_not_as_stated_is_refused(archive, why, tmp_path):
    (tmp_path / "small.tgz").write_bytes(archive)
    with pytest.raises(StoreError, match=why or "nothing of it was kept"):
        tarballs.unpack(tmp_path / "small.tgz", package(), tmp_path)
