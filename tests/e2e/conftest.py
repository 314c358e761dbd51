"""Fixtures of the tests of whole commands."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Where results go; not there yet."""
    return tmp_path / "results"
