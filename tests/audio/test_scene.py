"""Scenes as a person would write them, rightly and wrongly."""

import pytest

from localvoice.audio.simulated.scene import read
from localvoice.errors import BadInput

GOOD = """
[room]
delay_ms = 60
gain_db = -20
impulse = "hall.wav"

[[line]]
say = "What time is it?"

[[line]]
wav = "stop.wav"
after = "answer_start"
delay_ms = 1200
"""


def test_a_scene_is_read_with_its_units_and_paths(tmp_path):
    file = tmp_path / "scene.toml"
    file.write_text(GOOD)
    scene = read(file)
    assert (scene.delay_s, scene.gain_db, scene.impulse) == (0.06, -20.0, tmp_path / "hall.wav")
    assert [line.after for line in scene.lines] == ["answer_end", "answer_start"]
    assert scene.lines[1].delay_s == 1.2
    assert scene.lines[1].wav == tmp_path / "stop.wav"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[room]\ndelay_ms = 3", "no .*line"),
        ("[room]\ndelay = 3\n[[line]]\nsay = 'a'", "unknown.*delay"),
        ("[[line]]\nsay = 'a'\nwav = 'b.wav'", "either say"),
        ("[[line]]\nsay = 'a'\nafter = 'lunch'", "must be a text, one of answer_end, answer_start, quiet"),
        ("[[line]]\nsay = 'a'\nat_s = 'soon'", "at_s in ..line.. 1 to 'soon'; it must be a number from 0 to 3600"),
        ("[[line]]\nsay = 'a'\n[[line]]\nsay = 'b'\nat_s = 1e12", "at_s in ..line.. 2 to .*number from 0 to 3600"),
        ("[[line]]\nsay = 'a'\nat_s = nan", "at_s .* number from 0 to 3600"),
        ("[[line]]\nsay = 'a'\ndelay_ms = -5", "sets delay_ms in ..line.. 1 to -5; .* from 0 to 3600000"),
        ("room = 5\n[[line]]\nsay = 'a'", "sets room to 5; it must be a table"),
        ("room = [1]\n[[line]]\nsay = 'a'", "sets room to .1.; it must be a table"),
        ("line = 5", "sets line to 5; it must be a list of tables"),
        ("line = [5]", "it must be a table"),
        ("[room]\ndelay_ms = -5\n[[line]]\nsay = 'a'", "sets delay_ms in .room. to -5; .* from 0 to 2000"),
        ("[room]\nlatency_ms = inf\n[[line]]\nsay = 'a'", "latency_ms in .room."),
        ("[room]\ngain_db = 1000\n[[line]]\nsay = 'a'", "gain_db in .room. to 1000; .* from -120 to 40"),
        ("[room]\nnoise_db = true\n[[line]]\nsay = 'a'", "noise_db in .room. to True"),
        ("[room]\nimpulse = 3\n[[line]]\nsay = 'a'", "impulse in .room. to 3; it must be a text"),
        ("[[line]]\nwav = 3", "wav in ..line.. 1 to 3; it must be a text"),
        ("[[line", "cannot be read"),
        ("[[line]]\nsay = 'a'\n[rooms]", "unknown.*rooms"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path, text, message):
    file = tmp_path / "scene.toml"
    file.write_text(text)
    with pytest.raises(BadInput, match=message) as caught:
        read(file)
    assert "\n" not in str(caught.value).strip()


def test_a_missing_scene_says_what_to_give(tmp_path):
    with pytest.raises(BadInput, match="give a TOML file"):
        read(tmp_path / "none.toml")
