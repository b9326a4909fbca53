"""What a language model gets of a memory: sources from a list, in at most so many tokens."""

from datetime import UTC, datetime

from localvoice.events import Found
from localvoice.memory.recall import NOT_SURE, NOTHING, TOKENS, found, recall, tokens

NOW = datetime(2026, 5, 4, tzinfo=UTC)


class Listed:
    """A source that finds what it was given, whatever is asked."""

    def __init__(self, name, *texts):
        self.name = name
        self._found = [Found(text, f"in {name}", NOW if name == "facts" else None, score) for text, score in texts]

    def search(self, query, limit):
        return self._found[:limit]


def dated(when):
    return f"on {when:%B} {when.day}"


def test_the_surest_comes_first_with_where_it_is_from():
    sources = Listed("facts", ("my cat is black", 0.7)), Listed("documents", ("Cats sleep.", 0.9), ("Dogs bark.", 0.6))
    assert recall(sources, "cat", dated) == (
        "in documents: Cats sleep.\nin facts, on May 4: my cat is black\nin documents: Dogs bark."
    )


def test_what_is_far_is_not_told_and_then_nothing_is_said_to_be_found():
    sources = [Listed("facts", ("my cat is black", 0.29))]
    assert found(sources, "dog") == []
    assert recall(sources, "dog", dated) == NOTHING


def test_what_is_not_sure_is_told_to_the_model_alone_as_that_and_only_where_nothing_is_sure():
    unsure = Listed("documents", ("Cats sleep.", 0.4), ("Dogs bark.", 0.45), ("Cows moo.", 0.35))
    assert found([unsure], "pet") == []
    assert recall([unsure], "pet", dated) == f"{NOT_SURE}\nin documents: Dogs bark.\nin documents: Cats sleep."
    assert recall([unsure, Listed("facts", ("my pet is a mouse", 0.8))], "pet", dated) == (
        "in facts, on May 4: my pet is a mouse"
    )


def test_of_equals_the_first_source_comes_first():
    sources = Listed("facts", ("one", 1.0)), Listed("conversations", ("two", 1.0))
    assert [each.text for each in found(sources, "x")] == ["one", "two"]


def test_it_has_at_most_so_many_tokens_and_what_is_too_long_is_cut_at_a_word():
    sources = [Listed("documents", *[("some words of a book " * 40, 0.9)] * 5)]
    told = recall(sources, "book", dated)
    assert tokens(told) <= TOKENS
    assert told.endswith("…")
    assert told.rstrip("…").split()[-1] in ("some", "words", "of", "a", "book")


def test_a_thing_of_several_lines_is_one_line():
    assert recall([Listed("documents", ("one\n\n two", 1.0))], "x", dated) == "in documents: one two"


def test_a_digit_counts_as_a_token_and_so_does_a_sign():
    assert tokens("4711") == 4
    assert tokens("a, b!") == 4
    assert tokens("hello there") == 4
    assert tokens("你好") == 4
