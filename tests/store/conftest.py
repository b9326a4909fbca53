"""What the store's tests get: a hub on this machine, and an empty store."""

import threading

import pytest
from fake_hub import FakeHub
from fake_index import FakeIndex

from localvoice.store.hub import Hub
from localvoice.store.shelves import Store


@pytest.fixture(scope="session", autouse=True)
def connections():
    yield
    Hub().close()


@pytest.fixture
def hub():
    yield from serving(FakeHub())


@pytest.fixture
def index(monkeypatch, tmp_path):
    """A package index, and a pip that knows no other and does not wait."""
    server = FakeIndex()
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    for name, value in {"INDEX_URL": server.url, "RETRIES": "0", "RESUME_RETRIES": "0"}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    for name in ("FIND_LINKS", "EXTRA_INDEX_URL", "CONSTRAINT", "NO_INDEX"):
        monkeypatch.delenv(f"PIP_{name}", raising=False)
    yield from serving(server)


def serving(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "models")
