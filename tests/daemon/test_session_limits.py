"""What a session may count on: who stops sending is understood, silence is told as silence, memory has an end."""

import json

import pytest
from web_world import Ears, given, person, serving, talking, within
from websockets.exceptions import InvalidStatus

from localvoice.app import served
from localvoice.app.fit import conversations
from localvoice.app.resident import House
from localvoice.daemon.web.entries import entries
from localvoice.dialogue import served as dialogue
from localvoice.engine.machine import Machine
from localvoice.realtime.words import Message
from localvoice.settings import Settings
from localvoice.store.catalogue import chosen
from localvoice.understanding.asked import Asked


def test_a_turn_whose_sound_stops_in_the_middle_is_over_after_a_moment(tmp_path, monkeypatch):
    """A microphone that is closed sends no silence."""
    monkeypatch.setattr(dialogue, "STOPPED_S", 0.1)

    async def main():
        async with serving(tmp_path, given(ears=Ears("such a day"))) as port, talking(port) as talker:
            await talker.listens()
            await talker.say(person("How are you doing today my friend?")[: 48 * 1300])
            await talker.until("input_audio_buffer.committed")
            assert await talker.answer() == "Well."

    within(main)


def test_who_says_nothing_for_long_is_not_taken_for_somebody_who_was_not_understood(tmp_path):
    said = entries([Message("item", "user", "", silent=True), Message("item", "user", "")])
    assert [entry.text for entry in said] == ["(says nothing)", "(not understood)"]
    told = []

    async def main():
        async with House(Settings(), tmp_path, given=given() | {"lm": None}) as house, house.awake():
            await served.Programs(house.engine, Settings()).answer(Asked(said[:1], aloud=False), told.append)

    within(main)
    assert told[0].text == "Are you still there?"


def test_a_session_says_by_which_voice_it_speaks(tmp_path):
    async def main():
        for settings, voice in ((Settings(), "hibari"), (Settings(voice="en-us+f3"), "en-us+f3")):
            async with serving(tmp_path / voice, given(), settings=settings) as port, talking(port) as talker:
                assert talker.events[0]["session"]["audio"]["output"]["voice"] == voice

    within(main)


def test_there_are_no_more_conversations_than_memory_has_room_for(tmp_path, monkeypatch):
    monkeypatch.setattr(served, "conversations", lambda profile, machine, known: 1)

    async def main():
        async with serving(tmp_path, given()) as port, talking(port):
            with pytest.raises(InvalidStatus) as refused:
                async with port.websocket():
                    pass
            assert "this machine serves 1" in json.loads(refused.value.response.body)["error"]["message"]

    within(main)


def test_room_for_conversations_is_what_models_leave(tmp_path):
    known = chosen(Settings(), tmp_path)

    def room(gb):
        return conversations("light", Machine("macOS 15", "Apple M1", 8, float(gb), "3.12", 8, 0.66 * gb), known)

    assert conversations("starter", Machine("macOS 15", "Apple M1", 8, 8.0, "3.12", 8, 5.3), known) is None
    assert 1 <= room(8) < room(16) < room(64)
