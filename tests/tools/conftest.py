"""A talk with the skills, and their sentences, for the tests of this room."""

import pytest
from skill_talk import Talk

from localvoice.tools.persona import persona


@pytest.fixture
def talk():
    return Talk()


@pytest.fixture(scope="session")
def intents():
    return persona("assistant").intents()
