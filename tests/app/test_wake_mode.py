"""With the wake word, in simulated rooms: what is heard, what is not, and for how long."""

from dataclasses import replace

import anyio
import numpy as np
from resident_rooms import Rooms, line, living, turns, until

from localvoice.app import spell
from localvoice.dialogue.shown import Failed
from localvoice.settings import Settings

WAKE = Settings(listen="wake", wake_word="okay nabu", idle_free_min=0, follow_up_s=4)
ASKED, ALSO = "what is on my shopping list", "set a timer for ten minutes"


def heard_in(tmp_path, *lines, end_s=8.0, settings=WAKE, **options):
    """The words of every turn until the room has ended, and everything shown."""
    rooms = Rooms(list(lines), end_s=end_s)

    async def main():
        async with living(tmp_path, rooms, settings, **options) as (house, shown):
            await until(lambda: house.assistant.wanted.heard_out or house.assistant.trouble)
            return shown

    shown = anyio.run(main)
    return [turn.heard for turn in turns(shown) if not turn.unasked], shown


def test_what_follows_the_word_in_one_breath_is_heard_whole_and_without_the_word_also_when_it_was_not_needed(tmp_path):
    """By the real recogniser."""
    lines = (line(f"okay nabu, {ASKED}", 2.0), line(f"okay nabu, {ALSO}", delay_s=1.5))
    heard, _ = heard_in(tmp_path, *lines, end_s=14.0, given={"open_ear": None})
    assert heard == [ASKED, ALSO]


def test_the_sign_that_it_listens_sounds_where_somebody_waits_for_it_and_into_no_request(tmp_path, monkeypatch):
    for place, lines, expected in (
        ("breath", [line(f"okay nabu, {ASKED}", 2.0)], 0),
        ("pause", [line("okay nabu", 2.0), line(ASKED, 4.5)], 1),
    ):
        signs = []
        monkeypatch.setattr(spell, "sign", lambda hz, signs=signs: signs.append(hz) or np.zeros(10, np.float32))
        heard, _ = heard_in(tmp_path / place, *lines)
        assert heard[-1].endswith(ASKED)
        assert len(signs) == expected


def test_after_an_answer_it_listens_on_without_the_word_and_not_for_ever(tmp_path):
    late = line("how much time is left on my timer", delay_s=8.0)
    lines = (line("okay nabu", 2.0), line(ASKED, 4.5), line(ALSO, delay_s=1.5), late)
    heard, _ = heard_in(tmp_path, *lines, end_s=27.0)
    assert heard == [ASKED, ALSO]


def test_without_the_word_nothing_is_heard_nor_kept(tmp_path):
    heard, shown = heard_in(tmp_path, line(ASKED, 2.0))
    assert heard == []
    assert not [each for each in shown if ASKED in str(each)]


def test_the_word_alone_is_soon_forgotten(tmp_path):
    heard, _ = heard_in(tmp_path, line("okay nabu", 2.0), line(ASKED, 13.0), end_s=17.0)
    assert ASKED not in heard


def test_a_word_that_there_is_not_is_said_in_one_sentence(tmp_path):
    _, shown = heard_in(tmp_path, settings=replace(WAKE, wake_word="computer"))
    [failed] = [each.text for each in shown if isinstance(each, Failed)]
    assert "okay nabu" in failed
