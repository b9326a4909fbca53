"""Permission, the log, what is told late, the names of many tools: what is common to all tools that are no skills."""

import json
import stat
from datetime import datetime

import anyio
import pytest
from skill_talk import Talk
from still_clock import Still

from localvoice.clock import RealClock, settle
from localvoice.settings import Tools
from localvoice.tools.offered.late import BY_THE_WAY, READY, Late
from localvoice.tools.offered.log import ANSWER_CHARS, BYTES, Log, calls
from localvoice.tools.offered.permission import permitted, strangers
from localvoice.tools.offered.shown import SCHEMA, USE, line, shown
from localvoice.tools.persona import persona
from localvoice.tools.skill import Answer, Call
from localvoice.tools.tool import Tool
from localvoice.tools.toolbox import Toolbox


def tool(name="lamp", run=lambda call: Answer("It is on."), about="Switch a lamp.", **how):
    parameters = {"type": "object", "properties": {"room": {"type": "string"}}, "required": ["room"]}
    function = {"name": name, "description": about, "parameters": parameters}
    return Tool(
        name,
        {"type": "function", "function": function},
        read=lambda given: Call(name, given, {}) if {*given} == {"room"} else None,
        in_words=lambda call: f"use {name}",
        run=run,
        data=True,
        **how,
    )


def call(name="lamp", room="kitchen"):
    return Call(name, {"room": room}, {})


@pytest.mark.parametrize(
    ("rules", "permission"),
    [
        (Tools(), "write"),
        (Tools(allow=("lamp",)), "read"),
        (Tools(allow=("l*",)), "read"),
        (Tools(allow=("*",), ask=("lamp",)), "write"),
        (Tools(allow=("lamp",), never=("l?mp",)), "never"),
        (Tools(allow=("lam",)), "write"),
    ],
)
def test_the_persons_settings_say_what_a_tool_may_do(rules, permission):
    assert permitted(tool(), rules).permission == permission


def test_what_only_reads_by_itself_is_asked_about_when_the_person_wants_that():
    assert permitted(tool(permission="read"), Tools(ask=("lamp",))).permission == "write"


def test_what_the_person_allows_to_write_waits_until_the_turn_is_surely_over():
    assert permitted(tool(permission="write"), Tools(allow=("lamp",))).waits
    assert not permitted(tool(permission="read"), Tools(allow=("lamp",))).waits
    assert not permitted(tool(), Tools()).waits


def test_a_name_in_the_settings_that_no_tool_has_is_told():
    told = list(strangers(Tools(allow=("la*", "lamp"), never=("lampp", "door")), ["lamp"]))
    assert told == [
        "The settings name lampp under never in [tools], and there is no such tool (is it lamp?).",
        "The settings name door under never in [tools], and there is no such tool.",
    ]


def test_a_call_is_one_line_of_the_log_which_is_the_persons_alone(tmp_path):
    file = tmp_path / "tools.jsonl"
    log = Log(file, print, lambda: datetime(2026, 5, 4, 15, 30))
    anyio.run(log.tool(tool(permission="read"), Still()).run, call())
    (line,) = file.read_text().splitlines()
    assert json.loads(line) == {
        "at": "2026-05-04T15:30:00",
        "tool": "lamp",
        "arguments": {"room": "kitchen"},
        "permission": "read",
        "outcome": "done",
        "seconds": 0.0,
        "answer": "It is on.",
    }
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one["tool"] for one in calls(file, 5)] == ["lamp"]


def test_failures_questions_and_long_answers_are_in_the_log_too(tmp_path):
    def breaks(call):
        raise ValueError("no lamp")

    log = Log(tmp_path / "tools.jsonl", print)
    for run in (breaks, lambda call: Answer("Which?", question="asked"), lambda call: Answer("x" * 1000)):
        anyio.run(log.tool(tool(run=run), RealClock()).run, call())
    told = [(one["outcome"], len(one["answer"])) for one in calls(tmp_path / "tools.jsonl", 5)]
    failed = len("Sorry, that did not work: lamp failed (ValueError: no lamp).")
    assert told == [("failed", failed), ("asked", 6), ("done", ANSWER_CHARS)]


def test_the_log_keeps_the_newest_half_and_skips_what_is_damaged(tmp_path):
    file = tmp_path / "tools.jsonl"
    file.write_text('{"tool": "old"}\n' * (BYTES // 10) + "damaged\n3\n")
    anyio.run(Log(file, print).tool(tool(), RealClock()).run, call())
    assert file.stat().st_size < BYTES
    assert [one["tool"] for one in calls(file, 4)] == ["old", "lamp"][-2:]
    assert calls(tmp_path / "none", 5) == []


def test_a_log_that_cannot_be_written_is_told_once_and_stops_nothing(tmp_path):
    told = []
    logged = Log(tmp_path / "no folder" / "tools.jsonl", told.append).tool(tool(), RealClock())
    assert [anyio.run(logged.run, call()).text for _ in range(2)] == ["It is on."] * 2
    assert len(told) == 1


class Slow:
    """A tool that ends when it is told to."""

    def __init__(self, text="It is on.", question="", **how):
        self.ends, self.ended, self.answer = anyio.Event(), [], Answer(text, question=question)
        self.tool = tool(run=self.run, **how)

    async def run(self, call):
        try:
            await self.ends.wait()
            self.ended.append("whole")
        except anyio.get_cancelled_exc_class():
            self.ended.append("cancelled")
            raise
        return self.answer


def interrupted(slow, drop_since_s=None):
    """What is told late of a call that somebody interrupted, and dropped or not, when it ends after all."""

    async def main():
        async with anyio.create_task_group() as tasks:
            late = Late(tasks, Still())
            async with anyio.create_task_group() as turn:
                turn.start_soon(late.tool(slow.tool).run, call())
                await settle()
                turn.cancel_scope.cancel()
            before = late.news()
            if drop_since_s is not None:
                late.drop(drop_since_s)
                await settle()
            slow.ends.set()
            await settle()
            told = [late.news(), late.news()]
            tasks.cancel_scope.cancel()
        return [before, *told]

    return anyio.run(main)


def test_what_was_interrupted_goes_on_and_is_told_later_once():
    slow = Slow()
    assert interrupted(slow) == ["", f"{BY_THE_WAY} It is on.", ""]
    assert slow.ended == ["whole"]


@pytest.mark.parametrize("text", ['{"on": true}', "x" * 1000, ""])
def test_data_is_not_read_out_unasked(text):
    assert interrupted(Slow(text))[1] == READY.format(name="lamp")


def test_what_was_interrupted_asks_nothing_back_out_of_the_blue():
    assert interrupted(Slow("How many?", question="asked"))[1] == READY.format(name="lamp")


def test_a_read_of_a_turn_that_was_taken_back_is_ended_and_not_told():
    slow = Slow(permission="read")
    assert interrupted(slow, drop_since_s=0.0) == ["", "", ""]
    assert slow.ended == ["cancelled"]


def test_a_write_is_never_ended_half_way():
    slow = Slow()
    assert interrupted(slow, drop_since_s=0.0)[1] == f"{BY_THE_WAY} It is on."
    assert slow.ended == ["whole"]


def test_what_an_earlier_turn_left_is_not_dropped_with_a_later_one():
    slow = Slow(permission="read")
    assert interrupted(slow, drop_since_s=1.0)[1] == f"{BY_THE_WAY} It is on."


def test_stop_ends_what_other_peoples_tools_still_do():
    dropped = []
    talk = Talk()
    box = Toolbox(persona("assistant"), talk.world, (tool(take_back=dropped.append),))
    anyio.run(box.run, box.match("stop"))
    assert dropped == [float("-inf")]


def many(count, **how):
    return [tool(f"lamp_{number}", **how) for number in range(count)]


def box(tools):
    return Toolbox(persona("cafe"), Talk().world, tools)


def names(toolbox):
    return [each["function"]["name"] for each in toolbox.schemas()]


def test_a_few_tools_are_shown_whole():
    tools = many(12)
    assert shown(tools, 12) == tuple(tools)


def test_of_many_tools_a_model_sees_the_names_in_one_line_each():
    toolbox = box(shown([*many(13), tool("hidden", permission="never")], 12))
    assert names(toolbox)[:2] == [SCHEMA, USE]
    assert "lamp_3" not in names(toolbox)
    about = toolbox.schemas()[0]["function"]["description"]
    assert about.splitlines()[1:] == [f"lamp_{number}: Switch a lamp." for number in range(13)]


def test_a_line_is_the_first_sentence_and_short():
    assert line(tool(about="Switch a lamp.\n\nIn any room. Args: room")) == "lamp: Switch a lamp."
    assert line(tool(about="")) == "lamp"
    assert len(line(tool(about="words " * 100))) < 80


def test_a_schema_is_asked_for_and_then_the_tool_is_called_by_its_name_or_through_use_tool():
    toolbox = box(shown(many(13), 12))
    asked = toolbox.call(SCHEMA, {"name": "lamp_3"})
    assert not toolbox.changes(asked)
    told = anyio.run(toolbox.run, asked)
    assert json.loads(told.results[0].text)["parameters"]["required"] == ["room"]
    direct = toolbox.call("lamp_3", {"room": "kitchen"})
    assert direct == call("lamp_3")
    assert toolbox.call(USE, {"name": "lamp_3", "arguments": {"room": "kitchen"}}) == direct
    assert toolbox.call(USE, {"name": "lamp_3", "arguments": '{"room": "kitchen"}'}) == direct
    assert toolbox.call(USE, {"name": "lamp_3", "room": "kitchen"}) == direct
    assert toolbox.changes(direct)
    assert anyio.run(toolbox.run, direct).text == "It is on."


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        (SCHEMA, {"name": "lamp_99"}),
        (SCHEMA, {"name": "hidden"}),
        (SCHEMA, {}),
        (USE, {"name": "hidden", "arguments": {"room": "kitchen"}}),
        (USE, {"name": USE, "arguments": {"name": "lamp_1"}}),
        (USE, {"name": "lamp_3", "arguments": "{"}),
        (USE, {"name": "lamp_3", "arguments": []}),
        (USE, {"name": "lamp_3", "arguments": {}}),
        (USE, {"name": ["lamp_3"]}),
        ("hidden", {"room": "kitchen"}),
    ],
)
def test_what_nobody_may_use_or_makes_no_sense_is_no_call(name, arguments):
    toolbox = box(shown([*many(13), tool("hidden", permission="never")], 12))
    assert toolbox.call(name, arguments) is None


def test_a_wrong_call_is_answered_with_the_schema_of_the_tool_that_was_meant():
    toolbox = box(shown(many(13), 12))
    for usage in (toolbox.usage("lamp_3", {}), toolbox.usage(USE, {"name": "lamp_3"})):
        assert json.loads(usage)["name"] == "lamp_3"
    assert toolbox.usage("lantern", {}) == ""
    assert toolbox.usage("latte", {}) == ""


def test_names_first_is_the_same_prompt_all_through_the_conversation():
    toolbox = box(shown(many(13), 12))
    before = json.dumps(toolbox.schemas())
    anyio.run(toolbox.run, toolbox.call(SCHEMA, {"name": "lamp_3"}))
    assert json.dumps(toolbox.schemas()) == before
