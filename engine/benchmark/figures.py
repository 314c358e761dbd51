"""What a benchmark finds: plain values that are printed and saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Machine:
    """What the figures mean nothing without.

    features: instruction sets that inference gains from, None where the system does not tell.
    cores: that this process may use. load: processes that wanted a core in the last minute, None
    where the system does not tell. versions: by distribution, of those that are installed.
    """

    processor: str
    features: tuple[str, ...] | None
    cores: int
    load: float | None
    system: str
    python: str
    versions: dict[str, str]


@dataclass(frozen=True, slots=True)
class Times:
    """How long something took each time: median and 95th percentile, milliseconds on the clock.

    cpu_ms: mean processor time of all threads. count: how often it was measured.
    """

    p50_ms: float
    p95_ms: float
    cpu_ms: float
    count: int

    @classmethod
    def of(cls, spent: Sequence[tuple[float, float]]) -> Times:
        """The figures of one or more measurements: seconds on the clock, of the processor."""
        wall, cpu = np.array(spent).T * 1e3
        p50, p95 = np.percentile(wall, [50, 95])
        return cls(float(p50), float(p95), float(np.mean(cpu)), len(spent))


@dataclass(frozen=True, slots=True)
class StageFigures:
    """One stage of the pipeline. unit: what each time is for, "frame" or "face"."""

    stage: str
    unit: str
    times: Times


@dataclass(frozen=True, slots=True)
class FileFigures:
    """A file from its first frame to its last, as `mien analyze` does it, in a fresh process.

    start_cpu_s: processor seconds until the first frame's result. cpu_ms, fps: processor
    milliseconds a frame and frames a second after that. peak_mb: the most memory that was
    resident, None where the system does not tell.
    """

    frames: int
    start_cpu_s: float
    cpu_ms: float
    fps: float
    peak_mb: float | None


@dataclass(frozen=True, slots=True)
class BackendFigures:
    """One way of running the network. one: a face alone. eight: a face of eight together.

    load_s: seconds to load it. ratio: how many times as many faces a second as ONNX Runtime in
    f32, eight together. difference: the most that any probability of a real face differs from it.
    problem: why there are no figures.
    """

    backend: str
    precision: str
    load_s: float = 0.0
    one: Times | None = None
    eight: Times | None = None
    ratio: float | None = None
    difference: float | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Everything that was found. complete: it was not interrupted.

    model, backend, precision: what the stages and the file ran with. clip: what was analysed.
    seconds: how long it took.
    """

    mien: str
    date: str
    machine: Machine
    model: str
    backend: str
    precision: str
    clip: str
    seconds: float
    complete: bool
    stages: tuple[StageFigures, ...]
    file: FileFigures | None
    backends: tuple[BackendFigures, ...]
