"""Reproduce the papers' tables: `python -m benchmarks.study --cache FILE.npz --out runs/study`.

The same command goes on with a study that was stopped: finished runs are kept, an interrupted one
continues from its checkpoint. `--report docs/study.md` writes what there is so far.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import threading
from pathlib import Path

import torch

from benchmarks.study.conditions import REDUCED, SCHEDULES, TABLES, Schedule, Table, plan
from benchmarks.study.report import report
from benchmarks.study.result import found, read_all, write
from benchmarks.study.running import forget, prepare, run, slug
from engine.export.staged import make_folder
from trainer.__main__ import stop_on_signals
from trainer.console import INTERRUPTED, guarded, tell


def main(argv: list[str] | None = None) -> int:
    """Run, report, or both. The exit code is 130 where it was interrupted or out of time."""
    args = _parser().parse_args(argv)
    return guarded(lambda: _main(args))


def _parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(
        prog="python -m benchmarks.study",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    p.add_argument("--cache", type=Path, help="prepared FER+; without, nothing is run")
    p.add_argument("--out", type=Path, required=True, help="results, one JSON file a run")
    p.add_argument(
        "--schedule", choices=[schedule.name for schedule in SCHEDULES], default=REDUCED.name
    )
    p.add_argument("--network", help="another network than the schedule's")
    p.add_argument("--only", nargs="+", choices=[table.key for table in TABLES], metavar="TABLE")
    p.add_argument("--seeds", type=int, default=3)
    p.add_argument("--minutes", type=float, default=0.0, help="stop after so many; 0: never")
    p.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    p.add_argument("--threads", type=int, default=0, help="0: as many as there are cores")
    p.add_argument("--report", type=Path, help="Markdown file to write from the results")
    return p


def _main(args: argparse.Namespace) -> int:
    schedule = next(schedule for schedule in SCHEDULES if schedule.name == args.schedule)
    if args.network:
        base = dataclasses.replace(schedule.base, network=args.network)
        schedule = dataclasses.replace(schedule, base=base)
    tables = [table for table in TABLES if args.only is None or table.key in args.only]
    code = 0
    if args.cache is not None:
        if args.threads:
            torch.set_num_threads(args.threads)
        code = _run(args, schedule, tables)
    if args.report is not None:
        args.report.write_text(report(read_all(args.out), schedule, args.seeds), encoding="utf-8")
    return code


def _run(args: argparse.Namespace, schedule: Schedule, tables: list[Table]) -> int:
    make_folder(args.out)
    data = prepare(args.cache, schedule)
    wanted = list(plan(tables, args.seeds))
    with stop_on_signals() as stop:
        if args.minutes > 0:
            clock = threading.Timer(60.0 * args.minutes, stop.set)
            clock.daemon = True
            clock.start()
        for number, planned in enumerate(wanted, 1):
            config = planned.condition.method.config(schedule.base, planned.seed)
            if found(read_all(args.out), schedule.name, config) is not None:
                continue
            result = None
            if not stop.is_set():
                result = run(planned, schedule, data, args.out, device=args.device, stop=stop)
            if result is None:
                return INTERRUPTED
            write(args.out / f"{slug(planned, config)}.json", result)
            forget(planned, schedule, args.out)
            tell(
                f"{number}/{len(wanted)} {result.condition}, seed {planned.seed}: corrected "
                f"{result.corrected.accuracy:.2%}, primary {result.primary.accuracy:.2%}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
