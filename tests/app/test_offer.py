"""A better profile is offered once, aloud; a yes fetches it while the conversation goes on."""

import anyio
import pytest

from localvoice.app import offer as offering
from localvoice.app.offer import BEGUN, DONE, FAILED, Offer, offer
from localvoice.app.person import tools
from localvoice.errors import StoreError
from localvoice.settings import Settings


def answers(data, *said, pulled=lambda *given: None, monkeypatch=None):
    """What the assistant says: the question, the answers to what was said, then the news; and the notices."""
    monkeypatch.setattr(offering, "pull", pulled)
    notices = []

    async def converse():
        better = Offer(data, notices.append)
        with tools(Settings(), data, notices.append, [better.tool()]) as toolbox:
            heard = [better.question(toolbox)]
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(better.fetch)
                for text in said:
                    call = toolbox.match(text)
                    heard.append((await toolbox.run(call) if call else toolbox.unknown()).text)
                while BEGUN in heard and not (news := better.news()):
                    await anyio.sleep(0)
                tasks.cancel_scope.cancel()
            return [*heard, news] if BEGUN in heard else heard

    return anyio.run(converse), notices


def test_a_yes_fetches_it_and_how_it_went_is_said(tmp_path, monkeypatch):
    asked = []
    said, notices = answers(tmp_path, "yes", pulled=lambda name, *more: asked.append(name), monkeypatch=monkeypatch)
    assert "Shall I fetch" in said[0]
    assert "megabytes" in said[0]
    assert (said[1:], asked) == ([BEGUN, DONE], ["open"])
    assert "localvoice pull open" in notices[0]


@pytest.mark.parametrize("words", ["no", "not now", "what time is it"])
def test_nothing_is_fetched_unless_the_person_says_yes(tmp_path, monkeypatch, words):
    def never(*given):
        raise AssertionError("it was fetched")

    said, _ = answers(tmp_path, words, "yes", pulled=never, monkeypatch=monkeypatch)
    assert BEGUN not in said


def test_nobody_is_asked_twice(tmp_path, monkeypatch):
    answers(tmp_path, "no", monkeypatch=monkeypatch)
    said, notices = answers(tmp_path, "yes", monkeypatch=monkeypatch)
    assert said[0] == ""
    assert notices == []
    assert BEGUN not in said


def test_a_failure_is_told_and_its_sentence_is_shown(tmp_path, monkeypatch):
    def fail(*given):
        raise StoreError("The index cannot be reached: check the connection.")

    said, notices = answers(tmp_path, "yes please", "yes", pulled=fail, monkeypatch=monkeypatch)
    assert said[-1] == FAILED
    assert notices[-1] == "The index cannot be reached: check the connection."


def test_it_is_offered_only_to_who_has_nothing_better(tmp_path, monkeypatch):
    assert offer("starter", tmp_path, print)
    assert offer("standard", tmp_path, print) is None
    monkeypatch.setattr(offering, "there", lambda data, known: lambda profile: True)
    assert offer("starter", tmp_path, print) is None
