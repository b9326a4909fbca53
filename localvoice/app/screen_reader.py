"""Does a screen reader speak on this machine as well? VoiceOver by its setting on a Mac, Orca by its own in GNOME."""

import sys
from collections.abc import Awaitable, Callable, Sequence

import anyio

LIMIT_S = 1.0  # the commands take some 20 ms; what takes longer is not waited for
COMMANDS: dict[str, tuple[Sequence[str], str]] = {  # sys.platform → what tells it, and what that says then
    "darwin": (("defaults", "read", "com.apple.universalaccess", "voiceOverOnOffKey"), "1"),
    "linux": (("gsettings", "get", "org.gnome.desktop.a11y.applications", "screen-reader-enabled"), "true"),
}
Ask = Callable[[Sequence[str]], Awaitable[str]]


async def speaks(platform: str = sys.platform, ask: Ask | None = None) -> bool:
    """False where nobody can tell. `ask`: the output of a command, "" when it fails."""
    if platform not in COMMANDS:
        return False
    command, says = COMMANDS[platform]
    return (await (ask or _output)(command)).strip() == says


async def _output(command: Sequence[str]) -> str:
    with anyio.move_on_after(LIMIT_S):
        try:
            done = await anyio.run_process(command, check=False)
        except OSError:  # it is not installed here
            return ""
        return done.stdout.decode(errors="replace")
    return ""
