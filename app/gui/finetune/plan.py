"""What is to be fine-tuned on what, and the trainer's command line for it. No Qt."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from app.trainer_process import command
from engine.errors import OutputError
from engine.models.registry import user_models_folder
from engine.project.holding import ApartBy

#: Free space that a run and its model need, in bytes.
ROOM: Final = 200 * 2**20

_PLAN: Final = "plan.json"

#: No fine-tuning takes so long, in seconds.
_LONGEST_S: Final = 12 * 3600.0


class Plan(msgspec.Struct, frozen=True):
    """One fine-tuning as it was asked for.

    base: name of the model that it begins with. name: of the new one, a folder name. held: ids of
    persons and videos that are measured on. projects: their files.
    """

    base: str
    name: str
    title: str
    projects: tuple[str, ...]
    by: ApartBy
    held: tuple[str, ...]
    minutes: float = 5.0
    steps: int = 300
    seed: int = 0


class Job:
    """The folder of one fine-tuning in the user's data: its plan, what it told, what it made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events = folder / "events.jsonl"
        self.log = folder / "log.txt"
        self.run = folder / "run"
        self._pid = folder / "pid"

    @classmethod
    def create(cls, plan: Plan, root: Path | None = None) -> Job:
        """A new folder with the plan in it. Raises `OutputError` where it cannot be made."""
        root = root or jobs_folder()
        stamp = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
        folder, count = root / stamp, 1
        while folder.exists():
            count += 1
            folder = root / f"{stamp}-{count}"
        job = cls(folder)
        try:
            folder.mkdir(parents=True)
            (folder / _PLAN).write_bytes(msgspec.json.encode(plan))
            job.events.touch()
        except OSError as error:
            raise OutputError(
                f"the fine-tuning cannot begin ({error.strerror})",
                subject=str(folder),
                hint="Make room, or check the folder's permissions",
            ) from error
        return job

    @property
    def plan(self) -> Plan | None:
        """What was asked for; None where that cannot be read."""
        try:
            return msgspec.json.decode((self.folder / _PLAN).read_bytes(), type=Plan)
        except (OSError, msgspec.MsgspecError):
            return None

    def note_process(self, pid: int) -> None:
        """The trainer's process has begun."""
        with contextlib.suppress(OSError):
            self._pid.write_text(str(pid))

    @property
    def alive(self) -> bool:
        """Whether its trainer may be at work still."""
        if os.name != "posix":
            return time.time() - self.folder.stat().st_mtime < _LONGEST_S
        try:
            os.kill(int(self._pid.read_text()), 0)
        except (OSError, ValueError):
            return False
        return True

    @property
    def finished(self) -> bool:
        """Whether there is a result to decide on."""
        return (self.run / "metrics.json").is_file() and self.model is not None

    @property
    def model(self) -> Path | None:
        """The new model's folder, where it has been made and not yet taken."""
        plan = self.plan
        folder = None if plan is None else self.folder / "model" / plan.name
        return folder if folder is not None and (folder / "manifest.json").is_file() else None

    def command(self, plan: Plan) -> list[str]:
        """How the trainer is called."""
        threads = max(1, (os.cpu_count() or 2) - 1)  # one core stays for the window
        words = ["--from", plan.base, "--data", *plan.projects, "--out", str(self.run)]
        words += ["--model-out", str(self.folder / "model" / plan.name), f"--title={plan.title}"]
        words += ["--events-to", str(self.events), "--threads", str(threads)]
        words += ["--apart-by", str(plan.by), "--minutes", str(plan.minutes)]
        words += ["--tuning-steps", str(plan.steps), "--seed", str(plan.seed)]
        words += ["--hold", *plan.held] if plan.held else []
        return command("trainer", words)


def jobs_folder() -> Path:
    """Where fine-tunings are kept until somebody decides on them."""
    return user_models_folder().parent / "fine-tuning"


def undecided(root: Path | None = None) -> Job | None:
    """The newest fine-tuning that has a result on which nobody has decided."""
    root = root or jobs_folder()
    for folder in sorted(root.glob("*/"), reverse=True):
        job = Job(folder)
        if job.finished:
            return job
    return None


def clear_broken(root: Path | None = None) -> bool:
    """Remove what is left of fine-tunings that broke off; whether there was any."""
    jobs = [Job(folder) for folder in (root or jobs_folder()).glob("*/")]
    broken = [job for job in jobs if not job.finished and not job.alive]
    for job in broken:
        shutil.rmtree(job.folder, ignore_errors=True)
    return bool(broken)
