"""A new folder for each story; the fonts that matplotlib has found and the answers are kept from one to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.installation import Installation


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def here(tmp_path: Path, cache: Path) -> Installation:
    return Installation(tmp_path, cache)
