"""Names that no dictionary has, by the starter's ear: other words before they are learnt, right after."""

import random
from pathlib import Path

import numpy as np
import pytest

from localvoice import wall
from localvoice.audio.resample import resample
from localvoice.events import Manner
from localvoice.memory.shelf import SqliteShelf
from localvoice.models import espeak, pocketsphinx
from localvoice.models.pocketsphinx.named import named
from localvoice.tools.persona import persona
from localvoice.tools.reading.repair import Repair
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.wording.names import AtHand, Name

NAMES = (Name("Zorbly", kind="thing"), Name("Ksenia", "kuh senya", kind="person"))
SAID = {
    "add zorbly to my shopping list": "add Zorbly to my shopping list",
    "remind me to call kuh senya at five p m": "remind me to call Ksenia at five p m",
}


@pytest.fixture(scope="module")
def recogniser():
    loaded = pocketsphinx.load()
    yield loaded
    loaded.close()


@pytest.fixture(scope="module")
def toolbox():
    def of(names):
        with SqliteShelf(Path(":memory:")) as shelf:
            world = World(shelf, wall.now, random.Random(0), names=AtHand(names))
            return Toolbox(persona("assistant"), world)

    return of


def sound(text):
    voice = espeak.load()
    said = np.concatenate([piece.pcm for piece in voice.say(text, Manner())])
    silence = np.zeros(8000, np.float32)
    return np.concatenate([silence, resample(said, voice.rate_hz, 16_000), silence])


def test_a_name_that_was_learnt_is_heard_and_written_as_it_is(recogniser, toolbox):
    for names, right in (((), False), (NAMES, True)):
        mine = toolbox(names)
        for said, written in SAID.items():
            utterance = recogniser.listen(mine.grammar())
            utterance.feed(sound(said))
            text = mine.written(utterance.transcript().text)
            utterance.close()
            assert (text == written) == right
            assert not right or mine.match(text)


def test_words_that_sound_like_a_name_are_repaired_to_it(recogniser, toolbox):
    mine = toolbox(NAMES)
    for _ in recogniser.prepare(mine.grammar()):
        pass

    def near(names):
        found = Repair(mine.intents(), recogniser.pronunciations, names).near("add sore bleed to my shopping list")
        return [mine.written(each.text) for each in found]

    assert "add Zorbly to my shopping list" in near(mine.world.names.names)
    assert not any("Zorbly" in text for text in near(AtHand().names))


@pytest.mark.parametrize(
    ("said", "phones"),
    [
        ("zorbly", ("Z AO R B L IY",)),
        ("kuh senya", ("K AH S EH N Y AH",)),
        ("bad zorbly", ("B AE D Z AO R B L IY",)),
        ("milk", ("M IH L K",)),
        ("日本", ()),
    ],
)
def test_letters_become_phones(said, phones):
    assert named(said) == phones


def test_words_of_a_persons_own_procedures_are_heard(recogniser, tmp_path):
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "zorbly.md").write_text("# The zorbly\n1. Turn it on.\n")
    file = tmp_path / "own.toml"
    told = 'name = "own"\nprompt = "a"\ngreeting = ""\nunknown = "b"\nskills = ["technician"]\n'
    file.write_text(f'{told}procedures = ["procedures"]\n')
    with SqliteShelf(Path(":memory:")) as shelf:
        mine = Toolbox(persona(str(file)), World(shelf, wall.now, random.Random(0)))
        utterance = recogniser.listen(mine.grammar())
        utterance.feed(sound("help me with the zorbly"))
        call = mine.match(utterance.transcript().text)
        assert call
        assert call.slots == {"procedure": "The zorbly"}
        utterance.close()
