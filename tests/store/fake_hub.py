"""A hub that speaks the real one's HTTP protocol on this machine, with faults to order, and a small model for it."""

import hashlib
import json
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import unquote

from localvoice.store.hub import Hub
from localvoice.store.weights import Model

REPO = "somebody/small-model"
FIRST, SECOND = "1" * 40, "2" * 40  # commits
FILES = ["config.json", "*.json", "*.jinja", "*.safetensors"]


def safetensors(**tensors):
    """A file of float32 tensors: name=(shape, values as bytes)."""
    header, data = {}, b""
    for name, shape in tensors.items():
        size = 4 * shape[0] * shape[1]
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [len(data), len(data) + size]}
        data += bytes(range(256)) * (size // 256) + bytes(size % 256)
    head = json.dumps(header).encode()
    return struct.pack("<Q", len(head)) + head + data


def files(version: int = 1):
    """What the repository holds; the large file is stored as the hub stores large ones."""
    return {
        "config.json": json.dumps({"model_type": "small", "version": version}).encode(),
        "tokenizer.json": json.dumps({"words": ["yes", "no", str(version)]}).encode(),
        "model.safetensors": safetensors(first=(64, 64 + version), second=(64, 8)),
        "README.md": b"# small",
        "old.bin": b"a pickle, as many repositories still have beside the good file",
    }


@dataclass
class Repository:
    commits: dict[str, dict[str, bytes]]  # commit → files
    main: str
    stated: dict[str, dict] = field(default_factory=dict)  # file → what to say of it in place of the truth
    sent: dict[str, Callable | bytes] = field(default_factory=dict)  # file → how to send it, or other bytes
    status: int = 0  # for every question about the repository, with `error` as the reason
    error: str = ""
    answer: bytes = b""  # in place of the listing


class FakeHub(HTTPServer):
    """Answers /api/models/REPO[/revision/R] and /REPO/resolve/COMMIT/FILE, with a redirect to /cdn for large files."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.repo = Repository({FIRST: files(1), SECOND: files(2)}, FIRST)
        self.asked = []  # (method, path, Range)
        self.tokens = set()  # what Authorization headers said

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    def source(self):
        return Hub(self.url, waits_s=(0, 0))


class Answers(BaseHTTPRequestHandler):
    server: FakeHub

    def log_message(self, *args):
        pass

    def do_GET(self):
        path, repo = unquote(self.path.partition("?")[0]), self.server.repo
        self.server.tokens.add(self.headers.get("Authorization"))
        self.server.asked.append((self.command, path, self.headers.get("Range")))
        if repo.status:
            return self.reply(repo.status, b"{}", {"X-Error-Code": repo.error, "X-Error-Message": "no"})
        if path.startswith(f"/api/models/{REPO}"):
            return self.listing(path.rpartition("/revision/")[2] if "/revision/" in path else "main")
        if path.startswith((f"/{REPO}/resolve/", "/cdn/")):
            commit, _, name = path.removeprefix(f"/{REPO}/resolve/").removeprefix("/cdn/").partition("/")
            return self.file(commit, name, path.startswith("/cdn/"))
        return self.reply(404, b"", {"X-Error-Code": "RepoNotFound"})

    def listing(self, revision):
        repo = self.server.repo
        commit = repo.main if revision == "main" else revision
        if commit not in repo.commits:
            return self.reply(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        siblings = [self.sibling(name, data) | repo.stated.get(name, {}) for name, data in repo.commits[commit].items()]
        siblings += [{"rfilename": name, **more} for name, more in repo.stated.items() if name not in files()]
        told = {"id": REPO, "sha": repo.stated.get("sha", {}).get("sha", commit), "siblings": siblings}
        told["siblings"] = [one for one in siblings if one.get("rfilename") != "sha"]
        return self.reply(200, repo.answer or json.dumps(told).encode(), {"Content-Type": "application/json"})

    def sibling(self, name, data):
        blob = hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
        told = {"rfilename": name, "size": len(data), "blobId": blob}
        if name.endswith((".safetensors", ".bin")):
            told["lfs"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
        return told

    def file(self, commit, name, direct):
        repo = self.server.repo
        how = repo.sent.get(name)
        data = how if isinstance(how, bytes) else repo.commits.get(commit, {}).get(name)
        if data is None:
            return self.reply(404, b"", {"X-Error-Code": "EntryNotFound"})
        if name.endswith(".safetensors") and not direct:
            return self.reply(302, b"", {"Location": f"/cdn/{commit}/{name}"})
        if callable(how):
            return how(self, data)
        return self.part(data)

    def part(self, data):
        start = int((self.headers.get("Range") or "bytes=0-")[6:].partition("-")[0])
        if start >= len(data) > 0:
            return self.reply(416, b"")
        return self.reply(206 if start else 200, data[start:])

    def reply(self, status, data, headers=None, length=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        self.end_headers()
        self.wfile.write(data)


def model(revision="", **more):
    return Model("lm", ["lm"], "MIT", ["en"], repo=REPO, revision=revision, files=FILES, **more)


def broken_after(count):
    """A connection that ends after `count` bytes of every answer."""

    def send(answers, data):
        start = int((answers.headers.get("Range") or "bytes=0-")[6:].partition("-")[0])
        answers.reply(206 if start else 200, data[start : start + count], length=len(data) - start)

    return send
