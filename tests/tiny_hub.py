"""A hub in the process itself: whatever repository is asked for, it has small files of the right names."""

import hashlib
import json
import struct

from localvoice.store import weights
from localvoice.store.sources import Listing, Stated

HEADER = json.dumps({"one": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
CONTENTS = {".json": b"{}", ".safetensors": struct.pack("<Q", len(HEADER)) + HEADER + bytes(4)}


class TinyHub:
    """The same methods as `store.hub.Hub`."""

    def list(self, repo, revision):
        known = weights.read(weights.path()).models.values()
        names = {pattern.replace("*", "some") for model in known if model.repo == repo for pattern in model.files}
        files = {name: contents(name) for name in names}
        stated = {name: Stated(len(data), hashlib.sha256(data).hexdigest(), "") for name, data in files.items()}
        return Listing(revision or "1" * 40, stated)

    def fetch(self, repo, commit, name, into, grown):
        into.write_bytes(contents(name))
        grown(len(contents(name)))

    def close(self):
        pass


def contents(name):
    return next((data for suffix, data in CONTENTS.items() if name.endswith(suffix)), b"some text")
