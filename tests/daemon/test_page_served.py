"""The page's files over real sockets: to itself alone, with a strict policy, and with nothing of anybody's in them."""

import pytest
from web_world import OWN, TOKEN, given, standing, within

from localvoice.daemon.page import serve

FILES = {"index.html": "<!doctype html><title>localvoice</title>", "main.js": "export {};", "look.css": "", "i.svg": ""}


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    (folder / "secret.txt").write_text("no")
    (folder / "serve.py").write_text("no")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serve, "FOLDER", folder)
        serve.paths.cache_clear()
        with standing(tmp_path_factory.mktemp("house"), given()) as port:
            yield port
    serve.paths.cache_clear()


def ask(port, path, method="GET", token=None, **headers):
    async def asked():
        async with port.http(token, **headers) as http:
            return await http.request(method, path)

    return within(asked)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/main.js", "text/javascript; charset=utf-8"),
        ("/look.css", "text/css; charset=utf-8"),
        ("/i.svg", "image/svg+xml"),
    ],
)
def test_each_file_comes_without_a_token_as_what_it_is_and_may_do_nothing_but_its_own(port, path, kind):
    answer = ask(port, path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    policy = dict(part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "http" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/main.js", "/v1/models", "/healthz"])
@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:8765", "localhost.evil.example", "127.0.0.1.nip.io", ""]
)
def test_who_asks_by_a_name_that_anybody_could_have_made_point_here_gets_nothing(port, path, name):
    answer = ask(port, path, token=OWN, Host=name)
    assert answer.status_code in (400, 421)
    assert "localvoice</title>" not in answer.text


@pytest.mark.parametrize("path", ["/", "/main.js", "/v1/models"])
@pytest.mark.parametrize("origin", ["https://evil.example", "http://evil.example:8765", "null", "file://", ""])
def test_a_foreign_page_gets_nothing_even_with_the_token(port, path, origin):
    answer = ask(port, path, token=OWN, Origin=origin)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
    assert "<title>" not in answer.text


@pytest.mark.parametrize(("mode", "kind"), [("no-cors", "script"), ("navigate", "iframe"), ("cors", "empty")])
def test_a_foreign_page_cannot_put_a_file_into_itself(port, mode, kind):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": kind}
    assert ask(port, "/main.js", **headers).status_code == 403


def test_a_link_from_elsewhere_may_be_followed_to_the_page(port):
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert ask(port, "/", **headers).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/secret.txt",
        "/serve.py",
        "/__init__.py",
        "/../token",
        "/%2e%2e/page-token",
        "/page/index.html",
        "/x",
    ],
)
def test_nothing_else_is_there_not_even_with_the_token(port, path):
    assert ask(port, path, token=OWN).status_code == 404
    assert ask(port, path).status_code == 401


def test_no_token_is_in_any_file(port):
    for name in FILES:
        text = ask(port, f"/{name}").text
        assert OWN not in text
        assert TOKEN not in text


def test_a_file_that_has_not_changed_is_not_sent_again(port):
    first = ask(port, "/main.js")
    again = ask(port, "/main.js", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]


def test_only_reading_is_possible(port):
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert ask(port, "/", method).status_code == 404
