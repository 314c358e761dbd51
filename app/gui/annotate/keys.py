"""The keys of labelling in one table; digits, which are held and typed, are in `digits`."""

from __future__ import annotations

from enum import Enum, auto
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.gui.video.keys import KeySpec, spec


class LabelCommand(Enum):
    """What a key does."""

    CANDIDATES = auto()
    VOTES = auto()
    REASONS = auto()
    UNSURE = auto()
    COMMIT = auto()
    ESCAPE = auto()
    DELETE = auto()
    SPLIT = auto()
    MERGE = auto()
    TRIM_START = auto()
    TRIM_END = auto()
    COPY_PREVIOUS = auto()
    MARK_IN = auto()
    MARK_OUT = auto()
    CLEAR_MARKS = auto()
    LOOP = auto()
    PREVIOUS_SEGMENT = auto()
    NEXT_SEGMENT = auto()
    PREVIOUS_EDGE = auto()
    NEXT_EDGE = auto()
    NEXT_UNLABELLED = auto()
    PREVIOUS_UNLABELLED = auto()
    ZOOM_SELECTION = auto()
    GO_TO = auto()
    MARKER = auto()
    RUN_THROUGH = auto()
    AUTO_ADVANCE = auto()
    CONFIDENCE_1 = auto()
    CONFIDENCE_2 = auto()
    CONFIDENCE_3 = auto()
    NOTE = auto()
    NAME_FACE = auto()
    ADD_FACE = auto()
    MERGE_FACE = auto()
    SPLIT_FACE = auto()
    CALIBRATE = auto()
    USE_OFFSET = auto()
    TABLE = auto()


_T = QT_TRANSLATE_NOOP

LABEL_KEYS: Final[tuple[KeySpec, ...]] = (
    spec(LabelCommand.CANDIDATES, _T("video", "One of several: then digits, Enter"), "A"),
    spec(LabelCommand.VOTES, _T("video", "Votes: then digits, Enter"), "V"),
    spec(LabelCommand.REASONS, _T("video", "Why no usable face: digits, Enter"), "W"),
    spec(LabelCommand.UNSURE, _T("video", "Unsure"), "U"),
    spec(LabelCommand.COMMIT, _T("video", "Enter what was typed"), "Return", "Enter"),
    spec(LabelCommand.ESCAPE, _T("video", "Leave, let go, stop"), "Esc"),
    spec(LabelCommand.DELETE, _T("video", "Delete the label"), "Delete", "Backspace"),
    spec(LabelCommand.SPLIT, _T("video", "Split at the playhead"), "B"),
    spec(LabelCommand.MERGE, _T("video", "Merge with the next label"), "Shift+B"),
    spec(LabelCommand.TRIM_START, _T("video", "Begin the label here"), "["),
    spec(LabelCommand.TRIM_END, _T("video", "End the label here"), "]"),
    spec(LabelCommand.COPY_PREVIOUS, _T("video", "Label as the one before"), "D"),
    spec(LabelCommand.RUN_THROUGH, _T("video", "Run through: each digit begins a label"), "R"),
    spec(LabelCommand.AUTO_ADVANCE, _T("video", "Go on after each label"), "T"),
    spec(LabelCommand.CONFIDENCE_1, _T("video", "Confidence low"), "Alt+1"),
    spec(LabelCommand.CONFIDENCE_2, _T("video", "Confidence middle"), "Alt+2"),
    spec(LabelCommand.CONFIDENCE_3, _T("video", "Confidence high"), "Alt+3"),
    spec(LabelCommand.NOTE, _T("video", "Note on the label"), "Ctrl+Shift+N"),
    spec(LabelCommand.NAME_FACE, _T("video", "Name the person"), "F2"),
    spec(LabelCommand.ADD_FACE, _T("video", "Add a face by hand"), "Ctrl+Shift+F"),
    spec(LabelCommand.MERGE_FACE, _T("video", "Same face as…"), "Shift+M"),
    spec(LabelCommand.SPLIT_FACE, _T("video", "Another face from here on"), "Ctrl+Shift+B"),
    spec(
        LabelCommand.CALIBRATE,
        _T("video", "This stretch is the person's neutral face"),
        "Ctrl+Shift+C",
    ),
    spec(LabelCommand.USE_OFFSET, _T("video", "With or without the person's neutral offset"), "C"),
    spec(LabelCommand.MARK_IN, _T("video", "Set the in point"), "I"),
    spec(LabelCommand.MARK_OUT, _T("video", "Set the out point"), "O"),
    spec(LabelCommand.CLEAR_MARKS, _T("video", "Clear in and out"), "Alt+X"),
    spec(LabelCommand.LOOP, _T("video", "Loop the selection"), "Q"),
    spec(LabelCommand.PREVIOUS_SEGMENT, _T("video", "Previous label"), "Up"),
    spec(LabelCommand.NEXT_SEGMENT, _T("video", "Next label"), "Down"),
    spec(LabelCommand.PREVIOUS_EDGE, _T("video", "Previous edge"), "Ctrl+Left"),
    spec(LabelCommand.NEXT_EDGE, _T("video", "Next edge"), "Ctrl+Right"),
    spec(LabelCommand.NEXT_UNLABELLED, _T("video", "Next unlabelled"), "N"),
    spec(LabelCommand.PREVIOUS_UNLABELLED, _T("video", "Previous unlabelled"), "Shift+N"),
    spec(LabelCommand.ZOOM_SELECTION, _T("video", "Zoom to the selection"), "Z"),
    spec(LabelCommand.GO_TO, _T("video", "Go to a time or frame"), "G"),
    spec(LabelCommand.TABLE, _T("video", "Labels as a table, or on the timeline"), "Ctrl+Shift+T"),
    spec(LabelCommand.MARKER, _T("video", "Marker with a note"), "M"),
)

#: So many of the entries, the first ones, give and change labels; the others move about.
COMMANDS_THAT_LABEL: Final = 24
