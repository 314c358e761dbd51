"""What identifies a built engine ("plan" in TensorRT's words), and the shapes it is built for."""

from __future__ import annotations

import hashlib
import platform
from typing import Final

import msgspec

from engine.models.base import Precision
from engine.models.cuda import CudaProbe
from engine.models.tensorrt.flavour import Flavour

#: Version of the conversion in `half`: networks converted otherwise make other engines.
RECIPE: Final = 2

#: Batch sizes that are prepared ahead; smaller batches are padded to the next one.
BUCKETS: Final = (1, 2, 4, 8, 16)

#: Smallest, most frequent and largest batch that an engine is built for.
PROFILE: Final = (BUCKETS[0], 4, BUCKETS[-1])

#: Turing's tensor cores want code of their own; RTX engines without a target run on all since.
_TURING: Final = (7, 5)


def bucket_for(faces: int) -> int:
    """The smallest bucket that holds so many faces. Raises `ValueError` for none or too many."""
    for bucket in BUCKETS:
        if 1 <= faces <= bucket:
            return bucket
    raise ValueError(f"a run takes 1 to {BUCKETS[-1]} faces, not {faces}")


class PlanKey(msgspec.Struct, frozen=True):
    """Everything that an engine depends on; another value of any of it means another engine.

    onnx: SHA-256 of the float32 network. recipe: version of its conversion to `precision`.
    package, version: what built it. gpu, driver: what it was built on; for RTX the kind of GPU it
    was built for, and no driver, since such an engine fits any. system: OS and processor.
    """

    onnx: str
    package: str
    version: str
    precision: str
    profile: tuple[int, ...]
    gpu: str
    driver: str
    system: str
    recipe: int = RECIPE

    @property
    def digest(self) -> str:
        """64 hexadecimal digits that name the key."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()


def key_of(
    onnx: str, flavour: Flavour, version: str, probe: CudaProbe, precision: Precision
) -> PlanKey:
    """The key of a network's engine on the GPU that `probe` found, or for RTX on any.

    onnx: SHA-256 of the network.
    """
    if flavour is Flavour.RTX:
        gpu, driver = target_of(probe), ""
    else:
        capability = ".".join(map(str, probe.capability or ()))
        gpu, driver = f"{probe.gpu} ({capability})", probe.driver
    return PlanKey(
        onnx=onnx,
        package=flavour.value,
        version=version,
        precision=precision.value,
        profile=PROFILE,
        gpu=gpu,
        driver=driver,
        system=f"{platform.system()} {platform.machine()}".lower(),
    )


def target_of(probe: CudaProbe) -> str:
    """Which GPUs an RTX engine is built for: "turing", or "ampere" for that and all later ones."""
    return "turing" if probe.capability == _TURING else "ampere"
