"""A signal after a network is gone: OpenVINO must not have taken the thread's stack along."""

from __future__ import annotations

import subprocess
import sys

#: Loaded in the main thread, let go in another, as after a benchmark or when models are exchanged.
_SCRIPT = """
import gc, signal, threading
from engine.models.openvino_model import OpenVinoModel
from engine.models.registry import find_model

held = [OpenVinoModel(find_model())]

def let_go():
    held.pop().close()
    gc.collect()

thread = threading.Thread(target=let_go)
thread.start()
thread.join()
told = []
signal.signal(signal.SIGINT, lambda *_: told.append(True))
signal.raise_signal(signal.SIGINT)
assert told
"""


def test_a_signal_after_a_network_was_let_go_in_another_thread() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT], capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, (done.returncode, done.stderr)
