"""The control socket on a real unix socket, in a house without sound: what may be said, and who may say it."""

import os
import socket
import stat
import time

import anyio
import pytest
from daemon_household import calling, in_house, served, with_caller

from localvoice.daemon.client import PATH_BYTES, address
from localvoice.daemon.control import connection, server
from localvoice.daemon.control.lines import LINE_BYTES
from localvoice.daemon.control.peer import is_mine, uid_of
from localvoice.dialogue.shown import Notice, State
from localvoice.errors import StoreError
from localvoice.settings import Settings


def test_status_is_answered_within_50_ms(tmp_path):
    async def test(house, caller):
        await caller.ask({"verb": "status"})
        took_s = []
        for _ in range(10):  # the quickest, for a busy machine adds to each
            began_s = time.perf_counter()
            told = await caller.ask({"verb": "status"})
            took_s.append(time.perf_counter() - began_s)
        assert told["ok"]
        assert told["process"] == os.getpid()
        assert told["profile"] == "starter"
        assert told["listen"] == "press"
        assert min(took_s) < 0.05

    with_caller(test, tmp_path)


@pytest.mark.parametrize("line", [b"status\n", b"  STATUS \r\n", b'{"verb":"status"}\n', b'\n\n{"verb": "status"}\n'])
def test_a_command_is_a_json_object_or_plain_words(tmp_path, line):
    async def test(house, caller):
        assert (await caller.ask(line))["running"]

    with_caller(test, tmp_path)


def test_who_knows_no_command_asks_for_help(tmp_path):
    async def test(house, caller):
        verbs = (await caller.ask(b"help\n"))["verbs"]
        assert verbs["mute"] == "Close the microphone until `unmute`."
        assert "watch" in verbs

    with_caller(test, tmp_path)


def test_an_id_of_any_kind_comes_back(tmp_path):
    async def test(house, caller):
        assert (await caller.ask({"verb": "settings", "id": [1, "a"]}))["id"] == [1, "a"]
        assert (await caller.ask({"verb": "press", "id": 7}))["id"] == 7

    with_caller(test, tmp_path, live=True)


BAD = [
    (b"dance\n", "no command"),
    (b"\xff\xfe\x00\n", "UTF-8"),
    (b"{\n", "no JSON"),
    (b"{}\n", "no verb"),
    (b'{"verb": 3}\n', "no verb"),
    (b'{"verb": ["say"]}\n', "no verb"),
    (b'{"verb": "say"}\n', "lacks text"),
    (b'{"verb": "say", "text": 5}\n', "must be a text"),
    (b'{"verb": "say", "text": "hi", "volume": 3}\n', "unknown volume"),
    (b'{"verb": "trace", "last": 0}\n', "from 1 to"),
    (b'{"verb": "say", "text": NaN}\n', "no JSON"),
    (b"say\n", "needs something"),
    (b"mute now\n", "nothing more"),
    (b"hear 'a.wav\n", "quotes"),
    (b'{"verb": "hear", "files": ["nowhere.wav"]}\n', "nowhere.wav"),
    (b"[" * 5000 + b"\n", "no command"),
    (b'{"verb":' * 5000 + b"\n", "no JSON"),
]


def test_a_bad_line_is_answered_by_one_sentence_and_the_connection_goes_on(tmp_path):
    async def test(house, caller):
        for line, why in BAD:
            told = await caller.ask(line)
            assert not told["ok"]
            assert told["kind"] == "BadInput"
            assert why in told["error"], line
            assert told["error"].endswith(".")
            assert "\n" not in told["error"]
            assert (await caller.ask(b"status\n"))["ok"]

    with_caller(test, tmp_path)


def test_a_line_that_is_too_long_is_not_kept_and_the_next_one_counts(tmp_path):
    async def test(house, caller):
        for _ in range(20):
            await caller.send(b"x" * LINE_BYTES)
        assert "longer than" in (await caller.ask(b"x\n"))["error"]
        assert (await caller.ask(b"status\n"))["ok"]

    with_caller(test, tmp_path)


def test_a_line_that_comes_byte_for_byte_is_a_line(tmp_path):
    async def test(house, caller):
        for byte in b'{"verb": "status"}':
            await caller.send(bytes([byte]))
        assert (await caller.ask(b"\n"))["ok"]

    with_caller(test, tmp_path)


def test_commands_that_come_together_are_answered_in_their_order(tmp_path):
    async def test(house, caller):
        await caller.send(b"".join(b'{"verb": "status", "id": %d}\n' % number for number in range(100)))
        assert [(await caller.told())["id"] for _ in range(100)] == list(range(100))

    with_caller(test, tmp_path)


def test_who_only_sends_and_closes_that_side_still_gets_the_answers(tmp_path):
    async def test(house, caller):
        await caller.send(b"settings\nstatus")  # without an end of line, as printf writes it
        await caller.stream.send_eof()
        assert (await caller.told())["settings"]["listen"] == "press"
        assert (await caller.told())["running"]

    with_caller(test, tmp_path)


def test_too_many_connections_are_refused_and_one_that_leaves_makes_room(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "CONNECTIONS", 2)

    async def test(house):
        async with calling(house.data) as one, calling(house.data) as two:
            assert (await one.ask(b"status\n"))["ok"]
            assert (await two.ask(b"status\n"))["ok"]
            async with calling(house.data) as three:
                assert "connections already" in (await three.told())["error"]
            assert (await one.ask(b"status\n"))["ok"]
        async with calling(house.data) as four:
            assert (await four.ask(b"status\n"))["ok"]

    in_house(test, tmp_path)


def test_the_kernel_says_who_is_at_the_other_end():
    here, there = socket.socketpair(socket.AF_UNIX)
    with here, there:
        assert uid_of(here) == os.getuid()
        assert is_mine(here)
    assert not is_mine(here)  # closed: nobody knows


def test_another_user_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(server, "is_mine", lambda connected: False)

    async def test(house, caller):
        assert "another user" in (await caller.told())["error"]
        with pytest.raises((anyio.EndOfStream, anyio.IncompleteRead, anyio.BrokenResourceError)):
            await caller.ask(b"quit\n")
        assert not house.ending.is_set()

    with_caller(test, tmp_path)


def test_the_socket_is_for_one_user_alone_and_goes_with_the_process(tmp_path):
    async def test(house):
        path = address(house.data)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    in_house(test, tmp_path)
    assert not address(tmp_path).exists()


def test_a_socket_that_a_killed_process_left_is_replaced(tmp_path):
    address(tmp_path).parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(address(tmp_path)))

    async def test(house, caller):
        assert (await caller.ask(b"status\n"))["ok"]

    with_caller(test, tmp_path)


def test_in_a_folder_whose_path_is_too_long_the_socket_is_elsewhere(tmp_path):
    deep = tmp_path / "/".join(["a long name of a folder"] * 8)

    async def test(house, caller):
        assert len(os.fsencode(address(deep))) <= PATH_BYTES
        assert stat.S_IMODE(address(deep).parent.stat().st_mode) == 0o700
        assert (await caller.ask(b"status\n"))["data"] == str(deep)

    with_caller(test, deep)


def test_a_folder_of_somebody_else_s_is_not_used(tmp_path, monkeypatch):
    theirs = tmp_path / "theirs"
    theirs.symlink_to(tmp_path)
    with pytest.raises(StoreError, match="somebody else's"):
        server.make_place(theirs)


def test_the_data_folder_may_be_moved_meanwhile(tmp_path):
    (tmp_path / "a").mkdir()

    async def test(house):
        (tmp_path / "a").rename(tmp_path / "b")
        async with calling(tmp_path / "b") as caller:
            assert (await caller.ask(b"status\n"))["ok"]

    in_house(test, tmp_path / "a")


def test_who_watches_sees_what_happens_and_may_go_on_commanding(tmp_path):
    async def test(house, caller):
        assert (await caller.ask(b"watch\n"))["watching"]
        house.show(State("hearing"))
        assert await caller.told() == {"kind": "state", "name": "hearing"}
        told = [await caller.ask(b"mute\n"), await caller.told()]
        assert {"kind": "notice", "text": "The microphone is muted."} in told
        assert any(one.get("muted") for one in told)

    with_caller(test, tmp_path)


def test_who_watches_and_does_not_read_loses_the_connection_and_nobody_else_does(tmp_path, monkeypatch):
    monkeypatch.setattr(connection, "SLOW_S", 0.05)

    async def test(house, caller):
        async with calling(house.data) as slow:
            await slow.ask(b"watch\n")
            await caller.ask(b"watch\n")
            for _ in range(600):
                house.show(Notice("x" * 2000))
                assert (await caller.told())["kind"] == "notice"
            while len(house.watchers) > 1:
                await anyio.lowlevel.checkpoint()
        await caller.send(b"status\n")
        assert (await caller.told())["ok"]

    with_caller(test, tmp_path)


def test_who_watches_and_goes_is_forgotten(tmp_path):
    async def test(house):
        async with calling(house.data) as caller:
            await caller.ask(b"watch\n")
            assert len(house.watchers) == 1
        while len(house.watchers):
            await anyio.lowlevel.checkpoint()

    in_house(test, tmp_path)


def test_a_command_that_takes_long_can_be_cancelled(tmp_path):
    async def test(house, caller):
        await caller.send({"verb": "say", "text": "Nobody lives here who could say that.", "id": 1})
        await caller.send(b"cancel\n")
        assert await caller.told() == {"ok": True, "id": 1, "cancelled": True}
        assert not house.assistant.wanted.says
        assert (await caller.ask(b"status\n"))["ok"]

    with_caller(test, tmp_path)


def test_what_the_sound_refuses_is_one_sentence_to_those_who_wait_for_it(tmp_path):
    async def test(house, caller):
        for line in (b"say Hello.\n", b"press\n"):
            told = await caller.ask(line)
            assert told == {"ok": False, "error": "This machine has no sound.", "kind": "DeviceError"}
        assert (await caller.ask(b"status\n"))["trouble"] == "This machine has no sound."

    with_caller(test, tmp_path, live=True)


def test_typed_questions_are_answered_and_what_they_do_is_done(tmp_path):
    async def test(house, caller):
        told = await caller.ask(
            {"verb": "ask", "text": "add milk to my shopping list", "then": ["what is on my shopping list"]}
        )
        assert [turn["intent"] for turn in told["turns"]] == ["shopping_add", "shopping_read"]
        assert "milk" in told["turns"][1]["answer"]
        assert "no turn" in (await caller.ask(b"trace 3\n"))["error"].lower()

    with_caller(test, tmp_path)


def test_quit_asks_for_the_end(tmp_path):
    async def test(house, caller):
        assert (await caller.ask(b"quit\n"))["ok"]
        assert house.ending.is_set()

    with_caller(test, tmp_path)


def test_a_second_one_does_not_touch_the_socket_of_the_first(tmp_path):
    async def test(house, caller):
        with pytest.raises(StoreError, match="another localvoice"):
            async with served(house.data, Settings()):
                pass
        assert (await caller.ask(b"status\n"))["ok"]

    with_caller(test, tmp_path)
