"""Exports of a project in words."""

from __future__ import annotations

from app.gui.language import translate
from app.gui.project.export_work import Wanted
from engine.project.export.video import Blur
from engine.project.export.whole import Whole


def about(wanted: Wanted) -> str:
    """What comes of an export that has no rows to show."""
    match wanted.kind:
        case Whole.REPORT:
            return translate(
                "ProjectExportDialog",
                "One document on the project: how much was analysed and labelled, expressions "
                "over time, agreement, review, models, methods, and what the law says.",
            )
        case Whole.AGREEMENT:
            return translate(
                "ProjectExportDialog",
                "Two tables: Krippendorff's alpha and each pair's kappa with intervals, and "
                "which labels they confuse. View > Agreement shows them.",
            )
        case Whole.JSON:
            return translate(
                "ProjectExportDialog",
                "Everything but the videos; a project can be made of it again.",
            )
    text = translate(
        "ProjectExportDialog", "A copy of each analysed video, frame for frame, without sound."
    )
    if wanted.video.blur is Blur.NONE:
        return text
    return "\n".join(
        (
            text,
            translate(
                "ProjectExportDialog",
                "⚠ A face that was not found is not hidden: look at the copies before you "
                "give them away.",
            ),
        )
    )
