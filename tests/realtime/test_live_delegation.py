"""What becomes of a task that the mind does not do itself? The client's own, or its functions for a back end."""

import pytest
from live_world import BACKEND, RESPONSES, World, calls

from localvoice.realtime.live.words import (
    Acknowledge,
    Answered,
    Call,
    Delegated,
    Failed,
    Message,
    Result,
    Tell,
    Wanted,
    Work,
)

ASKED = Wanted((("weather", '{"city": "Bonn"}'),), 30, 7)


def delegation(world):
    return world.one("session.delegation.created")["delegation"]


def test_the_client_is_given_a_task_and_answers_it_under_its_name():
    world = World({})
    world.frames(3)
    world.host(Delegated())
    created = world.one("session.delegation.created")
    assert (created["offset_ms"], created["delegation"]["target"]) == (240, "client")
    assert world.order(Acknowledge)
    world.send("session.commentary.append", content="It is sunny.", delegation_id=created["delegation"]["id"])
    assert world.order(Tell) == Tell("commentary", "It is sunny.")


def test_an_acknowledgement_waits_as_long_as_the_client_has_said():
    world = World({"delegation": {"type": "client", "acknowledgement_delay_ms": 400}})
    world.host(Delegated())
    assert world.fresh_orders == []
    world.frames(4)
    assert world.fresh_orders == []
    world.frames(1)
    assert world.order(Acknowledge)
    world.frames(20)
    assert world.fresh_orders == []


@pytest.mark.parametrize(("manner", "left"), [("commentary", 0), ("thinking", 0), ("instructions", 1)])
def test_an_answer_that_comes_before_makes_every_acknowledgement_needless(manner, left):
    world = World({"delegation": {"type": "client", "acknowledgement_delay_ms": 400}})
    world.host(Delegated())
    world.host(Delegated())
    world.send(f"session.{manner}.append", content="Sunny.", delegation_id=None)
    world.frames(10)
    assert world.fresh_orders == [Acknowledge()] * left


def test_a_call_is_a_complete_response_of_a_delegation_of_its_own():
    world = World({"delegation": RESPONSES})
    world.host(ASKED)
    nested = world.nested()
    assert [one["type"] for one in nested] == [
        "response.created",
        "response.output_item.added",
        "response.function_call_arguments.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert delegation(world)["response_id"] == nested[0]["response"]["id"]
    item = nested[3]["item"]
    assert (item["name"], item["arguments"], item["status"]) == ("weather", '{"city": "Bonn"}', "completed")
    assert nested[-1]["response"]["usage"]["total_tokens"] == 37
    assert nested[-1]["response"]["output"] == []
    assert world.order(Acknowledge)


def test_the_work_goes_on_when_all_calls_have_their_results_and_the_client_says_so():
    world = World({"delegation": RESPONSES})
    world.host(Wanted((("weather", "{}"), ("weather", "{}"))))
    delegation_id, (one, other) = delegation(world)["id"], calls(world.nested())
    world.gives(other, "rain")
    assert (world.fresh, world.fresh_orders) == ([], [])
    world.send("response.create", event_id="r")
    assert world.error()["code"] == "missing_function_call_output"
    world.gives(one, [{"type": "input_text", "text": "sun"}])
    world.send("response.create")
    items = world.order(Work).items
    assert [item.call_id for item in items] == [other, one, other, one]
    assert [item.name for item in items if isinstance(item, Call)] == ["weather", "weather"]
    assert [item.output for item in items if isinstance(item, Result)] == ["rain", "sun"]
    assert [one["type"] for one in world.nested()] == ["response.created"]
    world.answers("It rains, and the sun shines.")
    assert world.fresh[0]["delegation_id"] == delegation_id
    texts = [one["delta"] for one in world.nested() if one["type"] == "response.output_text.delta"]
    assert texts == ["It rains, and the sun shines."]
    assert world.nested()[-1]["type"] == "response.completed"


def test_a_result_may_lead_to_another_call():
    world = World({"delegation": RESPONSES})
    world.host(ASKED)
    first = delegation(world)["id"]
    world.gives(calls(world.nested())[0])
    world.send("response.create")
    world.host(ASKED)
    assert "session.delegation.created" not in world.kinds()
    assert {event["delegation_id"] for event in world.fresh} == {first}
    world.gives(calls(world.nested())[0])
    world.send("response.create")
    assert world.order(Work)


def test_who_speaks_meanwhile_cancels_nothing():
    world = World({"delegation": RESPONSES})
    world.frames(10)
    world.host(ASKED)
    (call_id,) = calls(world.nested())
    world.says("and tell me the time")
    world.frames(10, "It is noon.")
    world.gives(call_id)
    world.send("response.create")
    world.says("well")
    world.frames(5)
    world.answers()
    assert world.nested()[-1]["type"] == "response.completed"


def test_one_response_is_under_way_at_a_time():
    world = World({"delegation": RESPONSES})
    item = {"role": "user", "content": "What is the weather?"}
    world.send("response.item.create", item=item)
    assert (world.fresh, world.fresh_orders) == ([], [])
    world.send("response.create")
    assert world.order(Work).items[0].text == "What is the weather?"
    assert world.fresh[0]["delegation_id"] is None
    world.send("response.create")
    assert world.error()["code"] == "conversation_already_has_active_response"


def test_a_back_end_that_fails_says_so_and_the_next_one_may_do_better():
    world = World({"delegation": RESPONSES})
    world.send("response.create")
    world.host(Failed("No memory."))
    (nested,) = world.nested()
    assert (nested["type"], nested["response"]["error"]["message"]) == ("response.failed", "No memory.")
    world.send("response.create")
    world.answers()
    assert world.nested()[-1]["type"] == "response.completed"


@pytest.mark.parametrize(
    ("item", "param"),
    [
        ({"type": "function_call_output", "call_id": "call_9", "output": "x"}, "item.call_id"),
        ({"type": "function_call_output", "output": "x"}, "item.call_id"),
        ({"type": "function_call_output", "call_id": "call_9"}, "item.output"),
        ({"type": "reasoning"}, "item.type"),
        ({"role": "user", "content": [{"type": "input_image", "image_url": "x"}]}, "item.content[0].type"),
        ({"role": "robot", "content": "x"}, "item.role"),
        ({"role": "user"}, "item.content"),
        ({"role": "user", "content": "x", "surprise": 1}, "item.surprise"),
    ],
)
def test_what_the_back_end_cannot_take_is_refused(item, param):
    world = World({"delegation": RESPONSES})
    world.send("response.item.create", item=item)
    assert world.error()["param"] == param


def test_a_developer_speaks_to_the_back_end_as_the_system_does():
    world = World({"delegation": RESPONSES})
    parts = [{"type": "input_text", "text": "Be "}, {"type": "input_text", "text": "brief."}]
    item = {"type": "message", "role": "developer", "content": parts, "id": "d", "status": "completed"}
    world.send("response.item.create", item=item)
    world.send("response.create")
    assert world.order(Work).items == (Message("d", "system", "Be brief."),)


def test_only_a_session_with_a_back_end_has_responses():
    world = World({})
    for kind, fields in (("response.create", {}), ("response.item.create", {"item": {"role": "user", "content": ""}})):
        world.send(kind, **fields)
        assert world.error()["code"] == "invalid_event"
    world.host(ASKED, Answered("x"))
    assert world.fresh == []


def test_the_id_of_a_delegation_is_not_needed_where_there_is_a_back_end():
    world = World({"delegation": RESPONSES})
    world.host(ASKED)
    world.send("session.commentary.append", content="x", delegation_id=delegation(world)["id"])
    assert world.error()["param"] == "delegation_id"


@pytest.mark.parametrize(
    ("responses", "param"),
    [
        ({"tools": [{"type": "web_search"}]}, "tools[0].type"),
        ({"tools": [{"type": "function"}]}, "tools[0].name"),
        ({"tool_choice": {"type": "function", "name": "f"}}, "tool_choice"),
        ({"max_output_tokens": 3}, "max_output_tokens"),
        ({"reasoning": {"effort": "huge"}}, "reasoning.effort"),
        ({"text": {"verbosity": "none"}}, "text.verbosity"),
        ({"service_tier": "gold"}, "service_tier"),
    ],
)
def test_a_back_end_that_cannot_be_is_refused_with_its_place(responses, param):
    world = World()
    world.start(delegation={"type": "responses", "responses": {"model": "m", **responses}})
    assert world.error()["param"] == f"session.delegation.responses.{param}"


def test_a_back_end_may_be_set_in_every_way_that_the_api_has():
    world = World()
    more = {
        "reasoning": {"effort": "low", "summary": "auto"},
        "text": {"verbosity": "low"},
        "service_tier": "auto",
        "parallel_tool_calls": False,
        "max_output_tokens": 64,
        "tool_choice": {"type": "function", "name": "weather"},
    }
    tool = {**BACKEND["tools"][0], "strict": True}
    world.start(delegation={"type": "responses", "responses": {**BACKEND, "tools": [tool], **more}})
    shown = world.one("session.started")["session"]["delegation"]["responses"]
    assert {key: shown[key] for key in more} == more
