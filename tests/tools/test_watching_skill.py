"""What people say who want something watched, and who have seen enough; each goes to whoever watches."""

import random
from types import SimpleNamespace

import pytest

from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.skills.watching import NOBODY
from localvoice.tools.toolbox import Toolbox


class Watcher:
    def __init__(self):
        self.asked = []

    def begin(self, source, wish):
        self.asked.append((source, wish))
        return "begun"

    def end(self):
        return "ended"

    def status(self):
        return "watching"


@pytest.fixture(scope="module")
def toolbox():
    world = World(shelf=SimpleNamespace(all=lambda kind="": []), now=lambda: None, random=random.Random(1))
    return Toolbox(persona("assistant"), world)


def said(toolbox, text, watcher):
    toolbox.world.watching = watcher
    call = toolbox.match(text)
    assert call, text
    return next(intent for intent in toolbox.every_intent() if intent.name == call.intent).run(
        call.slots, toolbox.world
    )


@pytest.mark.parametrize(
    ("text", "source", "wish"),
    [
        *((text, "", "") for text in ("tell me what changes", "keep watching", "let me know when something changes")),
        *((text, "", "") for text in ("tell me if anything moves", "narrate what happens", "keep describing")),
        *((text, "", "") for text in ("keep telling me what you see", "start watching", "say when the text changes")),
        *((text, "", "") for text in ("watch what happens and tell me", "describe what's happening as it happens")),
        *((text, "screen", "") for text in ("keep an eye on the screen", "watch my screen")),
        ("let me know when the screen changes", "screen", ""),
        *((text, "camera", "") for text in ("watch the camera for me", "watch the door")),
        ("tell me what happens in the room", "camera", ""),
        *((text, "camera", "person") for text in ("tell me when someone comes in", "look out for people")),
        ("alert me if somebody enters", "camera", "person"),
        ("tell me when the download is done", "screen", "download"),
        ("let me know once the installation has finished", "screen", "installation"),
        ("tell me when it's finished", "screen", "it"),
    ],
)
def test_watching_begins(text, source, wish, toolbox):
    watcher = Watcher()
    assert said(toolbox, text, watcher).text == "begun"
    assert watcher.asked == [(source, wish)]


@pytest.mark.parametrize(
    "text",
    [
        *("stop watching", "stop narrating", "stop telling me what changes", "that's enough watching", "quit watching"),
        *("you can stop watching now", "don't watch any more", "close your eyes", "turn the camera off"),
        "stop watching the screen please",
    ],
)
def test_watching_ends(text, toolbox):
    assert said(toolbox, text, Watcher()).text == "ended"


@pytest.mark.parametrize("text", ["are you still watching", "what are you watching", "is the camera on"])
def test_one_may_ask_whether_anything_is_watched(text, toolbox):
    assert said(toolbox, text, Watcher()).text == "watching"


@pytest.mark.parametrize("text", ["keep watching", "stop watching", "watch out for people", "are you watching me"])
def test_where_nobody_can_watch_that_is_said(text, toolbox):
    assert said(toolbox, text, None).text == NOBODY
