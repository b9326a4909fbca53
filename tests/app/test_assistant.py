"""What an assistant leaves behind when a conversation ends; the starter's real engines, and nobody speaks."""

import anyio

from localvoice.app.assistant import assistant
from localvoice.clock import RealClock
from localvoice.settings import Settings


def test_what_steps_cost_is_kept_when_somebody_ends_the_conversation_with_a_key(tmp_path):
    async def main():
        with anyio.CancelScope() as conversation:
            async with assistant(Settings(persona="cafe"), tmp_path, RealClock()):
                conversation.cancel()  # as Ctrl-C does
                await anyio.sleep_forever()

    anyio.run(main)
    assert (tmp_path / "costs-starter.json").is_file()
