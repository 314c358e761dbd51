"""What a report says, in which order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Final

import cv2
import numpy as np

from engine import __version__
from engine.evaluation.answers import Answers
from engine.evaluation.balance import signals
from engine.evaluation.dataset import DataSet
from engine.evaluation.metrics import Metrics, VoteFit
from engine.evaluation.report import plots
from engine.evaluation.report.document import Block, Document, Figure, Heading, Table, Text
from engine.evaluation.resampling import Interval, Intervals
from engine.evaluation.run import Evaluation, FacesMode, read_picture
from engine.evaluation.votes import VOTE_COLUMNS
from engine.labels import LABELS
from engine.types import Image

#: Pictures on the contact sheet.
HARDEST: Final = 24

#: Side of a picture on the contact sheet, in pixels at most.
_THUMB: Final = 160

_SHARES: Final = ("accuracy", "mean_class_accuracy", "macro_f1")
_TITLES: Final = {
    "accuracy": "accuracy",
    "mean_class_accuracy": "mean class accuracy",
    "macro_f1": "macro F1",
    "nll": "negative log likelihood",
    "brier": "Brier score",
    "ece": "calibration error (15 equal widths)",
    "adaptive_ece": "calibration error (15 equal counts)",
}


def report(result: Evaluation, intervals: Intervals, data: DataSet) -> Document:
    """The whole report; the hardest pictures are read from `data` once more."""
    answers = result.answers
    blocks: list[Block] = [
        *_head(result),
        *_headline(result, intervals),
        *_balance(result),
        *_classes(result),
        *_calibration(answers),
        *_votes(result),
        *_hardest(answers, data, whole=result.faces is FacesMode.DETECT),
        *_trouble(result),
    ]
    return Document(f"{result.model.name} on {result.data}", blocks)


def _head(result: Evaluation) -> list[Block]:
    model = result.model
    what = f"{result.n:,} pictures with a label"
    if result.n < result.of:
        what = f"The first {result.n:,} of {result.of:,} pictures: the measurement was stopped"
    details = [
        f"{what}; {result.left_out:,} more without one left out",
        "face crops" if result.faces is FacesMode.CROP else "photos, whose largest face was read",
    ]
    if result.missed_faces:
        details.append(f"no face found in {result.missed_faces:,}")
    if result.bad_pictures:
        details.append(f"{len(result.bad_pictures):,} could not be read")
    return [
        Text("; ".join(details) + "."),
        Text(
            f"Model {model.name}, sha256 {model.sha256[:16]}…, run by {model.backend} in "
            f"{model.precision} on {model.device}; Mien {__version__}. What is measured is how "
            "well labels of facial expressions are matched, not what anybody feels.",
            small=True,
        ),
    ]


def _headline(result: Evaluation, intervals: Intervals) -> list[Block]:
    rows = []
    for name, title in _TITLES.items():
        first, second = getattr(result.primary, name), getattr(result.corrected, name)
        show = _percent if name in _SHARES else _plain
        rows.append(
            [
                title,
                _with(show(first), intervals.primary.get(name), show),
                _with(show(second), intervals.corrected.get(name), show),
                _with(_signed(second - first, show), intervals.difference.get(name), show),
            ]
        )
    return [
        Heading("Figures"),
        Table(["", "primary", "corrected", "corrected - primary"], rows),
        Text(
            "In brackets: 95 % intervals by 1,000 bootstrap resamples of the pictures, paired for "
            "the difference; a difference whose interval holds 0 may be chance. The interval of "
            "a calibration error lies somewhat high.",
            small=True,
        ),
    ]


def _balance(result: Evaluation) -> list[Block]:
    turned, answers = result.flips, result.answers
    blocks: list[Block] = [
        Heading("What correction does"),
        Text(
            f"It turns {turned.changed:,} of {result.n:,} decisions: {turned.wrong_to_right:,} "
            f"wrong ones become right, {turned.right_to_wrong:,} right ones wrong. McNemar's "
            f"exact test: p = {turned.mcnemar_p:.3g}."
        ),
        Text("How well a signal finds the errors of the primary label (AUROC, 0.5 is chance):"),
        Table(
            ["signal", "AUROC"],
            [
                [title, _or_dash(value, _plain)]
                for title, value in (
                    ("1 - largest probability", result.error_auroc.max_probability),
                    ("entropy", result.error_auroc.entropy),
                    ("disagreement with corrected", result.error_auroc.disagreement),
                )
            ],
        ),
    ]
    errors = (answers.primary.argmax(axis=1) != answers.labels)[answers.seen]
    if errors.any() and not errors.all():
        seen = {name: values[answers.seen] for name, values in signals(answers).items()}
        blocks.append(
            Figure(
                "errors",
                plots.risk_coverage(errors, seen),
                "Errors of the primary label left when the most doubtful pictures are set aside, "
                "by each signal. Dashed: none set aside.",
            )
        )
    if result.branches:
        rows = [
            [
                name,
                _percent(branch.accuracy),
                _plain(branch.confidence),
                _or_dash(branch.right, _plain),
                _or_dash(branch.wrong, _plain),
            ]
            for name, branch in result.branches.items()
        ]
        header = ["branch", "accuracy", "mean confidence", "where right", "where wrong"]
        blocks += [
            Table(header, rows),
            Text(
                "Branches before calibration; confidence is 1 - entropy / log 8, the weight in "
                "the balancing.",
                small=True,
            ),
        ]
    return blocks


def _classes(result: Evaluation) -> list[Block]:
    first, second = result.primary, result.corrected
    counts = [sum(row) for row in second.confusion]
    rows = [
        [label.value, f"{counts[i]:,}", *_pairs(first, second, label)]
        for i, label in enumerate(LABELS)
    ]
    header = ["label", "pictures"]
    header += [f"{name}, {kind}" for name in ("recall", "precision", "F1") for kind in ("p", "c")]
    return [
        Heading("By label"),
        Table(header, rows),
        Text("p: primary, c: corrected. Precision has no value where it was never said.", True),
        Figure(
            "confusion",
            plots.confusions(first, second),
            "Confusion: rows the right label, columns the predicted one; each row adds up to "
            "100 %, counts below.",
        ),
    ]


def _pairs(first: Metrics, second: Metrics, label: str) -> list[str]:
    return [
        _or_dash(getattr(metrics, name)[label], _percent)
        for name in ("recall", "precision", "f1")
        for metrics in (first, second)
    ]


def _calibration(answers: Answers) -> list[Block]:
    return [
        Heading("Calibration"),
        Figure(
            "reliability",
            plots.reliability(answers.labels, answers.primary, answers.corrected, answers.seen),
            "How often the most probable label is right (bars), by its probability, and how many "
            "pictures have it (below). Dots: the mean probability within a bin; on the dashed "
            "line the model is honest, above it too modest, below it too sure. Whiskers: 95 %. "
            "Pale: fewer than ten pictures.",
        ),
    ]


def _votes(result: Evaluation) -> list[Block]:
    first, second = result.primary_votes, result.corrected_votes
    if first is None or second is None:
        return []
    rows: list[tuple[str, Callable[[VoteFit], float | None], Callable[[float], str]]] = [
        ("divergence of the crowd from the model (KL, nats)", lambda fit: fit.kl, _plain),
        ("expected share of votes", lambda fit: fit.share, _percent),
        ("right label among the two most probable", lambda fit: fit.top2, _percent),
        ("accuracy where the crowd is unanimous", lambda fit: fit.unanimous, _percent),
        ("accuracy where it is not", lambda fit: fit.contested, _percent),
    ]
    return [
        Heading("Against the crowd's votes"),
        Table(
            ["", "primary", "corrected"],
            [[t, _or_dash(of(first), show), _or_dash(of(second), show)] for t, of, show in rows],
        ),
    ]


def _hardest(answers: Answers, data: DataSet, *, whole: bool) -> list[Block]:
    given = answers.corrected[np.arange(len(answers)), answers.labels]
    order = np.argsort(np.where(answers.seen, given, 2.0), kind="stable")
    chosen = [int(i) for i in order[:HARDEST] if answers.seen[i]]
    portraits = [
        plots.Portrait(
            _thumbnail(read_picture(data, data.samples[i], whole=whole)), _lines(answers, i)
        )
        for i in chosen
    ]
    if not portraits:
        return []
    return [
        Heading("The hardest pictures"),
        Figure(
            "hardest",
            plots.contact_sheet(portraits),
            f"The {len(portraits)} pictures whose right label gets the least probability after "
            "correction: hard faces, rare labels, and errors in the labels themselves.",
        ),
    ]


def _lines(answers: Answers, index: int) -> tuple[str, ...]:
    p = answers.corrected[index]
    right, said = int(answers.labels[index]), int(p.argmax())
    name = PurePath(answers.names[index]).name
    lines = [
        name if len(name) <= 24 else f"…{name[-23:]}",
        f"right: {LABELS[right]} {p[right]:.3f}",
        f"says: {LABELS[said]} {p[said]:.3f}",
    ]
    if answers.votes is not None:
        votes = answers.votes[index]
        top = [i for i in np.argsort(-votes, kind="stable")[:3] if votes[i] > 0]
        lines.append(", ".join(f"{VOTE_COLUMNS[i]} {votes[i]:g}" for i in top))
    return tuple(lines)


def _thumbnail(picture: Image) -> Image:
    scale = _THUMB / max(picture.shape[:2])
    if scale < 1.0:
        picture = np.asarray(
            cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8
        )
    return np.ascontiguousarray(picture[:, :, ::-1])


def _trouble(result: Evaluation) -> list[Block]:
    if not result.bad_pictures:
        return []
    rows = [[bad.name, bad.reason] for bad in result.bad_pictures]
    return [
        Heading("Pictures that could not be read"),
        Text("They count as errors, with the uniform distribution as the answer."),
        Table(["picture", "why"], rows),
    ]


def _with(value: str, interval: Interval | None, show: Callable[[float], str]) -> str:
    if interval is None:
        return value
    low, high = (show(edge).removesuffix(" %") for edge in (interval.low, interval.high))
    return f"{value} [{low}, {high}]"


def _signed(value: float, show: Callable[[float], str]) -> str:
    return f"{'+' if value > 0 else ''}{show(value)}"


def _or_dash(value: float | None, show: Callable[[float], str]) -> str:
    return "-" if value is None else show(value)


def _percent(value: float) -> str:
    return f"{100 * value:z.1f} %"


def _plain(value: float) -> str:
    return f"{value:z.3f}"
