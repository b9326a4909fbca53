"""The port as a service of the daemon: it opens where the settings say, or says why not, and ends in time."""

import socket
import time

import anyio
import httpx
import pytest
from web_world import Model, given, within

from localvoice.app.resident import House
from localvoice.app.served import Asked, Entry, Programs, Wrote
from localvoice.daemon.web.serve import serve
from localvoice.errors import BadInput
from localvoice.settings import Settings
from localvoice.tools.toolbox import ELSEWHERE


def free_port():
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return opened.getsockname()[1]


def test_it_tells_where_it_is_reached_and_the_token_s_file_opens_it(tmp_path):
    settings, told = Settings(port=free_port()), []

    async def main():
        async with House(settings, tmp_path, given=given()) as house, anyio.create_task_group() as tasks:
            tasks.start_soon(serve, house, settings, told.append)
            while not told:
                await anyio.sleep(0.01)
            url = told[0].split()[4].rstrip(".")
            shown = {"Authorization": f"Bearer {(tmp_path / 'token').read_text()}"}
            async with httpx.AsyncClient(headers=shown) as http:
                assert (await http.get(f"{url}/models")).status_code == 200
            tasks.cancel_scope.cancel()

    within(main)
    assert told == [f"Programs reach it at http://127.0.0.1:{settings.port}/v1 with the token in {tmp_path / 'token'}."]


def test_a_port_that_is_taken_is_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = Settings(port=taken.getsockname()[1])

        async def main():
            async with House(settings, tmp_path, given=given()) as house:
                with pytest.raises(BadInput, match="port"):
                    await serve(house, settings, print)

        within(main)


def test_a_host_that_this_machine_has_not_is_told_as_that(tmp_path):
    for host in ("nowhere.invalid", "203.0.113.7"):
        settings = Settings(host=host, port=1)

        async def main(settings=settings):
            async with House(settings, tmp_path, given=given()) as house:
                with pytest.raises(BadInput, match="set another `host`"):
                    await serve(house, settings, print)

        within(main)


def test_no_port_is_no_service(tmp_path):
    async def main():
        async with House(Settings(port=0), tmp_path, given=given()) as house:
            await serve(house, Settings(port=0), print)

    within(main)
    assert not (tmp_path / "token").exists()


def test_it_ends_within_seconds_though_a_program_still_talks(tmp_path):
    settings, told = Settings(port=free_port()), []

    async def main():
        async with House(settings, tmp_path, given=given()) as house, anyio.create_task_group() as tasks:
            tasks.start_soon(serve, house, settings, told.append)
            while not told:
                await anyio.sleep(0.01)
            async with await anyio.connect_tcp("127.0.0.1", settings.port):
                tasks.cancel_scope.cancel()

    began_s = time.monotonic()
    within(main)
    assert time.monotonic() - began_s < 10


def test_a_model_that_was_freed_meanwhile_is_not_talked_with_any_more(tmp_path):
    async def main():
        async with House(Settings(), tmp_path, given=given()) as house:
            programs, told = Programs(house.engine, Settings()), []
            asked = Asked((Entry("user", "hello"),), aloud=False)
            await programs.answer(asked, told.append)
            house.engine._given["lm"] = other = Model("From another one.")
            await programs.answer(asked, told.append)
            assert other.asked
            assert Wrote("From") in told

    within(main)


def test_what_a_single_request_cannot_keep_is_not_claimed_to_be_done(tmp_path):
    settings, told, answers = Settings(port=free_port(), profile="starter"), [], []
    asked = ["set a timer for ten minutes", "add milk to my shopping list", "wake me up at seven", "what is 3 times 4"]

    async def main():
        async with House(settings, tmp_path, given=given() | {"lm": None}) as house, anyio.create_task_group() as tasks:
            tasks.start_soon(serve, house, settings, told.append)
            while not told:
                await anyio.sleep(0.01)
            shown = {"Authorization": f"Bearer {(tmp_path / 'token').read_text()}"}
            async with httpx.AsyncClient(headers=shown, base_url=told[0].split()[4]) as http:
                for text in asked:
                    body = {"model": "x", "messages": [{"role": "user", "content": text}]}
                    answer = (await http.post("/chat/completions", json=body)).json()
                    answers.append(answer["choices"][0]["message"]["content"])
            tasks.cancel_scope.cancel()

    within(main)
    assert [answer == ELSEWHERE for answer in answers] == [True, True, True, False]
