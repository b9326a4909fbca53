"""A person's own language server as a model: what is asked of it, what it says, how it fails; over real sockets."""

import json
import socket
import time

import pytest
from server_world import DIES, ENDLESS, SILENT, call, said, serving, whole

from localvoice.errors import BadInput, EngineError
from localvoice.events import Waiting
from localvoice.models.lm_server import load
from localvoice.models.lm_server.address import address
from localvoice.models.lm_server.answer import Answer
from localvoice.models.roles import Ended, Sampling, Text, ToolCall

TOOL = {"type": "function", "function": {"name": "add", "parameters": {"type": "object", "properties": {}}}}
LIMIT_S = 20.0


def told(steps):
    """What the steps tell, as the lane hands it on."""
    until_s, got = time.monotonic() + LIMIT_S, []
    for step in steps:
        assert time.monotonic() < until_s
        if isinstance(step, Waiting):
            time.sleep(step.seconds)
        else:
            got.append(step)
    return got


def chat(server, tools=(), budget=4096):
    return load(None, server.address).open("Be brief.", [*tools], budget)


def text(pieces):
    return "".join(piece.text for piece in pieces if isinstance(piece, Text))


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://example.com:11434",
        "http://10.0.0.7:1234/v1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://127.0.0.1@example.com/",
        "http://example.com#@127.0.0.1",
        "http://example.com\\@127.0.0.1",
        "http://0.0.0.0:80",
        "http://[2001:db8::1]:80",
        "http://mymachine.local:11434",
        "http://127.0.0.1:99999",
        "http://",
        "https://127.0.0.1:8080",
        "file:///etc/passwd",
    ],
)
def test_what_is_not_on_this_machine_is_refused_and_no_name_is_looked_up(elsewhere, monkeypatch):
    def asked(*_):
        raise AssertionError("a name server was asked")

    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, asked)
    with pytest.raises(BadInput, match="not on this machine"):
        load(None, elsewhere)


def test_an_address_says_where_and_which_model():
    assert address("http://localhost:11434#llama3.2:1b").model == "llama3.2:1b"
    assert address("http://localhost:11434").hosts == ("127.0.0.1", "::1")
    assert address("http://[::1]:1234/v1/").path == "/v1"
    assert str(address("http://127.0.0.1:1234/v1")) == "http://127.0.0.1:1234"


def test_words_come_as_they_are_said_and_the_whole_conversation_is_told_each_time():
    with serving(whole("Hel", "lo.", prompt_tokens=12, completion_tokens=2), whole("Fine.")) as server:
        talk = chat(server, [TOOL])
        first = told(talk.reply("Hi!", Sampling(max_tokens=30, stop=("END",), seed=3)))
        assert text(first) == "Hello."
        assert first[-1] == Ended("done", 2)
        assert first[-1].prompt == 12
        assert text(told(talk.reply("How are you?", Sampling()))) == "Fine."
        one, two = server.asked
        assert (one["model"], one["stream"], one["max_tokens"], one["stop"]) == ("toy", True, 30, ["END"])
        assert one["tools"] == [TOOL]
        assert [(each["role"], each["content"]) for each in two["messages"]] == [
            ("system", "Be brief."),
            ("user", "Hi!"),
            ("assistant", "Hello."),
            ("user", "How are you?"),
        ]


def test_a_call_is_told_when_it_is_whole_and_its_result_goes_back_by_number():
    grown = [call(0, "add", '{"thi'), call(0, "", 'ngs": "milk"}'), call(1, "add", "{}")]
    asked = [said("One moment."), *(said(calls=[part]) for part in grown), said(reason="tool_calls"), b"[DONE]"]
    with serving(asked, whole("Done.")) as server:
        talk = chat(server, [TOOL])
        first = told(talk.reply("Add milk.", Sampling(must_call=True)))
        assert first[-3:-1] == [ToolCall("add", {"things": "milk"}), ToolCall("add", {})]
        talk.tool_result("add", "It is on the list.")
        assert text(told(talk.reply(None, Sampling()))) == "Done."
        assert server.asked[0]["tool_choice"] == "required"
        *_, wanted, one, two = server.asked[1]["messages"]
        numbers = [each["id"] for each in wanted["tool_calls"]]
        assert json.loads(wanted["tool_calls"][0]["function"]["arguments"]) == {"things": "milk"}
        assert one == {"role": "tool", "tool_call_id": numbers[0], "content": "It is on the list."}
        assert two == {"role": "tool", "tool_call_id": numbers[1], "content": ""}


def test_a_call_that_a_yes_has_made_is_told_with_its_result():
    with serving(whole("Done.")) as server:
        talk = chat(server, [TOOL])
        talk.called("yes", [ToolCall("add", {"things": "milk"})])
        talk.tool_result("add", "It is on the list.")
        assert text(told(talk.reply(None, Sampling()))) == "Done."
        said_yes, wanted, result = server.asked[0]["messages"][-3:]
        assert said_yes == {"role": "user", "content": "yes"}
        assert result == {
            "role": "tool",
            "tool_call_id": wanted["tool_calls"][0]["id"],
            "content": "It is on the list.",
        }


def test_any_chopping_of_the_stream_says_the_same():
    events = [
        said("Grüße, "),
        said('<tool_call>{"name": "add", "arguments": {}}'),
        said("</tool_call>"),
        said("x. STOP y"),
    ]
    lines = b"".join(b"data: " + json.dumps(each, ensure_ascii=False).encode() + b"\r\n\r\n" for each in events)
    lines = b": a comment\n\nevent: x\n" + lines + b"data: [DONE]\n\n"

    def fed(size):
        answer = Answer("here", ("STOP",), True)
        pieces = [each for at in range(0, len(lines), size) for each in answer.feed(lines[at : at + size])]
        pieces += answer.end()
        return text(pieces), [each for each in pieces if isinstance(each, ToolCall)], answer.stopped

    expected = ("Grüße, x. ", [ToolCall("add", {})], True)
    assert [fed(size) for size in (1, 2, 3, 7, 50, 10_000)] == [expected] * 6


def test_a_call_that_nobody_can_read_is_told_as_one_without_a_name():
    answer = Answer("here", (), True)
    bad = [
        said(calls=[call(0, "add", "{things")]),
        said(calls=[call(1, "", "{}")]),
        said(calls=[call(2, "add", "[1]")]),
    ]
    for each in bad:
        assert [*answer.feed(b"data: " + json.dumps(each).encode() + b"\n")] == []
    assert [each.name for each in answer.end()] == ["", "", ""]


def test_a_step_never_waits_for_the_server_and_closing_an_answer_stops_it():
    with serving([SILENT], [ENDLESS]) as server:
        talk = chat(server)
        steps = talk.reply("Hello?", Sampling())
        assert all(isinstance(next(steps), Waiting) for _ in range(20))
        steps.close()
        assert server.left.wait(LIMIT_S)
        server.left.clear()
        steps = talk.reply("Go on.", Sampling())
        while not isinstance(step := next(steps), Text) or not step.text:
            time.sleep(0.001)
        steps.close()
        assert server.left.wait(LIMIT_S)
        talk.cut("and on")
        assert talk._messages[-1].text.strip() == "and on"


def test_a_newer_wish_ends_an_answer_that_is_on_its_way():
    with serving([ENDLESS]) as server:
        talk = chat(server)
        steps = talk.reply("Hello?", Sampling())
        next(steps)
        talk.note("Stop.", "Yes.")
        assert told(steps)[-1].reason == "outdated"
        assert server.left.wait(LIMIT_S)


def test_a_server_that_does_not_run_is_one_sentence():
    with serving() as server:
        talk, where = chat(server), server.address
    with pytest.raises(
        EngineError, match=rf"{where} cannot be reached \(nothing listens there\): start it, or take `lm`"
    ):
        told(talk.reply("Hello?", Sampling()))
    with pytest.raises(EngineError, match="nothing listens there"):
        load(None, where)


@pytest.mark.parametrize("body", [{"error": {"message": "model 'toy' not found"}}, {"error": "model 'toy' not found"}])
def test_a_model_that_is_missing_is_named_by_the_server_and_what_to_do_is_said(body):
    with serving((404, body)) as server, pytest.raises(EngineError, match=r"404: model 'toy' not found.*ADDRESS#MODEL"):
        told(chat(server).reply("Hello?", Sampling()))


@pytest.mark.parametrize("last", [[DIES], [b"[DONE]"]])
def test_a_server_that_dies_in_the_middle_is_one_sentence_and_what_was_said_stays(last):
    with serving([said("Once upon"), *last], whole("Sorry.")) as server:
        talk = chat(server)
        with pytest.raises(EngineError, match="broke off in the middle of its answer"):
            told(talk.reply("A story!", Sampling()))
        assert talk._messages[-1].text == "Once upon"
        assert text(told(talk.reply("Go on.", Sampling()))) == "Sorry."


def test_what_is_no_such_server_says_so():
    with serving([b"hello"], (200, b"<html>"), [{"error": {"message": "out of memory"}}], (302, b"")) as server:
        talk = chat(server)
        with pytest.raises(EngineError, match="no OpenAI-compatible language server"):
            told(talk.reply("Hello?", Sampling()))
        with pytest.raises(EngineError, match="broke off"):
            told(talk.reply("Hello?", Sampling()))
        with pytest.raises(EngineError, match=r"failed \(out of memory\)"):
            told(talk.reply("Hello?", Sampling()))
        with pytest.raises(EngineError, match="302"):
            told(talk.reply("Hello?", Sampling()))


def test_the_only_model_is_taken_and_of_several_one_must_be_named():
    with serving(whole("Yes."), models=("one", "two")) as server:
        with pytest.raises(BadInput, match=rf'several models \(one, two\): write lm = "{server.address}#one"'):
            load(None, server.address)
        talk = load(None, f"{server.address}#two").open("", [])
        told(talk.reply("Hello?", Sampling()))
        assert server.asked[0]["model"] == "two"
    with serving(models=()) as server, pytest.raises(EngineError, match="has no model"):
        load(None, server.address)


def test_what_is_cut_noted_and_taken_back_is_what_the_server_is_told():
    with serving(whole("One two three."), whole("Yes."), whole("No.")) as server:
        talk = chat(server)
        told(talk.reply("Count.", Sampling()))
        talk.cut("One two")
        talk.note("What time is it?", "It is noon.")
        told(talk.reply("And now?", Sampling()))
        talk.retract()
        told(talk.reply("Really?", Sampling()))
        contents = [each["content"] for each in server.asked[2]["messages"]]
        assert contents == ["Be brief.", "Count.", "One two", "What time is it?", "It is noon.", "Really?"]


def test_a_long_conversation_stays_bounded_and_what_is_too_long_at_once_is_refused():
    turns = 40
    with serving(*[whole("Yes. " * 20) for _ in range(turns)]) as server:
        talk = chat(server, budget=1000)
        for number in range(turns):
            told(talk.reply(f"Turn {number}: " + "tell me more. " * 5, Sampling()))
        sizes = [sum(len(each["content"]) for each in asked["messages"]) for asked in server.asked]
        assert max(sizes) < 3 * 1000
        assert "Turn 39" in str(server.asked[-1]["messages"][-1])
        with pytest.raises(BadInput, match="too long"):
            told(talk.reply("x" * 10_000, Sampling()))
        talk.retract()
        assert talk._messages[-1].role == "assistant"
