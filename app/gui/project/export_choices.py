"""What was chosen in the exports last, so that it need not be chosen again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec

#: The export of one video's results, beside the kinds of a project's.
RESULTS = "results"


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """By the name of what is exported.

    what: chosen last; empty before the first. formats: file suffixes. columns: where not all were
    chosen. overlay, blurred: of copies of videos; a face that alone stays clear is not remembered,
    as another video has other faces.
    """

    what: str = ""
    formats: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    overlay: bool = True
    blurred: bool = False

    def with_format(self, what: str, suffix: str) -> ExportChoices:
        """After this was exported in this format."""
        return replace(self, formats={**self.formats, what: suffix})

    def with_columns(self, what: str, columns: tuple[str, ...] | None) -> ExportChoices:
        """After this was exported with these columns; None for all."""
        others = {name: names for name, names in self.columns.items() if name != what}
        return replace(self, columns=others if columns is None else {**others, what: columns})

    def to_text(self) -> str:
        """As one line."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def of_text(cls, text: str) -> ExportChoices:
        """What `to_text` gave; nothing chosen where that makes no sense."""
        try:
            return msgspec.json.decode(text, type=cls)
        except msgspec.MsgspecError:
            return cls()
