"""A whole talk in which somebody watches: said aloud, interrupted, and stopped by voice; through sound and a camera."""

from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import anyio
import pytest
from film import Film, Shown

from localvoice.app import narrating
from localvoice.app.talk import Talk, talk
from localvoice.audio.simulated.scene import Scene, SceneLine
from localvoice.cli.attached import attached
from localvoice.errors import BadInput, DeviceError
from localvoice.events import Picture
from localvoice.settings import Settings
from localvoice.trace import Turn

SHOWN = [
    Shown("chair", (20, 110, 60, 170)),
    Shown("person", (130, 20, 190, 178), 28),
    Shown("Please keep this door closed at night because of the cat and the dog", (200, 10, 310, 30), 17, text=True),
    Shown("dog", (10, 50, 60, 95), 42),
]
SAID = (
    SceneLine("keep watching the camera", at_s=4.0),
    SceneLine("be quiet"),  # which has no answer
    SceneLine("what time is it", after="answer_start", delay_s=1.5),  # while it reads
    SceneLine("stop watching", at_s=36.0),
    SceneLine("thank you", at_s=46.0),
)


class Lens:
    """A camera in front of which a film is shown; it says whether it is open."""

    def __init__(self, film, now_s, opened):
        self._film, self._now_s, self._opened, self.open = film, now_s, opened, False

    def __enter__(self):
        self.open = True
        self._opened.append("open")
        return self

    def __exit__(self, *_):
        self.open = False
        self._opened.append("shut")

    async def take(self):
        return Picture(self._film.pixels(self._now_s()), "camera", self._now_s())


def talked(monkeypatch, data, film):
    """The turns, and when the camera was opened and shut."""
    told, opened = [], []

    def seeing(engine):
        async def see(pixels, box, source):
            return film.seen(engine.clock.now_s(), box)

        return see

    monkeypatch.setattr(narrating, "Camera", lambda which, now_s: Lens(film, now_s, opened))
    monkeypatch.setattr(narrating, "seeing", seeing)
    monkeypatch.setattr(narrating, "missing", lambda engine: [])
    go = partial(talk, scene=Scene(SAID))
    anyio.run(go, Settings(profile="starter", voice_model="espeak"), data, Talk(fast=True), told.append)
    return [each for each in told if isinstance(each, Turn)], opened


def test_what_changes_is_told_can_be_interrupted_and_ends_by_voice(tmp_path, monkeypatch):
    turns, opened = talked(monkeypatch, tmp_path, Film(SHOWN, doubts=False))
    greeting, *unasked = [turn.said for turn in turns if turn.unasked]
    assert greeting.startswith("Hello.")
    asked = [(turn.heard, turn.said) for turn in turns if not turn.unasked]
    assert unasked[0].startswith("New text on the right")
    assert not unasked[0].endswith("dog.")  # what was not heard is not history
    assert unasked[1] == "A person has come, near, in the middle."
    assert len(unasked) == 2  # the dog comes when nobody watches any more
    assert [heard for heard, _ in asked] == [line.say for line in SAID]
    assert asked[0][1].startswith("I'm watching what is in front of the camera.")
    assert asked[3][1] == "I've stopped watching."
    assert opened == ["open", "shut"]


def test_the_camera_is_open_from_the_beginning_and_shut_at_the_end_where_that_is_wanted(monkeypatch):
    opened, notices = [], []
    monkeypatch.setattr(narrating, "Camera", lambda which, now_s: Lens(Film([]), now_s, opened))
    engine = SimpleNamespace(clock=SimpleNamespace(now_s=lambda: 0.0), tell=notices.append, has=lambda role: False)
    toolbox = SimpleNamespace(news=lambda: "", world=SimpleNamespace(eyes=None, watching=None))
    with narrating.narrating(engine, Settings(), toolbox, watch=True) as narrator:
        assert opened == ["open"]
        assert toolbox.world.watching is narrator
    assert opened == ["open", "shut"]
    assert notices[0].endswith(
        "I can only tell that something changes, not what, until `localvoice pull nanodet` and `localvoice pull ocr`"
        " was run."
    )


def test_a_camera_that_fails_is_told_once_and_nothing_is_watched_any_more():
    class Broken(Lens):
        async def take(self):
            raise DeviceError("The camera gives no more pictures.")

    async def watch():
        narrator = narrating.Narrator({"camera": Broken(None, None, [])}, None, SimpleNamespace(now_s=lambda: 0.0))
        narrator.begin("camera", "")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(narrator.run)
            await anyio.wait_all_tasks_blocked()
            tasks.cancel_scope.cancel()
        return narrator.news(), narrator.news(), narrator.status()

    assert anyio.run(watch) == (f"The camera gives no more pictures. {narrating.STOPPED}", "", narrating.NOT_WATCHING)


@pytest.mark.parametrize(
    ("wish", "shown"), [("person", SHOWN[1]), ("download", replace(SHOWN[1], name="Download complete", text=True))]
)
def test_what_was_waited_for_is_told_once_and_then_it_watches_no_more(wish, shown):
    film = Film(
        [SHOWN[0], Shown("cup", (60, 122, 84, 152), 3.0), replace(shown, from_s=6.0)], trembles=wish == "person"
    )
    now = [0.0]

    class Clock:
        now_s = staticmethod(lambda: now[0])

        async def until(self, due_s):
            now[0] = due_s
            if text := narrator.news():
                said.append(text)
            if due_s > 20:
                tasks.cancel_scope.cancel()
            await anyio.lowlevel.checkpoint()

    async def see(pixels, box, source):
        return film.seen(now[0], box)

    async def watch():
        nonlocal tasks
        async with anyio.create_task_group() as tasks:
            narrator.begin("camera" if wish == "person" else "screen", wish)
            tasks.start_soon(narrator.run)

            async def limit():
                for _ in range(200):
                    await anyio.lowlevel.checkpoint()
                tasks.cancel_scope.cancel()

            tasks.start_soon(limit)

    said, tasks = [], None
    lens = Lens(film, lambda: now[0], [])
    narrator = narrating.Narrator({"camera": lens, "screen": lens}, see, Clock())
    anyio.run(watch)
    assert len(said) == 1
    assert ("person has come" if wish == "person" else "Download complete") in said[0]
    assert said[0].endswith("I've stopped watching.")
    assert narrator.status() == narrating.NOT_WATCHING


def test_a_talk_with_a_camera_is_refused_where_a_localvoice_without_one_runs():
    with pytest.raises(BadInput, match="has no camera: end it"):
        attached(None, None, False, True)
