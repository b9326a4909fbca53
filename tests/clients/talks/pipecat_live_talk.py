"""How does pipecat's Live service talk? In a pipeline between its two aggregators; the model alone takes turns."""

import asyncio
import sys

from loguru import logger
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import (
    ErrorFrame,
    InputAudioRawFrame,
    LLMFullResponseEndFrame,
    LLMRunFrame,
    SpeechOutputAudioRawFrame,
    TTSTextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.services.openai.live.llm import OpenAILiveLLMService
from pipecat.services.openai.responses.llm import OpenAIResponsesLLMService
from pipecat.workers.runner import WorkerRunner
from told import Microphone, Told, arguments

told = Told()


class Listener(FrameProcessor):
    """Hears what the service says; speaks the next sentence when it has ended, and into the story."""

    def __init__(self, speak):
        super().__init__()
        self.speak = speak
        self.text = ""
        self.number = -1  # of the sentence that was spoken last
        self.story_ms = 0
        self.over = asyncio.Event()

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, SpeechOutputAudioRawFrame):
            self.heard(frame)
        elif isinstance(frame, TTSTextFrame):
            self.text += frame.text
        elif isinstance(frame, ErrorFrame):
            told.errors.append(frame.error)
        elif isinstance(frame, LLMFullResponseEndFrame):
            self.ended()
        await self.push_frame(frame, direction)

    def heard(self, frame):
        if self.number == 2 and any(frame.audio):
            self.story_ms += len(frame.audio) / 48
            if self.story_ms > 800 and not told.interrupted:
                told.interrupted = True
                self.next()

    def next(self):
        self.number += 1
        self.speak(self.number)

    def ended(self):
        text, self.text = self.text.strip(), ""
        if text in ("", "Let me see."):
            return
        told.said.append(text)
        if "noon" in text:
            self.over.set()
        elif self.number < 2:
            self.next()


def service(url, token):
    settings = OpenAILiveLLMService.Settings(system_instruction="Be brief.")
    backend = OpenAIResponsesLLMService.Settings(model="gpt-5.4-mini")
    return OpenAILiveLLMService(
        api_key=token,
        base_url=f"{url.replace('http', 'ws')}/v1/live/sessions",
        settings=settings,
        delegation=OpenAILiveLLMService.ResponsesDelegation(settings=backend),
    )


async def weather(called):
    told.called.append([called.arguments["city"]])
    await called.result_callback("sunny")


async def main():
    logger.remove()
    logger.add(sys.stderr, level="WARNING")
    url, token, sounds = arguments()
    microphone = Microphone()

    async def record():
        async for piece in microphone.pieces():
            await worker.queue_frame(InputAudioRawFrame(audio=piece, sample_rate=24_000, num_channels=1))

    schema = FunctionSchema("weather", "The weather of a city.", {"city": {"type": "string"}}, ["city"])
    context = LLMContext([{"role": "developer", "content": "Say hello."}], ToolsSchema(standard_tools=[schema]))
    aggregators = LLMContextAggregatorPair(context)
    llm, listener = service(url, token), Listener(lambda number: microphone.speak(sounds[number]))
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
    recording = asyncio.create_task(record())
    await asyncio.wait_for(listener.over.wait(), 80)
    recording.cancel()
    told.heard += [one["content"].strip() for one in context.messages if one["role"] == "user"]
    await worker.cancel()
    await running
    told.end()


asyncio.run(main())
