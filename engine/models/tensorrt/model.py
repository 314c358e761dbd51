"""Expression models on an NVIDIA GPU."""

from __future__ import annotations

import logging
from concurrent.futures import Future
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from engine.errors import OutputError
from engine.models import check
from engine.models.base import Backend, Distributions, Precision
from engine.models.checked import CheckedModel
from engine.models.cuda import CudaProbe
from engine.models.parts import joined, parts_of
from engine.models.tensorrt.cache import PlanCache, StoredPlan
from engine.models.tensorrt.engine import TrtEngine
from engine.models.tensorrt.flavour import Flavour, import_package
from engine.models.tensorrt.gpu import Gpu, open_gpu
from engine.models.tensorrt.owner import Answer, InferenceThread
from engine.models.tensorrt.plan import BUCKETS
from engine.models.tensorrt.slots import Slot
from engine.models.verification import check_answer, check_batch
from engine.types import Floats

#: Faces that one run takes at most.
_AT_ONCE: Final = BUCKETS[-1]

#: One computes while the other is filled. A third would only add latency.
_SLOTS: Final = 2

_log = logging.getLogger(__name__)

_BACKENDS: Final = {Flavour.TENSORRT: Backend.TENSORRT, Flavour.RTX: Backend.TENSORRT_RTX}


class TensorRtModel(CheckedModel):
    """A model folder, run by an engine that was built from it.

    folder: holds `manifest.json`. stored: the engine, from the cache. probe: the GPU it is to run
    on. cache: where what an RTX engine compiles at its first start is kept for the next.

    Every batch size is prepared and checked against the CPU's stored answers before this returns.
    May be called from any thread: what touches the GPU happens in a thread of its own.

    Raises `ModelError` where the model is not what its manifest says, `BackendUnavailable` where
    the engine does not run here or answers wrongly.
    """

    def __init__(
        self, folder: Path, flavour: Flavour, stored: StoredPlan, probe: CudaProbe, cache: PlanCache
    ) -> None:
        super().__init__(folder)
        self._flavour = flavour
        self._header = stored.header
        self._probe = probe
        self._cache = cache
        precision = Precision(stored.header.key.precision)
        self._info = self._info_of(_BACKENDS[flavour], precision, probe.gpu)
        self._thread = InferenceThread(partial(self._set_up, stored.plan))
        try:
            self._check_answers()
        except BaseException:
            self.close()
            raise

    def submit(self, batch: Floats) -> Future[Answer]:
        """Hand over 1..16 faces and go on; `.result()` waits for primary and corrected.

        batch: as for `infer`; it must stay as it is until the result is there.

        Raises `ValueError` for another shape, more faces, or after `close`.
        """
        check_batch(self._manifest, batch)
        if len(batch) > _AT_ONCE:
            raise ValueError(f"at most {_AT_ONCE} faces at once, not {len(batch)}")
        return self._thread.submit(np.ascontiguousarray(batch))

    def _infer(self, batch: Floats) -> Distributions:
        """Large batches use both slots. Raises `BackendUnavailable` where the GPU was lost."""
        waiting = [self._thread.submit(part) for part in parts_of(batch, _AT_ONCE)]
        return joined([part.result() for part in waiting])

    def _release(self) -> None:
        self._thread.close()

    def _set_up(self, plan: bytes, stack: ExitStack) -> list[Slot]:
        """In the owner's thread: open the GPU, load the engine, prepare every batch size."""
        gpu = open_gpu()
        stack.callback(gpu.close)
        key = self._header.key
        warm = self._cache.warm_code(key, self._warm_name())
        engine = TrtEngine(import_package(self._flavour), plan, warm)
        stack.callback(engine.close)
        self._check_interface(engine.inputs, engine.outputs)
        slots = [self._make_slot(stack, gpu, engine) for _ in range(_SLOTS)]
        if warm is None and (code := engine.warm_code()) is not None:
            try:
                self._cache.keep_warm_code(key, self._warm_name(), code)
            except OutputError as error:
                _log.warning("%s", error)  # the next start takes longer, and that is all
        return slots

    def _make_slot(self, stack: ExitStack, gpu: Gpu, engine: TrtEngine) -> Slot:
        spec = self._manifest.input
        slot = Slot(
            gpu,
            engine,
            (spec.name, *self._manifest.outputs),
            (spec.channels, spec.size, spec.size),
            record=not engine.records_itself,
        )
        stack.callback(slot.close)
        return slot

    def _warm_name(self) -> str:
        return f"{self._probe.gpu} {self._probe.capability} {self._probe.driver}"

    def _check_answers(self) -> None:
        """Every batch size must say what the CPU says."""
        faces = check.pictures(self._manifest.input)
        for bucket in BUCKETS:
            answer = self.infer(faces[:bucket])
            check_answer(self._path, answer)
            check.compare(self._flavour, answer, self._header.answers, self._info.precision)
