"""Train a network: `python -m trainer --cache FILE.npz --out runs/NAME`, or `mien train`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import cast

import torch

from engine.errors import MienError
from trainer import checkpoint
from trainer.build import make_loader, make_network
from trainer.config import RunConfig
from trainer.console import INTERRUPTED, guarded, tell
from trainer.data.batch import TrainingSet
from trainer.data.opening import Apart, HeldOut, OpenedData, Validation, open_data
from trainer.events import (
    Ending,
    Event,
    Failed,
    Journal,
    JsonLines,
    Preparing,
    TensorBoard,
    Watcher,
)
from trainer.finetune_run import Request, run_finetune
from trainer.folder import open_folder, write_metrics
from trainer.hardware import chosen_device
from trainer.held_out import measure
from trainer.init import origin, start_from
from trainer.loop import Run, predict
from trainer.models.grefel import GReFEL
from trainer.options import parser, settings
from trainer.parallel import Ranks, joined, leader_first
from trainer.plots import draw_curves
from trainer.progress_line import ProgressLine


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
        watchers: list[Watcher] = []
        if ranks.leads:
            watchers = [ProgressLine(), *([JsonLines()] if args.events else [])]
        try:
            ending = _run(args, chosen, ranks, stop, watchers)
        except MienError as error:  # the journal is left out: it may be another run's
            _tell(watchers, Failed(error.what, error.subject, error.hint))
            raise
        finally:
            for watcher in watchers:
                watcher.close()
    return INTERRUPTED if ending is Ending.INTERRUPTED else 0


def _run(
    args: argparse.Namespace,
    chosen: RunConfig,
    ranks: Ranks,
    stop: threading.Event,
    watchers: list[Watcher],
) -> Ending:
    """Prepare, train and measure."""

    def told(what: str, done: int, of: int) -> None:
        _tell(watchers, Preparing(what, done, of))

    with leader_first(ranks):
        apart = Apart(args.apart, args.drop_leaks)
        data = open_data(args.data, args.votes, chosen, told, apart=apart)
    own: list[Watcher] = []
    if ranks.leads:
        own = [Journal(args.out), *([TensorBoard(args.out)] if args.tensorboard else [])]
    try:
        run = _make(args, chosen, data, ranks, stop, [*own, *watchers])
        ending = run.train()
        metrics: dict[str, float] = {}
        if ranks.leads and ending is not Ending.INTERRUPTED:
            if run.stage.decides and data.validation is not None:
                metrics = accuracy(run, data.validation)
            write_metrics(args.out, ending, metrics)
            draw_curves(args.out)
        run.finish(ending, metrics)
    finally:
        for watcher in own:
            watcher.close()
    return ending


def _tell(watchers: Sequence[Watcher], event: Event) -> None:
    for watcher in watchers:
        watcher.tell(event)


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
    watchers: Sequence[Watcher],
) -> Run:
    device = chosen_device(args.device, ranks.local)
    torch.manual_seed(chosen.seed)
    network = make_network(chosen)
    for init in args.init:
        start_from(network, init)
    if network.balancing.anchors is not None:  # the run's settings, not those of where it begins
        network.balancing.anchors.delta.fill_(chosen.delta)
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
        open_folder(args.out, chosen, known, str(device), [origin(init) for init in args.init])
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
