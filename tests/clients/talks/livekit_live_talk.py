"""How does LiveKit's Live model talk? Its duplex session without a room: a function, an interruption, no turns."""

import asyncio

import aiohttp
from livekit import rtc
from livekit.agents import llm
from livekit.plugins.openai.realtime import GPTLiveModel
from told import Microphone, Told, arguments

told = Told()
QUIET_MS = 800  # that end an answer
STORY = 2  # answers that come before it, and the sentence that asks for it


@llm.function_tool
async def weather(city: str) -> str:
    """The weather of a city."""
    return "sunny"


class Talk:
    def __init__(self, session, sounds):
        self.session, self.sounds = session, sounds
        self.microphone = Microphone()
        self.giving = []  # tasks
        self.answer = ""  # so far
        self.sound_ms = 0  # of it that was no silence
        self.quiet_ms = 0
        self.over = asyncio.Event()
        session.on("error", lambda event: told.errors.append(str(event.error)))
        session.on("input_audio_transcription_completed", self.transcribed)
        session.on("transcript_delta", self.said)
        session.on("function_call", self.called)

    def transcribed(self, event):
        if event.is_final:
            told.heard.append(event.transcript.strip())

    def said(self, event):
        self.answer += event.text
        self.quiet_ms = 0

    def called(self, call):
        told.called.append([call.arguments])
        output = llm.FunctionCallOutput(call_id=call.call_id, name="weather", output="sunny", is_error=False)
        self.giving.append(asyncio.create_task(self.session._append_items([output])))

    def speak(self, number):
        self.microphone.speak(self.sounds[number])

    async def record(self):
        async for piece in self.microphone.pieces():
            self.session.push_audio(rtc.AudioFrame(piece, 24_000, 1, len(piece) // 2))

    async def listen(self):
        """To what the model says; the next sentence is spoken when an answer is over, and into the story."""
        async for one in self.session.audio_stream:
            ms = round(one.frame.duration * 1000)
            if any(one.frame.data):
                self.sound_ms += ms
                self.quiet_ms = 0
            else:
                self.quiet_ms += ms
            if self.story and self.sound_ms > 800 and not told.interrupted:
                told.interrupted = True
                self.speak(3)
            if self.answer and self.quiet_ms > QUIET_MS and self.answer.strip() != "Let me see.":
                self.ended()

    @property
    def story(self):
        return len(told.said) == STORY

    def ended(self):
        told.said.append(self.answer)
        self.answer, self.sound_ms = "", 0
        if "noon" in told.said[-1]:
            self.over.set()
        elif len(told.said) < 3:
            self.speak(len(told.said))


async def main():
    url, token, sounds = arguments()
    async with aiohttp.ClientSession() as http:
        model = GPTLiveModel(base_url=f"{url}/v1", api_key=token, http_session=http)
        session = model.session()
        talk = Talk(session, sounds)
        await session._update_session(instructions="Be brief.", tools=[weather])
        listening, recording = asyncio.create_task(talk.listen()), asyncio.create_task(talk.record())
        talk.speak(0)
        await talk.over.wait()
        recording.cancel()
        await session.aclose()
        await listening
    told.end()


asyncio.run(asyncio.wait_for(main(), 80))
