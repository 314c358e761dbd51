"""What this processor is and which instructions matter to inference."""

from __future__ import annotations

import os
import platform
from functools import cache
from pathlib import Path

from engine.models.base import Precision

_CPUINFO = Path("/proc/cpuinfo")

#: Multiply-adds a face from which more than one thread pays.
_LARGE_MACS = 1_000_000_000

#: Linux's flag names of the instruction sets that CPU inference gains from, and how they are known.
_FEATURES = {
    "avx2": "AVX2",
    "avx_vnni": "AVX-VNNI",
    "avx512f": "AVX-512",
    "avx512_vnni": "AVX512-VNNI",
    "avx512_bf16": "AVX512-BF16",
    "avx512_fp16": "AVX512-FP16",
    "amx_bf16": "AMX-BF16",
    "amx_int8": "AMX-INT8",
    "asimd": "NEON",
    "asimddp": "NEON dot product",
    "bf16": "BF16",
    "i8mm": "INT8 matrix",
}


@cache
def _cpuinfo() -> dict[str, str]:
    """The first processor's lines of /proc/cpuinfo; empty where there is none."""
    try:
        first = _CPUINFO.read_text(encoding="utf-8", errors="replace").split("\n\n", 1)[0]
    except OSError:
        return {}
    pairs = (line.split(":", 1) for line in first.splitlines() if ":" in line)
    return {key.strip(): value.strip() for key, value in pairs}


def processor_name() -> str:
    """The processor's name as the system gives it, else its architecture."""
    return _cpuinfo().get("model name") or platform.processor() or platform.machine() or "CPU"


def features() -> tuple[str, ...] | None:
    """Instruction sets that CPU inference gains from; None where the system does not tell."""
    info = _cpuinfo()
    flags = info.get("flags", info.get("Features"))
    if flags is None:
        return None
    have = set(flags.split())
    return tuple(name for flag, name in _FEATURES.items() if flag in have)


def usable_cores() -> int:
    """Processors that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def worthwhile_precision(*, quantised: bool = False) -> Precision:
    """The fastest number format that the processor multiplies natively.

    int8 where the model has such a form (`quantised`), else bfloat16, else float32. bfloat16 saves
    two fifths of a small network's time and moves probabilities by 0.01 at most, int8 another
    quarter (`benchmarks/backends.py`); what that costs in accuracy stands in the manifest. Chosen
    here and written down with every result, never by a plug-in.
    """
    native = set(features() or ())
    if quantised and native & {"AVX-VNNI", "AVX512-VNNI", "AMX-INT8"}:
        return Precision.INT8
    return Precision.BF16 if native & {"AVX512-BF16", "AMX-BF16"} else Precision.F32


def is_large(macs: int) -> bool:
    """Whether a network of so many multiply-adds a face takes most of the processor's time."""
    return macs >= _LARGE_MACS


def worthwhile_threads(macs: int) -> int:
    """Threads for a network of so many multiply-adds a face.

    One for a small network: a second brings the answer sooner, but takes the processor from
    decoding and detection. All processors but one for a large network, and both of two: the other
    stages then take less than a sixth of its time.
    """
    cores = usable_cores()
    return max(cores - 1, min(cores, 2)) if is_large(macs) else 1
