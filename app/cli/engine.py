"""`mien engine`: build, list and delete the engines that TensorRT runs models with."""

from __future__ import annotations

import argparse
import json
import time
from typing import TYPE_CHECKING, Any

from app.cli.report import INTERRUPTED, USAGE, tell

if TYPE_CHECKING:
    from engine.models.tensorrt.jobs import EngineJob


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `engine`."""
    parser = subparsers.add_parser(
        "engine",
        help="build, list and delete the engines for NVIDIA GPUs",
        description="TensorRT runs a model by an engine that is built from it once. Until one is "
        "built, Mien uses the processor.",
    )
    actions = parser.add_subparsers(metavar="ACTION", dest="action", required=True)
    build = actions.add_parser(
        "build",
        help="build the engine for this computer",
        description="Builds an engine and keeps it. For RTX cards this works on a computer "
        "without a GPU, too.",
    )
    build.add_argument("--model", help="name or folder of the model (default: Mien's own)")
    build.add_argument(
        "--backend",
        choices=("tensorrt", "tensorrt_rtx"),
        help="for which package (default: the one that would be used here)",
    )
    build.add_argument(
        "--for",
        dest="target",
        choices=("turing", "ampere"),
        help="tensorrt_rtx only: build for RTX 20 cards, or for RTX 30 and later (default: the "
        "card that is here, else ampere)",
    )
    build.add_argument(
        "--rebuild", action="store_true", help="build it even if it is there and whole"
    )
    listing = actions.add_parser("list", help="show what is built")
    listing.add_argument("--json", action="store_true", help="print one JSON array and no more")
    actions.add_parser("clear", help="delete everything that was built")


def run(args: argparse.Namespace) -> int:
    """Do it; the exit code of `build` is 130 if it was interrupted."""
    actions = {"build": _build, "list": _list, "clear": _clear}
    return actions[args.action](args)


def engines() -> list[dict[str, Any]]:
    """Every engine as plain data; `whole` is false where it cannot be trusted."""
    from engine.models.tensorrt.cache import PlanCache

    found: list[dict[str, Any]] = []
    for path, header, size in PlanCache().entries():
        entry: dict[str, Any] = {"file": str(path), "bytes": size, "whole": header is not None}
        if header is not None:
            entry |= {
                "model": header.model,
                "onnx": header.key.onnx,
                "backend": header.key.package,
                "version": header.key.version,
                "precision": header.key.precision,
                "gpu": header.key.gpu,
                "driver": header.key.driver,
                "built_unix": header.created_unix,
                "seconds": round(header.seconds, 1),
            }
        found.append(entry)
    return found


def as_text(engine: dict[str, Any]) -> str:
    """An engine as one line for people."""
    size = f"{engine['bytes'] / 1e6:.1f} MB"
    if not engine["whole"]:
        return f"DAMAGED or of another version, {size}: {engine['file']}"
    built = time.strftime("%Y-%m-%d %H:%M", time.localtime(engine["built_unix"]))
    gpu = engine["gpu"]
    if engine["backend"] == "tensorrt_rtx":
        gpu = "RTX 20" if gpu == "turing" else "RTX 30 and later"
    return (
        f"{engine['model']}  {engine['backend']} {engine['version']}  {engine['precision']}  "
        f"for {gpu}  {size}  built {built}"
    )


def _build(args: argparse.Namespace) -> int:
    from engine.models.cuda import probe_cuda
    from engine.models.registry import find_model
    from engine.models.tensorrt.flavour import Flavour
    from engine.models.tensorrt.jobs import engine_job, flavour_to_build

    probe = probe_cuda()
    flavour = Flavour(args.backend) if args.backend else flavour_to_build(probe)
    if args.target and flavour is not Flavour.RTX:
        tell("--for goes with --backend tensorrt_rtx; others build for the GPU that is here")
        return USAGE
    job = engine_job(find_model(args.model), flavour, probe, target=args.target)
    stored = job.stored()
    if stored is not None and not args.rebuild:
        print(f"It is there already: {stored.path}")
        return 0
    if not probe.usable:
        tell(f"{probe.reason}: the engine is built all the same, but nothing here can run it")
    return _build_now(job)


def _build_now(job: EngineJob) -> int:
    from app.cli.interrupt import stop_on_signals
    from app.cli.progress import Progress
    from engine.models.tensorrt.builder import BuildStopped

    began = time.monotonic()
    title = f"{job.folder.name} for {job.key.package} {job.key.version}"
    with stop_on_signals() as stop, Progress(title, 100, "%") as progress:
        try:
            path = job.build(lambda share, _: progress.update(round(100 * share)), stop)
        except BuildStopped:
            return INTERRUPTED
    print(f"Built in {time.monotonic() - began:.0f} s: {path}")
    return 0


def _list(args: argparse.Namespace) -> int:
    from engine.models.tensorrt.cache import PlanCache

    found = engines()
    if args.json:
        print(json.dumps(found, indent=2))
        return 0
    print("\n".join(as_text(engine) for engine in found) or "Nothing is built.")
    print(f"\nFolder: {PlanCache().folder}")
    return 0


def _clear(_: argparse.Namespace) -> int:
    from engine.models.tensorrt.cache import PlanCache

    files, size = PlanCache().clear()
    print(f"Deleted {files} files, {size / 1e6:.1f} MB.")
    return 0
