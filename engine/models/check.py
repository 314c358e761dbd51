"""The self-check of a backend on a GPU: it must say what the CPU says of the same pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from engine.errors import BackendUnavailable
from engine.models.base import Distributions, Precision
from engine.models.manifest import InputSpec
from engine.types import Floats

#: How far a probability may be from the CPU's. float16 moves it by 0.002; a wrong kernel by more.
TOLERANCE: Final = 0.02

#: The same for a quantised network: a sum that is rounded to the other 8-bit step goes its own way.
#: float16 between the steps moves probabilities of these pictures by 0.12.
INT8_TOLERANCE: Final = 0.25

#: Pictures in the check: the largest bucket, so that every bucket can be checked with some.
FACES: Final = 16

_BLOCK = 6  # pixels: coarse enough that the network sees shapes and not only noise


class Answers(msgspec.Struct, frozen=True):
    """The CPU's probabilities for `pictures`, a row each."""

    primary: list[list[float]]
    corrected: list[list[float]]


def pictures(spec: InputSpec) -> Floats:
    """The same pictures every time: (16, C, H, W) float32 in 0..1, light and dark blocks."""
    rng = np.random.default_rng(20_261_122)
    blocks = -(-spec.size // _BLOCK)
    coarse = rng.random((FACES, spec.channels, blocks, blocks), dtype=np.float32)
    fine = rng.random((FACES, spec.channels, spec.size, spec.size), dtype=np.float32)
    large = coarse.repeat(_BLOCK, axis=2).repeat(_BLOCK, axis=3)[..., : spec.size, : spec.size]
    return np.asarray(0.85 * large + 0.15 * fine, dtype=np.float32)


def cpu_answers(folder: Path) -> Answers:
    """Ask the reference, ONNX Runtime in float32 on the CPU.

    Raises `ModelError` where the model cannot be loaded.
    """
    from engine.models.onnx_model import OnnxRuntimeModel

    model = OnnxRuntimeModel(folder, threads=1)
    answer = model.infer(pictures(model.manifest.input))
    model.close()
    return Answers(answer.primary.tolist(), answer.corrected.tolist())


def compare(subject: str, found: Distributions, stored: Answers, precision: Precision) -> float:
    """Hold answers for the first pictures against the stored ones.

    precision: in which they were found. Returns the largest difference.

    Raises `BackendUnavailable` where it is above what is tolerated or no number.
    """
    most = INT8_TOLERANCE if precision is Precision.INT8 else TOLERANCE
    count = len(found.primary)
    pairs = ((found.primary, stored.primary), (found.corrected, stored.corrected))
    # NumPy's max, unlike Python's, never passes over what is no number.
    worst = float(np.max([np.abs(rows - np.array(wanted[:count])).max() for rows, wanted in pairs]))
    if not worst <= most:
        raise BackendUnavailable(
            f"its answers for {count} faces differ from the CPU's by {worst:.3f} (at most {most})",
            subject=subject,
            hint="Update the NVIDIA driver and the package, or choose --backend cpu",
        )
    return worst
