from __future__ import annotations

import subprocess
import sys

import pytest

_ASK = """
import sys, threading
from engine.models.openvino_import import import_openvino
openvino = import_openvino()
assert openvino.Core().available_devices
assert import_openvino() is openvino
for name in ("openvino_telemetry", "urllib.request", "openvino.tools.ovc"):
    assert name not in sys.modules, name
assert threading.active_count() == 1, threading.enumerate()
"""


def test_importing_openvino_reports_nothing_to_anyone() -> None:
    done = subprocess.run([sys.executable, "-c", _ASK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_absence_is_an_import_error(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.models.openvino_import import import_openvino

    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(ImportError):
        import_openvino()
