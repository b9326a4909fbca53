"""Step by step: one step is told, “done” is waited for, a look says whether it is, and the next step follows.

Where the person is lies on the shelf, so that they can stop here and go on another day.
"""

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from localvoice.errors import LocalvoiceError
from localvoice.events import Item
from localvoice.tools.guiding import sayings
from localvoice.tools.guiding.checking import missing
from localvoice.tools.guiding.guide import Event, Place, Sight, looks, move
from localvoice.tools.guiding.procedure import Procedure, here, plain
from localvoice.tools.page.summary import shortened
from localvoice.tools.phrasing import joined
from localvoice.tools.skill import Answer, Intent, Slot, World

ABOUT = "go through a task with you, step by step"
KIND = "draft guide"  # of what lies on the shelf: what was begun, and where they are in it
NONE = "I have no procedure for this computer: write one into the folder procedures of the data folder."
NOTHING_BEGUN = "We have not begun anything. What is it that does not work?"
KEPT = "All right, we stop here. Say “go on with {name}” when you are ready."
BLIND = "Nobody can look at the screen here: go by the person's word."
FOUND = "I did not find that procedure any more."
READ = 120  # words of the screen that a language model is told
Slots = dict[str, Any]


class Guide:
    """The procedures that there are, and what is done about them."""

    def __init__(self, procedures: Sequence[Procedure]) -> None:
        self._by_title = {each.title: each for each in procedures}
        self._by_name = {name: each for each in procedures for name in each.names}

    def titled(self, words: str) -> str | None:
        """The title of the one that is called so."""
        found = self._by_name.get(plain(words))
        return found.title if found else None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._by_name)

    async def begin(self, procedure: Procedure, slots: Slots, world: World) -> Answer:
        """From the first step, or where they stopped."""
        kept = _kept(world, procedure.title)
        place = _place(kept, procedure) if kept else Place()
        return await self._go(procedure, place, Event.RESUME if kept else Event.START, world)

    async def chosen(self, slots: Slots, world: World) -> Answer:
        procedure = self._by_title.get(slots["procedure"])
        return await self.begin(procedure, slots, world) if procedure else Answer(FOUND)

    async def over(self, slots: Slots, world: World) -> Answer:
        """From the beginning."""
        procedure = self._open(world)
        return await self._go(procedure, Place(), Event.START, world) if procedure else Answer(FOUND)

    async def happen(self, event: Event, slots: Slots, world: World) -> Answer:
        """The person makes something known about the step where they are."""
        procedure = self._open(world)
        item = _opened(world)
        if not procedure or not item:
            return Answer(FOUND)
        return await self._go(procedure, _place(item, procedure), event, world)

    async def resume(self, slots: Slots, world: World) -> Answer:
        """The last one that they stopped, or where they are now."""
        items = [item for item in world.shelf.all(KIND) if item.text in self._by_title]
        item = _opened(world) or (items[-1] if items else None)
        procedure = self._by_title.get(item.text) if item else None
        if not item or not procedure:
            return Answer(NOTHING_BEGUN)
        return await self._go(procedure, _place(item, procedure), Event.RESUME, world)

    def stop(self, slots: Slots, world: World) -> Answer:
        item = _opened(world)
        procedure = self._open(world)
        if not item or not procedure:
            return Answer(NOTHING_BEGUN)
        world.shelf.change(item, data={**item.data, "open": False})
        return Answer(KEPT.format(name=procedure.called[0] if procedure.called else procedure.title))

    def drop(self, slots: Slots, world: World) -> Answer:
        if item := _opened(world):
            world.shelf.remove(item)
        return Answer("All right, I drop it.")

    def tell(self, slots: Slots, world: World) -> Answer:
        titles = list(self._by_title)
        if not titles:
            return Answer(NONE)
        return Answer(f"I can go through {joined(titles, 'or')} with you. Which one is it?")

    async def _go(self, procedure: Procedure, place: Place, event: Event, world: World) -> Answer:
        sight = await _look(procedure, place, world) if looks(procedure, place, event) else None
        made = move(procedure, place, event, sight)
        for item in world.shelf.all(KIND):
            if item.text == procedure.title:
                world.shelf.remove(item)
            elif item.data.get("open"):
                world.shelf.change(item, data={**item.data, "open": False})
        if made.place:
            world.shelf.put(KIND, procedure.title, data={"place": asdict(made.place), "open": True})
        return Answer(made.say)

    def _open(self, world: World) -> Procedure | None:
        item = _opened(world)
        return self._by_title.get(item.text) if item else None


async def _look(procedure: Procedure, place: Place, world: World) -> Sight | None:
    if world.eyes is None:
        return None
    try:
        view = await world.eyes.view(procedure.look)
    except LocalvoiceError as error:
        return Sight(trouble=str(error))
    return Sight(missing(procedure.step[place.step], [block.text for block in view.blocks], view.things))


def _opened(world: World) -> Item | None:
    return next((item for item in world.shelf.all(KIND) if item.data.get("open")), None)


def _kept(world: World, title: str) -> Item | None:
    return next((item for item in world.shelf.all(KIND) if item.text == title), None)


def _place(item: Item, procedure: Procedure) -> Place:
    """Where they were; of a procedure that was changed since then the last step at most."""
    known = item.data.get("place", {})
    place = Place(**{**known, "skipped": tuple(known.get("skipped", ()))})
    return place if place.step < len(procedure.step) else Place(len(procedure.step) - 1)


def active(slots: Slots, world: World) -> bool:
    """Is a procedure gone through now?"""
    return _opened(world) is not None


def goes_on(slots: Slots, world: World) -> bool:
    """Is one, and no answer that they asked to wait with? "Go on" may mean either."""
    return active(slots, world) and not world.rest


def kept(slots: Slots, world: World) -> bool:
    """Did they stop one? And is there no answer that they had asked to wait with?"""
    return bool(world.shelf.all(KIND)) and not world.rest


async def seen(slots: Slots, world: World) -> Answer:
    """What a language model, which goes on by itself, had better know before it says whether the step is done."""
    if world.eyes is None:
        return Answer(BLIND)
    view = await world.eyes.view("screen")
    read = " ".join(text for block in view.blocks for text in block.text.split())
    shown = f"“{shortened(read, READ)}”" if read else "nothing that can be read."
    return Answer(f"The screen shows {shown}")


def thinking(slots: Slots, world: World) -> bool:
    """Does a language model go through something with them, and can somebody look for it?"""
    return world.thinks and world.eyes is not None and _opened(world) is None


def nothing_begun(slots: Slots, world: World) -> Answer:
    """Of what do they speak?"""
    return Answer(NOTHING_BEGUN)


def idle(slots: Slots, world: World) -> bool:
    """Is there none, and nobody else who could mean something by the words?"""
    return not world.thinks and _opened(world) is None


TOLD = {  # a language model; what else is said of a step has words that are understood without one
    Event.DONE: "The person has done the step: look whether it is done, and tell the next one.",
    Event.FAILED: "The step does not work for the person: tell what helps.",
    Event.SKIP: "Leave this step out, and tell the next one.",
}
UNBEGUN = tuple(  # which task is it, where they speak of a step and there is none?
    sentence
    for event in (Event.DONE, Event.AGAIN, Event.BACK, Event.LOST, Event.FAILED, Event.LEFT)
    for sentence in sayings.EVENTS[event]
)


def intents(places: Sequence[Path]) -> tuple[Intent, ...]:
    """Of the procedures in these files and folders. Raises BadInput for one that cannot be read."""
    procedures = here(places)
    guide = Guide(procedures)
    return (*_asked(guide, procedures), *_within(guide), *_around(guide))


def _asked(guide: Guide, procedures: Sequence[Procedure]) -> list[Intent]:
    """What asks for one of them."""
    if not procedures:
        return []
    named = Slot("procedure", "|".join(guide.names), guide.titled, "which task, by its name", open_text=True)
    about = "Go through a task with the person, step by step."
    own = [
        Intent(
            f"guide_start_{at}",
            each.asked,
            partial(guide.begin, each),
            f"Go through {each.title}.",
            tool=False,
            coined=each.words,
        )
        for at, each in enumerate(procedures)
        if each.asked
    ]
    coined = tuple(word for each in procedures for word in each.words)
    return [Intent("guide_start", sayings.START, guide.chosen, about, {"procedure": named}, coined=coined), *own]


def _within(guide: Guide) -> list[Intent]:
    """What is said of a step."""
    own = [
        Intent(
            f"guide_{event.value}",
            said,
            partial(guide.happen, event),
            TOLD.get(event, f"The person is at a step: {event.value}."),
            applies=active,
            request=False,
            tool=event in TOLD,
        )
        for event, said in sayings.EVENTS.items()
    ]
    done = partial(guide.happen, Event.DONE)
    on = Intent("guide_on", sayings.GO_ON, done, TOLD[Event.DONE], applies=goes_on, request=False, tool=False)
    return [*own, on]


def _around(guide: Guide) -> list[Intent]:
    """What is said of the whole, and of a step while there is none."""
    return [
        Intent("guide_stop", sayings.STOP, guide.stop, "Stop here, to go on another time.", applies=active),
        Intent("guide_resume", sayings.RESUME, guide.resume, "Go on where they stopped.", request=False, applies=kept),
        Intent("guide_over", sayings.OVER, guide.over, "Begin the procedure again.", applies=active, tool=False),
        Intent("guide_drop", sayings.DROP, guide.drop, "Drop the procedure.", applies=active, tool=False),
        Intent(
            "guide_seen",
            (*sayings.EVENTS[Event.DONE], *sayings.GO_ON),
            seen,
            "Look whether it is done.",
            applies=thinking,
            tool=False,
            data=True,
            request=False,
        ),
        Intent("guide_tell", sayings.TELL, guide.tell, "Tell which tasks there are.", tool=False),
        Intent("guide_none", (), nothing_begun, "Ask which task it is.", typed=UNBEGUN, applies=idle, tool=False),
    ]


INTENTS = intents(())  # without any procedure
