"""A hundred and fifty tools as servers list them, and what a person says who wants one of the first ten."""

from localvoice.tools.skill import Answer, Call
from localvoice.tools.tool import Tool

THINGS = {  # of whom: what one of them is called by
    "lamp": "room",
    "heating": "room",
    "calendar_event": "title",
    "mail": "subject",
    "file": "path",
    "song": "title",
    "contact": "name",
    "recipe": "dish",
    "train": "station",
    "parcel": "number",
    "invoice": "number",
    "photo": "album",
    "ticket": "number",
    "note": "title",
    "device": "name",
}
DEEDS = {  # what is done, and with what more
    "find": ("Find a {} by its {}", {"limit": "integer"}),
    "list": ("List every {} that fits, with its {}", {"limit": "integer", "page": "integer"}),
    "create": ("Create a new {} with this {}", {"description": "string"}),
    "update": ("Change a {} that is there already, by its {}", {"description": "string"}),
    "delete": ("Delete a {} for good, by its {}", {}),
    "share": ("Share a {} with somebody, by its {}", {"with_whom": "string"}),
    "tag": ("Put a tag on a {}, by its {}", {"tag": "string"}),
    "copy": ("Make a copy of a {}, by its {}", {"new_name": "string"}),
    "archive": ("Move a {} into the archive, by its {}", {}),
    "history": ("Tell who has changed a {} and when, by its {}", {"limit": "integer"}),
}
ASKED = {  # of the first ten
    "Find the lamp in the kitchen.": "lamp_find",
    "Delete the lamp in the hall.": "lamp_delete",
    "Create a new lamp in the bedroom.": "lamp_create",
}


def tools(count: int) -> list[Tool]:
    """So many of them."""
    found = []
    for thing, key in THINGS.items():
        for deed, (about, more) in DEEDS.items():
            called, key_said = thing.replace("_", " "), key.replace("_", " ")
            properties = {key: {"type": "string", "description": f"the {key_said} of the {called}"}}
            properties |= {name: {"type": kind} for name, kind in more.items()}
            found.append(_tool(f"{thing}_{deed}", f"{about.format(called, key_said)}.", properties, key))
    return found[:count]


def _tool(name: str, about: str, properties: dict, key: str) -> Tool:
    parameters = {"type": "object", "properties": properties, "required": [key]}
    return Tool(
        name,
        {"type": "function", "function": {"name": name, "description": about, "parameters": parameters}},
        read=lambda given: Call(name, given, {}) if key in given else None,
        in_words=lambda call: f"use {name}",
        run=lambda call: Answer("Done."),
        data=True,
    )
