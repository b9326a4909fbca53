"""What the store's tests get: a hub on this machine, and an empty store."""

import threading

import pytest
from fake_hub import FakeHub

from localvoice.store.hub import Hub
from localvoice.store.shelves import Store


@pytest.fixture(scope="session", autouse=True)
def connections():
    yield
    Hub().close()


@pytest.fixture
def hub():
    server = FakeHub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "models")
