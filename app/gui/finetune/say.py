"""What fine-tuning says, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale

from app.gui.finetune.outcome import Outcome
from app.gui.language import translate
from app.gui.words import label_name, percent
from engine.labels import LABELS
from engine.project.holding import (
    FEW_HELD,
    FEW_OF_LABEL,
    LEAST_HELD,
    LEAST_LEARNED,
    ApartBy,
    Problem,
)
from engine.project.training import Survey, TrainingFace, count_labels
from engine.project.values import LabelKind

#: McNemar's p below which a difference is hardly chance.
_SURE = 0.05


def number(value: int) -> str:
    """A whole number as people write it here."""
    return QLocale().toString(value)


def found(surveys: Sequence[Survey]) -> str:
    """How many faces there are, how they were labelled, and what is left out."""
    faces = sum(len(one.faces) for one in surveys)
    kinds = {kind: sum(one.kinds[kind] for one in surveys) for kind in LabelKind}
    head = translate(
        "finetune", "{0} labelled faces: {1} with one label, {2} one of several, {3} by votes."
    ).format(
        number(faces),
        number(kinds[LabelKind.SINGLE]),
        number(kinds[LabelKind.CANDIDATES]),
        number(kinds[LabelKind.VOTES]),
    )
    out = {
        translate("finetune", "{0} unsure"): sum(one.unsure for one in surveys),
        translate("finetune", "{0} without a usable face"): sum(one.unusable for one in surveys),
        translate("finetune", "{0} where nothing was analysed"): sum(
            one.unanalysed for one in surveys
        ),
    }
    left = ", ".join(text.format(number(count)) for text, count in out.items() if count)
    if not left:
        return head
    return translate("finetune", "{0} Left out: {1}.").format(head, left)


def labels_in_short(faces: Sequence[TrainingFace]) -> str:
    """Labels and their faces, the most frequent first: "Neutral 20, Sadness 30"."""
    counts = count_labels(faces)
    order = sorted(range(len(LABELS)), key=lambda i: -counts[i])
    named = [(label_name(LABELS[i]), counts[i]) for i in order if counts[i] >= 0.5]
    return ", ".join(f"{name} {number(round(count))}" for name, count in named)


def problem(what: Problem, by: ApartBy) -> str:
    """What is wrong with the choice, and what to do."""
    person = by is ApartBy.PERSON
    texts = {
        Problem.NOTHING: translate(
            "finetune",
            "No face is both labelled and analysed yet. Analyse the video, label "
            "some faces or review, then come back.",
        ),
        Problem.ONE_GROUP: translate(
            "finetune",
            "All labelled faces may be of one person, so nobody is left to measure on, and nobody "
            "could tell whether the new model is better. Name the people in Label mode, or "
            "add a project with somebody else.",
        )
        if person
        else translate(
            "finetune",
            "All labelled faces are of one video, so none is left to measure on, and nobody could "
            "tell whether the new model is better. Label a second video, or add its project.",
        ),
        Problem.NOTHING_HELD: translate(
            "finetune", "Tick some of the groups to measure on, but not all."
        ),
        Problem.TOO_FEW: translate(
            "finetune",
            "Too few labelled faces: at least {0} are needed to learn from and {1} to measure on.",
        ).format(LEAST_LEARNED, LEAST_HELD),
        Problem.ONE_LABEL: translate(
            "finetune",
            "All faces to learn from have the same label. At least two labels are needed.",
        ),
        Problem.FEW_HELD: translate(
            "finetune",
            "Fewer than {0} faces to measure on: chance will have much of the say in the result.",
        ).format(FEW_HELD),
        Problem.RARE_LABELS: translate(
            "finetune", "Some labels have fewer than {0} faces to learn from."
        ).format(FEW_OF_LABEL),
        Problem.UNSEEN_LABELS: translate(
            "finetune",
            "Some labels are measured but not learned: hold other groups out, or label more.",
        ),
    }
    return texts[what]


def headline(found: Outcome) -> str:
    """The verdict in one line."""
    if found.verdict == "better":
        return translate("finetune", "The new model is better on the held-out faces.")
    if found.worse and found.forgot:
        return translate(
            "finetune", "The new model is worse: it forgot some of what the old one knew."
        )
    if found.worse:
        return translate("finetune", "The new model is worse on the held-out faces.")
    return translate("finetune", "The new model is no better on the held-out faces, and no worse.")


def doubt(found: Outcome) -> str:
    """How far chance may explain it, in plain words."""
    low, high = (f"{100 * value:+.0f}" for value in (found.low, found.high))
    turned = found.flips
    changed = translate(
        "finetune",
        "Of {0} faces it reads {1} right that were wrong before, and {2} wrong that were right.",
    ).format(number(found.held_new.n), number(turned.wrong_to_right), number(turned.right_to_wrong))
    sure = (
        translate("finetune", "So uneven a split is hardly chance (McNemar p = {0}).")
        if found.mcnemar_p < _SURE
        else translate("finetune", "That may well be chance (McNemar p = {0}).")
    ).format(QLocale().toString(found.mcnemar_p, "g", 2))
    span = translate(
        "finetune",
        "On such faces the change in accuracy probably lies between {0} and {1} points; faces of "
        "one video resemble each other, so the true doubt is larger.",
    ).format(low, high)
    kept = translate(
        "finetune",
        "It was stopped at step {0} of {1}, and the weights that did best on these faces were "
        "kept, which flatters them a little.",
    ).format(number(found.step), number(found.steps))
    return " ".join([changed, sure, span, *([kept] if found.chosen else [])])


def stage(what: str, share: float) -> str:
    """What the trainer prepares."""
    texts = {
        "pictures": translate("finetune", "Reading the faces… {0}"),
        "crops": translate("finetune", "Cutting the faces out… {0}"),
        "views": translate("finetune", "Looking at the faces… {0}"),
        "model": translate("finetune", "Making the model ready for use…"),
    }
    return texts.get(what, translate("finetune", "Preparing… {0}")).format(percent(share))


def left(seconds: float) -> str:
    """How long it takes still."""
    if seconds < 60:
        return translate("finetune", "{0} s left").format(number(max(1, round(seconds))))
    return translate("finetune", "{0} min left").format(number(round(seconds / 60)))
