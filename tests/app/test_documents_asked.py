"""What a stranger asks their documents where no language model is there; typed."""

import pytest
from remembering_talk import remembering, turn

from localvoice.events import Found

BOILER = "From house/boiler.md: The pressure of the boiler should be 1.5 bar."
ASKED = (
    "what do my documents say about the boiler",
    "what do the files say about the boiler?",
    "search my documents for the boiler",
    "can you look in my papers for the boiler",
    "find the boiler in my documents",
    "look up the boiler in my files",
    "is there anything in my documents about the boiler",
    "do my documents mention the boiler",
    "which of my files talk about the boiler",
    "what's in my documents about the boiler",
    "Check my documents for the boiler.",
)


class Folder:
    """Documents of which one speaks of a boiler."""

    name = "documents"

    def search(self, query, limit):
        known = Found("The pressure of the boiler should be 1.5 bar.", "house/boiler.md", None, 0.9)
        return [known] if "boiler" in query else []


@pytest.mark.parametrize("said", ASKED)
def test_documents_are_read_out_and_not_what_was_said_of_them_before(tmp_path, said):
    with remembering(tmp_path, sources=(Folder(),)) as talk:
        turn(talk, "remember that the boiler is loud")
        assert turn(talk, said)[1] == BOILER
        assert turn(talk, said)[1] == BOILER


def test_what_documents_do_not_say_is_told_as_that(tmp_path):
    with remembering(tmp_path, sources=(Folder(),)) as talk:
        assert turn(talk, "search my documents for a piano")[1] == "I found nothing about a piano in your documents."


def test_who_named_no_folder_of_documents_hears_where_to_name_it(tmp_path):
    with remembering(tmp_path) as talk:
        answer = "I have no documents of yours: their folder is to be named under documents in the settings."
        assert turn(talk, ASKED[0])[1] == answer


def test_a_language_model_reads_documents_itself(tmp_path):
    with remembering(tmp_path, thinks=True, sources=(Folder(),)) as talk:
        assert turn(talk, ASKED[0])[0] == ""
