"""The graph of a grammar accepts exactly the grammar's sentences, and is smaller."""

import pytest

from localvoice.errors import EngineError
from localvoice.models.pocketsphinx.word_graph import compile_jsgf


def sentences(graph, state=0):
    if state in graph.final:
        yield ()
    for word, target in graph.arcs[state].items():
        for rest in sentences(graph, target):
            yield (word, *rest)


def said(body, rules=""):
    graph = compile_jsgf(f"#JSGF V1.0;\ngrammar g;\n{rules}\npublic <said> = {body};\n")
    return {" ".join(words) for words in sentences(graph)}, graph


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a b", {"a b"}),
        ("a | b c", {"a", "b c"}),
        ("[please] stop", {"stop", "please stop"}),
        ("(set | start) [a] timer", {"set timer", "set a timer", "start timer", "start a timer"}),
        ("<n> <n>", {"one one", "one two", "two one", "two two"}),
        ("[[a] b]", {"", "b", "a b"}),
        ("o'clock", {"o'clock"}),
    ],
)
def test_every_sentence_of_the_grammar_and_no_other_is_accepted(body, expected):
    assert said(body, "<n> = one | two;")[0] == expected


def test_a_word_is_searched_once_at_each_place_and_equal_ends_are_shared():
    texts, graph = said("what time is it | what is it | what day is it | tell me what time is it")
    assert len(texts) == 4
    assert all(len(set(words)) == len(words) for words in graph.arcs)
    assert len(graph.arcs) == 8  # start, “tell”, “tell me”, “tell me what”, “what”, “time” = “day”, “is”, the end


def test_the_start_is_state_zero_and_arcs_lead_on():
    _, graph = said("(a | b) (c | d) [e]")
    assert all(target > state for state, words in enumerate(graph.arcs) for target in words.values())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<a> = b;", "no public rule"),
        ("public <a> = <b>;", "<b>"),
        ("public <a> = b <a>;", "<a>"),
        ("public <a> = (b | c;", "not closed"),
        ("public <a> = b ) c;", "stray"),
    ],
)
def test_what_is_no_grammar_is_refused(text, message):
    with pytest.raises(EngineError, match=message):
        compile_jsgf(text)
