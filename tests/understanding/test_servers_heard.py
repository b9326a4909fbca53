"""Whole spoken sessions with a server's tools: asked for, said back, done after a yes, told by the model."""

import random
import sys
from datetime import datetime
from pathlib import Path

import anyio
import numpy as np
from test_cascade import Beep, Paper, Still
from test_language import Polyglot
from test_offered_tools import Reading

from localvoice.engine.lane import Lane
from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame
from localvoice.models.roles import Text, ToolCall
from localvoice.settings import Mcp
from localvoice.tools.mcp.servers import servers
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.cascade import Cascade, Models
from localvoice.understanding.covering import FILLER
from localvoice.understanding.mind import Occasion, Out, Said

SERVED = Path(__file__).parents[1] / "tools" / "mcp" / "mcp_served.py"


async def spoken(mind, clock):
    """One turn of 50 frames, and all of its answer, however long a program takes for it."""
    send, receive = anyio.create_memory_object_stream[Frame](100)
    done = anyio.Event()

    async def answer():
        await mind.begin(Said(receive), Occasion()).run(Out(lambda told: None))
        done.set()

    async with anyio.create_task_group() as tasks, receive:
        tasks.start_soon(answer)
        start_s = clock.now_s()
        for number in range(50):
            send.send_nowait(Frame(np.zeros(FRAME_SAMPLES, np.float32), 0.9, number * FRAME_S))
            await clock.until(start_s + (number + 1) * FRAME_S)
        send.close()
        while not done.is_set():
            await clock.until(clock.now_s() + FRAME_S)


class Listener(Reading):
    """Calls a tool for each sentence that it knows, and says the next of its texts about what that gave back."""

    def __init__(self, calls, *texts):
        super().__init__((), *[[Text(text)] for text in texts])
        self.calls = calls

    def reply(self, said, how):
        self.first = [ToolCall(*self.calls[said])] if said in self.calls else []
        yield from super().reply(said, how)


def session(chat, *said):
    """What is said aloud in answer to each sentence that is spoken, with the tools of a program."""

    async def main():
        program = Mcp("trial", command=sys.executable, args=(str(SERVED),))
        with anyio.fail_after(60):
            async with servers([program], lambda text: None) as offer:
                await offer.heard()
                return await talk(offer.tools())

    async def talk(tools):
        clock, ears, voice = Still(), Polyglot(*[(each, "") for each in said]), Beep()
        world = World(shelf=Paper(), now=lambda: datetime(2026, 5, 4, 15, 30), random=random.Random(1))
        lane, answers = Lane(clock), []
        mind = Cascade(lane, clock, Models(ears, voice, chat), Toolbox(persona("assistant"), world, tools, clock))
        with lane:
            await mind.warm()
            for _ in said:
                ears.begin()
                voice.said.clear()
                await spoken(mind, clock)
                answers.append(" ".join(phrase for phrase, _ in voice.said if phrase != FILLER))
        return answers

    return anyio.run(main)


def test_what_a_program_reads_is_told_and_what_it_changes_said_back_asked_done_and_told():
    tea, party = "please look up when i have tea", "i would love to have a party"
    chat = Listener(
        {tea: ("trial_echo", {"text": "tea at four"}), party: ("trial_party", {}), "be wild": ("trial_die", {})},
        "You have tea at four.",
        "Your party of four is booked.",
        "All right, no party.",
    )
    answers = session(
        chat,
        tea,
        party,
        "yes please",
        "we are four",
        party,
        "no",
        party,
        "yes",
        "never mind",
        "be wild",
        "what time is it",
    )
    assert answers[:4] == [
        "You have tea at four.",
        "Shall I use party of trial?",
        "Trial asks: How many people?",
        "Your party of four is booked.",
    ]
    assert answers[5] in ("All right, I left it as it is.", "Okay, nothing was changed.")
    assert answers[6:9] == [answers[1], answers[2], "All right, no party."]
    assert answers[9] == "Sorry, that did not work: the MCP server trial ended before it answered."
    assert answers[10] == "It is three thirty PM."
    read = [text for name, text in chat.log if name in ("trial_echo", "asked_words")]
    assert read == ["tea at four", "A party of 4."]
