"""Tests of models that see; they need the extra `vision`, in an environment that scripts/seeing makes."""

from importlib.util import find_spec

import pytest

collect_ignore_glob = [] if find_spec("mlx_vlm") else ["test_*.py"]


def pytest_collection_modifyitems(items):
    for item in items:
        if "vlm" in item.path.parts:
            item.add_marker(pytest.mark.vlm)
