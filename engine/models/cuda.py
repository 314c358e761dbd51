"""Is there a GPU that could run a network? Asked of the driver itself, before any CUDA package.

Some GPU packages end the process, rather than raise, where no driver is: so nobody may find out
by importing them.
"""

from __future__ import annotations

import ctypes
import sys
from dataclasses import dataclass, replace

#: CUDA 12.2: what every TensorRT that Mien can use asks of the driver at least.
MIN_CUDA = (12, 2)
#: Turing: the oldest GPUs that TensorRT still serves.
MIN_CAPABILITY = (7, 5)

_MAJOR, _MINOR = 75, 76  # CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_*
_NAME_BYTES = 256


@dataclass(frozen=True, slots=True)
class CudaProbe:
    """What the driver says.

    usable: a GPU could run TensorRT. reason: in words, why or why not.
    gpu: name of the first GPU, or "". cuda: newest CUDA that the driver carries, or None.
    capability: compute capability of the first GPU, or None. driver: its version, or "".
    """

    usable: bool
    reason: str
    gpu: str = ""
    cuda: tuple[int, int] | None = None
    capability: tuple[int, int] | None = None
    driver: str = ""


def probe_cuda() -> CudaProbe:
    """Ask the NVIDIA driver for its version and first GPU. Never raises."""
    library = "nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1"
    try:
        driver = ctypes.CDLL(library)
    except OSError:
        return CudaProbe(False, "no NVIDIA driver found")
    return replace(ask(driver), driver=driver_version())


def driver_version() -> str:
    """The NVIDIA driver's own version, such as "580.65.06"; "" where it does not say."""
    library = "nvml.dll" if sys.platform == "win32" else "libnvidia-ml.so.1"
    try:
        nvml = ctypes.CDLL(library)
    except OSError:
        return ""
    text = ctypes.create_string_buffer(_NAME_BYTES)
    if nvml.nvmlInit_v2() != 0:
        return ""
    answered = nvml.nvmlSystemGetDriverVersion(text, _NAME_BYTES) == 0
    nvml.nvmlShutdown()
    return text.value.decode(errors="replace") if answered else ""


def ask(driver: ctypes.CDLL) -> CudaProbe:
    """As `probe_cuda`, of a driver library that is already open."""
    code = driver.cuInit(0)
    if code != 0:
        return CudaProbe(False, f"the NVIDIA driver does not start (CUDA error {code})")
    number = ctypes.c_int()
    driver.cuDriverGetVersion(ctypes.byref(number))
    cuda = (number.value // 1000, number.value % 1000 // 10)
    driver.cuDeviceGetCount(ctypes.byref(number))
    if number.value < 1:
        return CudaProbe(False, "the NVIDIA driver finds no GPU", cuda=cuda)
    gpu, capability = _first_gpu(driver)
    if cuda < MIN_CUDA:
        reason = f"the NVIDIA driver is too old (CUDA {_dots(cuda)}, {_dots(MIN_CUDA)} needed)"
    elif capability < MIN_CAPABILITY:
        reason = f"{gpu} has compute capability {_dots(capability)}, {_dots(MIN_CAPABILITY)} needed"
    else:
        return CudaProbe(True, f"{gpu}, CUDA {_dots(cuda)}", gpu, cuda, capability)
    return CudaProbe(False, reason, gpu, cuda, capability)


def _first_gpu(driver: ctypes.CDLL) -> tuple[str, tuple[int, int]]:
    device, major, minor = ctypes.c_int(), ctypes.c_int(), ctypes.c_int()
    name = ctypes.create_string_buffer(_NAME_BYTES)
    driver.cuDeviceGet(ctypes.byref(device), 0)
    driver.cuDeviceGetName(name, _NAME_BYTES, device)
    driver.cuDeviceGetAttribute(ctypes.byref(major), _MAJOR, device)
    driver.cuDeviceGetAttribute(ctypes.byref(minor), _MINOR, device)
    return name.value.decode(errors="replace"), (major.value, minor.value)


def _dots(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"
