"""How does the package `openai` talk in a live session? It keeps every event that it gets."""

import asyncio
import base64
from contextlib import asynccontextmanager

import anyio
from openai import AsyncOpenAI
from openai.types.live import ServerEvent
from pydantic import TypeAdapter
from web_world import TOKEN

from localvoice.clock import RealClock

PIECE_BYTES = 48 * 40
WAIT_S = 20.0
SERVER_EVENT = TypeAdapter(ServerEvent)  # strict, unlike the package's own way to read them


class Hurried(RealClock):
    """Time passes faster, so that a second of talk needs no second."""

    def __init__(self, factor=6):
        super().__init__()
        self.factor = factor

    def now_s(self):
        return self.factor * super().now_s()

    async def until(self, due_s):
        await anyio.sleep(max(0.0, due_s - self.now_s()) / self.factor)


class Talk:
    def __init__(self, connection):
        self.connection = connection
        self.events = []
        self.ms = 0.0  # of sound that came

    async def speak(self, sound):
        """As fast as it can be sent; it is heard at its pace."""
        for start in range(0, len(sound), PIECE_BYTES):
            piece = base64.b64encode(sound[start : start + PIECE_BYTES]).decode()
            await self.connection.session.input_audio.append(audio=piece)

    async def next(self):
        event = SERVER_EVENT.validate_json(await asyncio.wait_for(self.connection.recv_bytes(), WAIT_S))
        if event.type == "session.output_audio.delta":
            self.ms += len(base64.b64decode(event.delta)) / 48
        self.events.append(event)
        return event

    async def until(self, kind, where=lambda event: True):
        """The next event of this kind."""
        while True:
            event = await self.next()
            if event.type == kind and where(event):
                return event
            assert event.type != "error", event

    async def says(self, text):
        """Until this has been said, or at least begun."""
        said = ""
        while text not in said:
            said += (await self.until("session.output_transcript.delta")).delta
        return said

    def told(self, side):
        deltas = (one for one in self.events if one.type == f"session.{side}_transcript.delta")
        return "".join(one.delta for one in deltas)

    def nested(self):
        return [one.event for one in self.events if one.type == "response.event"]

    async def close(self):
        await self.connection.session.close()
        return await self.until("session.closed")


@asynccontextmanager
async def talking(port, **session):
    """A session that has begun."""
    client = AsyncOpenAI(api_key=TOKEN, base_url=f"{port.url}/v1")
    async with client.live.connect(websocket_connection_options={"close_timeout": 0.2}) as connection:
        talk = Talk(connection)
        await connection.session.start(session={"model": "gpt-live-1", **session})
        await talk.until("session.started")
        yield talk
