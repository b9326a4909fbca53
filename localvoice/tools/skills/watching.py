"""Watching for somebody: what changes in front of the camera or on the screen, until they have seen enough."""

from typing import Any

from localvoice.tools.skill import Answer, Intent, Slot, World

ABOUT = "watch the camera or the screen and tell you what changes"
NOBODY = "I can only watch while we talk aloud on this machine."
SOURCES = {
    "screen": "screen",
    "display": "screen",
    "monitor": "screen",
    "window": "screen",
    "desktop": "screen",
    "camera": "camera",
    "room": "camera",
    "door": "camera",
    "doorway": "camera",
    "entrance": "camera",
    "table": "camera",
    "desk": "camera",
}
SOURCE = Slot("source", "|".join(SOURCES), SOURCES.get, "What to watch: the camera or the screen.")
THING = Slot(
    "thing",
    "(download|upload|update|installation|install|build|copy|export|render|scan|backup|test|program|computer|page)",
    str,
    "What has to be done.",
    open_text=True,
)
WHO = "(someone|somebody|anyone|anybody|a person|people)"
HAPPENS = "(changes|happens|moves)"
CHANGE = f"((what|anything that|everything that) {HAPPENS}|(if|when) (anything|something) {HAPPENS})"
ON_IT = "[on|in|in front of] [the|my] [{source}]"
TELL = "(tell me|let me know)"


def begin(slots: dict[str, Any], world: World) -> Answer:
    """Watch what was named, or what there is."""
    return Answer(world.watching.begin(slots.get("source", ""), "") if world.watching else NOBODY)


def wait_for_person(slots: dict[str, Any], world: World) -> Answer:
    return Answer(world.watching.begin("camera", "person") if world.watching else NOBODY)


def wait_for_text(slots: dict[str, Any], world: World) -> Answer:
    return Answer(world.watching.begin("screen", slots.get("thing") or "it") if world.watching else NOBODY)


def end(slots: dict[str, Any], world: World) -> Answer:
    return Answer(world.watching.end() if world.watching else NOBODY)


def status(slots: dict[str, Any], world: World) -> Answer:
    return Answer(world.watching.status() if world.watching else NOBODY)


INTENTS = (
    Intent(
        "watch_begin",
        (
            f"{TELL} {CHANGE} {ON_IT}",
            "(keep|start) watching [the|my] [{source}] [for me]",
            "(watch|keep an eye on) (the|my) {source} [for me]",
        ),
        begin,
        "Watch the camera or the screen from now on, and tell what changes.",
        {"source": SOURCE},
        typed=(
            f"(keep|start) (describing|narrating) [what (happens|you see)] {ON_IT}",
            "keep (telling|describing to) me what (happens|you see|changes|is going on)",
            f"(narrate|describe) (what happens|what is happening|what's happening) [as it happens] {ON_IT}",
            f"(alert|warn|notify) me {CHANGE} {ON_IT}",
            "say (if|when) (anything|something|the text) changes [on (the|my) {source}]",
            f"{TELL} (when|if) (the|my) {{source}} changes",
            "watch (what happens|everything|for changes) [and tell me] [for me]",
            "(watch|look) out for (changes|movement)",
        ),
        request=True,
    ),
    Intent(
        "watch_for_person",
        (f"{TELL} (when|if) {WHO} (comes|comes in|enters|arrives|is there)",),
        wait_for_person,
        "Watch the camera and tell when somebody comes.",
        typed=(
            f"(alert|warn|notify) me (when|if) {WHO} (comes|comes in|enters|arrives|is there|is at the door)",
            f"(watch|look) out for {WHO}",
            f"{TELL} (when|if) {WHO} (walks in|shows up|is at the door|comes to the door|is in front of me)",
        ),
        tool=False,
    ),
    Intent(
        "watch_for_text",
        (f"{TELL} (when|once) [the|my] {{thing}} (is|has) (done|finished|ready|complete|over|through)",),
        wait_for_text,
        "Watch the screen and tell when something is done.",
        {"thing": THING},
        typed=(
            f"{TELL} (when|once) (it is|it's|that is|that's) (done|finished|ready|complete|over)",
            f"{TELL} (when|once) [the|my] {{thing}} (finishes|completes|ends|stops)",
            "(watch|wait) until [the|my] {thing} (is|has) (done|finished|ready|complete)",
        ),
        tool=False,
    ),
    Intent(
        "watch_end",
        (
            "(stop|quit) (watching|describing) [the|my] [{source}] [now|please]",
            "you (can|may) stop watching [now]",
        ),
        end,
        "Stop watching.",
        {"source": SOURCE},
        tool=False,
        typed=(
            "(stop|quit) narrating [now|please]",
            "(stop|quit) (telling me what changes|telling me what happens|looking|the camera)",
            "(that's|that is) enough watching",
            "(don't|do not) watch [me] (any more|anymore|any longer)",
            "(close your eyes|look away)",
            "(turn|switch) (off the camera|the camera off)",
            "no more (watching|narration|narrating)",
            "(end|finish) (watching|the narration)",
        ),
    ),
    Intent(
        "watch_status",
        ("are you [still] watching [me]", "what are you watching"),
        status,
        "Say whether anything is watched.",
        typed=("is the camera (on|off|open|running)", "(can|do) you still see me"),
        tool=False,
    ),
)
