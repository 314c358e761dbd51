"""`mien evaluate`: how good a model is on a labelled data set."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.report import FAILED, INTERRUPTED, tell

if TYPE_CHECKING:
    from engine.evaluation.dataset import DataSet
    from engine.evaluation.resampling import Intervals
    from engine.evaluation.run import Evaluation

_BACKENDS = (
    *("auto", "gpu", "cpu", "tensorrt", "tensorrt_rtx"),
    *("onnxruntime_cuda", "openvino", "onnxruntime"),
)
#: Bad pictures that are named one by one.
_NAMED = 20


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `evaluate`."""
    parser = subparsers.add_parser(
        "evaluate",
        help="measure a model on a labelled data set",
        description="Runs a model over labelled pictures and prints how right it is, before and "
        "after correction. A picture that cannot be read, or in which no face is found, counts "
        "as an error with the uniform distribution as the answer.",
    )
    parser.add_argument(
        "--data",
        required=True,
        type=Path,
        metavar="PATH",
        help="FER+ in its official layout (folder with label.csv, its parent, or a tar of it), a "
        "folder with a subfolder per expression, or a CSV table with 'file' and either 'label' "
        "or a column of votes for each expression",
    )
    parser.add_argument(
        "--votes",
        type=Path,
        metavar="FILE",
        help="table such as fer2013new.csv: its votes replace those of the data set",
    )
    parser.add_argument(
        "--faces",
        choices=("crop", "detect"),
        default="crop",
        help="crop: the pictures are face crops; detect: find the largest face (default: crop)",
    )
    parser.add_argument("--model", metavar="NAME", help="model to use (mien models lists them)")
    parser.add_argument(
        "--backend", choices=_BACKENDS, default="auto", help="what runs the model (default: auto)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the JSON object here too")
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="write a report with diagrams and the hardest pictures: FILE.html, or FILE.md with "
        "its pictures in FILE.files",
    )


def run(args: argparse.Namespace) -> int:
    """Measure; the exit code is 1 if a picture could not be read, 130 if interrupted."""
    from app.cli.evaluation_output import as_json, as_text
    from engine.evaluation.readers import open_dataset
    from engine.evaluation.resampling import intervals

    for path in (args.out, args.report):
        if path is not None:
            _check_writable(path)
    if args.report is not None:
        from engine.evaluation.report.document import check_suffix

        check_suffix(args.report)
    data = open_dataset(args.data, args.votes)
    try:
        result = _evaluate(args, data)
        spread = intervals(result.answers)
        if args.report is not None:
            _write_report(args.report, result, spread, data)
    finally:
        data.close()
    summary = as_json(result, spread)
    if args.out is not None:
        _write(args.out, summary)
    print(json.dumps(summary, indent=2) if args.json else as_text(result))
    for bad in result.bad_pictures[:_NAMED]:
        tell(f"{bad.name}: {bad.reason}; counted as an error")
    if len(result.bad_pictures) > _NAMED:
        tell(f"and {len(result.bad_pictures) - _NAMED} more pictures that cannot be read")
    if result.n < result.of:
        tell(f"interrupted: these are the figures of the first {result.n} of {result.of} pictures")
        return INTERRUPTED
    return FAILED if result.bad_pictures else 0


def _evaluate(args: argparse.Namespace, data: DataSet) -> Evaluation:
    from app.cli.interrupt import stop_on_signals
    from app.cli.progress import Progress
    from engine.evaluation.branches import open_branches
    from engine.evaluation.run import FacesMode, evaluate
    from engine.models.registry import BackendChoice, find_model, load_model

    faces = FacesMode(args.faces)
    model = load_model(args.model, BackendChoice(args.backend))
    detector = None
    try:
        if faces is FacesMode.DETECT:
            from engine.detect.mediapipe_faces import MediaPipeFaces

            detector = MediaPipeFaces()
        with (
            stop_on_signals() as stop,
            Progress(args.data.name, len(data.samples), "pictures") as bar,
        ):
            return evaluate(
                model,
                data,
                faces=faces,
                detector=detector,
                inner=open_branches(find_model(args.model)),
                progress=lambda done, total: bar.update(done),
                stop=stop,
            )
    finally:
        if detector is not None:
            detector.close()
        model.close()


def _write_report(path: Path, result: Evaluation, spread: Intervals, data: DataSet) -> None:
    from engine.evaluation.report.content import report
    from engine.evaluation.report.document import write

    write(report(result, spread, data), path)


def _check_writable(path: Path) -> None:
    """Find out before an hour of work, not after it, that a result cannot be written."""
    if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
        from engine.errors import OutputError

        raise OutputError(
            "the folder is not there or cannot be written",
            subject=str(path.parent),
            hint="Choose another file with --out or --report",
        )


def _write(path: Path, summary: dict[str, Any]) -> None:
    from engine.export.staged import StagedFile, cannot_write

    staged = StagedFile(path)
    try:
        staged.part.write_text(json.dumps(summary, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise cannot_write(path, error) from error
    staged.commit()
