"""`mien export`: trained weights as a model folder, in float and in int8."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `export`."""
    parser = subparsers.add_parser(
        "export",
        help="turn trained weights into a model folder",
        description="Writes ONNX and safetensors with their manifest, compared with the trainer's "
        "own answers on real faces; mien evaluate --model DIR measures them, MIEN_MODELS=DIR "
        "lists them. Needs the trainer's packages.",
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--run", type=Path, metavar="DIR", help="folder of a training run")
    source.add_argument("--model", metavar="NAME", help="a model that is there (mien models)")
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder for the model"
    )
    parser.add_argument(
        "--name", metavar="NAME", help="what a run's model is called (default: the run's folder)"
    )
    parser.add_argument(
        "--uncalibrated",
        action="store_true",
        help="leave a run's probabilities as they were trained; else they are calibrated on what "
        "it held out of its data",
    )
    parser.add_argument(
        "--int8",
        action="store_true",
        help="also write NAME-int8, a quarter as large and faster, and state its loss",
    )
    parser.add_argument(
        "--faces", type=Path, metavar="PATH", help="training faces (crops) that int8 is set by"
    )
    parser.add_argument(
        "--validate", type=Path, metavar="PATH", help="labelled faces that its loss is measured on"
    )
    parser.add_argument(
        "--votes", type=Path, metavar="FILE", help="votes for --validate, as in mien evaluate"
    )
    parser.add_argument(
        "--most-lost",
        type=float,
        metavar="POINTS",
        help="accuracy in percent that int8 may lose there; else nothing is written (default: 0.5)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")


def run(args: argparse.Namespace) -> int:
    """Export; the exit code is the trainer's."""
    from app.cli.child import run_trainer
    from app.cli.report import USAGE, tell

    if args.int8 and (args.faces is None or args.validate is None):
        tell("--int8 needs --faces (to calibrate on) and --validate (to state its loss)")
        return USAGE
    words = [
        f"--{name.replace('_', '-')}={value}"
        for name in ("run", "model", "out", "name", "faces", "validate", "votes", "most_lost")
        if (value := getattr(args, name)) is not None
    ]
    words += [f"--{name}" for name in ("uncalibrated", "int8", "json") if getattr(args, name)]
    return run_trainer("trainer.exporting", words)
