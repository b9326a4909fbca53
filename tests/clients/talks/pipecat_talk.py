"""How does pipecat's realtime service talk? In a pipeline between its two aggregators; it interrupts by itself."""

import asyncio
import sys

from loguru import logger
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import (
    ErrorFrame,
    InputAudioRawFrame,
    InterruptionFrame,
    LLMFullResponseEndFrame,
    LLMRunFrame,
    TTSAudioRawFrame,
    TTSTextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.services.openai.realtime import events
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService
from pipecat.workers.runner import WorkerRunner
from told import Told, arguments, pieces

told = Told()


class Listener(FrameProcessor):
    """Hears what the service says; speaks the next sentence when it has ended, and into the story."""

    def __init__(self, speak):
        super().__init__()
        self.speak = speak
        self.text = ""
        self.ends = 0
        self.in_story = False
        self.over = asyncio.Event()

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, TTSAudioRawFrame) and self.ends == 4 and not self.in_story:
            self.in_story = True
            self.speak(3)
        elif isinstance(frame, InterruptionFrame) and self.in_story:
            told.interrupted = True
        elif isinstance(frame, TTSTextFrame):
            self.text += frame.text
        elif isinstance(frame, ErrorFrame):
            told.errors.append(frame.error)
        elif isinstance(frame, LLMFullResponseEndFrame):
            self.ended()
        await self.push_frame(frame, direction)

    def ended(self):
        told.said += [self.text] if self.text else []
        self.text, self.ends = "", self.ends + 1
        if self.ends in (1, 2, 4):  # a greeting, the first answer, the function's result
            self.speak({1: 0, 2: 1, 4: 2}[self.ends])
        if self.ends == 6:
            self.over.set()


def service(url, token):
    heard = events.AudioInput(
        transcription=events.InputAudioTranscription(model="whisper-1"),
        turn_detection=events.SemanticTurnDetection(),
    )
    properties = events.SessionProperties(instructions="Be brief.", audio=events.AudioConfiguration(input=heard))
    settings = OpenAIRealtimeLLMService.Settings(model="gpt-realtime", session_properties=properties)
    return OpenAIRealtimeLLMService(
        api_key=token, base_url=f"{url.replace('http', 'ws')}/v1/realtime", settings=settings
    )


async def weather(called):
    told.called.append([called.arguments["city"]])
    await called.result_callback("sunny")


async def main():
    logger.remove()
    logger.add(sys.stderr, level="WARNING")
    url, token, sounds = arguments()
    speaking = []

    def speak(number):
        async def run():
            async for piece in pieces(sounds[number]):
                await worker.queue_frame(InputAudioRawFrame(audio=piece, sample_rate=24_000, num_channels=1))

        speaking.append(asyncio.create_task(run()))

    schema = FunctionSchema("weather", "The weather of a city.", {"city": {"type": "string"}}, ["city"])
    context = LLMContext([{"role": "user", "content": "Say hello."}], ToolsSchema(standard_tools=[schema]))
    aggregators = LLMContextAggregatorPair(context, realtime_service_mode=True)
    llm, listener = service(url, token), Listener(speak)
    llm.register_function("weather", weather)
    worker = PipelineWorker(
        Pipeline([aggregators.user(), llm, listener, aggregators.assistant()]),
        params=PipelineParams(audio_in_sample_rate=24_000, audio_out_sample_rate=24_000),
        enable_rtvi=False,
    )
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    running = asyncio.create_task(runner.run())
    await worker.queue_frame(LLMRunFrame())
    await asyncio.wait_for(listener.over.wait(), 50)
    await asyncio.gather(*speaking)
    told.heard += [one["content"] for one in context.messages[1:] if one["role"] == "user"]
    await worker.cancel()
    await running
    told.end()


asyncio.run(main())
