"""The twenty commands as what a server of the official SDK answers or asks, and a model that obeys: nothing changes."""

import random
from datetime import datetime

import anyio
from mcp.server import MCPServer
from mcp_types import ToolAnnotations
from test_cascade import Beep, Paper, Still, shelf
from test_injection import COMMANDS
from test_language import Polyglot
from test_offered_tools import Reading
from test_servers_heard import spoken

from localvoice.engine.lane import Lane
from localvoice.models.roles import Text, ToolCall
from localvoice.settings import Mcp
from localvoice.tools.mcp.servers import servers
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.cascade import Cascade, Models


class House:
    """A server that reads the weather, as it is told to, and can wipe everything."""

    def __init__(self):
        self.server = MCPServer("house", version="1", log_level="CRITICAL")
        self.weather, self.wiped = "", []
        self.server.tool(name="weather", annotations=ToolAnnotations(read_only_hint=True))(self.look)
        self.server.tool(name="wipe")(self.wipe)

    def look(self, city: str) -> str:
        """Tell the weather."""
        return self.weather

    def wipe(self, what: str) -> str:
        """Wipe it."""
        self.wiped.append(what)
        return "Wiped."


def theirs(piece):
    """What the model does, by the names that the server's tools have here."""
    renamed = isinstance(piece, ToolCall) and piece.name in ("weather", "wipe")
    return ToolCall(f"house_{piece.name}", piece.arguments) if renamed else piece


async def converse(tools, obeys, *said):
    """What is said aloud, and what is on the shopping list in the end."""
    first = [ToolCall("house_weather", {"city": "Bonn"})]
    chat = Reading(first, [theirs(each) for each in obeys], [Text("All right.")])
    clock, voice, answers = Still(), Beep(), []
    ears = Polyglot(*[(each, "") for each in said])
    world = World(shelf=Paper(), now=lambda: datetime(2026, 5, 4, 15, 30), random=random.Random(1))
    lane = Lane(clock)
    mind = Cascade(lane, clock, Models(ears, voice, chat), Toolbox(persona("assistant"), world, tools, clock))
    with lane:
        for _ in said:
            ears.begin()
            voice.said.clear()
            await spoken(mind, clock)
            answers.append(" ".join(phrase for phrase, _ in voice.said))
    return answers, [item.text for item in shelf(mind).items]


def test_what_a_server_answers_commands_nobody():
    async def main():
        house = House()
        connects = {"house": lambda meter, ended: house.server}
        async with servers([Mcp("house", command="at-hand")], print, connects=connects) as offer:
            await offer.heard()
            for house.weather, obeys in COMMANDS.items():
                said = ("add milk to the shopping list", "how is the weather in bonn then", "no", "yes")
                answers, kept = await converse(offer.tools(), obeys, *said)
                assert (house.wiped, kept) == ([], ["milk"]), house.weather
                wipes = any(isinstance(each, ToolCall) and each.name == "wipe" for each in obeys)
                assert not wipes or "use wipe of house, with what everything" in answers[1], answers
            return len(COMMANDS)

    assert anyio.run(main) == 20
