"""A person's folder of documents: found, cut, indexed, changed, searched. The household's 200 files are read once."""

import os
import stat
import sys
from pathlib import Path

import numpy as np
import pytest
from household import asked, entries, household, pdf, written

from localvoice.errors import BadInput
from localvoice.memory.documents.apart import Reader
from localvoice.memory.documents.folder import MOST_BYTES, Seen, Unreadable, content, seen
from localvoice.memory.documents.index import Index
from localvoice.memory.documents.passages import MOST_WORDS, passages
from localvoice.memory.documents.reading import Part, Words, words
from localvoice.memory.documents.renewing import renew
from localvoice.memory.documents.source import Documents


@pytest.fixture(scope="module")
def reader():
    with Reader() as reader:
        yield reader


@pytest.fixture(scope="module")
def house(tmp_path_factory, reader):
    """The folder, its index and the steps that made it."""
    folder = household(tmp_path_factory.mktemp("house"))
    with Index(tmp_path_factory.mktemp("data") / "documents.sqlite") as index:
        yield folder, index, list(renew(index, folder, reader))


@pytest.fixture
def index(tmp_path):
    with Index(tmp_path / "data" / "documents.sqlite") as index:
        yield index


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "documents").mkdir()
    return tmp_path / "documents"


def outcomes(index, folder, reader):
    return {step.path: step.outcome for step in renew(index, folder, reader)}


def test_each_kind_of_file_says_what_was_written(house):
    _, index, _ = house
    known = {one.path: one for one in index.documents()}
    for path, _, text in [*entries()][::10]:
        numbers = index.by_words(text[:60])
        found = index.places(list(numbers)).values()
        told = " ".join(place.text for place in found if place.path == path)
        assert text.split()[-1].strip(".") in told, path
        assert known[path].passages >= 1
        assert not known[path].why


def test_two_hundred_documents_are_read_once_and_told_as_they_are_done(house):
    _, index, steps = house
    assert [step.done for step in steps] == list(range(1, 201))
    assert {step.all for step in steps} == {200}
    assert {step.outcome for step in steps} == {"read"}
    assert index.counts()[0] >= 200


def test_only_what_has_changed_is_read_again(house, reader):
    folder, index, _ = house
    assert set(outcomes(index, folder, reader).values()) == {"same"}
    changed = folder / "house" / "keys.txt"
    text = changed.read_text()
    changed.write_text(f"{text}The attic key hangs behind the zither.\n")
    again = outcomes(index, folder, reader)
    assert [path for path, outcome in again.items() if outcome == "read"] == ["house/keys.txt"]
    assert [found.where for found in Documents(index).search("zither in the attic", 5)] == ["house/keys.txt"]
    changed.write_text(text)
    assert outcomes(index, folder, reader)["house/keys.txt"] == "read"
    assert Documents(index).search("zither in the attic", 5) == []


def test_a_file_that_was_only_touched_is_not_read_again(folder, index, reader):
    note = folder / "note.txt"
    note.write_text("The bell is cracked.")
    assert outcomes(index, folder, reader) == {"note.txt": "read"}
    os.utime(note, (1, 1))
    assert outcomes(index, folder, reader) == {"note.txt": "same"}
    assert index.documents()[0].changed_ns == 1_000_000_000


def test_what_is_gone_from_the_folder_is_gone_from_the_index(folder, index, reader):
    (folder / "secret.txt").write_text("The safe opens with marmalade.")
    (folder / "other.txt").write_text("Nothing of interest.")
    outcomes(index, folder, reader)
    (folder / "secret.txt").unlink()
    outcomes(index, folder, reader)
    assert [one.path for one in index.documents()] == ["other.txt"]
    assert index.by_words("marmalade") == {}


def test_another_folder_begins_a_new_index_and_a_missing_one_forgets_nothing(folder, index, reader, tmp_path):
    (folder / "one.txt").write_text("The safe opens with marmalade.")
    outcomes(index, folder, reader)
    with pytest.raises(BadInput, match="correct `documents`"):
        outcomes(index, tmp_path / "nowhere", reader)
    assert index.by_words("marmalade")
    other = tmp_path / "other"
    other.mkdir()
    (other / "two.txt").write_text("Plum.")
    outcomes(index, other, reader)
    assert [one.path for one in index.documents()] == ["two.txt"]
    index.close()
    kept = b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir())
    assert b"marmalade" not in kept


@pytest.mark.parametrize(("kind", "three"), [("counted", 1), ("fresh", 9), ("chosen", 3)])
def test_without_a_model_of_meanings_few_questions_in_other_words_find_their_document(house, kind, three):
    """As the order by words alone has it; with MiniLM: tests/real/test_real_documents.py."""
    _, index, _ = house
    found = 0
    for question, path in asked(kind):
        worded = index.by_words(question)
        best = sorted(worded, key=lambda number: -worded[number].share)[:3]
        found += path in {place.path.rpartition(".")[0] for place in index.places(best).values()}
    assert found >= three


def test_the_index_is_for_its_owner_alone(house):
    _, index, _ = house
    place = Path(index.path)
    for file in place.parent.glob("documents.sqlite*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_headings_and_pages_say_where_something_stands(folder, index, reader):
    (folder / "boat.md").write_text(
        "# The boat\n\nWhite.\n\n## Engine\n\nThe impeller is **new**, see [it](http://x.y).\n"
    )
    (folder / "scan.pdf").write_bytes(pdf(["The impeller was", "bought at the quay."]))
    outcomes(index, folder, reader)
    found = {place.path: place for place in index.places(list(index.by_words("impeller"))).values()}
    assert (found["boat.md"].title, found["boat.md"].where) == ("The boat", "Engine")
    assert found["boat.md"].text == "The impeller is new, see it."
    assert found["scan.pdf"].where == "page 1"
    assert found["scan.pdf"].text == "The impeller was bought at the quay."


def test_a_page_says_its_words_and_not_its_scripts(reader):
    page = b"<title>Pond</title><script>track()</script><nav>Home</nav><h2>Pump</h2><p>Indoors<br>before frost.</p>"
    told = reader.words("html", page)
    assert told == Words("Pond", (Part("Pump", "Indoors\n\nbefore frost."),)) or "before frost." in told.parts[0].text
    assert "track" not in str(told)
    assert "Home" not in str(told)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_of_any_usual_encoding_is_read(encoding):
    assert words("txt", "Müller’s café".encode(encoding)).parts[0].text == "Müller’s café"


def test_passages_are_short_and_lose_nothing():
    text = "\n\n".join(f"Paragraph {number}. " + "word " * (7 * number) for number in range(30))
    cut = [*passages(Words("", (Part("", text), Part("end", "x " * 200))))]
    assert all(len(each.text.split()) <= MOST_WORDS for each in cut)
    assert " ".join(each.text for each in cut).split() == [*text.split(), *["x"] * 200]
    assert {each.where for each in cut} == {"", "end"}


def test_by_meaning_only_what_a_model_has_seen_is_found(folder, index, reader):
    """The model is played by a table: two directions."""
    (folder / "cat.txt").write_text("The cat sleeps.")
    (folder / "car.txt").write_text("The car rusts.")
    outcomes(index, folder, reader)
    seen_by = index.without_meaning("table 1", 10)
    assert sorted(text for _, text in seen_by) == ["car. The car rusts.", "cat. The cat sleeps."]
    east, north = np.eye(2, 384, dtype=np.float32)
    index.mean([(number, east if "cat" in text else north) for number, text in seen_by])
    assert index.counts() == (2, 2)
    assert index.without_meaning("table 1", 10) == []
    found = Documents(index, lambda text: east).search("feline", 5)
    assert [each.where for each in found] == ["cat.txt"]
    assert found[0].when
    assert found[0].score > 0.5
    assert len(index.without_meaning("table 2", 10)) == 2


def test_nothing_is_found_where_everything_is_equally_far(folder, index, reader):
    for number in range(30):
        (folder / f"{number}.txt").write_text(f"Note {number}.")
    outcomes(index, folder, reader)
    turn = np.random.default_rng(0).normal(0, 1, (30, 384)).astype(np.float32)
    turn /= np.linalg.norm(turn, axis=1, keepdims=True)
    todo = index.without_meaning("m", 100)
    index.mean([(number, vector) for (number, _), vector in zip(todo, turn, strict=True)])
    asked = np.full(384, 384**-0.5, np.float32)
    assert Documents(index, lambda text: asked).search("what is the capital of Mongolia", 5) == []


def test_hidden_files_and_other_kinds_are_not_looked_at(folder):
    for name in (".secret.txt", "picture.png", "notes.TXT", "program.py"):
        (folder / name).write_text("x")
    (folder / ".git").mkdir()
    (folder / ".git" / "a.md").write_text("x")
    assert [one.path for one in seen(folder)] == ["notes.TXT"]


def test_names_that_are_no_text_or_speak_to_a_terminal_are_left_out(folder, index, reader):
    for name in (b"a\xff.txt", b"b\nc.txt", b"d\x1b[2Je.md", b"\xff"):
        if name == b"\xff":
            os.mkdir(os.fsencode(folder) + b"/" + name)
        else:
            (folder / os.fsdecode(name)).write_text("x")
    (folder / "über uns.txt").write_text("Read me.")
    steps = [*renew(index, folder, reader)]
    assert [step.path for step in steps if step.outcome == "read"] == ["über uns.txt"]
    assert all(step.why.isprintable() for step in steps)
    assert len(steps) == 5


def test_no_link_is_followed_and_a_circle_ends(folder, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("Not yours.")
    (folder / "out.txt").symlink_to(outside)
    (folder / "round").mkdir()
    (folder / "round" / "again").symlink_to(folder)
    (folder / "self.txt").symlink_to("self.txt")
    (folder / "round" / "note.txt").write_text("x")
    told = {one.path: one for one in seen(folder)}
    assert isinstance(told["round/note.txt"], Seen)
    assert told["out.txt"].why == "out.txt is a link out of the folder, which is not followed."
    assert len(told) <= 3
    with pytest.raises(Unreadable):
        content(folder, "out.txt")
    with pytest.raises(Unreadable):
        content(folder, "round/again/round/note.txt")


def test_a_huge_file_a_pipe_and_too_many_folders_are_one_sentence_each(folder):
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(2_000_000_000)
    os.mkfifo(folder / "pipe.txt")
    deep = folder
    for _ in range(30):
        deep = deep / "d"
        deep.mkdir()
    told = {one.path.rpartition("/")[2]: one.why for one in seen(folder)}
    assert told["huge.txt"] == "huge.txt has 2000 MB, more than 32: left out."
    assert told["pipe.txt"] == "pipe.txt is no plain file and is left out."
    assert "folders deep" in told["d"]


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")])
def test_a_file_that_cannot_be_opened_is_a_clause(folder, error):
    (folder / "x.txt").write_text("x")

    def refuse(path, flags, **more):
        if path == "x.txt":
            raise error
        return os.open(path, flags, **more)

    with pytest.raises(Unreadable, match=error.strerror):
        content(folder, "x.txt", refuse)


def test_a_file_that_grows_meanwhile_is_not_read_to_its_end(folder):
    with (folder / "x.txt").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(Unreadable, match="grown"):
        content(folder, "x.txt")


def test_hostile_files_are_a_sentence_each_and_the_rest_is_read(folder, index, reader):
    import zlib

    bomb = zlib.compress(zlib.compress(bytes(100_000_000), 9), 9)
    (folder / "bomb.pdf").write_bytes(pdf([], bomb, "/Filter [/FlateDecode /FlateDecode]"))
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "noise.txt").write_bytes(np.random.default_rng(1).integers(1, 256, 5000, np.uint8).tobytes())
    (folder / "cut.pdf").write_bytes(pdf(["Something"])[:200])
    (folder / "empty.md").write_bytes(b"")
    (folder / "picture.pdf").write_bytes(pdf([]))
    (folder / "zzz.txt").write_text("And this one is read, too.")
    steps = {step.path: step for step in renew(index, folder, reader)}
    assert steps.pop("zzz.txt").outcome == "read"
    for path, step in steps.items():
        assert step.outcome == "refused", path
        assert step.why.startswith(path), step
        assert step.why.endswith("; it is left out.")
        assert len(step.why) < 160
    assert "no words" in steps["picture.pdf"].why
    assert index.by_words("zzz")
    kept = {one.path: one.why for one in index.documents()}
    assert kept["binary.txt"] == "binary.txt is no text, whatever its name says; it is left out."
    assert {step.outcome for step in renew(index, folder, reader) if step.path != "zzz.txt"} == {"refused"}


@pytest.mark.skipif(sys.platform != "linux", reason="macOS keeps no bound on memory")
def test_what_wants_too_much_memory_ends_alone():
    wide = b"<br>x" * 60_000
    with Reader(most_bytes=90_000_000) as reader:
        with pytest.raises(Unreadable, match="memory"):
            reader.words("html", wide)
        assert reader.words("txt", b"Still here.").parts[0].text == "Still here."


def test_what_takes_too_long_is_ended():
    with Reader(longest_s=0.0) as reader, pytest.raises(Unreadable, match="longer than 0 seconds"):
        reader.words("txt", b"x")


def test_a_locked_pdf_says_so(reader):
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    out, writer = BytesIO(), PdfWriter(PdfReader(BytesIO(pdf(["Hidden."]))))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    with pytest.raises(Unreadable, match="password"):
        reader.words("pdf", out.getvalue())


def test_written_files_of_the_household_are_of_four_kinds():
    assert {path.rpartition(".")[2] for path, _, _ in entries()} == {"txt", "md", "html", "pdf"}
    assert written(".pdf", "a", "b").startswith(b"%PDF")
