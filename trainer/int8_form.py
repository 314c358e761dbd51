"""The int8 form of published weights, inside their own model folder; only if it loses little."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.evaluation.run import Evaluation
from engine.models import manifest as manifests
from engine.models.base import EmotionModel, Precision
from engine.models.manifest import Manifest, Quantised
from engine.models.openvino_model import OpenVinoModel
from engine.types import Floats
from trainer.card import metrics
from trainer.export_onnx import file_spec
from trainer.quantise import MOST_LOST, quantise


@dataclass(frozen=True, slots=True)
class Int8Form:
    """What came of it. manifest: with the form, or without where it was refused.

    lost: points of corrected accuracy that it loses against the network in float.
    """

    manifest: Manifest
    lost: float

    def in_words(self) -> str:
        """For the model card and the terminal."""
        if self.manifest.int8 is None:
            return (
                f"There is no int8 form: it would lose {self.lost:.2f} points of corrected "
                f"accuracy, more than {MOST_LOST:g}."
            )
        accuracy = self.manifest.int8.metrics["corrected_accuracy"]
        return (
            "Its int8 form, which OpenVINO runs on processors with 8-bit products, has a corrected "
            f"accuracy of {accuracy:.4f} on the same pictures ({-self.lost:+.2f} points)."
        )


def add_int8(
    folder: Path,
    manifest: Manifest,
    faces: Floats,
    exact: Evaluation,
    measure: Callable[[EmotionModel], Evaluation],
) -> Int8Form:
    """Quantise the network in `folder`, measure it as it is served, and keep it or not.

    faces: (n, C, S, S) float32 in 0..1, pictures of training to calibrate on. exact: what the
    network in float reaches. measure: says the same of another model.

    Writes NAME-int8.onnx and the manifest; without the former where it loses more than `MOST_LOST`.
    """
    path = folder / f"{manifest.name}-int8.onnx"
    # On GPUs the network in float runs, in half precision.
    quantise(folder / manifest.onnx.file, path, manifest.input.name, faces, signed=False)
    form = Quantised(file_spec(path))
    manifests.write(folder, msgspec.structs.replace(manifest, int8=form))
    model = OpenVinoModel(folder, Precision.INT8)
    try:
        found = measure(model)
    finally:
        model.close()
    lost = 100 * (exact.corrected.accuracy - found.corrected.accuracy)
    kept = lost <= MOST_LOST
    whole = msgspec.structs.replace(
        manifest, int8=Quantised(form.onnx, metrics(found)) if kept else None
    )
    manifests.write(folder, whole)
    if not kept:
        path.unlink()
    return Int8Form(whole, lost)
