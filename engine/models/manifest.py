"""A model's manifest, `assets/models/NAME/manifest.json`: what trainer and engine agree on."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import msgspec

from engine.errors import ModelError
from engine.labels import LABELS

FILE_NAME = "manifest.json"
SCHEMA = 1


class Colour(StrEnum):
    """Colour space of the network's input."""

    GREY = "grey"
    RGB = "rgb"


class Template(msgspec.Struct, frozen=True):
    """Where three facial points lie in the aligned crop: (x, y), 0..1 of the crop's side.

    right_eye is the person's right eye (image left). Aligning means the similarity transform
    that brings a face's eye centres and mouth centre closest to these, in least squares.
    """

    right_eye: tuple[float, float]
    left_eye: tuple[float, float]
    mouth: tuple[float, float]


class InputSpec(msgspec.Struct, frozen=True):
    """The network's input: (B, channels, size, size) float32, pixels scaled to 0..1.

    Any further normalisation is part of the network itself, so that no runtime can get it wrong.
    """

    name: str
    size: int
    colour: Colour
    template: Template

    @property
    def channels(self) -> int:
        """1 for grey, 3 for RGB."""
        return 1 if self.colour is Colour.GREY else 3


class FileSpec(msgspec.Struct, frozen=True):
    """One file beside the manifest."""

    file: str
    sha256: str
    bytes: int


class Quantised(msgspec.Struct, frozen=True):
    """The same network in 8 bit, made of `Manifest.onnx`.

    metrics: its figures, measured on `Manifest.metrics_on` as it is served.
    """

    onnx: FileSpec
    metrics: dict[str, float] = {}


class Training(msgspec.Struct, frozen=True):
    """Where the weights come from."""

    command: str
    data: str
    split: str
    epochs: float
    seed: int
    commit: str
    notice: str


class Manifest(msgspec.Struct, frozen=True):
    """Everything that the engine and the reader must know of a model.

    outputs: names of the ONNX outputs, in the order primary, corrected.
    metrics: figures by name, each measured on `metrics_on`.
    branches: names of what lies along the second axis of the further ONNX output "branches",
        (B, branches, 8): the distributions within reliability balancing, uncalibrated. Empty where
        there is no such output. For evaluation only; serving never asks for it.
    int8: what processors run that multiply 8-bit numbers faster; None where nobody made it or it
        lost too much (`trainer.int8_form`).
    """

    schema: int
    name: str
    title: str
    version: str
    labels: tuple[str, ...]
    input: InputSpec
    outputs: tuple[str, str]
    opset: int
    onnx: FileSpec
    weights: FileSpec
    parameters: int
    macs: int
    training: Training
    metrics_on: str = ""
    metrics: dict[str, float] = {}
    branches: tuple[str, ...] = ()
    int8: Quantised | None = None


def read(folder: Path) -> Manifest:
    """Read and check the manifest in `folder`.

    Raises `ModelError` if it is missing, unreadable, newer, or of other labels.
    """
    path = folder / FILE_NAME
    try:
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as error:
        raise ModelError(
            "the model's manifest cannot be read",
            subject=str(path),
            hint="Reinstall Mien or choose another model with --model",
        ) from error
    except msgspec.MsgspecError as error:
        raise ModelError(
            f"the model's manifest is not valid ({error})",
            subject=str(path),
            hint="Reinstall Mien or choose another model with --model",
        ) from error
    if manifest.schema != SCHEMA:
        raise ModelError(
            f"the manifest has schema {manifest.schema}, this Mien reads {SCHEMA}",
            subject=str(path),
            hint="Update Mien",
        )
    if manifest.labels != tuple(LABELS):
        raise ModelError(
            "the model was trained for other labels",
            subject=str(path),
            hint=f"Mien needs exactly: {', '.join(LABELS)}",
        )
    return manifest


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, indented, as the last step of making a model folder."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    (folder / FILE_NAME).write_bytes(text + b"\n")
