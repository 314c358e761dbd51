"""Errors that a person can act on.

Every failure that Mien expects is a :class:`MienError`: it says *what* happened, *to which*
file, device or model, and *what to do*. The command line prints ``str(error)`` on one line; the
app shows the three parts in a banner. Anything else that escapes is a bug.
"""

from __future__ import annotations


class MienError(Exception):
    """What happened (`what`), to what (`subject`), and what to do about it (`hint`)."""

    def __init__(self, what: str, *, subject: str = "", hint: str = "") -> None:
        self.what = what
        self.subject = subject
        self.hint = hint
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.subject}: {self.what}" if self.subject else self.what
        return f"{head}. {self.hint}" if self.hint else f"{head}."


class SourceError(MienError):
    """A video, picture or camera cannot be opened or read."""


class SourceDamaged(SourceError):
    """A video breaks off midway: every frame before the damage was delivered."""


class CameraBusy(SourceError):
    """Another program holds the camera, or the system denies access to it."""


class CameraMissing(SourceError):
    """There is no such camera, or it was unplugged."""


class ModelError(MienError):
    """A model is missing, damaged, or does not do what its manifest says."""


class BackendUnavailable(MienError):
    """An inference backend cannot run here; `what` says why in words."""


class OutputError(MienError):
    """A result cannot be written."""


class DataError(MienError):
    """A data set, manifest or table is not what it should be."""
