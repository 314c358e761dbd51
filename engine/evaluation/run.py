"""Run a model over a labelled data set and measure it."""

from __future__ import annotations

import time
from collections.abc import Callable
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
from engine.evaluation.dataset import DataSet, Sample
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
    there are no votes. seconds: the whole run.
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
    seconds: float

    def figures(self) -> dict[str, float]:
        """The headline figures by name, as a manifest's `metrics` states them."""
        found = {"n": float(self.n)}
        for kind, metrics in (("primary", self.primary), ("corrected", self.corrected)):
            for name in ("accuracy", "mean_class_accuracy", "macro_f1", "nll", "ece"):
                found[f"{kind}_{name}"] = getattr(metrics, name)
        return found


@dataclass
class _Answers:
    """The model's answers so far; rows of pictures that it never saw stay uniform."""

    primary: Floats
    corrected: Floats
    seen: NDArray[np.bool_]
    missed: int = 0
    bad: list[BadPicture] = field(default_factory=list)


def evaluate(
    model: EmotionModel,
    data: DataSet,
    *,
    faces: FacesMode = FacesMode.CROP,
    detector: FaceDetector | None = None,
    progress: Progress | None = None,
    stop: Event | None = None,
) -> Evaluation:
    """Measure `model` on `data`.

    detector: finds the faces where `faces` is DETECT (then it must be given). progress: called
    after each batch with the pictures done and the number of all. stop: when set, the pictures
    done so far are measured.

    Raises `MienError` if it was stopped before any picture was done.
    """
    if faces is FacesMode.DETECT and detector is None:
        raise ValueError("faces=DETECT needs a detector")
    began = time.perf_counter()
    count = len(data.samples)
    uniform = np.full((count, len(LABELS)), 1.0 / len(LABELS), dtype=np.float32)
    answers = _Answers(uniform, uniform.copy(), np.zeros(count, dtype=bool))
    done = 0
    while done < count and not (stop is not None and stop.is_set()):
        _answer(model, data, detector, range(done, min(done + _BATCH, count)), answers)
        done = min(done + _BATCH, count)
        if progress is not None:
            progress(done, count)
    if done == 0:
        raise MienError("stopped before the first picture was measured", subject=data.name)
    return _measured(model, data, faces, answers, done, time.perf_counter() - began)


def _answer(
    model: EmotionModel,
    data: DataSet,
    detector: FaceDetector | None,
    span: range,
    answers: _Answers,
) -> None:
    """Fill in the model's answers for the pictures of one batch."""
    crops: dict[int, Image] = {}
    for index in span:
        sample = data.samples[index]
        try:
            picture = _picture(data, sample, whole=detector is not None)
        except (OSError, KeyError, ValueError, cv2.error) as error:
            answers.bad.append(BadPicture(sample.name, _reason(error)))
            continue
        crop = _crop(picture, index, detector, model)
        if crop is None:
            answers.missed += 1
        else:
            crops[index] = crop
    if crops:
        rows = list(crops)
        answer = model.infer(to_batch(list(crops.values())))
        answers.primary[rows], answers.corrected[rows] = answer.primary, answer.corrected
        answers.seen[rows] = True


def _picture(data: DataSet, sample: Sample, *, whole: bool) -> Image:
    """A picture's pixels, HxWx3 BGR, turned as its EXIF says; the sample's box unless `whole`.

    Raises `ValueError` if it is damaged or the box lies outside.
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
    answers: _Answers,
    done: int,
    seconds: float,
) -> Evaluation:
    samples = data.samples[:done]
    labels = np.array([sample.label for sample in samples], dtype=np.int64)
    seen = answers.seen[:done]
    primary, corrected = answers.primary[:done], answers.corrected[:done]
    votes = [sample.votes for sample in samples if sample.votes is not None]
    fits: list[VoteFit | None] = [None, None]
    if len(votes) == len(samples):
        crowd = np.array(votes)
        fits = [measure_votes(labels, p, seen, crowd) for p in (primary, corrected)]
    return Evaluation(
        model=model.info,
        data=PurePath(data.name).name,
        faces=faces,
        n=done,
        of=len(data.samples),
        left_out=data.left_out,
        missed_faces=answers.missed,
        bad_pictures=tuple(answers.bad),
        primary=measure(labels, primary, seen),
        corrected=measure(labels, corrected, seen),
        primary_votes=fits[0],
        corrected_votes=fits[1],
        seconds=seconds,
    )


def _reason(error: Exception) -> str:
    if isinstance(error, KeyError):
        return "it is not in the archive"
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
