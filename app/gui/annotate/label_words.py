"""Labels in words, and as bars of the timeline."""

from __future__ import annotations

from typing import Final

from app.gui.language import translate
from app.gui.video.bars import Bar, BarKind
from app.gui.words import label_name, percent
from engine.labels import LABELS
from engine.project.values import Label, LabelKind

_KINDS: Final = {
    LabelKind.SINGLE: BarKind.SINGLE,
    LabelKind.CANDIDATES: BarKind.CANDIDATES,
    LabelKind.VOTES: BarKind.VOTES,
    LabelKind.UNSURE: BarKind.UNSURE,
    LabelKind.NO_FACE: BarKind.NO_FACE,
}


def bar_of(key: str, start_us: int, end_us: int, label: Label) -> Bar:
    """A label as the timeline draws it."""
    distribution = label.distribution
    shares = (
        ()
        if distribution is None
        else tuple((e, float(p)) for e, p in zip(LABELS, distribution, strict=True) if p > 0)
    )
    return Bar(key, start_us, end_us, _KINDS[label.kind], shares)


def label_text(label: Label) -> str:
    """A label in words: "Anger or disgust", "Votes: anger 60 %, fear 40 %"."""
    match label.kind:
        case LabelKind.UNSURE:
            return translate("labels", "Unsure")
        case LabelKind.NO_FACE:
            return translate("labels", "No usable face")
        case LabelKind.SINGLE:
            return label_name(label.expressions[0])
        case LabelKind.CANDIDATES:
            names = [label_name(e).lower() for e in label.expressions]
            return translate("labels", " or ").join(names).capitalize()
        case LabelKind.VOTES:
            total = sum(label.weights)
            votes = [
                f"{label_name(e).lower()} {label.weights[LABELS.index(e)]}"
                f" ({percent(label.weights[LABELS.index(e)] / total)})"
                for e in label.expressions
            ]
            return translate("labels", "Votes: {0}").format(", ".join(votes))
