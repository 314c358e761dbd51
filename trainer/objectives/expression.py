"""Objectives as settings name them: "ldl", or a sum such as "0.5 ce + 0.5 ldl". No torch here."""

from __future__ import annotations

import re
from typing import Final

from engine.errors import DataError

_KINDS: Final = ("ce", "ldl", "nla", "pll", "nla-pll")
_TERM: Final = re.compile(r"(?:(\d*\.?\d+)\s*\*?\s*)?([a-z-]+)")


def summands(expression: str) -> tuple[tuple[float, str], ...]:
    """Weights and kinds of a sum, or of a single kind.

    Raises `DataError` for anything else.
    """
    found = []
    for word in expression.split("+"):
        match = _TERM.fullmatch(word.strip())
        if match is None or match[2] not in _KINDS:
            raise DataError(
                f"'{word.strip()}' is no objective",
                subject=expression,
                hint=f"There are {', '.join(_KINDS)} and sums such as '0.5 ce + 0.5 ldl'",
            )
        found.append((float(match[1] or 1.0), match[2]))
    return tuple(found)


def is_noise_aware(expression: str) -> bool:
    """Whether NLA is in a sum. Raises `DataError` where it is none."""
    return any(kind.startswith("nla") for _, kind in summands(expression))
