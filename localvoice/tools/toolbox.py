"""The door of this room: everything that a persona can do, and the question that is open now."""

import json
import math
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from inspect import iscoroutinefunction
from typing import Any

import anyio

from localvoice.clock import Clock, RealClock
from localvoice.events import Ending
from localvoice.grammar import Grammar
from localvoice.tools import schema
from localvoice.tools.choosing import EITHER, Choice, choosing
from localvoice.tools.confirm import confirmed
from localvoice.tools.persona import Persona
from localvoice.tools.phrasing import joined
from localvoice.tools.reading.ending import Endings
from localvoice.tools.reading.grammar import grammar as grammar_of
from localvoice.tools.reading.held import Said, held
from localvoice.tools.reading.match import Matcher
from localvoice.tools.reading.mentioned import Mentioned
from localvoice.tools.reading.templates import read, sample
from localvoice.tools.skill import Answer, Call, Hush, Intent, Pace, Result, Volume, Wait, World
from localvoice.tools.skilled import as_tool
from localvoice.tools.tool import Tool, bounded
from localvoice.wording.manners.portions import last_offered, offer, portion
from localvoice.wording.manners.questions import asks
from localvoice.wording.names import Names

EXAMPLES = 3  # sentences shown for one intent
DRAWN = 24  # sentences of which the shortest is a hint
PROPOSAL = "proposal"  # the question whether to do what a language model has understood
REST = "rest"  # the question whether to hear the rest of what it answered
NEVER = "never"  # the permission of what is not done
ELSEWHERE = "I can only do that when you talk to me yourself, not through this program."
ON = (
    "(yes|yeah|yep|sure|okay|please|absolutely) [please|go on|do|continue|carry on|tell me more]",
    "[please] (go on|continue|keep going|carry on|go ahead|tell me more|more|[tell me] the rest|please do|do go on)",
    "(and then|what else|yes please go on)",
)
ENOUGH = (
    "(no|nope|no no) [thanks|thank you|that's enough|stop|that's fine|don't]",
    "(that's enough|enough|that will do|that's all|not now|better not|don't|please don't|i've heard enough)",
)


class Toolbox:
    """One conversation's skills. Use from one thread.

    Only intents that fit the open question are understood; the rest of the skills stays open all the time.
    """

    def __init__(
        self,
        persona: Persona,
        world: World,
        more: Sequence[Tool] = (),
        clock: Clock = RealClock(),  # noqa: B008
        keeps: bool = True,
    ) -> None:
        """`more`: tools that are no skills, for a language model; `clock` is what their time is limited by.

        `keeps`: does what is put on the shelf stay there after the answer? Else nothing that changes it is done.
        """
        self.persona = persona
        self.world = world
        self.news: Callable[[], str] = str  # what a tool has found after all, to be said unasked, once; "" for nothing
        self._clock, self._keeps = clock, keeps
        self.question = ""  # the question that is open now
        self._asked = ""  # how it was put
        self._proposed: tuple[Call, ...] = ()  # while that question is open
        self.proposals = 0  # that were made
        self._rest: list[str] = []  # the sentences of an answer that were not said; while that question is open
        self.unfinished = False  # a language model would have more to say than those
        self._choice = Choice()  # while it is the question which of them was meant
        self._mark = object()  # the latest
        proposed = confirmed(PROPOSAL, self._do_proposed, "do what was understood")
        asked = {intent.name: intent for tool in more for intent in tool.answers}
        answers = (*proposed, *self._going_on(), *choosing(self._do_chosen), *asked.values())
        self._intents = {intent.name: intent for intent in (*persona.intents(), *answers)}
        told = {each["function"]["name"]: each for each in schema.schemas(_told(persona))}
        skills = [as_tool(intent, told.get(intent.name, {}), world) for intent in self._intents.values()]
        skills = [replace(tool, data=True) if tool.name in asked else tool for tool in skills]
        self._tools = {tool.name: tool for tool in (*more, *persona.offers(world), *skills)}
        self._matchers: dict[str, Matcher] = {"": Matcher(self.intents())}  # made before the first turn needs it
        self._endings: dict[str, Endings] = {}
        self._mentioned: Mentioned | None = None  # made when something was heard openly
        self._asking: frozenset[str] | None = None  # made when a small model's calls are weighed
        self._grammars: dict[tuple[str, tuple[str, ...], Names], Grammar] = {}
        world.skills = persona.abouts()

    def intents(self) -> tuple[Intent, ...]:
        """What is understood now; answers to the open question come first."""
        active = [intent for intent in self._intents.values() if intent.question in ("", self.question)]
        return tuple(sorted(active, key=lambda intent: intent.question == ""))

    def every_intent(self) -> tuple[Intent, ...]:
        """What is understood at some time."""
        return tuple(self._intents.values())

    def grammar(self, also: tuple[str, ...] = ()) -> Grammar:
        """What may be said now, and `also` these sentences, which no skill need understand."""
        key = self.question, also, self.world.names.names
        if key not in self._grammars:
            self._grammars[key] = grammar_of(self.intents(), also, self.world.names.names)
        return self._grammars[key]

    def match(self, text: str) -> Call | None:
        """What a typed or recognised sentence asks for now; None when no skill understands it."""
        world = self.world
        return self._matcher().match(text, lambda intent, slots: intent.fits(world) and intent.applies(slots, world))

    def private(self, intent: str) -> bool:
        """Is nothing to be kept of what was said for this one?"""
        return intent in self._intents and self._intents[intent].private

    def written(self, text: str) -> str:
        """What ears made of a text, with the names that only this person uses as they are written."""
        return self.world.names.names.written(text)

    def ending(self, text: str) -> Ending:
        """Whether the words so far are a sentence, the beginning of one, or both; fast enough for every pause."""
        if self.question not in self._endings:
            self._endings[self.question] = Endings(self.intents(), self.match)
        return self._endings[self.question].of(text)

    def _matcher(self) -> Matcher:
        if self.question not in self._matchers:
            self._matchers[self.question] = Matcher(self.intents())
        return self._matchers[self.question]

    def schemas(self) -> list[dict[str, Any]]:
        """Tool definitions for a language model: always the same ones, so that they are read only once."""
        return [tool.schema for tool in self._tools.values() if tool.schema and tool.permission != NEVER]

    def call(self, name: str, arguments: dict[str, Any]) -> Call | None:
        """A language model's call of a tool, read; None when it makes no sense now, or only a person may answer."""
        tool, intent = self._tools.get(name), self._intents.get(name)
        persons = intent and tool and (intent.question == PROPOSAL or tool.data)
        open_now = intent is None or (intent.question in ("", self.question) and not persons)
        return tool.read(arguments) if tool and open_now and tool.permission != NEVER else None

    async def run(self, call: Call, over: anyio.Event | None = None) -> Answer:
        """Do it; a failure is an answer too. A call that does not fit the moment is `unknown`.

        `over`: set when the person's turn is surely over; what cannot be undone waits for it.
        """
        intent = self._intents.get(call.intent)
        if call.intent not in self._tools or (intent and intent.question not in ("", self.question)):
            return self.unknown()
        mark, doing = self._mark, self._meant(call)
        if not self._keeps and any(self.changes(each) for each in doing):
            return Answer(ELSEWHERE)
        if over and any(self._waits(each) for each in doing):
            await over.wait()
        answer = await self._do(call)
        return self._answered(answer) if mark is self._mark else answer  # else another turn has begun

    def _meant(self, call: Call) -> tuple[Call, ...]:
        """What an answer to a question about requests stands for; any other call for itself."""
        if call.intent == f"{PROPOSAL}_yes":
            return self._proposed
        return (self._choice.calls.get(call.slots.get("word", ""), call),) if self.question == EITHER else (call,)

    @property
    def fetching(self) -> bool:
        """Is a language model told of tools that give back data?"""
        return any(tool.data and tool.schema for tool in self._tools.values())

    def fetches(self, call: Call) -> bool:
        """Is somebody else's tool used for it, which may take a while and gives back data?"""
        return any(self._tools[each.intent].data for each in self._meant(call))

    def usage(self, name: str, arguments: dict[str, Any]) -> str:
        """How somebody else's tool is called, for a language model that did it wrongly; "" where that is no help."""
        tool = self._tools.get(str(arguments.get("name"))) or self._tools.get(name)
        if tool is None or not tool.data:
            return ""
        return tool.usage or (json.dumps(tool.schema["function"]) if tool.schema else "")

    async def _do(self, call: Call) -> Answer:
        return await bounded(self._tools[call.intent], call, self._clock)

    def awaits(self, call: Call) -> bool:
        """Does a skill wait for something, so that its answer may take a while?"""
        meant = [self._intents[each.intent] for each in self._meant(call) if each.intent in self._intents]
        return any(iscoroutinefunction(intent.run) and intent.question not in (PROPOSAL, EITHER) for intent in meant)

    def changes(self, call: Call) -> bool:
        """Does it change something that outlives the turn?"""
        return self._tools[call.intent].asks(call)

    def _waits(self, call: Call) -> bool:
        """May it be done only when the person's turn is surely over?"""
        tool = self._tools[call.intent]
        return tool.waits or (self.changes(call) and not tool.reversible)

    def requests(self, call: Call) -> bool:
        """Is something asked for? A greeting asks for nothing."""
        intent = self._intents.get(call.intent)
        return intent is None or intent.request

    def held(self, call: Call, text: str, said: Said | None = None) -> Call | None:
        """A language model's call, held to the person's words; see `tools.reading.held`."""
        intent = self._intents.get(call.intent)
        return held(call, intent.slots, text, said) if intent else call

    def askable(self, call: Call) -> bool:
        """Can the person be asked whether they meant this?"""
        intent = self._intents.get(call.intent)
        return self.changes(call) or (intent is not None and intent.wish != "")

    def guessed(self, texts: Sequence[str]) -> Call | None:
        """What the person could have asked for, when nobody understands the words: ask before it is done."""
        from localvoice.tools.reading.guessed import guessed  # it counts with numpy, which nobody else here needs

        return guessed(self._intents, texts)

    def asking(self) -> frozenset[str]:
        """The words that one asks with: those of every sentence that stand in no slot."""
        from localvoice.tools.reading.repair import vocabulary  # which counts with numpy, as `guessed` does

        if self._asking is None:
            self._asking = frozenset(vocabulary(self.every_intent(), slots=False))
        return self._asking

    def mentioned(self, call: Call, text: str) -> bool:
        """Does a text speak of what a call without arguments is about?"""
        if self._mentioned is None:
            self._mentioned = Mentioned(self.every_intent())
        return self._mentioned.by(call, text)

    def propose(self, calls: Sequence[Call]) -> Answer:
        """Ask whether this shall be done; a yes does it."""
        self.drop_proposal()
        self._proposed = tuple(calls)
        self.proposals += 1
        deeds = [self._tools[call.intent].in_words(call) for call in calls]
        return self._answered(Answer(f"Shall I {joined(deeds)}?", question=PROPOSAL))

    @property
    def proposed(self) -> tuple[str, ...]:
        """The tools that wait for a yes."""
        return tuple(call.intent for call in self._proposed) if self.question == PROPOSAL else ()

    @property
    def asked(self) -> str:
        """How the open question was put; "" for none."""
        return self._asked if self.question else ""

    async def answer_proposal(self, yes: bool) -> Answer:
        """A yes or a no that was not spoken."""
        return await self.run(Call(f"{PROPOSAL}_{'yes' if yes else 'no'}", {}, {}))

    def offer(self, rest: list[str], asked: bool = False) -> Answer:
        """Offer the sentences that were not said; more may be added meanwhile. `asked`: another question is open."""
        self.drop_proposal()
        self._rest = rest
        return self._answered(Answer(offer(asked), question=REST))

    def offered_unheard(self, heard: str) -> bool:
        """Is it open whether to go on, which somebody who has heard so much has not been asked yet?"""
        return self.question == REST and " ".join(last_offered(self._asked).split()[:2]) not in heard

    def choose(self, calls: Mapping[str, Call]) -> Answer:
        """Ask which of these was meant, by the word that tells them apart; that word as answer does it."""
        self._choice = Choice(dict(calls))
        return self._answered(Answer(self._choice.question(), question=EITHER))

    async def _do_chosen(self, word: str) -> Answer:
        if word not in self._choice.calls:
            return Answer(self._choice.question(), question=EITHER)
        return await self._do(self._choice.calls[word])

    def drop_proposal(self) -> None:
        """Something else was said than yes or no, so it is not done."""
        if self.question in (PROPOSAL, REST):
            self.question, self._proposed, self._rest = "", (), []

    def _going_on(self) -> tuple[Intent, Intent]:
        return (
            Intent(
                *(f"{REST}_yes", ON, self._say_more, "Yes: go on."),
                fits=lambda world: bool(self._rest),
                question=REST,
                request=False,
            ),
            Intent(f"{REST}_no", ENOUGH, _enough, "No, that is enough.", question=REST, request=False),
        )

    def _say_more(self, slots: dict[str, Any], world: World) -> Answer:
        """The next sentences. When none is left, and there may be more, a yes is for the language model."""
        now, self._rest = portion(self._rest, self.persona.sentences)
        more = bool(self._rest) or self.unfinished
        told = [*now, offer(asks(now[-1]))] if more else now
        return Answer("\n".join(told), question=REST if more else "")

    def hint(self, words: str) -> str:
        """A sentence for what is spoken of, by which it is done; "" where no skill does such things."""
        said = set(re.findall("[a-z]+", re.sub(r"\bto[- ]do", "todo", words.lower())))
        fit: dict[str, int] = {}
        for intent in self.persona.intents():
            thing, _, deed = intent.name.partition("_")
            if intent.deed and not intent.question and said & {thing, f"{thing}s"}:
                fit[intent.name] = sum(word.startswith(deed[:4]) for word in said)
        if not fit:
            return ""
        return min(_examples(self._intents[max(fit, key=lambda name: fit[name])], DRAWN), key=len)

    async def _do_proposed(self, slots: dict[str, Any], world: World) -> Answer:
        calls, answers = self._proposed, [await self._do(call) for call in self._proposed]
        effects = tuple(effect for answer in answers for effect in answer.effects)
        results: tuple[Result, ...] = ()
        if any(answer.results for answer in answers) and not answers[-1].question:
            results = tuple(Result(call, answer.text) for call, answer in zip(calls, answers, strict=True))
        return Answer(" ".join(answer.text for answer in answers), effects, answers[-1].question, results)

    def mark(self) -> Callable[[], None]:
        """Whatever is done from here on is undone by calling the result; only the latest one still does anything."""
        world = self.world
        before = world.said, world.rest, world.volume, world.pace
        reading = world.page, world.unheard
        asked = self.question, self._asked, self._proposed, self._rest, self._choice
        self._mark = mark = object()
        began_s = self._clock.now_s()
        shelves = (world.shelf, *([world.memory.facts] if world.memory else []))
        for shelf in shelves:
            shelf.mark()

        def undo() -> None:
            if self._mark is mark:
                self.question, self._asked, self._proposed, self._rest, self._choice = asked
                world.said, world.rest, world.volume, world.pace = before
                world.page, world.unheard = reading
                for shelf in shelves:
                    shelf.undo()
                self._stop(began_s)

        return undo

    def _stop(self, since_s: float = -math.inf) -> None:
        """What other people's tools have begun since then is not wanted any more."""
        for tool in self._tools.values():
            tool.take_back(since_s)

    def unknown(self, heard: str = "") -> Answer:
        """The answer to what no skill understands; an open question is put again. `heard`: words that are believed."""
        if self.question:
            asked = re.split(r"(?<=[.!?])\s+", self._asked)[-1]
            return self._answered(Answer(f"Sorry, I did not understand that. {asked}", question=self.question))
        said = f"I heard “{heard}”, but I can't do that." if heard else self.persona.unknown
        return self._answered(Answer(said))

    def _answered(self, answer: Answer) -> Answer:
        if Wait() in answer.effects:
            return answer
        louder = self.persona.form is not None and any(isinstance(each, Volume | Pace) for each in answer.effects)
        if self.question and (louder or answer.text == self._asked):  # it was only said again, or how it is spoken
            answer = replace(answer, question=self.question)
        if (answer.question != self.question or not answer.question) and not louder:
            self._asked = answer.text
        self.question = answer.question
        if answer.text and not answer.results:  # which a language model says in its own words
            self.world.said, self.world.rest, self.world.unheard = answer.text, "", ""
        for effect in answer.effects:
            if isinstance(effect, Volume):
                self.world.volume = effect.level
            elif isinstance(effect, Pace):
                self.world.pace = effect.factor
            elif isinstance(effect, Hush):
                self._stop()
        return answer

    def examples(self, count: int = EXAMPLES) -> dict[str, list[str]]:
        """Intent → some sentences that it understands, the same ones every time."""
        return {each.name: _examples(each, count) for each in self.persona.intents()}


def _enough(slots: dict[str, Any], world: World) -> Answer:
    return Answer("All right.")


def _told(persona: Persona) -> Iterator[Intent]:
    """What a language model is told of: always the same, so nothing that only an open question allows."""
    return (intent for intent in persona.tools() if not intent.question)


def _examples(intent: Intent, count: int) -> list[str]:
    chance = random.Random(intent.name)
    drawn = [
        sample(read(template, intent.slots), chance)
        for template in intent.sentences or intent.typed
        for _ in range(count)
    ]
    return sorted(set(drawn), key=drawn.index)[:count]
