"""How does openai-agents (Python) talk? Its realtime session with a tool; it interrupts and truncates by itself."""

import asyncio

from agents import function_tool
from agents.realtime import RealtimeAgent, RealtimeRunner
from told import Told, arguments, pieces

told = Told()


@function_tool
async def weather(city: str) -> str:
    """The weather of a city."""
    told.called.append([city])
    return "sunny"


async def main():
    url, token, sounds = arguments()
    agent = RealtimeAgent(name="guide", instructions="Be brief.", tools=[weather])
    asked = {"model_name": "gpt-realtime", "input_audio_transcription": {"model": "whisper-1"}}
    runner = RealtimeRunner(agent, config={"model_settings": asked, "tracing_disabled": True})
    address = f"{url.replace('http', 'ws')}/v1/realtime?model=gpt-realtime"
    async with await runner.run(model_config={"api_key": token, "url": address}) as session:
        speaking = asyncio.create_task(speak(session, sounds[0]))
        ends, interrupted = 0, False
        async for event in session:
            raw = event.data if event.type == "raw_model_event" else None
            if event.type == "error":
                told.errors.append(str(event.error))
            elif event.type == "audio" and ends == 3 and not interrupted:
                interrupted = True
                speaking = asyncio.create_task(speak(session, sounds[3]))
            elif event.type == "audio_interrupted":
                told.interrupted = True
            elif raw and raw.type == "input_audio_transcription_completed":
                told.heard.append(raw.transcript)
            elif raw and raw.type == "turn_ended":
                ends += 1
                if ends in (1, 3):
                    speaking = asyncio.create_task(speak(session, sounds[1 if ends == 1 else 2]))
                if ends == 5:
                    break
        await speaking
        for item in session._history:
            if item.type == "message" and item.role == "assistant":
                told.said.append(item.content[0].transcript)
    told.end()


async def speak(session, sound):
    async for piece in pieces(sound):
        await session.send_audio(piece)


asyncio.run(asyncio.wait_for(main(), 60))
