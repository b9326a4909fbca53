"""How does LiveKit's realtime model talk? Its session without a room: generations, a function, an interruption."""

import asyncio

import aiohttp
from livekit import rtc
from livekit.agents import llm
from livekit.plugins import openai
from told import Told, arguments, pieces

told = Told()


@llm.function_tool
async def weather(city: str) -> str:
    """The weather of a city."""
    return "sunny"


class Talk:
    def __init__(self, session, sounds):
        self.session = session
        self.sounds = sounds
        self.generations = asyncio.Queue()
        self.speaking = None  # a task
        self.playing = None  # id of the message that would be heard now
        session.on("error", lambda event: told.errors.append(str(event.error)))
        session.on("generation_created", self.generations.put_nowait)
        session.on("input_speech_started", lambda event: self.interrupt())
        session.on("input_audio_transcription_completed", self.transcribed)

    def transcribed(self, event):
        if event.is_final:
            told.heard.append(event.transcript)

    def interrupt(self):
        if self.playing:
            told.interrupted = True
            self.session.interrupt()
            self.session.truncate(
                message_id=self.playing, modalities=["audio"], audio_end_ms=500, audio_transcript="Once"
            )
            self.playing = None

    def speak(self, number):
        self.speaking = asyncio.create_task(self._speak(self.sounds[number]))

    async def _speak(self, sound):
        async for piece in pieces(sound):
            self.session.push_audio(rtc.AudioFrame(piece, 24_000, 1, len(piece) // 2))

    async def generation(self, story=False):
        generation = await asyncio.wait_for(self.generations.get(), 20)
        functions = asyncio.create_task(collect(generation.function_stream))
        text = ""
        async for message in generation.message_stream:
            sounds = asyncio.create_task(self.play(message, story))
            text += "".join(await collect(message.text_stream))
            await sounds
        told.said += [text] if text else []
        return await functions

    async def play(self, message, story):
        async for _ in message.audio_stream:
            if story and not self.playing and not told.interrupted:
                self.playing = message.message_id
                self.speak(3)


async def collect(stream):
    return [one async for one in stream]


async def main():
    url, token, sounds = arguments()
    async with aiohttp.ClientSession() as http:
        model = openai.realtime.RealtimeModel(
            model="gpt-realtime", base_url=f"{url}/v1", api_key=token, http_session=http
        )
        session = model.session()
        talk = Talk(session, sounds)
        await session.update_instructions("Be brief.")
        await session.update_tools([weather])
        talk.speak(0)
        await talk.generation()
        talk.speak(1)
        (call,) = await talk.generation()
        told.called.append([call.arguments])
        context = session.chat_ctx.copy()
        output = llm.FunctionCallOutput(call_id=call.call_id, name="weather", output="sunny", is_error=False)
        context.items.append(output)
        await session.update_chat_ctx(context)
        await asyncio.wait_for(session.generate_reply(), 20)
        await talk.generation()
        talk.speak(2)
        await talk.generation(story=True)
        await talk.generation()
        await talk.speaking
        await session.aclose()
    told.end()


asyncio.run(asyncio.wait_for(main(), 60))
