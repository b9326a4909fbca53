"""Small talks about names: what a person spells, teaches and forgets."""

import pytest

from localvoice.tools.reading.letters import letters

ALPHA = "How is it spelt, letter by letter, or in words such as alpha, bravo?"


@pytest.mark.parametrize(
    ("said", "spelt"),
    [
        ("k s e n i a", "ksenia"),
        ("K, S, E, N, I, A.", "ksenia"),
        ("K-S-E-N", "ksen"),
        ("k as in kilo, s, e", "kse"),
        ("b for bravo o b like boy", "bob"),
        ("kilo sierra echo november", "ksen"),
        ("x ray zulu", "xz"),
        ("a double n and a", "anna"),
        ("zed o e", "zoe"),
        ("hello", None),
        ("a", None),
        ("a b hello", None),
        ("", None),
    ],
)
def test_letters_are_read_as_they_are_said(said, spelt):
    assert letters(said) == spelt


def test_a_name_is_spelt_said_back_and_learnt(talk):
    assert talk.say("spell it") == ALPHA
    assert talk.say("kilo sierra echo november india alpha") == "Ksenia: K, S, E, N, I, A. Shall I learn that?"
    assert not talk.world.names.names.all
    assert talk.say("yes") == "I have learnt Ksenia."
    assert talk.say("which names have you learnt") == "I know Ksenia."
    assert talk.say("forget the name ksenia") == "I have forgotten the name ksenia."
    assert talk.say("forget the name ksenia") == "I have not learnt ksenia."


def test_a_wrong_letter_is_spelt_again(talk):
    talk.say("learn a new name")
    talk.say("k s m")
    assert talk.say("no, k s n") == "Ksn: K, S, N. Shall I learn that?"
    assert talk.say("no") == "All right. How is it spelt?"
    talk.say("k i m")
    talk.say("yes")
    assert [name.written for name in talk.world.names.names.all] == ["Kim"]


def test_a_typed_name_is_learnt_with_how_it_is_said(talk):
    assert talk.say("learn the name Ksenia pronounced kuh senya") == (
        "Ksenia, said “kuh senya”: K, S, E, N, I, A. Shall I learn that?"
    )
    talk.say("yes")
    assert [name.said for name in talk.world.names.names.all] == ["kuh senya"]


@pytest.mark.parametrize("said", ["never mind", "what time is it"])
def test_nothing_is_learnt_without_a_yes(talk, said):
    talk.say("learn the name Ksenia")
    talk.say(said)
    assert not talk.world.names.names.all
    assert talk.toolbox.question == ""


@pytest.mark.parametrize("said", ["learn a new word", "learn the name", "spell a word", "let me spell that"])
def test_what_names_no_name_is_asked_for(talk, said):
    assert talk.say(said) == ALPHA


def test_a_grammar_has_the_names_that_are_known_now(talk):
    before = talk.toolbox.grammar()
    talk.say("learn the name Zorbly")
    talk.say("yes")
    after = talk.toolbox.grammar()
    assert before.named == ()
    assert dict(after.named) == {talk.world.names.names.all[0].token: "Zorbly"}
    assert after != before


@pytest.mark.parametrize("written", ["Saoirse", "Siobhan O'Neill", "Zoë", "saoirse", "it's Ksenia"])
def test_a_name_that_is_typed_where_its_letters_were_asked_for_spells_itself(talk, written):
    talk.say("learn a new name")
    name = written.removeprefix("it's ")
    assert talk.say(written).startswith(f"{name}: {name[0].upper()}, ")
    assert talk.say("yes") == f"I have learnt {name}."


@pytest.mark.parametrize(
    "said", ["Never mind.", "Stop.", "What?", "Sorry", "Help", "cancel", "What time is it?", "call mom"]
)
def test_a_sentence_with_a_capital_is_no_name(talk, said):
    talk.say("learn a new name")
    assert "Shall I learn" not in talk.say(said)


@pytest.mark.parametrize(
    "asked", ["what names do you know", "list my names", "which words have i added", "show my names"]
)
def test_names_are_told_however_they_are_asked_for(talk, asked):
    talk.say("learn the name Ksenia")
    talk.say("yes")
    assert talk.say(asked) == "I know Ksenia."
