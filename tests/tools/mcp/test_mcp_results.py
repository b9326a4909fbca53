"""What tools answer, as data: text, structure, pictures, files, errors, and nothing at all."""

import pytest
from mcp_types import (
    AudioContent,
    BlobResourceContents,
    CallToolResult,
    EmbeddedResource,
    ImageContent,
    ResourceLink,
    TextContent,
    TextResourceContents,
)

from localvoice.tools.mcp.results import data

PICTURE = ImageContent(data="A" * 40_000, mime_type="image/png")
SOUND = AudioContent(data="A" * 4_000, mime_type="audio/wav")
NOTE = EmbeddedResource(resource=TextResourceContents(uri="note://1", text="Buy milk."))
FILE = EmbeddedResource(resource=BlobResourceContents(uri="file:///a.pdf", blob="A" * 4_000))
LINK = ResourceLink(uri="file:///b.txt", name="b.txt", title="The plan")


def text(*lines):
    return [TextContent(text=line) for line in lines]


@pytest.mark.parametrize(
    ("content", "structured", "told"),
    [
        (text("Soup."), None, "Soup."),
        (text("Soup.", "Bread."), None, "Soup.\nBread."),
        ([], {"soup": 4}, '{"soup":4}'),
        (text('{"soup": 4}'), {"soup": 4}, '{"soup": 4}'),
        (text("Four degrees."), {"degrees": 4}, 'Four degrees.\n{"degrees":4}'),
        (text("Soup."), {"result": "Soup."}, "Soup."),
        (text("1", "2"), {"result": [1, 2]}, "1\n2"),
        ([PICTURE], None, "(a picture, 30 kB, which cannot be told)"),
        ([SOUND], None, "(a recording, 3 kB, which cannot be told)"),
        ([NOTE], None, "note://1:\nBuy milk."),
        ([FILE], None, "(a file, file:///a.pdf, 3 kB, which cannot be told)"),
        ([LINK], None, "(more is at file:///b.txt: The plan)"),
        ([], None, "Done; it says nothing more."),
        (text("", "  "), None, "Done; it says nothing more."),
    ],
)
def test_a_result_is_text(content, structured, told):
    assert data(CallToolResult(content=content, structured_content=structured)) == told


def test_an_error_says_so_first():
    assert data(CallToolResult(content=text("no such day"), is_error=True)) == "It did not work: no such day"
    assert data(CallToolResult(content=[], is_error=True)) == "It did not work: no reason is given"
