"""What takes longest begins first, so that of several processes none is left with it at the end; and each part's time is said."""

import pytest

LONGEST = ("test_load.py", "test_log.py", "test_canaries.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """By these files in turn, then all others as they were."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
