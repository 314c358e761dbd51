"""The command line, called as a user calls it, and what it left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import main
from engine.export.session import Session, read_session


def analyze(*words: object) -> int:
    """`mien analyze WORDS...`; the exit code."""
    return main(["analyze", *map(str, words)])


def names(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {path.name for path in folder.iterdir()}


def session(out: Path, name: str) -> Session:
    """The session file of the outputs called `name`."""
    return read_session(out / f"{name}.session.json")


def messages(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What was told on stderr since the last call; never a traceback."""
    err = capsys.readouterr().err
    assert "Traceback" not in err
    return [line for line in err.splitlines() if line.startswith("mien: ")]
