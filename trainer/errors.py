"""Errors of training that a person can act on."""

from __future__ import annotations

from engine.errors import MienError


class TrainingError(MienError):
    """A run cannot go on; its last good checkpoint is kept."""
