"""The process for sound that waits, all imported, until somebody wants to hear."""

from pathlib import Path

import pytest

from localvoice.hearing.apart.child import Spare
from localvoice.hearing.apart.wire import Order, Ready

HERE = Path(__file__).parent
ORDER = Order("default", "hum", 16_000)


@pytest.fixture(autouse=True)
def the_process_finds_the_humming_ear(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", f"{HERE}:{HERE.parents[1]}")


def test_the_process_that_waits_is_the_one_that_hears_and_a_dead_one_is_replaced():
    spare = Spare("humming_ear")
    spare.renew()
    waiting = spare._begun
    spare.renew()
    assert spare._begun is waiting
    first = spare(ORDER)
    assert first.pid == waiting.process.pid
    assert isinstance(first.word(20), Ready)
    first.close()

    spare.renew()
    dead = spare._begun.process
    dead.kill()
    dead.wait()
    second = spare(ORDER)
    assert second.pid != dead.pid
    assert isinstance(second.word(20), Ready)
    second.close()
    spare.close()


def test_one_that_is_never_wanted_ends():
    spare = Spare("humming_ear")
    spare.renew()
    process = spare._begun.process
    spare.close()
    assert process.poll() is not None
    spare.close()
