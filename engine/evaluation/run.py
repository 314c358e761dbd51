"""Run a model over a labelled data set and measure it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath
from threading import Event
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.align import crop_face, crop_whole, to_batch
from engine.detect.base import FaceDetector
from engine.errors import MienError
from engine.evaluation.answers import Answers
from engine.evaluation.balance import Branch, ErrorAuroc, Flips, branches, error_auroc, flips
from engine.evaluation.branches import BranchReader
from engine.evaluation.dataset import DataSet, Sample
from engine.evaluation.finding import ErrorFinding, error_finding
from engine.evaluation.metrics import Metrics, VoteFit, measure, measure_votes
from engine.labels import LABELS
from engine.models.base import EmotionModel, ModelInfo
from engine.types import Floats, Frame, Image

_BATCH: Final = 32

Progress = Callable[[int, int], None]


class FacesMode(StrEnum):
    """CROP: each picture is a face crop. DETECT: a photo, whose largest face is looked for."""

    CROP = "crop"
    DETECT = "detect"


@dataclass(frozen=True, slots=True)
class BadPicture:
    """A picture that could not be read, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured.

    n: pictures that count, the unreadable and those without a found face included: both are
    errors, with the uniform distribution as the model's answer. of: pictures in the data set;
    more than n where the run was stopped. left_out: listed pictures without a label.
    missed_faces: pictures in which no face was found. primary_votes, corrected_votes: None where
    there are no votes. branches: None where the model does not give them. seconds: the whole run.
    answers: what all of it was made of.
    """

    model: ModelInfo
    data: str
    faces: FacesMode
    n: int
    of: int
    left_out: int
    missed_faces: int
    bad_pictures: tuple[BadPicture, ...]
    primary: Metrics
    corrected: Metrics
    primary_votes: VoteFit | None
    corrected_votes: VoteFit | None
    flips: Flips
    error_auroc: ErrorAuroc
    branches: Mapping[str, Branch] | None
    seconds: float
    answers: Answers = field(repr=False, compare=False)

    def figures(self) -> dict[str, float]:
        """The headline figures by name, as a manifest's `metrics` states them."""
        found = {"n": float(self.n)}
        for kind, metrics in (("primary", self.primary), ("corrected", self.corrected)):
            for name in ("accuracy", "mean_class_accuracy", "macro_f1", "nll", "ece"):
                found[f"{kind}_{name}"] = getattr(metrics, name)
        return found | self.finding.figures()

    @property
    def finding(self) -> ErrorFinding:
        """How well errors are found in a review."""
        return error_finding(self.answers)


@dataclass
class _Collected:
    """The model's answers so far; rows of pictures that it never saw stay uniform."""

    primary: Floats
    corrected: Floats
    branches: dict[str, Floats]
    seen: NDArray[np.bool_]
    missed: int = 0
    bad: list[BadPicture] = field(default_factory=list)

    @classmethod
    def empty(cls, count: int, branches: tuple[str, ...]) -> _Collected:
        """Nothing seen yet of `count` pictures."""

        def uniform() -> Floats:
            return np.full((count, len(LABELS)), 1.0 / len(LABELS), dtype=np.float32)

        seen = np.zeros(count, dtype=bool)
        return cls(uniform(), uniform(), {name: uniform() for name in branches}, seen)


def evaluate(
    model: EmotionModel,
    data: DataSet,
    *,
    faces: FacesMode = FacesMode.CROP,
    detector: FaceDetector | None = None,
    inner: BranchReader | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> Evaluation:
    """Measure `model` on `data`.

    detector: finds the faces where `faces` is DETECT (then it must be given). inner: reads the
    branches of the same model's reliability balancing; without, they are not measured.
    progress: called after each batch with the pictures done and the number of all. stop: when
    set, the pictures done so far are measured.

    Raises `MienError` if it was stopped before any picture was done.
    """
    if faces is FacesMode.DETECT and detector is None:
        raise ValueError("faces=DETECT needs a detector")
    began = time.perf_counter()
    count = len(data.samples)
    found = _Collected.empty(count, inner.names if inner is not None else ())
    done = 0
    while done < count and not (stop is not None and stop.is_set()):
        span = range(done, min(done + _BATCH, count))
        crops = _crops(model, data, detector, span, found)
        if crops:
            _answer(model, inner, crops, found)
        done = min(done + _BATCH, count)
        if progress is not None:
            progress(done, count)
    if done == 0:
        raise MienError("stopped before the first picture was measured", subject=data.name)
    return _measured(model, data, faces, found, done, time.perf_counter() - began)


def _crops(
    model: EmotionModel,
    data: DataSet,
    detector: FaceDetector | None,
    span: range,
    found: _Collected,
) -> dict[int, Image]:
    """The network's inputs of one batch, by index; what has none is noted in `found`."""
    crops: dict[int, Image] = {}
    for index in span:
        sample = data.samples[index]
        try:
            picture = read_picture(data, sample, whole=detector is not None)
        except (OSError, KeyError, ValueError, cv2.error) as error:
            found.bad.append(BadPicture(sample.name, _reason(error)))
            continue
        crop = _crop(picture, index, detector, model)
        if crop is None:
            found.missed += 1
        else:
            crops[index] = crop
    return crops


def _answer(
    model: EmotionModel, inner: BranchReader | None, crops: dict[int, Image], found: _Collected
) -> None:
    """Fill in what the model says of one batch."""
    rows, batch = list(crops), to_batch(list(crops.values()))
    answer = model.infer(batch)
    found.primary[rows], found.corrected[rows] = answer.primary, answer.corrected
    for name, distributions in (inner.read(batch) if inner is not None else {}).items():
        found.branches[name][rows] = distributions
    found.seen[rows] = True


def read_picture(data: DataSet, sample: Sample, *, whole: bool) -> Image:
    """A picture's pixels, HxWx3 BGR, turned as its EXIF says; the sample's box unless `whole`.

    Raises `OSError` or `KeyError` if it is not there, `ValueError` if it is damaged or the box
    lies outside.
    """
    encoded = np.frombuffer(data.pictures.read(sample.name), np.uint8)
    picture = cv2.imdecode(encoded, cv2.IMREAD_COLOR) if len(encoded) else None
    if picture is None:
        raise ValueError("it is no picture, or damaged")
    if sample.box is not None and not whole:
        left, top, right, bottom = sample.box
        picture = picture[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
        if picture.size == 0:
            raise ValueError(f"its box {sample.box} lies outside")
    return np.asarray(picture, dtype=np.uint8)


def _crop(
    picture: Image, index: int, detector: FaceDetector | None, model: EmotionModel
) -> Image | None:
    """The network's input for one picture; None where no face is found."""
    spec = model.manifest.input
    if detector is None:
        return crop_whole(picture, spec)
    detector.reset()
    found = detector.detect(Frame(index, 0, time.monotonic_ns(), picture))
    return crop_face(picture, found[0], spec) if found else None


def _measured(
    model: EmotionModel,
    data: DataSet,
    faces: FacesMode,
    found: _Collected,
    done: int,
    seconds: float,
) -> Evaluation:
    answers = _answers(data.samples[:done], found)
    labels, seen, votes = answers.labels, answers.seen, answers.votes
    both = (answers.primary, answers.corrected)
    fits = [None if votes is None else measure_votes(labels, p, seen, votes) for p in both]
    return Evaluation(
        model=model.info,
        data=PurePath(data.name).name,
        faces=faces,
        n=done,
        of=len(data.samples),
        left_out=data.left_out,
        missed_faces=found.missed,
        bad_pictures=tuple(found.bad),
        primary=measure(labels, answers.primary, seen),
        corrected=measure(labels, answers.corrected, seen),
        primary_votes=fits[0],
        corrected_votes=fits[1],
        flips=flips(answers),
        error_auroc=error_auroc(answers),
        branches=branches(answers),
        seconds=seconds,
        answers=answers,
    )


def _answers(samples: Sequence[Sample], found: _Collected) -> Answers:
    n = len(samples)
    votes = [sample.votes for sample in samples if sample.votes is not None]
    return Answers(
        names=tuple(sample.name for sample in samples),
        labels=np.array([sample.label for sample in samples], dtype=np.int64),
        primary=found.primary[:n],
        corrected=found.corrected[:n],
        seen=found.seen[:n],
        votes=np.array(votes, dtype=np.float64) if len(votes) == n else None,
        branches={name: rows[:n] for name, rows in found.branches.items()},
    )


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return "it is not in the archive"
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
