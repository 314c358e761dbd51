"""`mien analyze`: videos and pictures in, tables out."""

from __future__ import annotations

import argparse
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.report import FAILED, INTERRUPTED, report, say, tell

if TYPE_CHECKING:
    from engine.analyse_file import FileOptions, FileResult, FileTask, Outcome
    from engine.analyser import Analyser, AnalyserOptions
    from engine.sources.base import SourceInfo

    #: What became of each file, in order.
    Outcomes = Generator[tuple[FileTask, Outcome], None, None]

_FORMATS = ("csv", "parquet", "jsonl")
_BACKENDS = (
    *("auto", "gpu", "cpu", "tensorrt", "tensorrt_rtx"),
    *("onnxruntime_cuda", "openvino", "onnxruntime"),
)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `analyze`."""
    parser = subparsers.add_parser(
        "analyze",
        help="analyse videos and pictures, write tables",
        description="Reads the facial expressions in videos and pictures. Writes NAME.csv (one row "
        "a frame and face; docs/csv.md explains the columns) and NAME.session.json for each.",
    )
    parser.add_argument(
        "inputs", nargs="+", metavar="INPUT", help="videos, pictures, folders, glob patterns"
    )
    parser.add_argument(
        "--out", required=True, type=_folder, metavar="DIR", help="folder for results"
    )
    parser.add_argument(
        "--format",
        type=_formats,
        default=("csv",),
        metavar="LIST",
        help="table formats, comma-separated: csv, parquet, jsonl (default: csv)",
    )
    parser.add_argument("--model", metavar="NAME", help="model to use (mien models lists them)")
    parser.add_argument(
        "--backend", choices=_BACKENDS, default="auto", help="what runs the model (default: auto)"
    )
    parser.add_argument(
        "--stride", type=_positive, default=1, metavar="N", help="analyse every N-th frame only"
    )
    parser.add_argument(
        "--max-faces", type=_positive, default=8, metavar="N", help="at most N faces a frame"
    )
    parser.add_argument(
        "--jobs",
        type=_positive,
        default=1,
        metavar="N",
        help="analyse N files at a time, each in a process of its own (default: 1)",
    )
    parser.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="analyse on the machines of the Dask cluster whose scheduler is at ADDRESS, which see "
        "INPUT and DIR under the same names (docs/cluster.md)",
    )
    parser.add_argument("--overlay", action="store_true", help="write an annotated copy as well")
    parser.add_argument(
        "--resume", action="store_true", help="skip inputs whose complete result is there already"
    )


def run(args: argparse.Namespace) -> int:
    """Analyse every input; the exit code is 1 if any failed, 130 if interrupted."""
    from app.cli.interrupt import stop_on_signals
    from app.cli.naming import OutputNames
    from engine.analyse_file import FileOptions, FileTask
    from engine.analyser import AnalyserOptions
    from engine.errors import SourceError
    from engine.export.parquet_sink import require_pyarrow
    from engine.export.session import Settings
    from engine.export.sink import TableFormat
    from engine.export.staged import make_folder
    from engine.models.registry import BackendChoice

    options = AnalyserOptions(args.model, BackendChoice(args.backend), args.max_faces)
    settings = Settings(args.stride, options.max_faces, options.smoothing_s)
    formats = tuple(TableFormat(name) for name in args.format)
    if TableFormat.PARQUET in formats:
        require_pyarrow()
    inputs = _inputs(args.inputs)
    if not inputs:
        raise SourceError("there is no video or picture", subject=", ".join(args.inputs))
    make_folder(args.out)
    names = OutputNames(args.out)
    tasks = [FileTask(path, names.base(path)) for path in inputs]
    files = FileOptions(settings, formats, args.overlay)
    work = _way(args, tasks)
    with stop_on_signals() as stop:
        return _run(tasks, work(tasks, options, files, stop, args.resume), stop)


def _way(args: argparse.Namespace, tasks: list[FileTask]) -> Callable[..., Outcomes]:
    """Who analyses: this process, several processes, or other machines."""
    if args.cluster is not None:
        _require_dask()
        from engine.cluster.client import analyse_on_cluster

        title = f"{len(tasks)} files on {args.cluster}"
        return partial(_side_by_side, title, partial(analyse_on_cluster, address=args.cluster))
    jobs = min(args.jobs, len(tasks))
    if jobs == 1:
        return _one_by_one
    from engine.many_files import analyse_many

    title = f"{len(tasks)} files, {jobs} at a time"
    return partial(_side_by_side, title, partial(analyse_many, jobs=jobs))


def _require_dask() -> None:
    from importlib.util import find_spec

    from engine.errors import MienError

    if find_spec("distributed") is None:
        raise MienError(
            "Dask is not installed", subject="--cluster", hint="Run: pip install 'mien[cluster]'"
        )


def _run(tasks: list[FileTask], told: Outcomes, stop: threading.Event) -> int:
    """Tell what becomes of each file; a bad one never stops the rest."""
    from engine.errors import OutputError

    failed = 0
    with closing(told):
        for task, outcome in told:
            if isinstance(outcome, OutputError):
                raise outcome  # the folder is full or gone: the other inputs would fare no better
            failed += not _tell(task, outcome)
    if stop.is_set():
        tell("interrupted; --resume goes on with what is not done yet")
        return INTERRUPTED
    if failed and len(tasks) > 1:
        tell(f"{failed} of {len(tasks)} inputs failed, see above")
    return FAILED if failed else 0


def _one_by_one(
    tasks: list[FileTask],
    options: AnalyserOptions,
    files: FileOptions,
    stop: threading.Event,
    resume: bool,
) -> Outcomes:
    from engine.analyser import make_analyser

    with make_analyser(options) as analyser:
        for number, task in enumerate(tasks, start=1):
            if stop.is_set():
                break
            title = f"[{number}/{len(tasks)}] {task.path.name}"
            try:
                outcome: Outcome = _one(task, title, analyser, files, stop, resume)
            except Exception as error:  # noqa: BLE001 - a bad file must not stop the others
                outcome = error
            yield task, outcome


def _one(
    task: FileTask,
    title: str,
    analyser: Analyser,
    files: FileOptions,
    stop: threading.Event,
    resume: bool,
) -> FileResult | None:
    from app.cli.progress import Progress
    from engine.analyse_file import analyse_path

    with ExitStack() as bars:

        def begin(info: SourceInfo) -> Callable[[int], None]:
            return bars.enter_context(Progress(title, _expected_frames(info))).update

        return analyse_path(
            task.path, task.base, analyser, files, stop=stop, resume=resume, on_open=begin
        )


def _side_by_side(
    title: str,
    analyse: Callable[..., Outcomes],
    tasks: list[FileTask],
    options: AnalyserOptions,
    files: FileOptions,
    stop: threading.Event,
    resume: bool,
) -> Outcomes:
    from app.cli.progress import Progress

    with (
        Progress(title, None) as progress,
        closing(
            analyse(
                tasks,
                analyser=options,
                options=files,
                stop=stop,
                resume=resume,
                progress=progress.update,
            )
        ) as outcomes,
    ):
        for found in outcomes:
            progress.clear()
            yield found


def _tell(task: FileTask, outcome: Outcome) -> bool:
    """Say what became of a file; returns whether it is well."""
    if isinstance(outcome, Exception):
        report(outcome)
        return False
    if task.base.name != task.path.stem:
        tell(f"{task.path}: its results are called {task.base.name}")
    if outcome is None:
        say(f"{task.path}: done already")
        return True
    counts = outcome.session.counts
    where = ", ".join(str(task.base.parent / output.name) for output in outcome.outputs)
    frames = "frame" if counts.decoded == 1 else "frames"
    done = f"{counts.decoded} {frames}, {counts.with_face} with a face"
    if outcome.interrupted:
        kept = where or "nothing, no frame was done"
        tell(f"{task.path}: stopped after {done}; kept as {kept}")
    elif outcome.damage is not None:
        tell(f"{outcome.damage} Kept: {done} -> {where}")
    else:
        say(f"{task.path}: {done} -> {where}")
    return outcome.damage is None


def _expected_frames(info: SourceInfo) -> int | None:
    """About how many frames there are, for the progress only; many containers do not say."""
    if info.frames is not None:
        return info.frames
    if info.duration_us is None or not info.fps:
        return None
    return max(round(info.duration_us * info.fps / 1e6), 1)


def _inputs(words: list[str]) -> list[Path]:
    """Files to analyse; annotated copies of an earlier run only where they are named."""
    from engine.sources.files import expand

    named = {Path(word) for word in words}
    return [path for path in expand(words) if ".overlay" not in path.suffixes or path in named]


def _formats(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    wrong = [name for name in names if name not in _FORMATS]
    if wrong or not names:
        what = ", ".join(wrong) or "nothing"
        raise argparse.ArgumentTypeError(f"{what}: choose from {', '.join(_FORMATS)}")
    return names


def _folder(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("the name is empty; . is the current folder")
    return Path(text)


def _positive(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text}: a whole number from 1 is needed")
    return number
