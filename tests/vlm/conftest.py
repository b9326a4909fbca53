"""Tests of models that see; they need the extra `vision`, whose environment scripts/clients makes."""

import pytest


def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.vlm)
