"""Short notes: taken, read, and the last one deleted."""

from typing import Any

from localvoice.tools import phrasing
from localvoice.tools.confirm import confirmed
from localvoice.tools.reading.slots import NOTE
from localvoice.tools.skill import Answer, Intent, World

ABOUT = "take notes"
WHAT = "note_text"  # the question "what shall I write down?"
LAST = "note_delete"  # the question whether to delete the last one
ALL = "note_clear"  # the question whether to delete all of them
SPOKEN = 5  # so many notes are read at once, the newest first


def take(slots: dict[str, Any], world: World) -> Answer:
    text = phrasing.to_you(slots["text"])
    world.shelf.put("note", text)
    return Answer(phrasing.sentence(f"noted: {text}"))


def ask_text(slots: dict[str, Any], world: World) -> Answer:
    return Answer("What shall I write down?", question=WHAT)


def read(slots: dict[str, Any], world: World) -> Answer:
    notes = [item.text for item in reversed(world.shelf.all("note"))]
    if not notes:
        return Answer("You have no notes.")
    if len(notes) == 1:
        return Answer(phrasing.sentence(f"you have one note: {notes[0]}"))
    shown = notes[:SPOKEN]
    newest = f"the {len(shown)} newest are" if len(notes) > SPOKEN else "newest first"
    return Answer(phrasing.sentence(f"you have {len(notes)} notes, {newest}: {'; '.join(shown)}"))


def read_last(slots: dict[str, Any], world: World) -> Answer:
    notes = world.shelf.all("note")
    return Answer(phrasing.sentence(f"your last note: {notes[-1].text}") if notes else "You have no notes.")


def ask_delete(slots: dict[str, Any], world: World) -> Answer:
    notes = world.shelf.all("note")
    if not notes:
        return Answer("You have no notes.")
    return Answer(f"Delete the note: {notes[-1].text}?", question=LAST)


def delete_last(slots: dict[str, Any], world: World) -> Answer:
    for item in world.shelf.all("note")[-1:]:
        world.shelf.remove(item)
    return Answer("The note is deleted.")


def ask_clear(slots: dict[str, Any], world: World) -> Answer:
    count = len(world.shelf.all("note"))
    if not count:
        return Answer("You have no notes.")
    return Answer(f"Delete {'your only note' if count == 1 else f'all {count} notes'}?", question=ALL)


def clear(slots: dict[str, Any], world: World) -> Answer:
    for item in world.shelf.all("note"):
        world.shelf.remove(item)
    return Answer("All notes are deleted.")


TEXT = {"text": NOTE}
NOTED = "write down: {text}"
INTENTS = (
    Intent(
        "note_take",
        (
            "(take|make|write|add|leave) [me] (a|this|another) note [to|that says|saying|that|about] {text}",
            "(note|write|jot|take) (this|that|it) down {text}",
            "(note|jot) [down] [that|this] {text}",
            "write down [that|this] {text}",  # what is to be written otherwise is a letter, a poem, a wish
            "make a note (to|that|of) {text}",
        ),
        take,
        "Write down a note.",
        TEXT,
        deed=NOTED,
        typed=("[a] [mental] note to (self|myself) [that] {text}",),
    ),
    Intent(
        "note_ask",
        (
            "(take|make|write|add) (a|another) [new] note",
            "new note",
            "(write|note|jot|take) (this|that|it|something) down",
        ),
        ask_text,
        "Write down a note whose text was not said.",
        tool=False,
        wish="take a note",
    ),
    Intent("note_text", ("{text}",), take, "What to write down.", TEXT, WHAT, NOTED),
    Intent(
        "note_read",
        (
            "(read|show|tell|list) [me] [all] [of] my notes",
            "what (are my notes|notes do i have|did i note|did i write down)",
            "do i have (any notes|notes)",
        ),
        read,
        "Read the notes.",
        typed=(
            "<go_over> [all] [of] (my|the) notes",
            "(what's|what is|is there anything|is anything) in my notes",
            "(did i|have i) (write|written|note|noted) [anything] down",
        ),
        wish="read your notes",
    ),
    Intent(
        "note_last",
        ("(<whats>|read [me]|tell me) (my|the) (last|latest|newest) note", "what was (my|the) (last|latest) note"),
        read_last,
        "Read the newest note.",
        wish="read your last note",
    ),
    Intent(
        "note_delete_ask",
        ("(delete|remove|erase|cancel) (my|the|that|this) [last|latest] note",),
        ask_delete,
        "Delete the newest note.",
    ),
    *confirmed(LAST, delete_last, "delete the newest note"),
    Intent(
        "note_clear_ask",
        ("(delete|remove|erase|clear) (all|all my|all the|all of my|my|the) notes",),
        ask_clear,
        "Delete all notes.",
    ),
    *confirmed(ALL, clear, "delete all notes"),
)
