"""Networks as OpenVINO compiled them at an earlier start: half the time of compiling anew."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from engine.errors import OutputError
from engine.models.cpu import features, processor_name
from engine.models.openvino_import import import_openvino
from engine.models.trusted import TrustedFolder

if TYPE_CHECKING:
    import openvino
else:
    openvino = import_openvino()

SUFFIX: Final = ".blob"

#: So many are kept, the newest: a model for files, its two sizes for the live view, those before.
_KEPT: Final = 6

_log = logging.getLogger(__name__)


class CompiledNetwork:
    """One compiled network in the user's cache folder.

    facts: all that it depends on besides OpenVINO and the processor, such as the network's hash.
    """

    def __init__(self, facts: tuple[object, ...], folder: TrustedFolder | None = None) -> None:
        self._folder = folder or TrustedFolder()
        known = (facts, openvino.__version__, processor_name(), features())
        digest = hashlib.sha256(repr(known).encode()).hexdigest()
        self.name = f"openvino-{digest[:32]}{SUFFIX}"

    def load(
        self, core: openvino.Core, device: str, settings: Mapping[str, str]
    ) -> openvino.CompiledModel | None:
        """The network, ready to run, or None where there is none that can be trusted and read."""
        content = self._folder.read(self.name)
        if content is None:
            return None
        try:
            return core.import_model(io.BytesIO(content), device, dict(settings))
        except RuntimeError as error:
            _log.warning("%s cannot be used and is compiled anew (%s)", self.name, error)
            return None

    def keep(self, compiled: openvino.CompiledModel) -> None:
        """Keep a network for the next start; where that fails, the next start takes longer."""
        try:
            self._folder.write(self.name, compiled.export_model().getvalue())
        except (OutputError, RuntimeError) as error:
            _log.info("the compiled network is not kept: %s", error)
            return
        with contextlib.suppress(OSError):
            there = self._folder.path.glob(f"openvino-*{SUFFIX}")
            for old in sorted(there, key=lambda path: -path.stat().st_mtime)[_KEPT:]:
                old.unlink()
