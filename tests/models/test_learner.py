"""The process that learns what the starter's recogniser may hear: when it begins, and what it is asked first."""

import os
import sys

import pytest

from localvoice.errors import EngineError
from localvoice.grammar import Grammar, sentence
from localvoice.models import pocketsphinx
from localvoice.models.pocketsphinx.recogniser import GrammarRecogniser, Grammars


class Learner:
    """Another process that has not answered yet."""

    def __init__(self):
        self.asked = []

    def ask(self, what, *given):
        self.asked.append(what)

    def answers(self, within_s):
        return False


def test_a_grammar_is_handed_over_before_the_models_are_loaded_and_once():
    learner = Learner()
    busy = GrammarRecogniser(Grammars(learner), owns=False)
    for _ in range(2):
        next(busy.prepare(Grammar(sentence("add milk"))))
    assert learner.asked == ["learn"]


def test_a_system_that_starts_no_process_is_told_so(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    before = set(os.listdir("/dev/fd"))
    with pytest.raises(EngineError, match="starts no process"):
        pocketsphinx.load()
    assert set(os.listdir("/dev/fd")) <= before


def test_what_is_begun_ahead_is_what_is_loaded():
    pocketsphinx.begin()
    ahead = pocketsphinx._begun[0]
    pocketsphinx.begin()
    first, second = pocketsphinx.load(), pocketsphinx.load()
    assert first._grammars.learner is ahead
    assert second._grammars.learner is not ahead
    for made in (first, second):
        made.close()
