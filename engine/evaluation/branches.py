"""The distributions within reliability balancing, read from a model's further ONNX output.

Serving never asks for it, so the backends know two outputs only; here the same file is run once
more, by the reference runtime.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import onnxruntime

from engine.models import manifest as manifests
from engine.models.cpu import worthwhile_threads
from engine.models.manifest import Manifest
from engine.models.verification import verified_bytes
from engine.types import Floats

#: Name of the output, (B, branches, 8).
OUTPUT: Final = "branches"


class BranchReader:
    """Reads the branches of one model.

    Attributes:
        names: of the branches, as the manifest lists them.

    Raises `ModelError` where the file is not the one that its manifest describes.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.names = manifest.branches
        self._input = manifest.input.name
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = worthwhile_threads(manifest.macs)
        options.log_severity_level = 3  # the runtime warns of harmless things on stderr
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            verified_bytes(folder, manifest.onnx), options, providers=["CPUExecutionProvider"]
        )

    def read(self, batch: Floats) -> dict[str, Floats]:
        """(B, C, H, W) float32 in 0..1 to (B, 8) by name of the branch."""
        (rows,) = self._session.run([OUTPUT], {self._input: batch})
        return {name: rows[:, i] for i, name in enumerate(self.names)}


def open_branches(folder: Path) -> BranchReader | None:
    """The reader of the model in `folder`; None where its file has no such output."""
    manifest = manifests.read(folder)
    return BranchReader(folder, manifest) if manifest.branches else None
