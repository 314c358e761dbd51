"""The two packages that TensorRT comes in, and how to import one without ending the process."""

from __future__ import annotations

import importlib
import logging
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.util import find_spec
from typing import Any, Final

from engine.errors import BackendUnavailable


class Flavour(StrEnum):
    """A package of TensorRT; the value is the name that Python imports.

    TENSORRT: NVIDIA's own, for all GPUs since Turing; its engines fit one GPU, and building needs
    that GPU. RTX: for RTX cards, from PyPI; builds anywhere, finishes on the card at first use.
    """

    TENSORRT = "tensorrt"
    RTX = "tensorrt_rtx"


#: Names under which each may be installed.
_DISTRIBUTIONS: Final = {
    Flavour.TENSORRT: ("tensorrt", "tensorrt-cu13", "tensorrt-cu12"),
    Flavour.RTX: ("tensorrt-rtx",),
}

#: How each is installed, in Mien's folder.
INSTALL: Final = {
    Flavour.TENSORRT: 'pip install --extra-index-url https://pypi.nvidia.com -e ".[tensorrt]"',
    Flavour.RTX: 'pip install -e ".[gpu]"',
}

#: Errors that a logger keeps at hand.
_ERRORS: Final = 8

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Package:
    """An imported package. trt: the module. version: as it says of itself."""

    flavour: Flavour
    trt: Any
    version: str


def installed_version(flavour: Flavour) -> str | None:
    """Version of an installed package, "" where it does not say, None where it is not installed.

    Imports nothing: NVIDIA's package may end the process where no driver is.
    """
    from importlib.metadata import PackageNotFoundError, version  # loads the mail packages

    if find_spec(flavour.value) is None:
        return None
    for name in _DISTRIBUTIONS[flavour]:
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return ""


def import_package(flavour: Flavour) -> Package:
    """Import a package. To be called only where `probe_cuda` found a GPU, or for RTX anywhere.

    Raises `BackendUnavailable` where it is not installed, incomplete or damaged.
    """
    try:
        trt = importlib.import_module(flavour.value)
        return Package(flavour, trt, str(trt.__version__))
    # A package without its libraries raises whatever its loader happens to meet.
    except Exception as error:
        why = "is not installed" if find_spec(flavour.value) is None else f"is broken ({error})"
        raise BackendUnavailable(
            f"the package {flavour.value} {why}", subject=flavour, hint=INSTALL[flavour]
        ) from error


@cache
def logger_of(trt: Any) -> Any:
    """TensorRT's logger for this process: writes to Mien's log instead of the terminal.

    One for ever, as TensorRT goes on using the first that it is given. Its attribute `errors`
    holds the last things that went wrong, in TensorRT's words.
    """

    class Logger(trt.ILogger):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.errors: deque[str] = deque(maxlen=_ERRORS)

        def log(self, severity: Any, message: str) -> None:
            if severity in (trt.ILogger.ERROR, trt.ILogger.INTERNAL_ERROR):
                self.errors.append(message)
                _log.error("TensorRT: %s", message)
            elif severity == trt.ILogger.WARNING:
                _log.warning("TensorRT: %s", message)
            else:
                _log.debug("TensorRT: %s", message)

    return Logger()
