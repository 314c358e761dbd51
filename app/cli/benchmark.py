"""`mien benchmark`: what Mien costs on this machine, in figures that others can compare with."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.report import INTERRUPTED, say, tell

if TYPE_CHECKING:
    from engine.benchmark.figures import BackendFigures, Benchmark, FileFigures, StageFigures
    from engine.benchmark.run import Part

_LONGEST_MINUTES = 60.0


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `benchmark`."""
    parser = subparsers.add_parser(
        "benchmark",
        help="measure what Mien costs on this machine",
        description="Makes a short clip of real faces, takes the time of every stage, of a whole "
        "file and of every backend, prints a table and saves it. Needs no camera, no display and "
        "no network. docs/performance.md explains each figure.",
    )
    parser.add_argument(
        "--minutes", type=_minutes, default=2.0, metavar="N", help="about so long (default: 2)"
    )
    parser.add_argument(
        "--json",
        type=Path,
        default=Path("mien-benchmark.json"),
        metavar="FILE",
        help="where the figures are saved (default: mien-benchmark.json)",
    )
    parser.add_argument("--model", metavar="NAME", help="model to use (mien models lists them)")


def run(args: argparse.Namespace) -> int:
    """Measure, print, save; the exit code is 130 if it was interrupted."""
    import msgspec

    from app.cli.interrupt import stop_on_signals
    from engine.benchmark.run import run_benchmark
    from engine.export.staged import StagedFile, cannot_write, make_folder

    make_folder(args.json.parent)
    with stop_on_signals() as stop:
        found = run_benchmark(args.minutes * 60, _watch, stop, args.model)
    say(as_text(found))
    file = StagedFile(args.json)
    try:
        file.part.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    except OSError as error:
        raise cannot_write(args.json, error) from error
    say(f"\nSaved: {file.commit()}")
    if not found.complete:
        tell("interrupted; what was not measured is missing")
        return INTERRUPTED
    return 0


@contextmanager
def _watch(part: Part) -> Iterator[Callable[[int], None]]:
    from app.cli.progress import Progress
    from engine.benchmark.run import Part

    unit = "faces" if part is Part.BACKENDS else "frames"
    with Progress(f"benchmark, {part}", None, unit) as progress:
        yield progress.update


def as_text(found: Benchmark) -> str:
    """The table, for a terminal of 100 columns."""
    machine = found.machine
    features = "not told" if machine.features is None else ", ".join(machine.features) or "none"
    load = "not told by the system" if machine.load is None else f"{machine.load:.1f}"
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    lines = [
        f"Mien {found.mien}, {found.date}, measured for {found.seconds:.0f} s",
        f"Processor     {machine.processor}, usable cores: {machine.cores}",
        f"Instructions  {features}",
        f"System        {machine.system}, Python {machine.python}",
        f"Packages      {versions}",
        f"Load before   {load}",
        f"Model         {found.model} on {found.backend} ({found.precision})",
        f"Clip          {found.clip}",
    ]
    if machine.load is not None and machine.load > 0.5:
        lines.append("Other programs were running: times on the clock tell little.")
    if found.stages:
        lines += ["", *_stages(found.stages)]
    if found.file is not None:
        lines += ["", *_file(found.file)]
    if found.backends:
        lines += ["", *_backends(found.backends)]
    return "\n".join(lines)


def _stages(stages: tuple[StageFigures, ...]) -> Iterator[str]:
    yield f"{'Stage, milliseconds':<28}{'p50':>9}{'p95':>9}{'CPU':>9}{'times':>9}"
    for each in stages:
        times = each.times
        name = f"{each.stage}, a {each.unit}"
        yield (
            f"{name:<28}{times.p50_ms:>9.2f}{times.p95_ms:>9.2f}{times.cpu_ms:>9.2f}"
            f"{times.count:>9}"
        )


def _file(file: FileFigures) -> Iterator[str]:
    yield f"File, {file.frames} frames"
    yield f"{'CPU-ms a frame':<28}{file.cpu_ms:>9.2f}"
    yield f"{'frames a second':<28}{file.fps:>9.1f}"
    yield f"{'start-up, CPU-s':<28}{file.start_cpu_s:>9.2f}"
    peak = "not told" if file.peak_mb is None else f"{file.peak_mb:.0f}"
    yield f"{'peak memory, MB':<28}{peak:>9}"


def _backends(backends: tuple[BackendFigures, ...]) -> Iterator[str]:
    yield (
        f"{'Backend, ms a face':<28}{'p50':>9}{'p95':>9}{'CPU':>9}"
        f"{'8: p50':>9}{'8: CPU':>9}{'ratio':>8}{'differs':>9}{'load s':>8}"
    )
    for each in backends:
        name = f"{each.backend} {each.precision}".strip()
        if each.one is None or each.eight is None:
            yield f"{name:<28}{'':2}{each.problem}"
            continue
        one, eight = each.one, each.eight
        yield (
            f"{name:<28}{one.p50_ms:>9.2f}{one.p95_ms:>9.2f}{one.cpu_ms:>9.2f}"
            f"{eight.p50_ms:>9.2f}{eight.cpu_ms:>9.2f}"
            f"{each.ratio:>8.2f}{each.difference:>9.4f}{each.load_s:>8.2f}"
        )


def _minutes(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0.0 < number <= _LONGEST_MINUTES:
        raise argparse.ArgumentTypeError(f"{text}: a number up to {_LONGEST_MINUTES:.0f} is needed")
    return number
