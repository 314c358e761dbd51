"""Train a network: `python -m trainer --cache FILE.npz --out runs/NAME`, or `mien train`.

The same command continues a run that was stopped; so does --cache and --out alone. Several
processes: `torchrun --nproc-per-node N -m trainer ...`.
"""

from __future__ import annotations

import argparse
import dataclasses
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import cast

import torch

from engine.errors import MienError
from trainer import checkpoint, config
from trainer.build import make_loader, make_network
from trainer.config import MAY_CHANGE, RunConfig
from trainer.console import INTERRUPTED, guarded, tell
from trainer.data.batch import TrainingSet
from trainer.data.opening import Apart, HeldOut, OpenedData, Validation, open_data
from trainer.events import Ending, Failed, Journal, JsonLines, Preparing, TensorBoard, Watcher
from trainer.finetune_run import Request, run_finetune
from trainer.folder import open_folder, write_metrics
from trainer.hardware import chosen_device
from trainer.held_out import measure
from trainer.init import start_from
from trainer.loop import Run, predict
from trainer.models.grefel import GReFEL
from trainer.parallel import Ranks, joined, leader_first
from trainer.plots import draw_curves
from trainer.progress_line import ProgressLine


def parser() -> argparse.ArgumentParser:
    """Every setting of `RunConfig` is an option."""
    p = argparse.ArgumentParser(
        prog="python -m trainer",
        usage="%(prog)s --data PATH [PATH ...] --out DIR [options]",
        description=__doc__,
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


def accuracy(run: Run, validation: Validation) -> dict[str, float]:
    """Validation accuracy of the run's weights, the best where they were kept.

    Of the primary and the corrected distribution; of the image stream's own head ("image") where
    only that was trained.
    """
    checkpoint.fill(run.average.module, checkpoint.averaged_weights(run.folder), run.folder)
    size, channels = run.loader.size, run.loader.channels
    found: dict[str, float] = {"n": len(validation.label)}
    if not run.stage.balances:
        shown = TrainingSet(images=validation.images, hard=validation.label)
        network = cast("GReFEL", run.average.module)
        measured = measure(network, shown, run.stage, size, channels)
        return found | {str(run.stage): round(measured.accuracy or 0.0, 4)}
    truth = torch.from_numpy(validation.label)
    answers = predict(run.average.module, validation.images, size=size, channels=channels)
    for name, p in zip(("primary", "corrected"), answers, strict=True):
        found[name] = round(float((p.argmax(1) == truth).float().mean()), 4)
    return found


def main(argv: list[str] | None = None) -> int:
    """Train or continue. The exit code is 1 if it failed, 130 if it was interrupted."""
    args = parser().parse_args(argv)
    return guarded(lambda: _train(args))


def _train(args: argparse.Namespace) -> int:
    chosen = settings(args)
    if args.threads:
        torch.set_num_threads(args.threads)
    if args.model:
        return _finetune(args, chosen)
    with joined() as ranks, stop_on_signals() as stop:
        with leader_first(ranks):
            data = open_data(
                args.data, args.votes, chosen, apart=Apart(args.apart, args.drop_leaks)
            )
        run = _make(args, chosen, data, ranks, stop)
        try:
            ending = run.train()
            metrics: dict[str, float] = {}
            if ranks.leads and ending is not Ending.INTERRUPTED:
                if run.stage.decides and data.validation is not None:
                    metrics = accuracy(run, data.validation)
                write_metrics(args.out, ending, metrics)
                draw_curves(args.out)
            run.finish(ending, metrics)
        finally:
            for watcher in run.watchers:
                watcher.close()
    return INTERRUPTED if ending is Ending.INTERRUPTED else 0


def _finetune(args: argparse.Namespace, chosen: RunConfig) -> int:
    watchers: list[Watcher] = [ProgressLine(), *([JsonLines()] if args.events else [])]
    if args.events_to is not None:
        watchers.append(Journal(args.out, path=args.events_to, progress=True))
    request = Request(
        model=args.model,
        out=args.out,
        paths=args.data,
        model_out=args.model_out,
        title=args.title,
        minutes=chosen.minutes,
        watchers=watchers,
    )

    def data() -> OpenedData:
        return open_data(
            args.data,
            args.votes,
            chosen,
            lambda what, done, of: request.tell(Preparing(what, done, of)),
            apart=Apart(args.apart, args.drop_leaks),
            hold=HeldOut(frozenset(args.hold), needed=True),
        )

    with stop_on_signals("stopping; the best weights so far are kept") as stop:
        try:
            found = run_finetune(request, chosen, data, stop)
        except MienError as error:
            request.tell(Failed(error.what, error.subject, error.hint))
            raise
        finally:
            for watcher in watchers:
                watcher.close()
    return INTERRUPTED if found is None else 0


def _make(
    args: argparse.Namespace,
    chosen: RunConfig,
    data: OpenedData,
    ranks: Ranks,
    stop: threading.Event,
) -> Run:
    device = chosen_device(args.device, ranks.local)
    torch.manual_seed(chosen.seed)
    network = make_network(chosen)
    for init in args.init:
        start_from(network, init)
    if network.balancing.anchors is not None:  # the run's settings, not those of where it begins
        network.balancing.anchors.delta.fill_(chosen.delta)
    watchers: list[Watcher] = []
    if ranks.leads:
        watchers += [Journal(args.out), ProgressLine()]
        watchers += [JsonLines()] if args.events else []
        watchers += [TensorBoard(args.out)] if args.tensorboard else []
    run = Run(
        network,
        chosen,
        make_loader(chosen, data.train, ranks),
        args.out,
        held=data.held,
        device=device,
        watchers=watchers,
        stop=stop,
    )
    run.resume()
    if ranks.leads:  # only now: a folder of another run stays as it was
        paths = [str(path) for path in args.data]
        known = {
            "paths": paths,
            "votes": str(args.votes) if args.votes else None,
            "apart": [str(path) for path in args.apart],
            "drop_leaks": args.drop_leaks,
            "sha256": run.data,
            "pictures": len(data.train),
        }
        open_folder(args.out, chosen, known, str(device))
    return run


@contextmanager
def stop_on_signals(
    words: str = "stopping after this batch; the same command goes on from here",
) -> Iterator[threading.Event]:
    """An event that the first Ctrl-C (or SIGTERM) sets; the second one interrupts at once."""
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        tell(words)

    former = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    sys.exit(main())
