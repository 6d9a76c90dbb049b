"""What tests in several files need."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import SMALL_TEXT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the small platform."""
    (tmp_path / "small.yaml").write_text(SMALL_TEXT, encoding="utf-8")
    return tmp_path
