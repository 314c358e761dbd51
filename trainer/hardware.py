"""What the machine has, and what is gained on it."""

from __future__ import annotations

import torch

from engine.errors import BackendUnavailable


def chosen_device(name: str, local: int = 0) -> torch.device:
    """A GPU for "auto" where there is one. local: number of this process on its machine.

    Raises `BackendUnavailable` where the named device is not there.
    """
    there = torch.cuda.is_available()
    if name == "cuda" and not there:
        raise BackendUnavailable("PyTorch finds no NVIDIA GPU", hint="Use --device cpu")
    if name == "cpu" or not there:
        return torch.device("cpu")
    return torch.device("cuda", local)


def chosen_precision(name: str, device: torch.device) -> torch.dtype:
    """Of the forward pass. "auto": bfloat16 or float16 where the hardware computes in it."""
    if name != "auto":
        found = getattr(torch, name)
        if found is torch.float16 and device.type == "cpu":
            raise BackendUnavailable("float16 is for GPUs", hint="Use bfloat16 or float32")
        return found  # type: ignore[no-any-return]
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    return torch.bfloat16 if _cpu_has_bfloat16() else torch.float32


def _cpu_has_bfloat16() -> bool:
    checks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(getattr(torch.cpu, check, lambda: False)() for check in checks)


def repeatable(device: torch.device) -> None:
    """The same result in every run on this machine, at some cost in speed on GPUs."""
    if device.type == "cuda":
        torch.backends.cudnn.benchmark = False
        torch.backends.cudnn.deterministic = True
