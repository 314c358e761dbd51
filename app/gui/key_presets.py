"""Sets of keys for keyboards and habits that the shipped ones do not suit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.gui.annotate.keys import LabelCommand
from app.gui.language import translate
from app.gui.video.keys import Command, command_name


@dataclass(frozen=True, slots=True)
class KeyPreset:
    """Keys that some commands get; all others keep theirs."""

    text: str
    commands: Mapping[Enum, tuple[str, ...]]

    @property
    def title(self) -> str:
        """What it is called, translated."""
        return translate("keys", self.text)

    @property
    def keys(self) -> dict[str, tuple[str, ...]]:
        """The keys by the names of their actions."""
        return {command_name(command): keys for command, keys in self.commands.items()}


_T = QT_TRANSLATE_NOOP

#: The left hand labels on the top row, the right one drives the player, as in Datavyu.
NUMBER_PAD: Final = KeyPreset(
    str(_T("keys", "Player on the number pad")),
    {
        Command.TOGGLE: ("Space", "Num+8"),
        Command.PAUSE: ("K", "Num+5"),
        Command.BACKWARDS: ("J", "Num+4"),
        Command.FASTER: ("L", "Num+6"),
        Command.PREVIOUS_FRAME: ("Left", ",", "Num+1"),
        Command.NEXT_FRAME: ("Right", ".", "Num+3"),
        LabelCommand.MARK_IN: ("I", "Num+7"),
        LabelCommand.MARK_OUT: ("O", "Num+9"),
        LabelCommand.LOOP: ("Q", "Num+2"),
        LabelCommand.SPLIT: ("B", "Num+0"),
    },
)

#: French, German and other keyboards have brackets only behind AltGr, and some no full stop.
NO_BRACKETS: Final = KeyPreset(
    str(_T("keys", "No brackets (AZERTY, QWERTZ)")),
    {
        LabelCommand.TRIM_START: ("Shift+I",),
        LabelCommand.TRIM_END: ("Shift+O",),
        Command.PREVIOUS_FRAME: ("Left", ","),
        Command.NEXT_FRAME: ("Right", ";"),
    },
)

PRESETS: Final = (NUMBER_PAD, NO_BRACKETS)
