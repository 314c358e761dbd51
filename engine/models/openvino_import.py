"""OpenVINO without its model converter.

`import openvino` imports the converter too, if it can, and that reports the import to a server
over the network and costs a fifth of a CPU second. Mien works offline and reports nothing; it
reads ONNX, which needs no converter.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

_CONVERTER = "openvino.tools.ovc"


def import_openvino() -> ModuleType:
    """The module `openvino`. Raises ImportError where it cannot be imported."""
    modules: dict[str, Any] = sys.modules
    if "openvino" in modules or _CONVERTER in modules:
        return importlib.import_module("openvino")
    modules[_CONVERTER] = None  # makes importing it an ImportError, which OpenVINO takes as absence
    try:
        return importlib.import_module("openvino")
    finally:
        del modules[_CONVERTER]
