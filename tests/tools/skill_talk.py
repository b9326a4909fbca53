"""A world for the skills: a shelf in memory, a clock that is set by hand, chance with a seed; and a talk with it."""

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from localvoice.events import Item
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.wall import instant

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Monday


class ListShelf:
    def __init__(self, now):
        self.items, self.count, self.now = [], 0, now

    def put(self, kind, text, due=None, data=None):
        self.count += 1
        self.items.append(Item(self.count, kind, text, due, self.now(), data or {}))
        return self._resolved(self.items[-1])

    def all(self, kind=""):
        return [self._resolved(item) for item in self.items if kind in ("", item.kind)]

    def _resolved(self, item):
        return replace(item, due=item.due and instant(item.due, self.now().tzinfo))

    def change(self, item, *, text=None, due=None, data=None):
        given = {name: value for name, value in (("text", text), ("due", due), ("data", data)) if value is not None}
        self.items = [replace(each, **given) if each.id == item.id else each for each in self.items]
        return replace(item, **given)

    def mark(self):
        self.marked = list(self.items)

    def undo(self):
        self.items = self.marked

    def remove(self, item):
        self.items = [each for each in self.items if each.id != item.id]


class Talk:
    """Says sentences to a toolbox and gives back what it answers."""

    def __init__(self, name="assistant", now=NOW):
        self.now = now
        self.shelf = ListShelf(lambda: self.now)
        self.world = World(self.shelf, lambda: self.now, random.Random(1))
        self.toolbox = Toolbox(persona(name), self.world)

    def answer(self, text):
        call = self.toolbox.match(text)
        answer = self.run(call) if call else self.toolbox.unknown()
        assert not answer.question or answer.text.endswith("?")  # whoever hears it knows that an answer is expected
        return answer

    def run(self, call):
        return asyncio.run(self.toolbox.run(call))

    def say(self, text):
        return self.answer(text).text

    def later(self, **span):
        self.now = (self.now.astimezone(UTC) + timedelta(**span)).astimezone(self.now.tzinfo)
