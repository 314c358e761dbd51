"""How the trainer is called: a process of its own, so that torch never enters this one."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from engine.errors import MienError

_ROOT: Final = Path(__file__).resolve().parents[1]


def command(module: str, arguments: Sequence[str]) -> list[str]:
    """The command line of `python -m MODULE ARGUMENTS`. module: such as "trainer.describe"."""
    # -P: a folder called "trainer" where the user stands is not ours.
    return [sys.executable, "-P", "-m", module, *arguments]


def environment() -> dict[str, str]:
    """This process's environment, in which the trainer is found."""
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}


def torch_missing() -> MienError | None:
    """What to say where the trainer's packages are not installed; None where they are."""
    if _installed("torch"):
        return None
    return MienError(
        "the trainer's packages are not installed (PyTorch is missing)",
        hint="Install them: pip install 'mien[train]', or make setup in a checkout",
    )


def _installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False
