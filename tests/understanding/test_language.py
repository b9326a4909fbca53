"""Whole turns in several languages: a recogniser that detects them, a scripted model, a voice that knows some."""

import random
from datetime import datetime

import anyio
import pytest
from test_cascade import Beep, Paper, Scripted, Still, turn
from test_thinking import Chat

from localvoice.engine.costs import Costs, Guess
from localvoice.engine.lane import Lane
from localvoice.events import Transcript
from localvoice.models.roles import Text, ToolCall
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.cascade import Cascade, Models
from localvoice.understanding.cold import COLD
from localvoice.understanding.language import ANSWERS, NAMES, ONLY_ENGLISH, Tongues, base, in_english
from localvoice.understanding.mind import Saying
from localvoice.wording.spoken import speakable

GERMAN = Transcript("wie spät ist es", True, 1.0, "de")


class Polyglot(Scripted):
    """Hears one (words, language) after another; no words are not accepted."""

    def __init__(self, *said):
        super().__init__(said[0][0])
        self.said = iter(said)

    def begin(self):
        words, self.language = next(self.said)
        self.words = words.split()

    def transcript(self):
        return Transcript(" ".join(self.words), bool(self.words), 1.0, self.language)


class Voice(Beep):
    """Speaks these languages."""

    def __init__(self, *languages):
        super().__init__()
        self.languages = frozenset(languages)


def talk(
    chat,
    voice,
    *said,
    costs=None,
    after=lambda told, mind: None,
    then=None,
    recogniser=Polyglot,
    more=None,
    who="assistant",
    **options,
):
    """The (phrase, language) of each turn's answer, what is told of it, and the mind.

    `after` is called after each turn; `then`, in place of the last turn, leads it itself; `more`: tools, on a clock;
    `who`: a persona.
    """

    async def main():
        clock, ears = Still(), recogniser(*said)
        lane = Lane(clock)
        world = World(shelf=Paper(), now=lambda: datetime(2026, 5, 4, 15, 30), random=random.Random(1))
        toolbox = Toolbox(persona(who), world, more(clock) if more else (), clock)
        mind = Cascade(lane, clock, Models(ears, voice, chat), toolbox, costs, 5000.0, **options)
        answers, told = [], []
        with lane:
            await mind.warm()
            for _ in said[: -1 if then else None]:
                ears.begin()
                voice.said.clear()
                told.append(await turn(mind, clock, [0.9] * 50))
                answers.append([(phrase, manner.language) for phrase, manner in voice.said])
                after(told[-1], mind)
                await clock.until(clock.now_s() + 0.1)
            if then:
                await then(mind, clock, ears)
        return answers, told, mind

    return anyio.run(main)


def asked(chat):
    return [said for kind, said in chat.log if kind == "reply"]


def test_a_question_in_another_language_is_answered_in_it():
    chat = Chat(Text("Es ist 15 Uhr. "), Text("**Genau.**"))
    ((answer,), _, _) = talk(chat, Voice("en", "de"), ("wie spät ist es", "de"))
    assert asked(chat) == ["wie spät ist es (answer in German)"]
    assert answer == [("Es ist 15 Uhr.", "de"), ("Genau.", "de")]  # figures are left to the voice


def test_who_goes_back_to_english_is_answered_in_english():
    chat = Chat(Text("Ja."))
    talk(chat, Voice("en", "de"), ("tell me more", "en-US"), ("erzähl mir mehr", "de"), ("tell me more", "en-US"))
    assert asked(chat) == ["tell me more", "erzähl mir mehr (answer in German)", "tell me more (answer in English)"]


@pytest.mark.parametrize(
    ("voice", "admission"),
    [(Beep(), ONLY_ENGLISH), (Voice("en", "fr"), "I cannot speak German, so I answer in English.")],
)
def test_what_the_voice_cannot_speak_is_answered_in_english_and_said_once(voice, admission):
    chat = Chat(Text("It is 3 p.m."))
    answers, *_ = talk(chat, voice, ("wie spät ist es", "de"), ("und jetzt", "de"))
    assert [phrase for phrase, _ in answers[0]] == [admission, "It is three PM."]
    assert [phrase for phrase, _ in answers[1]] == ["It is three PM."]
    assert {language for answer in answers for _, language in answer} == {"en"}
    assert asked(chat) == ["wie spät ist es (answer in English)", "und jetzt (answer in English)"]


def test_an_admission_that_was_taken_back_is_made_again():
    voice = Beep()
    _, (told,), mind = talk(Chat(Text("Yes.")), voice, ("wie spät ist es", "de"))
    tongues = mind._lasting.tongues
    assert tongues.choose(GERMAN).admission == ""
    told.exchange.take_back()
    assert tongues.choose(GERMAN).admission == ONLY_ENGLISH


def test_a_recogniser_that_tells_no_language_hears_english():
    chat = Chat(Text("Yes."))
    (answer,), *_ = talk(chat, Voice("en", "de"), ("tell me a story", ""))
    assert asked(chat) == ["tell me a story"]
    assert answer == [("Yes.", "")]


def test_the_skills_hear_english_only():
    chat = Chat(Text("Oui."))
    answers, *_ = talk(chat, Voice("en", "fr"), ("what time is it", "fr"), ("what time is it", "en"))
    assert len(asked(chat)) == 1
    assert answers[0] == [("Oui.", "fr")]
    assert answers[1][0][1] == "en"


def test_what_a_tool_answers_is_said_by_the_model_in_the_language_of_the_question():
    class Clock(Chat):
        def reply(self, said, how):
            self.pieces = (Text("Es ist halb vier."),) if said is None else (ToolCall("time", {}),)
            yield from super().reply(said, how)

    chat = Clock()
    (answer,), *_ = talk(chat, Voice("en", "de"), ("wie spät ist es", "de"))
    assert [kind for kind, _ in chat.log if kind in ("reply", "time")] == ["reply", "time", "reply"]
    assert answer == [("Es ist halb vier.", "de")]


def test_a_change_is_asked_about_in_english_and_a_yes_in_another_language_does_it():
    chat = Chat(ToolCall("shopping_add", {"things": "Milch"}))
    answers, _, mind = talk(chat, Voice("en", "de"), ("wir brauchen noch Milch", "de"), ("Ja, bitte!", "de"))
    assert answers == [
        [("Shall I add Milch to your shopping list?", "en")],
        [("I added Milch to your shopping list.", "en")],
    ]
    assert [item.text for item in mind._lasting.toolbox.world.shelf.items] == ["Milch"]


def test_a_slow_model_is_not_covered_by_english_words_in_another_language():
    costs = Costs({**COLD, "think": Guess(9000.0, 100.0, 8.0)})
    _, (told,), _ = talk(Chat(Text("Ja.")), Voice("en", "de"), ("erzähl mir was", "de"), costs=costs)
    assert [thing.text for thing in told if isinstance(thing, Saying)] == ["Ja."]


@pytest.mark.parametrize(
    ("tag", "language"), [("", ""), ("en", "en"), ("en-US", "en"), ("pt_BR", "pt"), ("nb-NO", "no"), ("ZH", "zh")]
)
def test_a_tag_is_read_by_its_language(tag, language):
    assert base(tag) == language


@pytest.mark.parametrize(
    ("text", "language", "english"),
    [
        ("Set a timer.", "en", "Set a timer."),
        ("set a timer", "", "set a timer"),
        ("set a timer", "de", ""),
        ("Oui, s’il te plaît !", "fr", "yes"),
        ("Nein.", "de", "no"),
        ("Nein.", "fr", ""),
        ("はい。", "ja", "yes"),
        ("hm", "cy", ""),
        ("", "de", ""),
    ],
)
def test_of_other_languages_the_skills_read_a_plain_yes_or_no(text, language, english):
    assert in_english(text, language) == english


def test_few_words_do_not_change_the_language_of_a_conversation():
    chat = Chat(Text("Ja."))
    voice = Voice("en", "de", "nl")
    talk(chat, voice, ("erzähl mir was", "de"), ("Mehr davon", "nl"), ("vertel me nog iets", "nl"))
    assert [said.split("answer in ")[1] for said in asked(chat)] == ["German)", "German)", "Dutch)"]
    answers, *_ = talk(Chat(Text("Ja.")), voice, ("what time is it", "en"), ("Stop.", "de"), ("再来一个", "zh"))
    assert answers[1] == []  # the skill that falls silent
    assert answers[2]


def test_a_conversation_may_begin_with_few_words():
    ((answer,), *_) = talk(Chat(Text("Hallo!")), Voice("en", "de"), ("Guten Tag", "de"))
    assert answer == [("Hallo!", "de")]


def test_every_language_with_a_yes_has_a_name():
    assert set(ANSWERS) <= set(NAMES)


def test_a_language_without_a_name_is_asked_for_all_the_same():
    heard = Transcript("kí ni o fẹ́", True, 1.0, "yo")
    assert Tongues(Voice("en", "yo")).choose(heard).note == "answer in the same language"
    assert Tongues(Voice("en", "fr")).choose(heard).admission.startswith("I cannot speak your language")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Es ist **15:30** Uhr, 3,5 %.", "Es ist 15:30 Uhr, 3,5 %."),
        ("1\u202f000\u202f000 € 😀", "1000000 €"),
        ("# Titel\n- eins\n- `zwei`", "Titel. eins. zwei."),
        ("```\ncode\n```", ""),
        ("[Seite](https://example.org/a_b) – ja", "Seite – ja"),
    ],
)
def test_other_languages_lose_their_marks_and_keep_their_figures(written, said):
    assert speakable(written, "de") == said


def test_a_recogniser_that_detects_languages_is_told_the_conversations_last_one():
    expected = []

    class Detects(Polyglot):
        def listen_for(self, grammar, one):
            expected.append(one)
            return self.listen(grammar)

    said = [("tell me more", "en"), ("erzähl mir mehr", "de"), ("noch etwas bitte", "de")]
    talk(Chat(Text("Ja.")), Voice("en", "de"), *said, recogniser=Detects)
    assert [one.last for one in expected] == ["en", "en", "de"]
    assert {one.spoken for one in expected} == {frozenset(("en", "de"))}
