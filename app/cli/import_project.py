"""`mien import-project`: bring other people's work into a project, or save a damaged one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.report import say, tell

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.project.store import Project
    from engine.project.values import Video


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `import-project`."""
    parser = subparsers.add_parser(
        "import-project",
        help="merge projects; bring in labels and predictions of other tools",
        description="Brings what is in the SOURCEs into a project, which is made if there is none. "
        "*.mien: another rater's project of the same videos. *.eaf, *.txt, *.tsv: labels made in "
        "ELAN. *.csv: predictions of OpenFace 2, Py-Feat or Mien, or a table with 'frame' or "
        "'timestamp' and columns named after the labels. *.json: the JSON twin of a project; the "
        "project must not be there yet.",
    )
    parser.add_argument("project", type=Path, metavar="FILE", help="the project (*.mien)")
    parser.add_argument("sources", nargs="*", type=Path, metavar="SOURCE", help="what to bring in")
    parser.add_argument(
        "--video", type=Path, metavar="FILE", help="the video that labels or predictions belong to"
    )
    parser.add_argument(
        "--annotator", metavar="NAME", help="who made the labels, where ELAN's tiers do not say"
    )
    parser.add_argument(
        "--recover",
        action="store_true",
        help="save what can be read of a damaged FILE as NAME.recovered.mien",
    )


def run(args: argparse.Namespace) -> int:
    """Import; every SOURCE is told of when it is in."""
    from engine.errors import DataError
    from engine.project.store import Project
    from engine.project.twin import read_twin

    if args.recover:
        return _recover(args.project)
    if not args.sources:
        raise DataError("there is nothing to import", hint="Name at least one SOURCE")
    sources = list(args.sources)
    if sources[0].suffix.lower() == ".json" and not args.project.exists():
        read_twin(sources[0], args.project).close()
        say(f"{sources[0]}: now {args.project}")
        del sources[0]
    if not sources:
        return 0
    made = not args.project.exists()
    with Project.create(args.project) if made else Project.open(args.project) as project:
        for source in sources:
            say(f"{source}: {_bring(project, source, args)}")
    return 0


def _recover(path: Path) -> int:
    from engine.project.recovery import recover

    target = path.with_name(f"{path.stem}.recovered{path.suffix}")
    result = recover(path, target)
    saved = ", ".join(f"{count} {name}" for name, count in result.saved.items())
    say(f"{target}: {saved}; {result.lost} could not be read")
    return 0


def _bring(project: Project, source: Path, args: argparse.Namespace) -> str:
    """Import one source; returns what was done, in words."""
    from engine.errors import DataError

    kind = source.suffix.lower()
    if kind == ".mien":
        return _merge(project, source)
    if kind in (".eaf", ".txt", ".tsv"):
        from engine.project.imports.elan import import_elan

        labels = import_elan(project, _video(project, args), source, annotator=args.annotator)
        for value, count in labels.unknown:
            tell(f"{source}: '{value}' is no label ({count} times), left out")
        return f"{labels.segments} labels"
    if kind == ".csv":
        from app.cli.progress import Progress
        from engine.project.imports.tables import import_table

        video = _video(project, args)
        times = _times(project, video)
        with Progress(source.name, None, "lines") as bar:
            table = import_table(project, video, source, times_us=times, progress=bar.update)
        return f"{table.frames} frames with {table.faces} faces ({table.kind})"
    raise DataError(
        "nobody knows what this is",
        subject=str(source),
        hint="Known are *.mien, *.eaf, *.txt, *.tsv, *.csv, and *.json for a new project",
    )


def _merge(project: Project, source: Path) -> str:
    from engine.project.merging import merge
    from engine.project.store import Project

    with Project.open(source, read_only=True) as other:
        report = merge(project, other)
    for name in report.layers:
        tell(f"{source}: versions that contradict each other are kept as '{name}'")
    added = ", ".join(f"{count} {name}" for name, count in report.added.items())
    return f"merged, {added or 'nothing'} new"


def _video(project: Project, args: argparse.Namespace) -> Video:
    """The video that is meant: the named one, or the only one there is."""
    from engine.errors import DataError
    from engine.sources.files import open_path

    if args.video is not None:
        with open_path(args.video) as source:
            return project.add_video(args.video, source.info)
    videos = project.videos()
    if len(videos) == 1:
        return videos[0]
    raise DataError(
        f"the project has {len(videos)} videos",
        subject=str(project.path),
        hint="Say with --video which one is meant",
    )


def _times(project: Project, video: Video) -> NDArray[np.int64] | None:
    """When the video's frames are; None where the video is not there to be asked."""
    from engine.project.errors import VideoChanged, VideoMissing
    from engine.sources.frame_index import build_index

    try:
        index = build_index(project.find_video(video))
    except (VideoMissing, VideoChanged) as error:
        tell(f"{error} Times are taken from the table")
        return None
    return None if index is None else index.times_us
