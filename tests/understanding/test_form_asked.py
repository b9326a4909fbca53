"""A language model fills a form through one tool, and the grammar goes on with it: a booking with a scripted model."""

from test_cascade import Beep
from test_language import talk
from test_thinking import Chat

from localvoice.models.roles import Text, ToolCall


class Host(Chat):
    """Understands what no sentence of the form does."""

    def reply(self, said, how):
        wants = {"guests": "4", "date": "friday", "time": "19:30", "name": "Meyer"}
        told = "the usual lot of us" in said
        self.pieces = (ToolCall("booking", wants),) if told else (Text("I see."),)
        yield from super().reply(said, how)


def test_a_model_fills_the_form_and_the_next_question_is_answered_without_it():
    said = (
        "the usual lot of us",
        "on the terrace",
        "no allergies",
        "555 0142",
        "yes",
    )
    chat = Host()
    answers, _, mind = talk(chat, Beep(), *[(sentence, "") for sentence in said], who="receptionist")
    spoken = [" ".join(phrase for phrase, _ in answer) for answer in answers]
    assert spoken[0].startswith("On Friday, May ")
    assert "for four, for Meyer. Inside, outside" in spoken[0]
    assert spoken[1] == "Outside. Does anybody have an allergy?"
    assert spoken[3].startswith("A table for four on Friday, May ")
    assert "outside, for Meyer; no allergies" in spoken[3]
    kept = [item for item in mind._lasting.toolbox.world.shelf.items if item.kind == "booking"]
    assert len(kept) == 1
    assert [entry for entry in chat.log if entry[0] == "reply"] == [("reply", said[0])]
