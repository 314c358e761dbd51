"""The trainer's command line: its options, and the settings that they make."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Final

from trainer import config
from trainer.config import MAY_CHANGE, RunConfig

_ABOUT: Final = """Train a network: `mien train`, or `python -m trainer --cache FILE.npz --out DIR`.

The same command continues a run that was stopped; so does --cache and --out alone. Several
processes: `torchrun --nproc-per-node N -m trainer ...`.
"""


def parser() -> argparse.ArgumentParser:
    """Every setting of `RunConfig` is an option."""
    p = argparse.ArgumentParser(
        prog="python -m trainer",
        usage="%(prog)s --data PATH [PATH ...] --out DIR [options]",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,  # --epoch is a mistake, not short for --epochs
    )
    p.add_argument(
        *("--data", "--cache"),
        dest="data",
        type=Path,
        nargs="+",
        required=True,
        help="folder of FER+ or the cache made of it; or data sets of any layout",
    )
    p.add_argument("--votes", type=Path, help="table whose votes replace those of the first data")
    p.add_argument("--apart", type=Path, nargs="+", default=[], help="data to be measured on")
    p.add_argument("--drop-leaks", action="store_true", help="do not train on what --apart shows")
    p.add_argument("--out", type=Path, required=True, help="run folder; an old run goes on")
    p.add_argument(
        "--init",
        action="append",
        default=[],
        metavar="FROM[:PART,...]",
        help="start from the weights of a run folder or a model, or from the named parts of the "
        "network; may be given several times",
    )
    p.add_argument("--from", dest="model", help="fine-tune this model on the data")
    p.add_argument("--hold", nargs="+", default=[], help="ids of persons and videos to hold out")
    p.add_argument("--model-out", type=Path, help="folder for the tuned model")
    p.add_argument("--title", default="", help="what people call the tuned model")
    p.add_argument("--events-to", type=Path, help="append the events of fine-tuning to this file")
    p.add_argument("--preset", help=f"recipe to start from: {', '.join(config.presets())}")
    p.add_argument("--config", type=Path, help="TOML file of settings")
    p.add_argument("--events", action="store_true", help="JSON lines on stdout")
    p.add_argument("--tensorboard", action="store_true", help="curves in the run folder")
    p.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    p.add_argument("--threads", type=int, default=0, help="0: as many as there are cores")
    p.add_argument("--set", action="append", default=[], dest="words", metavar="NAME=VALUE")
    group = p.add_argument_group(
        "settings", "each, as with --set, goes before --config, which goes before --preset"
    )
    for field in dataclasses.fields(RunConfig):
        option = "--" + field.name.replace("_", "-")
        kind = config.truth if isinstance(field.default, bool) else type(field.default)
        group.add_argument(option, type=kind, default=argparse.SUPPRESS, metavar=str(field.default))
    return p


def settings(args: argparse.Namespace) -> RunConfig:
    """Preset, then file, then options; without any of them, those of the run that goes on."""
    names = [field.name for field in dataclasses.fields(RunConfig)]
    given = {name: getattr(args, name) for name in names if hasattr(args, name)}
    given |= config.from_words(args.words)
    stored = args.out / "config.toml"
    as_before = args.config is None and args.preset is None and not given.keys() - MAY_CHANGE
    if as_before and stored.exists():
        return dataclasses.replace(config.from_toml(stored), **given)
    named = args.preset or ("finetune" if args.model else None)
    base = config.preset(named) if named else RunConfig()
    if args.config is not None:
        base = config.from_toml(args.config, base)
    return dataclasses.replace(base, **given)
