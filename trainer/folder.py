"""The run folder: everything that is needed to repeat the run.

`config.toml`, `run.json` (commit, data, versions, commands), `last.safetensors`,
`best.safetensors` with early stopping, `events.jsonl`, `metrics.json`, `curves.png`.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from engine import __version__
from engine.export.staged import StagedFile, cannot_write, make_folder
from trainer.config import RunConfig

_PACKAGES: Final = ("torch", "numpy", "opencv-contrib-python", "safetensors", "mediapipe")
_REPOSITORY: Final = Path(__file__).resolve().parents[1]


def open_folder(
    folder: Path,
    config: RunConfig,
    data: Mapping[str, Any],
    device: str,
    origins: Sequence[Mapping[str, str]] = (),
) -> None:
    """Make the folder, or go on in it; note settings, data, versions and this command.

    origins: the weights that it begins with, see `trainer.init.origin`.

    Raises `OutputError` where it cannot be written.
    """
    make_folder(folder)
    write_text(folder / "config.toml", config.toml())
    path = folder / "run.json"
    starts = []
    if path.exists():
        starts = json.loads(path.read_text(encoding="utf-8")).get("starts", [])
    start = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": sys.argv,
        "commit": commit(),
        "init": [dict(each) for each in origins],
        "device": device,
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "versions": {"mien": __version__} | {name: _version(name) for name in _PACKAGES},
    }
    write_text(path, json.dumps({"data": dict(data), "starts": [*starts, start]}, indent=2) + "\n")


def write_metrics(folder: Path, ending: str, metrics: Mapping[str, Any]) -> None:
    """What was measured at the end. Raises `OutputError` where it cannot be written."""
    text = json.dumps({"ending": ending, **metrics}, indent=2) + "\n"
    write_text(folder / "metrics.json", text)


def commit() -> str:
    """Of this checkout, with "+" if files differ from it; "unknown" outside one."""
    found = _git("rev-parse", "HEAD")
    return found + ("+" if _git("status", "--porcelain", "-uno") else "") if found else "unknown"


def _git(*arguments: str) -> str:
    try:
        out = subprocess.run(
            ["git", *arguments], cwd=_REPOSITORY, capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return out.stdout.strip()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises `OutputError` where it cannot be written."""
    staged = StagedFile(path)
    try:
        staged.part.write_text(text, encoding="utf-8")
    except OSError as error:
        staged.discard()
        raise cannot_write(path, error) from error
    staged.commit()
