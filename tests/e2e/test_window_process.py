"""The app as a process: it opens, plays the demo, and ends in good order when told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.mark.skipif(os.name != "posix", reason="ends the process by a POSIX signal")
@pytest.mark.parametrize("arguments", [["gui"], ["gui", "--demo"], ["no-such-video.mp4"]])
def test_the_app_opens_and_ends_in_good_order(
    repo_root: Path, tmp_path: Path, arguments: list[str]
) -> None:
    folders = {f"XDG_{name}_HOME": str(tmp_path / name) for name in ("STATE", "CONFIG", "CACHE")}
    process = subprocess.Popen(
        [sys.executable, str(repo_root / "main.py"), *arguments],
        cwd=tmp_path,
        env={**os.environ, **folders, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    log = tmp_path / "STATE" / "mien" / "log" / "mien.log"
    try:
        deadline = time.monotonic() + 60
        while "window shown" not in _read(log) and process.poll() is None:
            assert time.monotonic() < deadline, "no window within a minute"
            time.sleep(0.05)
        time.sleep(1.5)
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0, output
    assert "Traceback" not in output
    written = _read(log)
    assert "ended by signal" in written
    assert "CRITICAL" not in written
    assert "Traceback" not in written


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
