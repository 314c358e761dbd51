"""`mien import-project`: bring other people's work into a project, or save a damaged one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.report import say, tell

if TYPE_CHECKING:
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
    from app.cli.progress import Progress
    from engine.project.imports.bring import bring

    with Progress(source.name, None, "lines") as bar:
        found = bring(
            project,
            source,
            lambda: _video(project, args),
            annotator=args.annotator,
            progress=bar.update,
        )
    for value, count in found.unknown:
        tell(f"{source}: '{value}' is no label ({count} times), left out")
    for name in found.layers:
        tell(f"{source}: versions that contradict each other are kept as '{name}'")
    if found.untimed:
        tell(f"{found.untimed} Times are taken from the table")
    if source.suffix.lower() == ".mien":
        added = ", ".join(f"{count} {name}" for name, count in found.added.items())
        return f"merged, {added or 'nothing'} new"
    if found.kind:
        return f"{found.frames} frames with {found.faces} faces ({found.kind})"
    return f"{found.labels} labels"


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
