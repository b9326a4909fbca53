"""A proxy that cannot be used is one sentence that names the setting, and nobody calls it the hub's fault."""

import os
import subprocess
import sys

import pytest

from localvoice.errors import StoreError
from localvoice.store.hub import Hub

ODD = [
    "socks5://127.0.0.1:9",
    "socks4://127.0.0.1:9",
    "http://[::1",
    "ftp://127.0.0.1:1",
    "http://a:b",
    "::",
]


@pytest.fixture
def proxy(monkeypatch):
    def set_to(value):
        Hub().close()  # the session that remembers the proxies before
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTPS_PROXY", value)

    yield set_to
    Hub().close()


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("asked", ["list", "fetch"])
def test_a_proxy_that_cannot_be_used_is_named(value, asked, proxy, tmp_path):
    proxy(value)
    hub = Hub(endpoint="https://127.0.0.1:9", waits_s=())
    ways = {
        "list": lambda: hub.list("somebody/model", ""),
        "fetch": lambda: hub.fetch("somebody/model", "1" * 40, "config.json", tmp_path / "c.json", lambda count: None),
    }
    with pytest.raises(StoreError) as caught:
        ways[asked]()
    assert "HTTPS_PROXY" in str(caught.value)
    assert "this is not the hub" not in str(caught.value)


def test_a_proxy_that_does_not_answer_is_named(proxy):
    proxy("http://127.0.0.1:9")
    with pytest.raises(StoreError, match=r"cannot be reached .* check the connection and the proxy of HTTPS_PROXY"):
        Hub(endpoint="https://127.0.0.1:9", waits_s=()).list("somebody/model", "")


def test_pull_behind_socks_is_one_sentence(tmp_path):
    here = {**os.environ, "HTTPS_PROXY": "socks5://127.0.0.1:9"}
    asked = [sys.executable, "-m", "localvoice", "pull", "kokoro", "--data", str(tmp_path)]
    done = subprocess.run(asked, capture_output=True, text=True, env=here, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "HTTPS_PROXY" in line
