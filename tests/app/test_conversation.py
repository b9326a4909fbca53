"""What an assistant leaves behind when a conversation ends; the starter's real engines, and nobody speaks."""

import gc

import anyio
import pytest

from localvoice.app.ask import ask
from localvoice.app.conversation import client
from localvoice.app.engine import Engine
from localvoice.settings import Settings


def test_what_steps_cost_is_kept_when_somebody_ends_the_conversation_with_a_key(tmp_path):
    async def main():
        with anyio.CancelScope() as conversation:
            cafe = Settings(persona="cafe")
            async with Engine(cafe, tmp_path) as engine, client(engine, cafe):
                conversation.cancel()  # as Ctrl-C does
                await anyio.sleep_forever()

    anyio.run(main)
    assert (tmp_path / "costs-starter.json").is_file()


def test_the_grammar_is_being_learnt_while_everything_else_is_loaded(tmp_path):
    async def main():
        cafe, steps = Settings(persona="cafe"), []
        async with Engine(cafe, tmp_path) as engine:
            with engine.watched(lambda step: steps.append(step.job)):
                async with client(engine, cafe):
                    return steps

    steps = anyio.run(main)
    assert steps.index("learn") < steps.index("load hibari")


def test_what_is_loaded_is_not_searched_for_garbage_while_somebody_speaks(tmp_path):
    async def main():
        cafe = Settings(persona="cafe")
        async with Engine(cafe, tmp_path) as engine, client(engine, cafe):
            kept = gc.get_freeze_count(), len(gc.get_objects())
        async with Engine(cafe, tmp_path) as engine:
            await engine.free()
        return kept

    gc.unfreeze()
    kept, searched = anyio.run(main)
    assert kept > 10 * searched
    assert not gc.get_freeze_count()  # what is freed is searched again


def test_the_settings_of_sampling_reach_the_language_model(tmp_path):
    how = Settings(profile="tiny", sampling={"max_tokens": 1, "temperature": 0.0})
    (turn,) = anyio.run(ask, ["do you like the sea"], how, tmp_path, print)
    assert turn["accepted"]
    assert len(turn["answer"].split()) <= 1


@pytest.mark.parametrize("profile", ["tiny"])
def test_an_answer_is_not_lost_when_the_disk_does_not_keep_what_steps_cost(tmp_path, profile):
    (tmp_path / f"costs-{profile}.json").mkdir()
    notices = []
    (turn,) = anyio.run(ask, ["do you like the sea"], Settings(profile=profile), tmp_path, notices.append)
    assert turn["answer"]
    assert any("cannot be kept in" in notice for notice in notices)
