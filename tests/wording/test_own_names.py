"""Names that only this person uses: put in place of what ears made of them, and said as the person says them."""

import pytest

from localvoice.wording.names import AtHand, Name, Names

KNOWN = Names(
    (
        Name("Ksenia", "kuh senya", ("senior", "zen ya"), "person"),
        Name("Zorbly", kind="thing"),
        Name("Bad Homburg", heard=("bad hamburger",)),
    )
)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("call senior tomorrow", "call Ksenia tomorrow"),
        ("Senior, are you there?", "Ksenia, are you there?"),
        ("call zen  ya", "call Ksenia"),
        ("the seniors met", "the seniors met"),
        ("senior's car", "Ksenia's car"),
        ("a train to bad hamburger and back", "a train to Bad Homburg and back"),
        (f"add {KNOWN.all[1].token} and {KNOWN.all[0].token}", "add Zorbly and Ksenia"),
        ("", ""),
        ("nothing of that", "nothing of that"),
    ],
)
def test_what_was_heard_is_written_as_the_person_writes_it(heard, written):
    assert KNOWN.written(heard) == written
    assert KNOWN.written(written) == written
    assert Names().written(heard) == heard


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("I will call Ksenia.", "I will call kuh senya."),
        ("Ksenia's", "kuh senya's"),
        ("KSENIA ksenia Ksenias", "KSENIA ksenia Ksenias"),
        ("Zorbly", "Zorbly"),
    ],
)
def test_what_is_spoken_is_said_as_the_person_says_it(written, said):
    assert KNOWN.said(written) == said


def test_a_name_in_small_letters_may_begin_a_sentence():
    assert Names((Name("kubectl", "cube control"),)).said("Kubectl is here, and kubectl.") == (
        "cube control is here, and cube control."
    )


def test_names_stand_where_their_kind_does():
    assert KNOWN.tokens("person") == (KNOWN.all[0].token, KNOWN.all[2].token)
    assert KNOWN.tokens("thing") == (KNOWN.all[1].token, KNOWN.all[2].token)


def test_what_nobody_knows_how_to_say_is_in_no_grammar():
    assert Names((Name("日本"),)).tokens("thing") == ()
    assert Names((Name("日本", "nee hon"),)).tokens("thing")


def test_another_way_to_say_it_is_another_word_to_listen_for():
    assert Name("Ksenia").token != Name("Ksenia", "zen ya").token


def test_a_name_that_is_taught_again_takes_the_place_of_the_first():
    kept = AtHand(KNOWN.all)
    kept.add(Name("ksenia", "senya"))
    assert [name.said for name in kept.names.all if name.written.lower() == "ksenia"] == ["senya"]
    assert kept.forget("KSENIA")
    assert not kept.forget("KSENIA")
    assert len(kept.names.all) == 2
