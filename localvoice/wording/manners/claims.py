"""Does a sentence claim a deed, as in "The timer is set"? It does by its words: the speaker did it, does or will do it.

Only what an assistant could be asked to do counts, and only as a statement: questions, offers, conditions, advice and
stories are none. English. Judged by words alone, so the one who asks must know whether it is true.
"""

import re


def _of(words: str) -> str:
    """Any of these; a comma parts them."""
    return f"(?:{'|'.join(word.strip() for word in words.split(','))})"


_LEADS = _of(
    "okay, ok, sure, sure thing, alright, all right, great, got it, certainly, of course, done, yes, absolutely,"
    "perfect, right, no problem, very well, understood, there you go, here you go, there, thanks, good, well, fine,"
    "all set, consider it done, hi, hello, so, and, then, now"
)
_LEAD = rf"^(?:{_LEADS}\W+)*"
_JUST = _of("just, now, already, also, successfully, all, currently, have, gone ahead and, went ahead and")
_SOON = rf"(?:{_JUST}\s+)*"
_THING = _of(
    "timers?, alarms?, reminders?, appointments?, calendar, list, to-?dos?, notes?, lights?, lamps?, heating, heater,"
    "thermostat, air conditioning, fan, volume, music, playlist, radio, tv, television, stopwatch, countdown, order,"
    "message, e-?mail, booking, reservation, meeting, event, call, door, oven, blinds?, phone, settings?, coffee,"
    "latte, cappuccino, espresso, pizza, taxi, task"
)
_YOURS = rf"(?:(?:the|your|a|an|this|that|another|all|two|three|both)\s+(?:[\w’'-]+\s+){{0,4}}?{_THING})"
_HELD = (
    r"(?:your|the|my)\s+(?:[\w’'-]+\s+){0,2}?"
    r"(?:list|calendar|notes|cart|basket|order|reminders|diary|schedule)"
)
_DID = _of(  # what nobody else would say of themselves
    "set(?! (?:great|out|off|foot|sail)), added, scheduled, booked, ordered, cancell?ed, deleted, removed, cleared,"
    "saved, switched, dimmed, put, updated, reminded, sent, created, paused, resumed, muted, unmuted, written, wrote,"
    r"stored, (?:noted|recorded|remembered)(?! that (?!you|the |it\b|this\b|for\b)), marked, ticked, placed, activated,"
    "deactivated, enabled, disabled, locked, unlocked, turned, renamed"
)
_WEAK = _of("started, stopped, made, moved, changed, played, called, opened, closed, raised, lowered, adjusted")
_OFF = r"(?:taken|took|crossed|struck|checked|ticked) (?:[\w’'-]+ ){1,6}?off"
_DOING = _of(
    "setting, adding, scheduling, booking, ordering, cancell?ing, deleting, removing, clearing, saving, turning,"
    "switching, dimming, putting, updating, sending, creating, pausing, resuming, muting, noting, recording, playing,"
    "calling, starting, stopping, locking, unlocking, diall?ing, writing (?:that|this|it) down"
)
_DO = _of(
    "remind you, wake you, notify you, alert you, let you know (?:when|once|as soon as|at), set, add, schedule, book,"
    "order, cancel, delete, remove, clear, save, switch, dim, put, send, create, pause, mute, note, record, turn, play,"
    "write (?:that|this|it) down, make (?:a|that|this|the) (?:note|list|call|reservation), call (?:your|the|her|him),"
    "start (?:a|the|your), stop (?:the|your), lock, unlock"
)
_DONE = _of(
    "set, added, started, running, scheduled, booked, ordered, cancell?ed, deleted, removed, cleared, saved, sent,"
    "created, updated, playing, paused, stopped, muted, lowered, raised, placed, confirmed, noted, activated,"
    "deactivated, turned (?:on|off|up|down), on, off, switched (?:on|off), ready, ticking, counting down, locked,"
    "unlocked, changed, made, done, on (?:its|the) way"
)
_LISTED = _of("added, put, saved, removed, noted, placed, on, deleted, taken")
_BRIEF = _of(
    "set, added, started, cancell?ed, saved, sent, created, removed, deleted, scheduled, booked, ordered, placed,"
    "paused, stopped, on, off"
)
_IT_UP = r"(?! (?:that|this|it|them) (?:all )?up\b)"  # "I have added that up"
_FACT = r"(?! (?:is|are|was|can|may|takes|helps))"  # "Setting an alarm is easy"
_BE = r"(?: (?:is|are|was|were|has|have)|’s)"

CLAIMS = tuple(
    re.compile(pattern)
    for pattern in (
        # I did, am doing, will do
        rf"{_LEAD}i(?:’ve| have)? {_SOON}{_DID}\b{_IT_UP}",
        rf"{_LEAD}i(?:’ve| have)? {_SOON}(?:{_WEAK} {_YOURS}|{_OFF} {_HELD})\b",
        rf"{_LEAD}i(?:’m| am) {_SOON}{_DOING}\b{_IT_UP}",
        rf"{_LEAD}{_DOING} (?:it|that|(?:[\w’'-]+ ){{0,6}}(?:{_THING}|your [\w’'-]+))\b{_FACT}",
        rf"{_LEAD}(?:i(?:’ll| will| shall)|i(?:’m| am) going to|let me|let’s) {_SOON}{_DO}\b",
        # It is done
        rf"{_LEAD}{_YOURS}[^,;]{{0,60}}?(?:, [^;]{{1,60}},)?{_BE} (?:been )?{_SOON}(?:been )?{_DONE}\b(?! (?:by|in) )",
        rf"{_LEAD}[^,;]{{1,60}}(?:, [^;]{{1,60}})?(?: (?:is|are|was|were)| ha(?:s|ve) been) {_SOON}"
        rf"{_LISTED} (?:to|on|in|from|off|into)? ?{_HELD}",
        rf"{_LEAD}(?:your |the )?(?:[\w’'-]+[- ]){{0,3}}?{_THING} {_SOON}{_BRIEF}\b(?! (?:you|by|in the|fire|the)\b)",
        r"^(?:okay |ok |alright |all |and |it’s |it is |that’s |that is |consider (?:it|that) )?"
        r"(?:done|all set|noted|written down|taken care of)\W*$",
        rf"{_LEAD}(?:you will|you’ll) (?:be reminded|get a reminder|be woken|hear (?:from me|the alarm))\b",
    )
)
CONDITION = re.compile(
    r"^(?:if|when|once|after|before|unless|until|as soon as|while|whenever|to|in case|suppose)\b"
    r"|\bif you(?:’d| would)? (?:like|want|wish|say|tell|ask)\b|\b(?:would|could) have\b"
    r"|\bin (?:this recipe|the (?:story|film|book|song|poem|play))\b|\b(?:usually|often|always|every|never)\b"
)
MAY = re.compile(rf"\b{_THING}\b|\bi(?:’ve|’ll|’m)\b|\bi(?: have| will| am| just)?(?: (?:{_DID}|{_DOING}|{_DO}))?$")


def claims_a_deed(sentence: str) -> bool:
    """Is this whole sentence such a claim?"""
    plain = _plain(sentence)
    if plain.endswith("?") or CONDITION.search(plain):
        return False
    return any(claim.search(plain) for claim in CLAIMS)


def may_claim(beginning: str) -> bool:
    """Could the sentence that begins so become one?"""
    plain = _plain(beginning)
    return MAY.search(plain) is not None and not CONDITION.search(plain)


def _plain(text: str) -> str:
    """In small letters, without marks, with one kind of apostrophe."""
    return " ".join(re.sub(r"[*_`#>]|^\s*[-+•]\s", "", text).replace("'", "’").lower().split())
