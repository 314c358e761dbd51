"""Labels in words, and as bars of the timeline."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from app.gui.language import sentence, translate
from app.gui.video.bars import Bar, BarKind
from app.gui.words import either, label_name, label_within, percent
from engine.labels import LABELS, Expression
from engine.project.values import Label, LabelKind, NoFaceReason, Weights

_KINDS: Final = {
    LabelKind.SINGLE: BarKind.SINGLE,
    LabelKind.CANDIDATES: BarKind.CANDIDATES,
    LabelKind.VOTES: BarKind.VOTES,
    LabelKind.UNSURE: BarKind.UNSURE,
    LabelKind.NO_FACE: BarKind.NO_FACE,
}


def bar_of(key: str, start_us: int, end_us: int, label: Label) -> Bar:
    """A label as the timeline draws it."""
    return Bar(key, start_us, end_us, _KINDS[label.kind], _shares(label.weights))


@lru_cache(maxsize=1024)
def _shares(weights: Weights) -> tuple[tuple[Expression, float], ...]:
    """Looked up, as thousands of labels share a few distributions."""
    total = sum(weights)
    return tuple((e, w / total) for e, w in zip(LABELS, weights, strict=True) if w > 0)


def reason_name(reason: NoFaceReason) -> str:
    """Why a face cannot be used, in a word or two."""
    match reason:
        case NoFaceReason.OCCLUDED:
            return translate("labels", "Occluded")
        case NoFaceReason.PROFILE:
            return translate("labels", "Turned away")
        case NoFaceReason.BLURRED:
            return translate("labels", "Blurred")
        case NoFaceReason.SMALL:
            return translate("labels", "Too small")
        case NoFaceReason.DARK:
            return translate("labels", "Too dark")
        case NoFaceReason.NOT_A_FACE:
            return translate("labels", "Wrong detection")
        case NoFaceReason.OTHER:
            return translate("labels", "Other")


def label_text(label: Label) -> str:
    """A label in words: "Anger or disgust", "Votes: anger 60 %, fear 40 %"."""
    match label.kind:
        case LabelKind.UNSURE:
            return translate("labels", "Unsure")
        case LabelKind.NO_FACE:
            if not label.reasons:
                return translate("labels", "No usable face")
            names = [reason_name(reason).lower() for reason in label.reasons]
            return translate("labels", "No usable face: {0}").format(", ".join(names))
        case LabelKind.SINGLE:
            return label_name(label.expressions[0])
        case LabelKind.CANDIDATES:
            return sentence(either([label_within(e) for e in label.expressions]))
        case LabelKind.VOTES:
            total = sum(label.weights)
            votes = [
                f"{label_within(e)} {label.weights[LABELS.index(e)]}"
                f" ({percent(label.weights[LABELS.index(e)] / total)})"
                for e in label.expressions
            ]
            return translate("labels", "Votes: {0}").format(", ".join(votes))
