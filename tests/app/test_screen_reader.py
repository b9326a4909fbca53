"""Is a screen reader noticed? By what each system says of its own; where nobody can tell there is none."""

import anyio
import pytest

from localvoice.app.screen_reader import speaks


@pytest.mark.parametrize(
    ("platform", "output", "expect"),
    [
        ("darwin", "1\n", True),
        ("darwin", "0\n", False),
        ("linux", "true\n", True),
        ("linux", "false\n", False),
        ("linux", "", False),
        ("plan9", "1", False),
    ],
)
def test_a_screen_reader_is_noticed_by_its_setting(platform, output, expect):
    asked = []

    async def ask(command):
        asked.append(command[0])
        return output

    assert anyio.run(speaks, platform, ask) is expect
    assert asked == {"darwin": ["defaults"], "linux": ["gsettings"]}.get(platform, [])


def test_where_its_command_is_missing_there_is_none():
    assert anyio.run(speaks, "darwin") in (True, False)
