"""How the browser gets the page's token: by an address that works once; and the command that opens it."""

import json

import anyio
import pytest
from typer.testing import CliRunner
from web_world import OWN, given, standing, within

from localvoice.app import errands
from localvoice.app.resident import House
from localvoice.cli import app
from localvoice.daemon import client, life
from localvoice.daemon.page.keys import MOST, VALID_S, Keys
from localvoice.errors import BadInput
from localvoice.settings import Settings


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with standing(tmp_path_factory.mktemp("house"), given()) as port:
        yield port


def follow(port, address, **headers):
    async def followed():
        async with port.http(None, **headers) as http:
            return await http.get(address)

    return within(followed)


def test_the_address_lets_one_browser_in_and_no_second_one(port):
    address = port.house.page()
    assert OWN not in address
    first, second = follow(port, address), follow(port, address)
    assert (first.status_code, first.headers["location"]) == (303, f"/#token={OWN}")
    assert first.headers["cache-control"] == "no-store"
    assert (second.status_code, second.json()["error"]["code"]) == (403, "stale_address")


def test_a_foreign_page_or_name_gets_nothing_for_it_and_does_not_use_it_up(port):
    address = port.house.page()
    assert follow(port, address, Origin="https://evil.example").status_code == 403
    assert follow(port, address, Host="evil.example").status_code == 421
    assert follow(port, address).status_code == 303


@pytest.mark.parametrize("code", ["", "x", "%00", "a" * 2000])
def test_a_guessed_one_lets_nobody_in(port, code):
    answer = follow(port, f"{port.url}/open/{code}")
    assert answer.status_code in (401, 403, 404)
    assert OWN not in answer.text


def test_the_token_is_in_no_log(port):
    follow(port, port.house.page())
    assert not any(OWN in line for line in port.log)


def test_it_is_good_for_a_minute_and_only_the_newest_wait():
    now_s = 0.0
    keys = Keys(OWN, lambda: now_s)
    codes = [keys.address("").rpartition("/")[2] for _ in range(MOST + 1)]

    def status(code):
        class Request:
            path_params = {"code": code}  # noqa: RUF012

        return anyio.run(keys.opened, Request()).status_code

    assert status(codes[0]) == 403
    assert status(codes[1]) == 303
    now_s = VALID_S
    assert status(codes[2]) == 403


def test_where_there_is_no_port_it_is_said_why(tmp_path):
    async def main():
        async with House(Settings(port=0), tmp_path, given=given()) as house:
            with pytest.raises(BadInput, match="port is 0"):
                errands.page(house)
            house.services["web"] = "Programs cannot be served at port 1: set another `port`."
            with pytest.raises(BadInput, match="port 1"):
                errands.page(house)

    anyio.run(main)


class Running:
    """A localvoice that runs."""

    asked = 0

    def __enter__(self):
        return self

    def __exit__(self, *error): ...

    def ask(self, verb):
        Running.asked += 1
        assert verb == "page"
        return {"address": "http://127.0.0.1:1/open/x"}


@pytest.mark.parametrize("runs", [True, False])
def test_the_command_opens_the_browser_and_starts_localvoice_where_none_runs(tmp_path, monkeypatch, runs):
    started, seen = [], []

    def start(data, arguments):
        started.append(data)

    monkeypatch.setattr(life, "start", start)
    monkeypatch.setattr(client, "connected", lambda data: Running() if runs or started else None)
    monkeypatch.setattr("webbrowser.open", lambda address: not seen.append(address))
    done = CliRunner().invoke(app, ["page", "--data", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert seen == ["http://127.0.0.1:1/open/x"]
    assert bool(started) is not runs


@pytest.mark.parametrize("flag", ["--print", "--json"])
def test_the_command_prints_the_address_for_who_opens_it_elsewhere(tmp_path, monkeypatch, flag):
    monkeypatch.setattr(client, "connected", lambda data: Running())
    monkeypatch.setattr("webbrowser.open", lambda address: pytest.fail("It was opened."))
    printed = CliRunner().invoke(app, ["page", flag, "--data", str(tmp_path)]).stdout.strip()
    address = "http://127.0.0.1:1/open/x"
    assert json.loads(printed) == {"address": address, "opened": False} if flag == "--json" else printed == address
