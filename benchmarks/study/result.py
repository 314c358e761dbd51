"""What is kept of one run: a JSON file that appears when the run is whole, and not before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final

from benchmarks.study.measuring import Figures, Measured
from engine.errors import DataError
from engine.export.staged import StagedFile, cannot_write
from trainer.config import MAY_CHANGE, RunConfig

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Measured):
    """One run, and what was measured of it.

    condition: the name under which it was run first. config: all of its settings. pictures:
    trained on; data: their fingerprint. params, macs: of a face at inference. cpu_s, wall_s: of
    the training alone; None where it was interrupted.
    """

    condition: str
    schedule: str
    config: Mapping[str, Any]
    pictures: int
    data: str
    params: int
    macs: int
    cpu_s: float | None
    wall_s: float | None
    command: str
    commit: str
    machine: str
    finished: str

    @property
    def seed(self) -> int:
        """Of the run."""
        return int(self.config["seed"])

    def is_of(self, schedule: str, config: RunConfig) -> bool:
        """Whether these settings made it. Settings that it does not know were at their default."""
        known = {**asdict(RunConfig()), **self.config}
        return schedule == self.schedule and all(
            known[name] == value for name, value in asdict(config).items() if name not in MAY_CHANGE
        )


def write(path: Path, result: Result) -> None:
    """Write it whole or not at all. Raises `OutputError` where it cannot be written."""
    staged = StagedFile(path)
    try:
        text = json.dumps({"format": _FORMAT, **asdict(result)}, indent=1) + "\n"
        staged.part.write_text(text, encoding="utf-8")
    except OSError as error:
        staged.discard()
        raise cannot_write(path, error) from error
    staged.commit()


def read(path: Path) -> Result:
    """Raises `DataError` that names the file where it is no result."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values.pop("format") != _FORMAT:
            raise ValueError("it is of another version")
        for name in ("primary", "corrected"):
            values[name] = Figures(**values[name])
        for name in ("temperatures", "raw_ece"):
            values[name] = tuple(values[name])
        later: dict[str, Any] = {"information": {}, "product": None, "product_difference": {}}
        values = later | values
        if values["product"] is not None:
            values["product"] = Figures(**values["product"])
        for name in ("difference", "branches", "information", "product_difference"):
            values[name] = {key: tuple(pair) for key, pair in values[name].items()}
        return Result(**{known.name: values[known.name] for known in fields(Result)})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataError("this is no result of a study", subject=str(path)) from error


def read_all(folder: Path) -> list[Result]:
    """Every result of a study, in the order of their names."""
    return [read(path) for path in sorted(folder.glob("*.json"))]


def found(results: Sequence[Result], schedule: str, config: RunConfig) -> Result | None:
    """The result of these settings, if there is one."""
    return next((result for result in results if result.is_of(schedule, config)), None)
