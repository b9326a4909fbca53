"""Does OpenAI's own package talk with us unchanged? Four spoken turns, a function, an interruption, a real socket."""

import base64
import re

from knowing_models import SENTENCES, knowing, spoken
from openai import AsyncOpenAI
from web_world import TOKEN, person, serving, within

WEATHER = {
    "type": "function",
    "name": "weather",
    "description": "The weather of a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
PIECE_BYTES = 48 * 40
BEGUN_BYTES = 48 * 1200  # of the sentence that interrupts: half a second of silence and some words


class Talk:
    """One conversation by the package `openai`."""

    def __init__(self, connection, sounds):
        self.connection = connection
        self.sounds = list(sounds)
        self.heard = []
        self.said = []
        self.statuses = []
        self.errors = []
        self.called = []
        self.interrupted = ""  # the item that was being spoken

    async def speak(self, sound=None):
        sound = sound or self.sounds.pop(0)
        for start in range(0, len(sound), PIECE_BYTES):
            piece = base64.b64encode(sound[start : start + PIECE_BYTES]).decode()
            await self.connection.input_audio_buffer.append(audio=piece)

    async def until_the_answer_to_the_last(self):
        interrupting = self.sounds.pop()
        async for event in self.connection:
            match event.type:
                case "conversation.item.input_audio_transcription.completed":
                    self.heard.append(event.transcript)
                case "response.output_audio.delta" if len(self.heard) == 3 and not self.interrupted:
                    self.interrupted = event.item_id
                    await self.speak(interrupting[:BEGUN_BYTES])
                case "input_audio_buffer.speech_started" if self.interrupted:
                    await self.connection.conversation.item.truncate(
                        item_id=self.interrupted, content_index=0, audio_end_ms=500
                    )
                case "conversation.item.truncated":
                    await self.speak(interrupting[BEGUN_BYTES:])
                case "error":
                    self.errors.append(event.error.message)
                case "response.done":
                    await self.ended(event.response)
            if len(self.statuses) == 5:
                return

    async def ended(self, response):
        self.statuses.append(response.status)
        for item in response.output:
            if item.type == "function_call":
                self.called.append((item.name, item.arguments))
                result = {"type": "function_call_output", "call_id": item.call_id, "output": "sunny"}
                await self.connection.conversation.item.create(item=result)
                await self.connection.response.create()
                return
            self.said.append(item.content[0].transcript)
        if len(self.heard) < 3:
            await self.speak()


def test_the_package_openai_holds_a_conversation_with_a_function_and_an_interruption(tmp_path):
    models, sounds = knowing(), spoken()

    async def main():
        async with serving(tmp_path, models) as port:
            client = AsyncOpenAI(api_key=TOKEN, base_url=f"{port.url}/v1")
            async with client.realtime.connect(model="gpt-realtime") as connection:
                heard = {"transcription": {"model": "whisper-1"}, "turn_detection": {"type": "semantic_vad"}}
                session = {"type": "realtime", "tools": [WEATHER], "audio": {"input": heard}}
                await connection.session.update(session=session)
                talk = Talk(connection, sounds)
                await talk.speak()
                await talk.until_the_answer_to_the_last()
                return talk

    talk = within(main)
    assert talk.errors == []
    assert talk.heard == list(SENTENCES)
    assert talk.statuses == ["completed", "completed", "completed", "cancelled", "completed"]
    assert talk.called == [("weather", '{"city": "Bonn"}')]
    assert (talk.said[0], talk.said[1], talk.said[3]) == ("Good morning to you.", "It is sunny there.", "It is noon.")
    remembered = models["lm"].asked[-1][2]
    story = [entry.text for entry in remembered if entry.role == "assistant"][-1]
    assert story == "Once upon"  # half a second of it, at 50 ms a letter


def test_the_package_openai_is_answered_by_the_starter_too(tmp_path):
    """What comes with the installation: a real ear, skills and a real voice."""
    sound = person("What time is it?") + bytes(48 * 1500)

    async def main():
        async with serving(tmp_path) as port:
            client = AsyncOpenAI(api_key=TOKEN, base_url=f"{port.url}/v1")
            async with client.realtime.connect(model="starter") as connection:
                heard = {"transcription": {"model": "whisper-1"}}
                await connection.session.update(session={"type": "realtime", "audio": {"input": heard}})
                await Talk(connection, []).speak(sound)
                events = {}
                while "response.done" not in events:
                    event = await connection.recv()
                    events[event.type] = event
                return events

    events = within(main)
    assert events["conversation.item.input_audio_transcription.completed"].transcript == "what time is it"
    assert re.fullmatch(r"It is \d.*[AP]M\.", events["response.output_audio_transcript.done"].transcript)


def test_the_package_openai_gets_transcripts_alone(tmp_path):
    models, sounds = knowing(), spoken()

    async def main():
        async with serving(tmp_path, models) as port:
            client = AsyncOpenAI(api_key=TOKEN, base_url=f"{port.url}/v1")
            async with client.realtime.connect(extra_query={"intent": "transcription"}) as connection:
                heard = {"transcription": {"model": "gpt-4o-transcribe"}, "turn_detection": {"type": "server_vad"}}
                await connection.session.update(session={"type": "transcription", "audio": {"input": heard}})
                talk = Talk(connection, sounds)
                await talk.speak()
                await talk.speak()
                transcripts, kinds = [], []
                while len(transcripts) < 2:
                    event = await connection.recv()
                    kinds.append(event.type)
                    if event.type == "conversation.item.input_audio_transcription.completed":
                        transcripts.append(event.transcript)
                return transcripts, kinds

    transcripts, kinds = within(main)
    assert transcripts == list(SENTENCES[:2])
    assert not [kind for kind in kinds if kind.startswith("response.") or kind == "error"]
