"""Two lists, one for shopping and one of things to do: add, remove, read, clear."""

from collections.abc import Callable
from functools import cache
from typing import Any

from pluralizer import Pluralizer

from localvoice.events import Item
from localvoice.tools import phrasing
from localvoice.tools.confirm import confirmed
from localvoice.tools.reading.listed import JOINT
from localvoice.tools.reading.normal import AFTER_NUMBER
from localvoice.tools.reading.numbers import number
from localvoice.tools.reading.slots import GROCERY, KNOWN_GROCERY, KNOWN_TASK, TASK
from localvoice.tools.reading.things import COUNTABLE, DRINKS, OTHER_GROCERIES
from localvoice.tools.skill import Answer, Intent, World

ABOUT = "keep your shopping list and your to do list"
Run = Callable[[dict[str, Any], World], Answer]
TITLES = {"shopping": "shopping list", "todo": "to do list"}


def entries(kind: str, world: World) -> list[Item]:
    return world.shelf.all(kind)


def bare(text: str) -> str:
    """The thing without its amount: "two bottles of milk" → "milk", "2 lbs flour" → "flour"."""
    text = text.lower().removeprefix("the ")
    *amount, last = text.split(" of ", 1)
    words = last.split()
    while not amount and len(words) > 1 and (words[0] in AMOUNTS or number(words[0]) is not None):
        words = words[2 if words[1] in AFTER_NUMBER and len(words) > 2 else 1 :]
    return " ".join(words)


AMOUNTS = {"a", "an", "another", "some", "more", "dozen"}


@cache
def _plurals() -> Pluralizer:
    return Pluralizer()


def same(one: str, other: str) -> bool:
    """The same thing, whatever the amount and in singular or plural?"""
    one, other = bare(one), bare(other)
    return one == other or _plurals().singular(one) == _plurals().singular(other)


def things(slots: dict[str, Any]) -> list[str]:
    return list(slots.get("things") or slots["goods"])


def task(slots: dict[str, Any]) -> str:
    return phrasing.to_you(slots.get("task") or slots["chore"])


def buy(slots: dict[str, Any], world: World) -> Answer:
    return add("shopping", things(slots), world)


def do(slots: dict[str, Any], world: World) -> Answer:
    return add("todo", [task(slots)], world)


def add(kind: str, wanted: list[str], world: World) -> Answer:
    there = {item.text.lower() for item in entries(kind, world)}
    fresh = [thing for thing in wanted if thing.lower() not in there]
    for thing in fresh:
        world.shelf.put(kind, thing)
    if not fresh:
        verb = "is" if len(wanted) == 1 else "are"
        return Answer(f"{phrasing.joined(wanted)} {verb} already on your {TITLES[kind]}.".capitalize())
    return Answer(f"I added {phrasing.joined(fresh)} to your {TITLES[kind]}{_counted(kind, fresh)}.")


def _counted(kind: str, fresh: list[str]) -> str:
    """How many things they are, where an "and" may have been taken wrongly: "mac and cheese" is one, as far as one
    knows, but "foo and bar" two."""
    if kind != "shopping" or (len(fresh) == 1 and not JOINT.search(bare(fresh[0]))):
        return ""
    unsure = any(JOINT.search(bare(thing)) or bare(thing) not in KNOWN for thing in fresh)
    return f" as {len(fresh)} {'item' if len(fresh) == 1 else 'items'}" if unsure else ""


def both(slots: dict[str, Any], world: World) -> Answer:
    """Things for two lists in one sentence, or to put down and to cross off."""
    answers = []
    for name, run in (("things", buy), ("more", buy), ("task", do), ("bought", bought)):
        if name in slots:
            taken = slots[name]
            answers.append(run({"task" if name == "task" else "things": taken}, world).text)
    return Answer(" ".join(answers))


def bought(slots: dict[str, Any], world: World) -> Answer:
    return remove("shopping", things(slots), world)


def done(slots: dict[str, Any], world: World) -> Answer:
    return remove("todo", [task(slots)], world)


def remove(kind: str, wanted: list[str], world: World) -> Answer:
    gone = [item for item in entries(kind, world) if any(same(item.text, thing) for thing in wanted)]
    for item in gone:
        world.shelf.remove(item)
    if not gone:
        return Answer(f"I found no {phrasing.joined(wanted, 'or')} on your {TITLES[kind]}.")
    return Answer(f"I took {phrasing.joined([item.text for item in gone])} off your {TITLES[kind]}.")


def check(slots: dict[str, Any], world: World) -> Answer:
    wanted = things(slots)
    there = [item.text for item in entries("shopping", world) if any(same(item.text, thing) for thing in wanted)]
    if there:
        return Answer(f"Yes, you have {phrasing.joined(there)} on your shopping list.")
    return Answer(f"No, I found no {phrasing.joined(wanted, 'or')} on your shopping list.")


def reader(kind: str) -> Run:
    def read(slots: dict[str, Any], world: World) -> Answer:
        items = [item.text for item in entries(kind, world)]
        if not items:
            return Answer(f"Your {TITLES[kind]} is empty.")
        return Answer(f"On your {TITLES[kind]}: {phrasing.joined(items)}.")

    return read


def asker(kind: str) -> Run:
    def ask(slots: dict[str, Any], world: World) -> Answer:
        count = len(entries(kind, world))
        if not count:
            return Answer(f"Your {TITLES[kind]} is empty already.")
        what = "the only item" if count == 1 else f"all {count} items"
        return Answer(f"Delete {what} of your {TITLES[kind]}?", question=f"{kind}_clear")

    return ask


def clearer(kind: str) -> Run:
    def clear(slots: dict[str, Any], world: World) -> Answer:
        for item in entries(kind, world):
            world.shelf.remove(item)
        return Answer(f"Your {TITLES[kind]} is empty now.")

    return clear


SHOPPING = "(my|the|our) [shopping|grocery|groceries] list"
TODO = "(my|the) (to do|task) list"
THINGS, GOODS = {"things": GROCERY}, {"goods": KNOWN_GROCERY}
WORK, CHORE = {"task": TASK}, {"chore": KNOWN_TASK}
KNOWN = {bare(name) for name in "|".join((COUNTABLE, DRINKS, OTHER_GROCERIES)).split("|")}
OFF = "(remove|delete|take off|cross off|scratch)"
AND = "and [then|also|please]"
# More ways to put things on the shopping list
PUT = (f"(stick|pop|throw|chuck|write|note) {{things}} (on|onto) {SHOPPING}",)
INTENTS = (
    Intent(
        "two_lists",
        (),
        both,
        "Put things on both lists.",
        THINGS | {"task": TASK, "bought": GROCERY, "more": GROCERY},
        deed="change your lists: [add {things},] [take off {bought},] [add {more},] [to do: {task}]",
        typed=(
            f"(add|put) {{things}} (to|on) {SHOPPING} {AND} [add|put] {{task}} (to|on) {TODO}",
            f"(add|put) {{task}} (to|on) {TODO} {AND} [add|put] {{things}} (to|on) {SHOPPING}",
            f"(add|put) {{things}} (to|on) {SHOPPING} {AND} (add|put) {{more}} [(to|on) ({SHOPPING}|it)]",
            f"(add|put) {{things}} (to|on) {SHOPPING} {AND} {{more}} (to|on) {SHOPPING}",
            f"(add|put) {{things}} (to|on) {SHOPPING} {AND} {OFF} {{bought}} [(from|off) ({SHOPPING}|it)]",
            f"(add|put) {{things}} {AND} {OFF} {{bought}} (from|off|on) {SHOPPING}",
            f"{OFF} {{bought}} (from|off) {SHOPPING} {AND} (add|put) {{things}} [(to|on) ({SHOPPING}|it)]",
        ),
        tool=False,
    ),
    Intent(
        "shopping_add",
        (
            f"(add|put) {{things}} (to|on) {SHOPPING}",
            "(add|put) {things} (to|on) [the|my] (list|shopping list|grocery list)",
            "(we|i) need [to buy|to get|more|some] {goods}",
            "(we're|i'm|we are|i am) out of {goods}",
            "add {goods}",
        ),
        buy,
        "Put things on the shopping list.",
        THINGS | GOODS,
        deed="add [{things}] [{goods}] to your shopping list",
        typed=(f"on {SHOPPING} [please] (add|put) {{things}}", "(put|write) {goods} down", "(buy|get) {goods}", *PUT),
    ),
    Intent(
        "shopping_remove",
        (
            f"(remove|delete|take|cross|scratch|check) {{things}} (from|off|off of) {SHOPPING}",
            f"(take|cross|check) off {{things}} from {SHOPPING}",
            "(i|we) (bought|already have|don't need) {goods}",
        ),
        bought,
        "Take things off the shopping list.",
        THINGS | GOODS,
        deed="take [{things}] [{goods}] off your shopping list",
        typed=(
            f"(erase|scrap|bin|drop|cross out|take out|get rid of) {{things}} (from|on|off) {SHOPPING}",
            "(i|we) (got|have bought) {goods}",
            "(i|we|i've|we've) already (bought|got|have) {goods}",
        ),
    ),
    Intent(
        "shopping_read",
        (
            f"(what's|what is|what do i have) on {SHOPPING}",
            f"(read|tell|show|give) [me] {SHOPPING}",
            "what (do i|do we|should i|must i) (need|have) to (buy|get) [today]",
            f"(read|tell) me what's on {SHOPPING}",
            "what should i buy",
        ),
        reader("shopping"),
        "Read the shopping list.",
        typed=(
            "my (shopping|grocery) list",
            f"(check|open|pull up|list) {SHOPPING}",
            f"what (items|things) are on {SHOPPING}",
            f"(let me|can i) (hear|see) {SHOPPING}",
            f"(what's|what is) in {SHOPPING}",
            f"<go_over> {SHOPPING}",
            "(what|which things) (do i|do we) [still] (have|need) [to (buy|get)] from the (store|shop|supermarket)",
            f"(what's|what is|is anything|is there anything) (left|still) on {SHOPPING}",
            "what (am i|are we) (supposed|meant|going) to (buy|get|pick up|be (buying|getting|picking up))"
            " [at|from|in] [the] [store|shop|supermarket] [today]",
            "what groceries (do i|do we) [still] need [to (buy|get)]",
        ),
        wish="read your shopping list",
    ),
    Intent(
        "shopping_check",
        (f"(is|are) [there] {{things}} on {SHOPPING}", f"do i have {{things}} on {SHOPPING}"),
        check,
        "Tell whether something is on the shopping list.",
        THINGS | GOODS,
        typed=(
            f"(is|are) {{things}} (on|in) (there|it|{SHOPPING}) [already|yet]",
            "do (i|we) still need [to (get|buy)] {goods}",
            f"(there is|there are|i have|we have|you put) {{things}} on {SHOPPING} [already]",
            f"{{things}} (is|are) [already] on {SHOPPING}",
        ),
        wish="look for {things} on your shopping list",
    ),
    Intent(
        "shopping_clear_ask",
        (f"(clear|empty|delete|erase|reset) [everything (from|on)|all of] {SHOPPING}",),
        asker("shopping"),
        "Delete the whole shopping list.",
        typed=("(clear|empty|delete|erase|remove|get rid of) [my|the] (shopping|grocery) list",),
    ),
    *confirmed("shopping_clear", clearer("shopping"), "delete the whole shopping list"),
    Intent(
        "todo_add",
        (
            f"(add|put) {{task}} (to|on) {TODO}",
            f"add to {TODO} {{task}}",
            "i (have|need) to {chore}",
        ),
        do,
        "Put a task on the to-do list.",
        WORK | CHORE,
        deed="add to your to do list: [{task}] [{chore}]",
        typed=("new (task|to do) {task}", f"on {TODO} (add|put) {{task}}", "i've got to {chore}"),
    ),
    Intent(
        "todo_remove",
        (
            f"(remove|delete|take|cross|scratch|check) {{task}} (from|off|off of) {TODO}",
            "mark {task} as (done|complete|finished)",
        ),
        done,
        "Take a task off the to-do list.",
        WORK,
        deed="take off your to do list: {task}",
        typed=(f"(erase|cross out|get rid of|complete) {{task}} (from|on) {TODO}",),
    ),
    Intent(
        "todo_read",
        (
            f"(what's|what is|what do i have) on {TODO}",
            f"(read|tell|show|give) [me] {TODO}",
            "what (do i have|do i need|must i|should i) [to] do [today]",
            "what are my (tasks|to dos)",
        ),
        reader("todo"),
        "Read the to-do list.",
        typed=(
            "my to do list",
            f"(check|open|pull up|list) {TODO}",
            f"what (items|things|tasks) are on {TODO}",
            f"tell me what's on {TODO}",
            f"<go_over> ({TODO}|my (tasks|to dos))",
            f"(what's|what is|is anything|is there anything) (left|still) on {TODO}",
            "what (do i|have i) [still] (have|need|got) to (do|get done)",
            "what [else] is there [left] [for me] to do",
            "what (am i|are we) (supposed|meant|going) to (do|be doing|get done) [today]",
            "what (jobs|chores|tasks) (do i|have i) [still] (have|need|got) [left|to do|to get done]",
        ),
        wish="read your to do list",
    ),
    Intent(
        "todo_clear_ask",
        (f"(clear|empty|delete|erase|reset) [everything (from|on)|all of] {TODO}",),
        asker("todo"),
        "Delete the whole to-do list.",
        typed=("(clear|empty|delete|erase|remove|get rid of) [my|the] to do list",),
    ),
    *confirmed("todo_clear", clearer("todo"), "delete the whole to-do list"),
)
