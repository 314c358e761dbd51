"""Trust in a model folder: nothing is loaded whose bytes are not those of its manifest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.errors import ModelError
from engine.labels import LABELS
from engine.models import manifest as manifests
from engine.models.base import Distributions
from engine.models.manifest import FileSpec, Manifest
from engine.types import Floats

_HINT = "Reinstall Mien or choose another model with --model"

#: How far a row of probabilities may be from summing to 1 (bf16 keeps about 3 digits).
_SUM_TOLERANCE = 0.02

#: A tensor's shape; None where the size is free.
Shape = tuple[int | None, ...]


def verify(folder: Path) -> Manifest:
    """Check the manifest in `folder` and the hash of every file that it names.

    Raises `ModelError` where one is missing, damaged, newer than this Mien, or of other labels.
    """
    manifest = manifests.read(folder)
    int8 = () if manifest.int8 is None else (manifest.int8.onnx,)
    for spec in (manifest.onnx, manifest.weights, *int8):
        verified_bytes(folder, spec)
    return manifest


def verified_bytes(folder: Path, spec: FileSpec) -> bytes:
    """Read one file of a model and check its hash, so that what was checked is what is loaded.

    Raises `ModelError` if the file is missing, leaves the folder, or has another hash.
    """
    path = folder / spec.file
    if Path(spec.file).name != spec.file:
        raise ModelError(
            f"the manifest names a file outside its folder ({spec.file})",
            subject=str(folder),
            hint=_HINT,
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = "is missing" if isinstance(error, FileNotFoundError) else "cannot be read"
        raise ModelError(f"the model file {reason}", subject=str(path), hint=_HINT) from error
    found = hashlib.sha256(data).hexdigest()
    if found != spec.sha256.lower():
        raise ModelError(
            f"the model file is not the one its manifest describes "
            f"(sha256 {found[:12]}…, expected {spec.sha256[:12]}…)",
            subject=str(path),
            hint=_HINT,
        )
    return data


def check_interface(
    subject: Path, manifest: Manifest, inputs: Mapping[str, Shape], outputs: Mapping[str, Shape]
) -> None:
    """Check that a loaded network has the inputs and outputs that its manifest names.

    Raises `ModelError` otherwise.
    """
    spec = manifest.input
    wanted: Shape = (None, spec.channels, spec.size, spec.size)
    if list(inputs) != [spec.name] or not _fits(inputs[spec.name], wanted):
        raise ModelError(
            f"the network takes {_describe(inputs)}, not {_describe({spec.name: wanted})}",
            subject=str(subject),
            hint=_HINT,
        )
    for name in manifest.outputs:
        if name not in outputs or not _fits(outputs[name], (None, len(LABELS))):
            raise ModelError(
                f"the network gives {_describe(outputs)}, "
                f"not {_describe({n: (None, len(LABELS)) for n in manifest.outputs})}",
                subject=str(subject),
                hint=_HINT,
            )


def check_answer(subject: Path, answer: Distributions) -> None:
    """Check that what a network says of a picture is two distributions: a self-test at loading.

    Raises `ModelError` where a value is not finite, is negative, or a row does not sum to 1.
    """
    for name, rows in (("primary", answer.primary), ("corrected", answer.corrected)):
        sound = (
            bool(np.isfinite(rows).all())
            and float(rows.min()) >= 0.0
            and float(np.abs(rows.sum(axis=1) - 1.0).max()) <= _SUM_TOLERANCE
        )
        if not sound:
            raise ModelError(
                f"the network's {name} output is not a distribution over the eight labels",
                subject=str(subject),
                hint=_HINT,
            )


def check_batch(manifest: Manifest, batch: Floats) -> None:
    """Raise `ValueError` unless `batch` is (B, C, H, W) float32 as the manifest says, B >= 1."""
    spec = manifest.input
    wanted = (spec.channels, spec.size, spec.size)
    if batch.ndim != 4 or len(batch) < 1 or batch.shape[1:] != wanted or batch.dtype != np.float32:
        raise ValueError(f"batch must be (B, {wanted}) float32, got {batch.shape} {batch.dtype}")


def _fits(found: Shape, wanted: Shape) -> bool:
    """Same rank, same sizes; the first axis must be free, so that any batch can run."""
    return len(found) == len(wanted) and all(
        have == want for have, want in zip(found, wanted, strict=True)
    )


def _describe(tensors: Mapping[str, Shape]) -> str:
    def one(name: str, shape: Shape) -> str:
        return f"{name} ({', '.join('batch' if n is None else str(n) for n in shape)})"

    return ", ".join(one(name, shape) for name, shape in tensors.items()) or "nothing"
