"""Words say what the numbers say."""

from __future__ import annotations

import pytest

from app.gui import words
from engine.labels import LABELS
from engine.models.base import Backend, ModelInfo, Precision
from engine.types import Emotion
from tests.app.faces import HAPPY, OPEN, TORN, distribution


def test_a_clear_face() -> None:
    assert words.headline(HAPPY) == "Happiness 92\u202f% · sure"
    assert words.alternatives(HAPPY) == ""
    assert words.correction(HAPPY) == "First look agrees"


def test_a_torn_face() -> None:
    assert words.headline(TORN) == "Sadness 48\u202f% · unsure"
    assert words.alternatives(TORN) == "Could also be fear"
    assert words.correction(TORN) == "First look said fear 50\u202f%"


def test_a_face_that_says_nothing() -> None:
    assert words.sureness(OPEN) == "cannot tell"


def test_smoothed_values_are_shown_where_there_are_some() -> None:
    raw = distribution(anger=0.9)
    smooth = distribution(happiness=0.78)
    emotion = Emotion(raw, raw, smooth)
    assert words.headline(emotion) == "Happiness 78\u202f% · fairly sure"
    assert words.shown(Emotion(raw, raw)) is raw


def test_names_are_nouns_and_all_differ() -> None:
    assert [words.label_name(label).lower() for label in LABELS] == [str(label) for label in LABELS]


@pytest.mark.parametrize(
    ("share", "text"), [(0.0, "0"), (0.004, "0"), (0.996, "99"), (0.9996, "100"), (1, "100")]
)
def test_percent(share: float, text: str) -> None:
    assert words.percent(share) == f"{text}\u202f%"


def test_measures_in_words() -> None:
    assert words.entropy_words(0.1) == "one label stands out"
    assert words.entropy_words(0.99) == "nearly even"
    assert words.disagreement_words(0.0) == "both looks agree"
    assert words.disagreement_words(0.5) == "a large correction"


@pytest.mark.parametrize("backend", list(Backend))
def test_every_backend_has_a_name(backend: Backend) -> None:
    model = ModelInfo("small", "ab" * 32, backend, Precision.F16, "a GPU")
    name, *rest = words.backend_in_short(model).split(" · ")
    assert rest == ["f16", "a GPU"]
    assert name != backend.value
    assert words.backend_refusals(model) == ""


def test_backends_that_do_not_run_are_told_with_their_reasons() -> None:
    refused = ("tensorrt: not installed", "tensorrt_rtx: its engine is not built yet")
    model = ModelInfo("small", "ab" * 32, Backend.OPENVINO, Precision.F32, "a CPU", refused)
    assert words.backend_refusals(model).splitlines() == ["Not in use:", *refused]
