"""words.toml: the person's own file, changed where it must be and nowhere else."""

import os

import pytest

from localvoice.errors import BadInput, StoreError
from localvoice.memory.names import MOST, KeptNames
from localvoice.wording.names import Name

THEIRS = """# mine
[[word]]
written = "Ksenia"   # my sister
said = "kuh senya"

[[word]]
written = "Zorbly"
heard = ["sorbet lee"]
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "words.toml"
    path.write_text(THEIRS)
    return path


def test_comments_and_order_stay(file):
    kept = KeptNames(file)
    kept.add(Name("Velkin", kind="person"))
    assert file.read_text().startswith(THEIRS.rstrip())
    assert [name.written for name in KeptNames(file).names.all] == ["Ksenia", "Zorbly", "Velkin"]
    assert kept.forget("Velkin")
    assert file.read_text().rstrip() == THEIRS.rstrip()


def test_a_name_taught_again_is_there_once(file):
    kept = KeptNames(file)
    kept.add(Name("KSENIA", "senya", ("x", "y")))
    assert [(name.written, name.said) for name in KeptNames(file).names.all] == [("Zorbly", ""), ("KSENIA", "senya")]


def test_without_a_file_there_are_none_and_the_first_makes_it_for_its_person_alone(tmp_path):
    kept = KeptNames(tmp_path / "new" / "words.toml")
    assert kept.names.all == ()
    assert not kept.forget("x")
    kept.add(Name("x y"))
    assert os.stat(tmp_path / "new" / "words.toml").st_mode & 0o777 == 0o600
    assert kept.forget("x y")
    assert KeptNames(tmp_path / "new" / "words.toml").names.all == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[word]]\nwriten = 'x'", "writen"),
        ("[[word]]\nwritten = '12'", "letter"),
        ("[[word]]\nwritten = 'x'\nsaid = 'kʌ'", "English letters"),
        ("[[word]]\nwritten = 'x'\nkind = 'pet'", "person"),
        ("[[word]]\nwritten = 'x'\nheard = 'y'", "heard"),
        ("word = 1", "word"),
        ("[[word", "TOML"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence_and_stays(tmp_path, text, said):
    file = tmp_path / "words.toml"
    file.write_text(text)
    with pytest.raises(BadInput, match=said):
        KeptNames(file)
    assert file.read_text() == text


def test_a_name_that_cannot_be_changes_nothing(file):
    kept = KeptNames(file)
    for name in (Name("42"), Name("a\nb"), Name("x" * 61), Name("x", "ö"), Name("x", kind="pet")):
        with pytest.raises(BadInput):
            kept.add(name)
    assert file.read_text() == THEIRS


def test_there_is_a_limit(file):
    file.write_text("".join(f'[[word]]\nwritten = "n{"x" * (number % 30)}{number}"\n' for number in range(MOST)))
    with pytest.raises(BadInput, match=str(MOST)):
        KeptNames(file).add(Name("one more"))


def test_a_folder_in_its_place_is_told(tmp_path):
    kept = KeptNames(tmp_path / "words.toml")
    (tmp_path / "words.new").mkdir()
    with pytest.raises(StoreError, match="cannot be written"):
        kept.add(Name("Ksenia"))
    assert kept.names.all == ()
