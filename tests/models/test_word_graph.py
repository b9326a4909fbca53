"""The graph of a grammar accepts exactly the grammar's sentences, and is smaller."""

import pytest

from localvoice.grammar import NOTHING, Either, Grammar, Part, Row, sentence
from localvoice.models.pocketsphinx.word_graph import word_graph


def sentences(graph, state=0):
    if state in graph.final:
        yield ()
    for word, target in graph.arcs[state].items():
        for rest in sentences(graph, target):
            yield (word, *rest)


def said(tree):
    graph = word_graph(Grammar(tree))
    return {" ".join(words) for words in sentences(graph)}, graph


def row(*items):
    return Row(items)


def either(*items):
    return Either(items)


NUMBER = Part("number", either("one", "two"))


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ("a", {"a"}),
        (row("a", "b"), {"a b"}),
        (either("a", row("b", "c")), {"a", "b c"}),
        (row(either("please", NOTHING), "stop"), {"stop", "please stop"}),
        (
            row(either("set", "start"), either(NOTHING, "a"), "timer"),
            {"set timer", "set a timer", "start timer", "start a timer"},
        ),
        (row(NUMBER, NUMBER), {"one one", "one two", "two one", "two two"}),
        (either(row(either("a", NOTHING), "b"), NOTHING), {"", "b", "a b"}),
        (row("o'clock"), {"o'clock"}),
        (NOTHING, {""}),
    ],
)
def test_every_sentence_of_the_grammar_and_no_other_is_accepted(tree, expected):
    assert said(tree)[0] == expected


def test_a_word_is_searched_once_at_each_place_and_equal_ends_are_shared():
    asked = "what time is it", "what is it", "what day is it", "tell me what time is it"
    texts, graph = said(Either(tuple(map(sentence, asked))))
    assert len(texts) == 4
    assert all(len(set(words)) == len(words) for words in graph.arcs)
    assert len(graph.arcs) == 8  # start, “tell”, “tell me”, “tell me what”, “what”, “time” = “day”, “is”, the end


def test_the_start_is_state_zero_and_arcs_lead_on():
    _, graph = said(row(either("a", "b"), either("c", "d"), either("e", NOTHING)))
    assert all(target > state for state, words in enumerate(graph.arcs) for target in words.values())
    assert graph.words == ["a", "b", "c", "d", "e"]


def test_grammars_that_are_put_alike_are_equal_and_others_are_not():
    def tree(word, name="number"):
        number = Part(name, either("one", word))
        return Grammar(either(row("set", number, number), NOTHING))

    assert tree("two") == tree("two")
    assert len({tree("two"), tree("two"), tree("three"), tree("two", "size")}) == 3
    assert len({Grammar(row("a", "b")), Grammar(either("a", "b")), Grammar(row("b", "a")), Grammar("a b")}) == 4


def test_what_is_shared_is_looked_at_once_however_often_it_stands_there():
    part = Part("0", either("a", "b"))
    for depth in range(60):
        part = Part(f"{depth}", either(part, row("c", part)))
    assert Grammar(part).key == Grammar(part).key
