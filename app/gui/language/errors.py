"""What the engine says, in the user's language.

The engine speaks English and knows nothing of Qt. Its messages are found again among the texts
that it is known to use (`engine_texts.py`); one that is not among them stays as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from app.gui.language import translate
from app.gui.language.engine_texts import TEXTS
from engine.errors import MienError

_PLACEHOLDER = re.compile(r"\{(\d)\}")


def said(text: str) -> str:
    """A message or a part of one, translated; what is filled in is translated where it can be."""
    if text in _plain():
        return translate("engine", text)
    for pattern, template in _patterns():
        match = pattern.fullmatch(text)
        if match is not None:
            return translate("engine", template).format(*map(said, match.groups()))
    return text


def error_text(error: MienError) -> str:
    """All of an error in one line, as `str(error)`, but translated."""
    return str(translated(error))


def translated(error: MienError) -> MienError:
    """What happened, to what and what to do, in the user's language."""
    return MienError(said(error.what), subject=error.subject, hint=said(error.hint))


@lru_cache(maxsize=1)
def _plain() -> frozenset[str]:
    return frozenset(str(text) for text in TEXTS if not _PLACEHOLDER.search(str(text)))


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Texts with placeholders, those that say most first."""
    templates = [str(text) for text in TEXTS if _PLACEHOLDER.search(str(text))]
    templates.sort(key=lambda text: -len(_PLACEHOLDER.sub("", text)))
    return tuple((_pattern(template), template) for template in templates)


def _pattern(template: str) -> re.Pattern[str]:
    parts = _PLACEHOLDER.split(template)[::2]
    return re.compile("(.*?)".join(map(re.escape, parts)), re.DOTALL)
