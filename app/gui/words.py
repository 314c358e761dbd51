"""What Mien says of a face, in words: expressions, never feelings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.gui.language import translate
from app.gui.language.errors import said
from engine.labels import LABELS, Expression, candidate_set, entropy
from engine.models.base import Backend, ModelInfo
from engine.types import Emotion, Floats

#: From this share on, a single candidate counts as sure.
_SURE = 0.8

#: Above this entropy no label deserves to be named first.
_OPEN = 0.85

#: Above this Jensen-Shannon divergence the first look and the correction differ visibly.
_DIFFERS = 0.1

_T = QT_TRANSLATE_NOOP

#: Not translated all at once: a name is asked for many times a frame. First as it stands alone,
#: then as it stands within a sentence.
_NAMES: Final[dict[Expression, tuple[object, object]]] = {
    Expression.NEUTRAL: (_T("words", "Neutral"), _T("words", "neutral")),
    Expression.HAPPINESS: (_T("words", "Happiness"), _T("words", "happiness")),
    Expression.SURPRISE: (_T("words", "Surprise"), _T("words", "surprise")),
    Expression.SADNESS: (_T("words", "Sadness"), _T("words", "sadness")),
    Expression.ANGER: (_T("words", "Anger"), _T("words", "anger")),
    Expression.DISGUST: (_T("words", "Disgust"), _T("words", "disgust")),
    Expression.FEAR: (_T("words", "Fear"), _T("words", "fear")),
    Expression.CONTEMPT: (_T("words", "Contempt"), _T("words", "contempt")),
}


#: Backends as their makers write them.
_BACKENDS = {
    Backend.OPENVINO: "OpenVINO",
    Backend.ONNXRUNTIME: "ONNX Runtime",
    Backend.ONNXRUNTIME_CUDA: "ONNX Runtime CUDA",
    Backend.TENSORRT: "TensorRT",
    Backend.TENSORRT_RTX: "TensorRT-RTX",
}


def backend_in_short(model: ModelInfo) -> str:
    """What runs a model, in which precision, on what: "OpenVINO · bf16 · Ryzen 7"."""
    return f"{_BACKENDS[model.backend]} · {model.precision} · {model.device}"


def backend_refusals(model: ModelInfo) -> str:
    """Which backends would have come first and why they do not run, a line each; "" for none."""
    if not model.refused:
        return ""
    told = (reason.partition(": ") for reason in model.refused)
    reasons = (f"{backend}: {said(why)}" for backend, _colon, why in told)
    return "\n".join((translate("words", "Not in use:"), *reasons))


def label_name(expression: Expression) -> str:
    """The expression's name as a noun, capitalised: "Happiness"."""
    return translate("words", str(_NAMES[expression][0]))


def label_within(expression: Expression) -> str:
    """The expression's name within a sentence: "happiness"; nouns keep their capital in German."""
    return translate("words", str(_NAMES[expression][1]))


def either(names: Sequence[str]) -> str:
    """A choice in words: "anger, disgust or fear"."""
    *most, last = names
    if not most:
        return last
    return translate("words", "{0} or {1}").format(", ".join(most), last)


def percent(share: float) -> str:
    """A share in whole percent, with a narrow space that never breaks: "92 %".

    Only what is certain to a tenth of a percent is called 100 %.
    """
    whole = round(100 * share) if share >= 0.9995 else min(round(100 * share), 99)
    return f"{whole}\u202f%"


def shown(emotion: Emotion) -> Floats:
    """The distribution that is shown: smoothed where there is one, else the corrected one."""
    return emotion.corrected if emotion.smooth is None else emotion.smooth


def top(distribution: Floats) -> Expression:
    """The most probable label."""
    return LABELS[int(np.argmax(distribution))]


def candidates(emotion: Emotion) -> tuple[Expression, ...]:
    """Labels that the shown distribution leaves in the running, most probable first."""
    return tuple(LABELS[i] for i in candidate_set(shown(emotion)))


def sureness(emotion: Emotion) -> str:
    """How sure the shown distribution is: "sure", "fairly sure", "unsure" or "cannot tell"."""
    distribution = shown(emotion)
    if float(entropy(distribution)) > _OPEN:
        return translate("words", "cannot tell")
    if len(candidates(emotion)) > 1:
        return translate("words", "unsure")
    return (
        translate("words", "sure")
        if float(distribution.max()) >= _SURE
        else translate("words", "fairly sure")
    )


def headline(emotion: Emotion) -> str:
    """The answer in one line: "Happiness 92 % · sure"."""
    distribution = shown(emotion)
    name = label_name(top(distribution))
    return f"{name} {percent(float(distribution.max()))} · {sureness(emotion)}"


def alternatives(emotion: Emotion) -> str:
    """What else it may be: "Could also be sadness or fear"; empty where it is not ambiguous."""
    others = [label_within(label) for label in candidates(emotion)[1:]]
    if not others:
        return ""
    return translate("words", "Could also be {labels}").format(labels=either(others))


def correction(emotion: Emotion) -> str:
    """What the correction did to the first look."""
    first = top(emotion.primary)
    if first is not emotion.label:
        return translate("words", "First look said {label} {share}").format(
            label=label_within(first), share=percent(float(emotion.primary.max()))
        )
    if emotion.disagreement > _DIFFERS:
        return translate("words", "First look was less clear")
    return translate("words", "First look agrees")


def entropy_words(value: float) -> str:
    """An entropy (0 to 1) in words."""
    if value < 0.25:
        return translate("words", "one label stands out")
    return (
        translate("words", "several labels compete")
        if value < _OPEN
        else translate("words", "nearly even")
    )


def disagreement_words(value: float) -> str:
    """A divergence of the two distributions (0 to 1) in words."""
    if value < 0.02:
        return translate("words", "both looks agree")
    return (
        translate("words", "a small correction")
        if value < _DIFFERS
        else translate("words", "a large correction")
    )
