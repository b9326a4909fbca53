"""What people say to an interpreter, and what they say through one."""

import pytest

from localvoice.events import Note
from localvoice.understanding.interpreting.carried import carried
from localvoice.understanding.interpreting.commands import Command, Wish, command
from localvoice.understanding.interpreting.own import Own
from localvoice.understanding.interpreting.pair import Pair

TO_IT = {
    "Stop.": Wish.STOP, "Stop, stop!": Wish.STOP, "Stopp!": Wish.STOP, "Arrête.": Wish.STOP,
    "Be quiet.": Wish.STOP, "Quiet please!": Wish.STOP,
    "Interpreter off.": Wish.OFF, "Stop translating.": Wish.OFF, "Pause the translation.": Wish.OFF,
    "Dolmetscher aus.": Wish.OFF, "Arrêtez de traduire.": Wish.OFF, "Turn off the interpreter, please.": Wish.OFF,
    "Interpreter on.": Wish.ON, "Start translating.": Wish.ON, "Dolmetscher an.": Wish.ON,
    "Slower.": Wish.SLOWER, "Speak slower, please.": Wish.SLOWER, "Langsamer, bitte.": Wish.SLOWER,
    "Plus lentement, s'il vous plaît.": Wish.SLOWER, "Más despacio, por favor.": Wish.SLOWER, "Slow down.": Wish.SLOWER,
    "Could you speak a bit slower, please?": Wish.SLOWER, "Faster.": Wish.FASTER, "Interpreter, louder.": Wish.LOUDER,
    "Repeat that.": Wish.REPEAT, "Say that again, please.": Wish.REPEAT, "What did he say?": Wish.REPEAT,
    "Noch einmal, bitte.": Wish.REPEAT, "Wiederholen bitte.": Wish.REPEAT, "Répétez, s'il vous plaît.": Wish.REPEAT,
}  # fmt: skip
INTO = {
    "Switch to German.": "de", "Translate into French.": "fr", "Translate to Spanish, please.": "es",
    "Translate from English to German.": "de", "Can you translate to Japanese?": "ja", "Auf Deutsch bitte.": "de",
    "Übersetze ins Englische.": "en", "Übersetzen Sie bitte auf Englisch.": "en", "Traduisez en anglais.": "en",
    "Interpreter, switch to Italian.": "it", "Traduce al inglés, por favor.": "en",
}  # fmt: skip


@pytest.mark.parametrize(("said", "wish"), TO_IT.items())
def test_a_whole_utterance_is_a_command(said, wish):
    assert command(said) == Command(wish)


@pytest.mark.parametrize(("said", "language"), INTO.items())
def test_another_language_is_asked_for(said, language):
    assert command(said) == Command(Wish.INTO, language)


@pytest.mark.parametrize(
    "said",
    [
        "He told me to stop at the shop.",
        "Please repeat the order to the customer.",
        "We switched to German last year.",
        "The train goes slower than before.",
        "I want to go on holiday.",
        "Turn the machine off at nine.",
        "Don't stop.",
        "Excuse me.",
        "Wait a moment.",
        "I didn't hear you.",
        "No.",
        "Nein.",
        "Mm-hm.",
        "Never mind.",
        "Er spricht langsamer als du.",
        "German.",
        "I speak French.",
        "",
    ],
)
def test_what_is_said_to_the_other_person_is_none(said):
    assert command(said) is None


def test_going_on_is_a_command_while_it_is_off():
    assert command("Go on.") is command("Weiter, bitte.") is None
    assert command("Go on.", off=True) == command("Weiter, bitte.", off=True) == Command(Wish.ON)


def test_what_is_said_in_one_language_comes_out_in_the_other():
    pair = Pair("fr", "de", given=True)
    assert [pair.target(pair.spoken(heard, "")) for heard in ("de-DE", "fr", "xx", "")] == ["fr", "de", "fr", "fr"]


def test_the_other_language_is_the_one_that_was_heard():
    pair = Pair("fr")
    assert pair.target("fr") == ""
    pair = pair.heard(pair.spoken("en", "Good morning."))
    assert (pair.target("en"), pair.target("fr")) == ("fr", "en")
    pair = pair.heard(pair.spoken("de", "Guten Morgen, wie geht es Ihnen?"))
    assert pair.target("fr") == "de"
    assert pair.spoken("nn", "Ja.") == "de"  # a word or two in a language that nobody speaks here


def test_switching_keeps_the_language_of_who_asks():
    assert Pair("fr", "en").switched("de", "en") == Pair("de", "en")
    assert Pair("fr", "en").switched("fr", "en") == Pair("fr", "en")


def test_the_speakers_way_is_carried_over():
    def spoken(behind_s=0.0, **tones):
        return carried(Note(**tones), 1.0, 1.0, "fr", behind_s)

    plain = spoken()
    assert spoken(fast=0.9).pace > plain.pace > spoken(slow=0.9).pace
    assert spoken(loud=0.9).volume > plain.volume > spoken(soft=0.9).volume > spoken(whispered=0.9).volume
    assert spoken(whispered=0.9).whispered
    assert spoken(behind_s=5.0).pace > spoken(behind_s=2.5).pace > plain.pace
    assert spoken(behind_s=5.0, slow=0.9).pace == spoken(behind_s=5.0).pace


def test_our_own_voice_that_comes_back_is_known_by_its_words():
    own = Own()
    own.say("Der Zug nach Hamburg fährt um halb vier.", "de")
    assert own.repeats("nach Hamburg fährt um", "de", beside=1.0)
    assert not own.repeats("nach Hamburg fährt um", "de", beside=0.3)  # somebody says it after us
    assert not own.repeats("nach Hamburg fährt um", "en", beside=1.0)
    assert not own.repeats("Wo ist denn das Gleis?", "de", beside=1.0)
    assert not own.repeats("Hamburg", "de", beside=1.0)
