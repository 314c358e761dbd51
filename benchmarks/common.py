"""What the benchmarks share: clips of real faces, child processes that are accounted for."""

from __future__ import annotations

import math
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np

from engine.types import Image

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Child:
    """A finished process: wall and CPU seconds (user + system), peak memory in MB, its output."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    output: str


def run_child(command: Sequence[str | Path], **variables: str) -> Child:
    """Run a command to its end and account for it and all its threads.

    Compiled modules are kept, as Python does unless it is told not to: only the first run of all
    has to compile them.

    Raises `SystemExit` with the command's own words where it fails.
    """
    began = time.monotonic()
    process = subprocess.Popen(
        [str(part) for part in command],
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""} | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} failed:\n{output}")
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return Child(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale, output)


def mien(*arguments: str | Path, **variables: str) -> Child:
    """Run the command line of this environment."""
    return run_child([sys.executable, ROOT / "main.py", *arguments], **variables)


def machine() -> str:
    """Processor, cores this process may use, load, date: what a figure means nothing without."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = [x for x in info.read_text().splitlines() if x.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    load = f", load {os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else ""
    return f"{model}, {cores()} cores{load}, {time.strftime('%Y-%m-%d %H:%M')}"


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def stolen_s() -> float | None:
    """Seconds since the start in which the host ran others on cores of this virtual machine.

    All cores together; None where the system does not tell.
    """
    stat = Path("/proc/stat")
    if not stat.is_file():
        return None
    return int(stat.read_text().splitlines()[0].split()[8]) / os.sysconf("SC_CLK_TCK")


def spread(values: Sequence[float], unit: str) -> str:
    """Median, range and number of values in words."""
    low, high = min(values), max(values)
    return f"{statistics.median(values):.2f} {unit} ({low:.2f} to {high:.2f}, n = {len(values)})"


def face_clip(
    path: Path,
    width: int,
    height: int,
    frames: int,
    fps: int = 30,
    faces: int = 1,
    gop: int = 30,
) -> Path:
    """Encode a clip of a real, moving, smiling face (NASA, public domain) without any cut.

    faces: so many times, side by side, each at another point of its way. gop: frames from one key
    frame to the next.
    """
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.options = {"preset": "veryfast", "bf": "0", "g": str(gop)}
        for picture in _moving_faces(width, height, frames, faces):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def looped(source: Path, target: Path, frames: int) -> Path:
    """Repeat a clip of `face_clip` until it has `frames` frames, without encoding it again."""
    with av.open(str(source)) as reader, av.open(str(target), "w") as writer:
        stream = reader.streams.video[0]
        tick = stream.time_base
        assert tick is not None
        packets = [packet for packet in reader.demux(stream) if packet.dts is not None]
        step = round(1 / (stream.base_rate or 30) / tick)
        copy = writer.add_stream_from_template(stream)
        for index in range(frames):
            packet = packets[index % len(packets)]
            # Writing changed the packet's stream and clock, and it may come round again.
            packet.stream, packet.time_base = copy, tick
            packet.pts = packet.dts = index * step
            writer.mux(packet)
    return target


def _moving_faces(width: int, height: int, frames: int, faces: int) -> Iterator[Image]:
    """Cells of a grid, filled row by row; grey where there are more cells than faces."""
    columns = math.ceil(math.sqrt(faces))
    rows = math.ceil(faces / columns)
    cell_width, cell_height = width // columns, height // rows
    cells = [_moving_face(cell_width, cell_height, frames, begin=37 * k) for k in range(faces)]
    for pictures in zip(*cells, strict=True):
        whole = np.full((height, width, 3), 96, dtype=np.uint8)
        for k, picture in enumerate(pictures):
            top, left = k // columns * cell_height, k % columns * cell_width
            whole[top : top + cell_height, left : left + cell_width] = picture
        yield whole


def _moving_face(width: int, height: int, frames: int, begin: int = 0) -> Iterator[Image]:
    from skimage import data

    side = min(width, height)
    photo = cv2.resize(
        np.ascontiguousarray(data.astronaut()[:, :, ::-1]),
        (side, side),
        interpolation=cv2.INTER_AREA if side < 512 else cv2.INTER_CUBIC,
    )
    room = (width - side) / 2
    for index in range(begin, begin + frames):
        turn = 2 * math.pi * index / 150
        shift = np.array(
            [[1, 0, room + 0.6 * room * math.sin(turn)], [0, 1, 0.03 * height * math.sin(2 * turn)]]
        )
        moved = cv2.warpAffine(photo, shift, (width, height), borderMode=cv2.BORDER_REPLICATE)
        yield np.asarray(moved, dtype=np.uint8)
