"""How the assistant speaks: loudness, pace, once more, stop."""

from typing import Any

from localvoice.tools.correcting import CORRECTION
from localvoice.tools.reading.slots import PERCENT
from localvoice.tools.skill import Answer, Hush, Intent, Pace, Volume, Wait, World

ABOUT = "speak louder or slower"
VOLUME_STEP = 0.2  # of full loudness; two steps are clearly heard (a tenth of it is not)
QUIETEST = 0.1  # a voice that cannot be heard cannot be asked to speak up
PACE_STEP = 1.2  # times as fast; about the difference between a calm and a brisk reader
SLOWEST, FASTEST = 0.5, 2.0  # what `Pace` allows


def set_volume(level: float, world: World) -> Answer:
    level = round(min(1.0, max(QUIETEST, level)), 2)
    if level == world.volume:
        return Answer(
            f"That is as {'loud' if level == 1 else 'quiet'} as I can be." if level in (1, QUIETEST) else "Okay."
        )
    return Answer(f"Volume {round(100 * level)} percent.", (Volume(level),))


def louder(slots: dict[str, Any], world: World) -> Answer:
    return set_volume(world.volume + VOLUME_STEP, world)


def quieter(slots: dict[str, Any], world: World) -> Answer:
    return set_volume(world.volume - VOLUME_STEP, world)


def volume(slots: dict[str, Any], world: World) -> Answer:
    return set_volume(slots["percent"] / 100, world)


def loudest(slots: dict[str, Any], world: World) -> Answer:
    return set_volume(1.0, world)


def quietest(slots: dict[str, Any], world: World) -> Answer:
    return set_volume(QUIETEST, world)


def tell_volume(slots: dict[str, Any], world: World) -> Answer:
    return Answer(f"The volume is at {round(100 * world.volume)} percent.")


def set_pace(factor: float, said: str, world: World) -> Answer:
    factor = round(min(FASTEST, max(SLOWEST, factor)), 2)
    if factor == world.pace and factor != 1.0:
        return Answer(f"That is as {'fast' if factor > 1 else 'slow'} as I can speak.")
    return Answer(said, (Pace(factor),))


def slower(slots: dict[str, Any], world: World) -> Answer:
    return set_pace(world.pace / PACE_STEP, "All right, I will speak slower.", world)


def repeat_slower(slots: dict[str, Any], world: World) -> Answer:
    pace = round(max(SLOWEST, world.pace / PACE_STEP), 2)
    return Answer(world.said or "I have not said anything yet.", (Pace(pace),))


def faster(slots: dict[str, Any], world: World) -> Answer:
    return set_pace(world.pace * PACE_STEP, "All right, I will speak faster.", world)


def normal(slots: dict[str, Any], world: World) -> Answer:
    return set_pace(1.0, "All right, back to my normal speed.", world)


def repeat(slots: dict[str, Any], world: World) -> Answer:
    return Answer(world.said or "I have not said anything yet.")


def stop(slots: dict[str, Any], world: World) -> Answer:
    return Answer("", (Hush(),))


def wait(slots: dict[str, Any], world: World) -> Answer:
    return Answer("", (Wait(),))


def go_on(slots: dict[str, Any], world: World) -> Answer:
    return Answer(world.rest)


def never_mind(slots: dict[str, Any], world: World) -> Answer:
    return Answer("Okay.")


def cancel_that(slots: dict[str, Any], world: World) -> Answer:
    """An open question is dropped; what was done already stays, and is not said to be gone."""
    asked = world.said.endswith("?") or not world.said
    return Answer("Okay." if asked else "I have cancelled nothing. Say what I shall cancel.")


SOUND = "(the|your) (volume|sound|voice)"
SPEAK = "(speak|talk)"
WAIT = "(wait|hold on|hang on|wait wait|wait wait wait|hold it)"
MOMENT = "(a|one) (moment|minute|second|sec)"
THINK = "let me think"
INTENTS = (
    Intent(
        "volume_up",
        (
            f"(turn up|raise|increase) [{SOUND}]",
            "turn (it|the volume|the sound) up",
            "volume up",
            f"[a bit|a little] louder|{SPEAK} [a bit|a little] (louder|up)|make it louder",
            "i can't hear you",
        ),
        louder,
        "Speak louder.",
        typed=(
            "(turn|make|set) (the|your) (volume|sound) (louder|higher)",
            "(increase|more|raise) volume",
            "i can (barely|hardly) hear (you|that|anything|a thing|a word)",
            "(<too>|too) (quiet|soft|silent|low|faint)",
            "(be|get|speak) (a bit|a little|much|a lot) louder|more volume|(raise|lift) your voice",
        ),
        wish="speak louder",
    ),
    Intent(
        "volume_down",
        (
            f"(turn down|lower|reduce|decrease) [{SOUND}]",
            "turn (it|the volume|the sound) down",
            "volume down",
            f"[a bit|a little] (quieter|softer)|{SPEAK} [a bit|a little] (quieter|softer|more quietly)|make it quieter",
            "(you're|that's|that is|you are) too loud|not so loud",
        ),
        quieter,
        "Speak more quietly.",
        typed=(
            "(turn|make|set) (the|your) (volume|sound) (quieter|lower|softer)",
            "(decrease|less|lower|reduce) volume",
            "(<too>|too) (loud|noisy)",
            "(not so|less) (loud|loudly) [please]|keep (it|your voice|the volume) down|tone it down",
        ),
        wish="speak more quietly",
    ),
    Intent(
        "volume_set",
        (
            f"(set|change|turn|put) ({SOUND}|the volume level) [up|down] to {{percent}}",
            "volume [to|at] {percent}",
            "(raise|increase|turn up|lower|decrease|reduce) the volume to {percent}",
        ),
        volume,
        "Set the loudness to a percentage.",
        {"percent": PERCENT},
        # by ear too easily found in other speech
        typed=("(set|change|turn|put) [up|down] to {percent}",),
        wish="set the volume to {percent} percent",
    ),
    Intent(
        "volume_max",
        (
            "(maximum|full) volume",
            "(set|turn) the volume [up] to (maximum|the maximum|full)",
            "as loud as (possible|you can)",
        ),
        loudest,
        "Speak as loudly as possible.",
        wish="speak as loudly as I can",
    ),
    Intent(
        "volume_min",
        ("minimum volume", "(set|turn) the volume [down] to (minimum|the minimum)", "whisper"),
        quietest,
        "Speak as quietly as possible.",
        wish="speak as quietly as I can",
    ),
    Intent(
        "volume_ask",
        ("(<whats>|how loud is|what's) the [current] volume [level]", "how loud are you"),
        tell_volume,
        "Tell the volume.",
        wish="tell you the volume",
    ),
    Intent(
        "repeat",
        (
            "(repeat|say) that [again|once more|one more time]",
            "(say|tell me) (that|it) (again|once more|one more time)",
            "(say again|come again|once more|repeat|one more time|pardon|pardon me|excuse me|sorry what)",
            "what (did you say|was that|did you just say)",
            "i (didn't|did not) (hear|get|catch|understand) (that|you)",
            "repeat (what you [just] said|the last sentence|your answer)",
        ),
        repeat,
        "Say the last answer again.",
        typed=(
            "(would|do) you mind (repeating|saying) (that|it) [again|once more]",
            "(read|say|tell) [me] (that|it) [to me] (again|once more)",
            "(what's|what was) that [again]|run that by me again|one more time",
            "i (missed|lost) (that|it|you)|i didn't quite (hear|get|catch) (that|you)",
        ),
        wish="say that again",
    ),
    Intent(
        "repeat_slower",
        ("(say|read|repeat) (that|it) [again|once more] [a bit|a little|more] (slower|slowly|more slowly)",),
        repeat_slower,
        "Say the last answer again, more slowly.",
        tool=False,
    ),
    Intent(
        "slower",
        (
            f"[{SPEAK}] [a bit|a little|more] (slower|slowly|more slowly)",
            "slow down",
            "(you speak|you're|that's|you are) too fast|not so fast",
        ),
        slower,
        "Speak more slowly.",
        typed=("(<too>|too) (fast|quick|quickly|rushed)", "(not so|less) fast", "slow it down"),
        wish="speak more slowly",
    ),
    Intent(
        "faster",
        (
            f"[{SPEAK}] [a bit|a little|more] (faster|quickly|more quickly)",
            "speed up",
            "(you speak|you're|that's|you are) too slow",
        ),
        faster,
        "Speak faster.",
        typed=("(<too>|too) slow", "(not so|less) slow|pick up the pace|hurry up|speed it up"),
        wish="speak faster",
    ),
    Intent(
        "normal_speed",
        (f"[{SPEAK}] [at] [your] normal speed", f"{SPEAK} normally", "(go|change) back to normal [speed]"),
        normal,
        "Speak at the normal speed.",
        wish="speak at my normal speed",
    ),
    Intent(
        "stop",
        (
            "stop [it|talking|that|speaking|reading|please stop]",
            "(be quiet|quiet|silence|hush|shut up|stop it)",
            "(that's|that is) enough [stop]",
        ),
        stop,
        "Stop talking.",
    ),
    Intent(
        "wait",
        (
            f"[okay|oh|please|just|no] {WAIT} [please|{MOMENT}|for {MOMENT}|{THINK}]",
            f"[just|only] {MOMENT} [please|{THINK}]",
            f"[just|please] (give me|i need) {MOMENT}",
            THINK,
        ),
        wait,
        "Say nothing for a moment, and listen on.",
        request=False,
        tool=False,
    ),
    Intent(
        "go_on",
        (
            "[okay|yes|so|please|you can|you may] (go on|continue|carry on|keep going|go ahead) [please|now]",
            "(okay|so) (i'm|i am) (back|ready|listening)|(i'm|i am) (back|ready|listening)|where were we",
        ),
        go_on,
        "Say the rest of the answer that had to wait.",
        fits=lambda world: bool(world.rest),
        request=False,
        tool=False,
    ),
    Intent(
        "never_mind",
        ("[oh|no] never mind", "forget (it|that|about it)", "(nothing|it's nothing|don't bother)"),
        never_mind,
        "Drop what was begun.",
        typed=("[oh|no] never mind [just] forget (it|that|about it)",),
    ),
    Intent("cancel_that", ("cancel [that|it]",), cancel_that, "Drop what was asked.", tool=False),
    CORRECTION,
)
