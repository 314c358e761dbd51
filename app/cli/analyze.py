"""`mien analyze`: videos and pictures in, tables out."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.report import FAILED, INTERRUPTED, report, say, tell

if TYPE_CHECKING:
    from engine.analyse_file import FileOptions, FileResult
    from engine.pipeline import Analyser
    from engine.sources.base import SourceInfo

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
    parser.add_argument("--overlay", action="store_true", help="write an annotated copy as well")
    parser.add_argument(
        "--resume", action="store_true", help="skip inputs whose complete result is there already"
    )


def run(args: argparse.Namespace) -> int:
    """Analyse every input; the exit code is 1 if any failed, 130 if interrupted."""
    from app.cli.interrupt import stop_on_signals
    from engine.analyse_file import FileOptions
    from engine.errors import SourceError
    from engine.export.parquet_sink import require_pyarrow
    from engine.export.session import Settings
    from engine.export.sink import TableFormat
    from engine.export.staged import make_folder
    from engine.models.registry import BackendChoice
    from engine.pipeline import AnalyserOptions, make_analyser

    options = AnalyserOptions(args.model, BackendChoice(args.backend), args.max_faces)
    settings = Settings(args.stride, options.max_faces, options.smoothing_s)
    formats = tuple(TableFormat(name) for name in args.format)
    if TableFormat.PARQUET in formats:
        require_pyarrow()
    inputs = _inputs(args.inputs)
    if not inputs:
        raise SourceError("there is no video or picture", subject=", ".join(args.inputs))
    make_folder(args.out)
    files = FileOptions(settings, formats, args.overlay)
    with stop_on_signals() as stop, make_analyser(options) as analyser:
        return _Batch(inputs, args.out, analyser, files, stop, resume=args.resume).run()


class _Batch:
    """One run over many inputs: each is told of when it is done, a bad one never stops the rest."""

    def __init__(
        self,
        inputs: list[Path],
        out: Path,
        analyser: Analyser,
        options: FileOptions,
        stop: threading.Event,
        *,
        resume: bool,
    ) -> None:
        from app.cli.naming import OutputNames

        self._inputs = inputs
        self._names = OutputNames(out)
        self._analyser = analyser
        self._options = options
        self._stop = stop
        self._resume = resume
        self._failed = 0

    def run(self) -> int:
        from engine.errors import OutputError

        for number, path in enumerate(self._inputs, start=1):
            if self._stop.is_set():
                break
            try:
                self._one(path, f"[{number}/{len(self._inputs)}] {path.name}")
            except OutputError:
                raise  # the folder is full or gone: the other inputs would fare no better
            except Exception as error:  # noqa: BLE001 - a bad file must not stop the others
                report(error)
                self._failed += 1
        if self._stop.is_set():
            tell("interrupted; --resume goes on with what is not done yet")
            return INTERRUPTED
        if self._failed and len(self._inputs) > 1:
            tell(f"{self._failed} of {len(self._inputs)} inputs failed, see above")
        return FAILED if self._failed else 0

    def _one(self, path: Path, title: str) -> None:
        from app.cli.progress import Progress
        from engine.analyse_file import already_done, analyse_file, plan
        from engine.sources.files import open_path

        with open_path(path) as source:
            session = plan(source, path, self._analyser, self._options.settings)
            base = self._names.base(path)
            if base.name != path.stem:
                tell(f"{path}: its results are called {base.name}")
            if self._resume and already_done(session, base, self._options):
                say(f"{path}: done already")
                return
            with Progress(title, _expected_frames(source.info)) as progress:
                result = analyse_file(
                    source,
                    session,
                    base,
                    self._analyser,
                    self._options,
                    stop=self._stop,
                    progress=progress.update,
                )
        self._tell_result(path, base, result)

    def _tell_result(self, path: Path, base: Path, result: FileResult) -> None:
        counts = result.session.counts
        where = ", ".join(str(base.parent / output.name) for output in result.outputs)
        frames = "frame" if counts.decoded == 1 else "frames"
        done = f"{counts.decoded} {frames}, {counts.with_face} with a face"
        if result.interrupted:
            tell(f"{path}: stopped after {done}; kept as {where or 'nothing, no frame was done'}")
        elif result.damage is not None:
            self._failed += 1
            tell(f"{result.damage} Kept: {done} -> {where}")
        else:
            say(f"{path}: {done} -> {where}")


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
