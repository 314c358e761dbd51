"""`mien train`: make a network's weights. The trainer works in a process of its own."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `train`."""
    parser = subparsers.add_parser(
        "train",
        help="train a network on labelled faces",
        description="Trains a network and keeps everything that is needed to repeat or continue "
        "it in one folder. Ctrl-C ends it after the batch in work; the same command, or --data "
        "and --out alone, goes on from there. Needs the trainer's packages.",
    )
    parser.add_argument(
        "--data",
        required=True,
        nargs="+",
        type=Path,
        metavar="PATH",
        help="folder of FER+ (FER2013Train, FER2013Valid, fer2013new.csv, groups.csv), or a cache "
        "made from one; or data sets of any layout that evaluate takes",
    )
    parser.add_argument(
        "--votes", type=Path, metavar="FILE", help="table whose votes replace those of the first"
    )
    parser.add_argument(
        "--apart",
        nargs="+",
        default=[],
        type=Path,
        metavar="PATH",
        help="data that results will be measured on: training that shares a person, a video or "
        "nearly a picture with it is refused, and the samples are named",
    )
    parser.add_argument(
        "--drop-leaks",
        action="store_true",
        help="leave out of training what shares something with --apart, instead",
    )
    parser.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="DIR",
        help="folder of the run; an old run goes on",
    )
    parser.add_argument(
        "--from",
        dest="model",
        metavar="MODEL",
        help="fine-tune this model on the data: minutes, for 50 faces and more; old and new are "
        "compared on faces that are held out",
    )
    parser.add_argument(
        "--model-out",
        type=Path,
        metavar="DIR",
        help="with --from: also write the tuned model as a folder that the app can use",
    )
    parser.add_argument(
        "--hold",
        nargs="+",
        default=[],
        metavar="ID",
        help="with --from: persons and videos of a project to hold out, by id, instead of a "
        "quarter drawn by chance",
    )
    parser.add_argument(
        "--preset", metavar="NAME", help="recipe that comes along (docs/methods.md lists them)"
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="TOML file of settings, on top of the preset"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        type=_setting,
        dest="settings",
        metavar="NAME=VALUE",
        help="one setting, on top of preset and file; may be given more than once",
    )
    parser.add_argument(
        "--init",
        action="append",
        default=[],
        metavar="FROM[:PART,...]",
        help="start from the weights of a run folder or a model, or from parts of them; may be "
        "given more than once",
    )
    parser.add_argument(
        "--minutes", type=float, metavar="N", help="stop after so many minutes, with a checkpoint"
    )
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="default: auto"
    )
    parser.add_argument(
        "--threads", type=int, default=0, metavar="N", help="of the CPU (default: all)"
    )
    parser.add_argument(
        "--events", action="store_true", help="print what happens as JSON lines on stdout"
    )
    parser.add_argument(
        "--tensorboard", action="store_true", help="write curves for TensorBoard as well"
    )


def run(args: argparse.Namespace) -> int:
    """Train; the exit code is the trainer's: 1 if it failed, 130 if interrupted."""
    from app.cli.child import run_trainer

    return run_trainer("trainer", words(args))


def words(args: argparse.Namespace) -> list[str]:
    """The trainer's command line."""
    found = ["--data", *map(str, args.data), "--out", str(args.out), "--device", args.device]
    found += ["--threads", str(args.threads)]
    found += ["--apart", *map(str, args.apart)] if args.apart else []
    found += ["--drop-leaks"] if args.drop_leaks else []
    found += [f"--init={init}" for init in args.init]
    found += [f"--from={args.model}"] if args.model else []
    found += [f"--model-out={args.model_out}"] if args.model_out else []
    found += ["--hold", *args.hold] if args.hold else []
    for name in ("preset", "config", "votes", "minutes"):
        value = getattr(args, name)
        if value is not None:
            found += [f"--{name}", str(value)]
    found += [f"--set={setting}" for setting in args.settings]
    found += ["--events"] if args.events else []
    found += ["--tensorboard"] if args.tensorboard else []
    return found


def _setting(text: str) -> str:
    name, sign, _ = text.partition("=")
    if not sign or not name.strip().replace("_", "").replace("-", "").isalnum():
        raise argparse.ArgumentTypeError(f"'{text}' is not NAME=VALUE")
    return text
