"""Who comes in, and who does not: tokens, pages of other machines, names that point here, over real sockets."""

import stat

import pytest
from web_world import TOKEN, given, standing, within
from websockets.exceptions import InvalidStatus

from localvoice.daemon.web.token import token
from localvoice.errors import StoreError


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with standing(tmp_path_factory.mktemp("house"), given()) as port:
        yield port


def ask(port, path, method="GET", token: str | None = TOKEN, **headers):
    async def asked():
        async with port.http(token, **headers) as http:
            return await http.request(method, path)

    return within(asked)


def knock(port, **options):
    """The status of a websocket's handshake, and the sub-protocol."""

    async def knocked():
        try:
            async with port.websocket(**options) as websocket:
                return 101, websocket.subprotocol
        except InvalidStatus as refused:
            return refused.response.status_code, None

    return within(knocked)


def test_with_the_token_one_comes_in(port):
    assert ask(port, "/v1/models").json()["object"] == "list"


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "missing_api_key"),
        ({"Authorization": "Bearer wrong"}, "invalid_api_key"),
        ({"Authorization": f"Bearer {TOKEN}x"}, "invalid_api_key"),
        ({"Authorization": "Bearer"}, "invalid_api_key"),
        ({"Authorization": f"Basic {TOKEN}"}, "missing_api_key"),
        ({"Authorization": TOKEN}, "missing_api_key"),
        ({"api-key": TOKEN}, "missing_api_key"),
    ],
)
def test_without_it_or_with_another_nobody_does_and_the_error_is_openai_s(port, headers, code):
    answer = ask(port, "/v1/models", token=None, **headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
    assert answer.headers["www-authenticate"] == "Bearer"
    assert set(answer.json()["error"]) == {"message", "type", "param", "code"}


def test_a_token_in_the_address_is_none(port):
    assert ask(port, f"/v1/models?api_key={TOKEN}", token=None).status_code == 401


def test_whether_it_lives_may_be_asked_without(port):
    assert ask(port, "/healthz", token=None).json() == {"status": "ok"}


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://localhost.evil.example", "file://", "http://["]
)
def test_a_page_of_another_machine_is_refused_whatever_it_knows(port, origin):
    answer = ask(port, "/v1/models", origin=origin)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "wrong_origin")
    assert "access-control-allow-origin" not in answer.headers
    assert knock(port, origin=origin)[0] == 403


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "http://127.0.0.1", "https://app.localhost", "http://[::1]:80"]
)
def test_a_page_of_this_machine_may_come_in_and_read_the_answer(port, origin):
    answer = ask(port, "/v1/models", origin=origin)
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == origin
    assert knock(port, origin=origin)[0] == 101


def test_its_browser_asks_before_without_a_token(port):
    wanted = {"origin": "http://localhost:3000", "access-control-request-headers": "authorization, x-stainless-os"}
    answer = ask(port, "/v1/chat/completions", "OPTIONS", None, **wanted)
    assert answer.status_code == 204
    assert "x-stainless-os" in answer.headers["access-control-allow-headers"]
    assert ask(port, "/v1/models", "OPTIONS", None, origin="https://evil.example").status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "localhost.evil.example", "", "127.0.0.1.evil.example"]
)
def test_a_name_that_anybody_could_make_point_here_is_refused(port, host):
    assert ask(port, "/v1/models", host=host).status_code in (400, 421)
    assert ask(port, "/healthz", host=host).status_code in (400, 421)


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:1234", "127.0.0.1", "[::1]:80", "LOCALHOST", "192.168.1.4:8765"]
)
def test_this_machine_s_names_and_addresses_are_not(port, host):
    assert ask(port, "/v1/models", host=host).status_code == 200


def test_a_websocket_needs_the_token_too(port):
    assert knock(port, token=None)[0] == 401
    assert knock(port, token="wrong")[0] == 401
    assert knock(port)[0] == 101
    assert knock(port, headers={"Host": "evil.example"})[0] in (400, 421)


def test_a_browser_shows_it_as_a_sub_protocol_which_is_not_sent_back(port):
    protocols = ["realtime", f"openai-insecure-api-key.{TOKEN}", "openai-beta.realtime-v1"]
    assert knock(port, token=None, subprotocols=protocols) == (101, "realtime")
    assert knock(port, token=None, subprotocols=["realtime", "openai-insecure-api-key.wrong"])[0] == 401


def test_what_nobody_serves_is_told(port):
    assert ask(port, "/v1/nonsense").json()["error"]["code"] == "unknown_url"
    assert ask(port, "/v1/models", "DELETE").status_code == 404
    assert knock(port, path="/v1/nonsense")[0] in (403, 404)


@pytest.mark.parametrize("path", ["/v1/realtime", "/v1/realtime?model=x", "/realtime"])
def test_who_asks_for_the_realtime_protocol_without_a_websocket_is_told_so(port, path):
    answer = ask(port, path)
    assert answer.status_code == 426
    assert "websocket" in answer.json()["error"]["message"]


def test_the_token_is_made_once_and_only_its_owner_reads_it(tmp_path):
    made = token(tmp_path / "data")
    assert len(made) >= 43
    assert token(tmp_path / "data") == made
    assert stat.S_IMODE((tmp_path / "data" / "token").stat().st_mode) == 0o600
    (tmp_path / "data" / "token").chmod(0o644)
    token(tmp_path / "data")
    assert stat.S_IMODE((tmp_path / "data" / "token").stat().st_mode) == 0o600
    assert token(tmp_path / "other") != made


def test_a_file_that_holds_no_token_is_told(tmp_path):
    (tmp_path / "token").write_text("")
    with pytest.raises(StoreError, match="no token"):
        token(tmp_path)
