"""Are screens that strangers drew understood, asked in their words and in others? On lines as they were read."""

import json
from pathlib import Path

import pytest

from localvoice.events import Line
from localvoice.vision import asking
from tests.real.screens_strangers import SCREENS

RECORDED = json.loads((Path(__file__).parent / "recorded_strangers.json").read_text("utf-8"))
SIZES = {screen.name: screen.size for screen in SCREENS}
WORDS = 30  # that are told at most, where one thing is asked for
WITH_PICTURE = {"gnome_dialog"}  # what a dialog is, its surface tells


def ask(name, question):
    return asking.answer(question, [Line(text, tuple(box), score) for text, box, score in RECORDED[name]], SIZES[name])


@pytest.mark.parametrize("screen", [one for one in SCREENS if one.name not in WITH_PICTURE], ids=lambda one: one.name)
def test_what_a_stranger_asks_of_a_screen_is_told_in_a_few_words(screen):
    answer = ask(screen.name, screen.asked)
    assert all(part.lower() in answer.lower() for part in screen.told), answer
    assert len(answer.split()) <= WORDS


@pytest.mark.parametrize(
    ("name", "question", "part"),
    [
        ("win_error", "which file is missing", "MSVCP140.dll"),
        ("mac_dialog", "can I undo this", "can't undo"),
        ("invoice", "how many window locks are there", "8"),
        ("invoice", "what does the call-out cost", "40.00"),
        ("invoice", "what's the VAT number", "318 5520 94"),
        ("departures", "what platform does the Cambridge train go from", "Cambridge: plat 6"),
        ("departures", "is the Norwich train running", "Cancelled"),
        ("league", "who is top of the table", "Ashford Rovers"),
        ("league", "what's the goal difference of Calder Vale", "gd +17"),
        ("files", "which file is the biggest", "old-photos"),
        ("files", "when was rehearsal changed", "23 Sep 2025"),
        ("term_build", "which version of serde is it compiling", "1.0.219"),
        ("term_build", "what does the warning say", "unused variable"),
        ("term_top", "which process uses the most memory", "blender"),
        ("inbox", "when did Priya write", "11:42"),
        ("inbox", "who sent me photos", "Felix Amadi"),
        ("shop", "is the sage toaster in stock", "Out of stock"),
        ("shop", "which is the cheapest kettle", "Kettle, blue: £29.50"),
        ("settings", "how large is the text", "125"),
        ("calendar", "when is the book club", "9"),
        ("calendar", "what's on the 14th", "Leo"),
        ("bank", "what's my balance", "2,484.67"),
        ("bank", "when did I get my salary", "15 Oct"),
        ("chat", "how much does she owe me", "12.80"),
        ("login", "how long do I have to wait", "30 minutes"),
        ("login", "what is the help line number", "0300 555 0142"),
        ("slide", "what's the first item", "Tuesday route"),
        ("editor", "what does line 8 say", "fetch_station"),
        ("letter", "when do the bins have to be out", "6.30"),
        ("letter", "how much is the garden waste subscription", "46.50"),
        ("letter", "what's the reference number", "WR/2281/BH"),
    ],
)
def test_other_questions_are_answered_as_well(name, question, part):
    answer = ask(name, question)
    assert part in answer
    assert len(answer.split()) <= WORDS


@pytest.mark.parametrize(
    ("texts", "question", "told"),
    [
        (("Model", "Fern 4 Lite", "IMEI", "356938 03 564380 9"), "what model is the phone", "Fern 4 Lite"),
        (("This site can't be reached", "DNS_PROBE_FINISHED"), "what's the error code", "DNS_PROBE_FINISHED"),
        (("Boiler service", "From: Calder Heating", "To: Joan"), "who is it from", "From: Calder Heating"),
    ],
)
def test_what_has_no_other_name_is_known_by_its_form(texts, question, told):
    lines = [Line(text, (40.0, 30.0 * at, 300.0, 30.0 * at + 20), 0.9) for at, text in enumerate(texts)]
    assert told in asking.answer(question, lines, (800, 600))


def test_the_only_price_that_is_shown_is_told_as_what_it_is():
    price = [
        Line(text, (40.0, 30.0 * at, 300.0, 30.0 * at + 20), 0.9) for at, text in enumerate(("Gardener", "£13.40"))
    ]
    told = asking.answer("how much does the piano cost", price, (800, 600))
    assert told == "I read no price of piano there, only: £13.40."


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("departures", "when does the train to Aberdeen leave"),
        ("shop", "how much is the teapot"),
        ("bank", "how much did I pay the dentist"),
        ("letter", "who is the mayor"),
        ("inbox", "who sent the mail about the wedding cake and the tractor"),
    ],
)
def test_what_a_full_screen_does_not_show_is_admitted_in_a_sentence(name, question):
    assert "I read no" in ask(name, question)
