"""What a page's conversation leaves, on a clock that stands still until it is moved: words as heard, and times."""

import pytest

from localvoice.app.diary import LATE_S, Diary
from localvoice.app.keeping import Keeping
from localvoice.memory.conversations import Conversations
from localvoice.traces import journal
from localvoice.understanding.mind import Understood


class World:
    def __init__(self, folder):
        self.now_s, self.shown = 100.0, []
        self.folder = folder
        self.past = Conversations(folder / "conversations.sqlite", pytest.fail)
        self.journal = journal.Journal(folder / "trace", pytest.fail)
        keeping = Keeping(self.past, lambda intent: intent == "secret")
        self.diary = Diary(keeping, self.journal, self.shown.append, lambda: self.now_s, 400.0)

    def ask(self, item, heard, before="", intent="date", unasked=False):
        self.diary.understood(Understood(heard, True, intent))
        self.diary.asked(f"r-{item}", item, heard, before, unasked)

    def answer(self, item, text, seconds):
        self.diary.phrase(f"r-{item}", text)
        words = [at for at in range(len(text)) if at == 0 or text[at - 1] == " "]
        places = [(at, round(1000 * seconds * at / len(text))) for at in words]
        self.diary.sound(f"r-{item}", seconds, places)
        self.diary.answered(f"r-{item}")

    def kept(self):
        return [(past.heard, past.said) for past in self.past.last(99)]

    def traced(self):
        return journal.read(self.folder / "trace", 99).turns


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    with made.past, made.journal:
        yield made


def test_an_answer_was_heard_once_it_has_had_the_time_and_the_page_has_not_cut_it(world):
    world.ask("a", "what day is it")
    world.answer("a", "It is Friday.", 2.0)
    assert world.kept() == [("what day is it", "")]
    world.now_s += 1.9 + LATE_S
    world.diary.tick()
    assert world.kept() == [("what day is it", "")]
    world.now_s += 0.2
    world.diary.tick()
    assert world.kept() == [("what day is it", "It is Friday.")]
    [turn] = world.traced()
    assert (turn.said, turn.barged_in, turn.intent) == ("It is Friday.", False, "date")


def test_the_latency_and_its_stages_are_from_the_last_word_to_the_first_sound(world):
    world.now_s = 103.0
    world.diary.spoken(100.0, 102.5)
    world.now_s = 103.1
    world.ask("a", "what day is it")
    world.now_s = 103.3
    world.diary.phrase("r-a", "It is Friday.")
    world.now_s = 103.4
    world.answer("a", "", 1.0)
    turn = world.shown[0]
    assert turn.latency_ms == pytest.approx(900)
    spans = {span.name: span.end_s - span.start_s for span in turn.spans}
    assert spans == pytest.approx({"endpoint": 0.5, "recognise": 0.1, "think": 0.2, "say": 0.1})
    assert (turn.speech_start_s, turn.ended_at) == (100.0, None)


def test_what_the_page_says_was_heard_counts_and_not_what_there_was_time_for(world):
    world.ask("a", "what can you do")
    world.answer("a", "I can do many things.", 2.0)
    world.now_s += 1.5
    world.ask("b", "what day is it", before="I can")
    assert world.kept()[0] == ("what can you do", "I can")
    assert world.traced()[0].barged_in


def test_a_page_that_goes_away_has_heard_the_words_that_had_begun(world):
    world.ask("a", "what can you do")
    world.answer("a", "one two three four", 4.0)
    world.now_s += 1.2
    world.diary.end()
    assert world.kept() == [("what can you do", "one two")]


def test_a_ring_between_two_turns_changes_neither(world):
    world.ask("a", "set a timer")
    world.answer("a", "One minute.", 1.0)
    world.now_s += 60
    world.diary.asked("r-ring", "a", "set a timer", "", True)
    world.answer("ring", "Your tea is ready.", 1.0)
    world.now_s += 5
    world.ask("b", "what day is it", before="One minute. Your tea is ready.")
    assert world.kept()[0] == ("set a timer", "One minute.")
    first, ring = world.traced()
    assert (first.heard, first.said, first.unasked) == ("set a timer", "One minute.", False)
    assert (ring.heard, ring.said, ring.unasked) == ("", "Your tea is ready.", True)


def test_of_what_is_private_only_the_times_are_kept(world):
    world.ask("a", "forget that my dog is called Rex", intent="secret")
    world.answer("a", "Forgotten.", 1.0)
    world.diary.end("Forgotten.")
    assert world.kept() == []
    [turn] = world.traced()
    assert (turn.heard, turn.said) == ("", "")
    assert turn.first_audio_s is not None


def test_an_answer_that_was_cancelled_before_its_first_word_was_not_heard(world):
    world.ask("a", "what can you do")
    world.diary.cut("r-a")
    world.now_s += 60
    world.diary.tick()
    world.diary.end()
    assert world.kept() == []
    assert world.traced()[0].said == ""
