"""The hospital in which every scenario plays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.clock import FixedClock
from models.store import Store
from tests.hospital import START, open_hospital


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_hospital(tmp_path / "home", FixedClock(START))
    yield opened
    opened.close()
