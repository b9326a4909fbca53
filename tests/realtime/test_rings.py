"""What rings in a session: said as an answer that nobody asked for, when nothing else is said."""

from realtime_world import World

from localvoice.realtime.words import Answered, Phrase, Respond, Rings, SpeechStarted, SpeechStopped

TEXT = "Your timer is done."


def ordered(world):
    return [order.unasked for order in world.fresh_orders if isinstance(order, Respond)]


def test_what_rings_is_said_at_once_where_it_is_quiet_and_once():
    world = World()
    world.host(Rings(TEXT))
    assert ordered(world) == [TEXT]
    assert [event["type"] for event in world.fresh] == ["response.created"]
    (response,) = [order.response_id for order in world.fresh_orders if isinstance(order, Respond)]
    world.host(Phrase(response, TEXT), Answered(response))
    assert world.fresh[-1]["type"] == "response.done"
    world.tick(5)
    assert not ordered(world)


def test_it_waits_for_who_speaks_and_for_the_answer_that_is_given():
    world = World()
    world.send("response.create")
    world.host(Rings(TEXT), Rings("And your alarm."))
    assert not ordered(world)
    world.append(500)
    world.host(SpeechStarted(0))  # which ends the answer
    assert not ordered(world)
    world.host(SpeechStopped(300))
    assert ordered(world) == [f"{TEXT} And your alarm."]


def test_a_session_that_only_transcribes_says_nothing():
    world = World()
    world.send("session.update", session={"type": "transcription"})
    world.host(Rings(TEXT))
    assert not ordered(world)
