"""`mien demo`: the whole pipeline once, on real faces, with no camera, file or display needed."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.report import FAILED, INTERRUPTED, tell

if TYPE_CHECKING:
    from engine.analyse_file import FileResult
    from engine.types import Floats, Scored


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `demo`."""
    parser = subparsers.add_parser(
        "demo",
        help="run everything once on real faces that come along",
        description="Makes a short clip of two real faces, analyses it, and writes a table, an "
        "annotated picture and an annotated video. Needs no camera, no display and no network.",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("mien-demo"), metavar="DIR", help="folder for results"
    )


def run(args: argparse.Namespace) -> int:
    """Make the clip, analyse it, say what came out and where it lies."""
    from app.cli.interrupt import stop_on_signals
    from app.cli.progress import Progress
    from engine.analyse_file import FileOptions, analyse_file, plan
    from engine.demo import make_demo_clip
    from engine.export.overlay import write_picture
    from engine.export.session import Settings
    from engine.export.staged import make_folder
    from engine.pipeline import AnalyserOptions, make_analyser
    from engine.sources.video_file import VideoFile

    options = AnalyserOptions()
    files = FileOptions(Settings(1, options.max_faces, options.smoothing_s), overlay=True)
    make_folder(args.out)
    clip = make_demo_clip(args.out / "demo.mp4")
    summary = _Summary()
    with stop_on_signals() as stop, make_analyser(options) as analyser, VideoFile(clip) as source:
        began = time.monotonic()
        session = plan(source, clip, analyser, files.settings)
        with Progress("demo", source.info.frames) as progress:
            result = analyse_file(
                source,
                session,
                args.out / "demo",
                analyser,
                files,
                stop=stop,
                progress=progress.update,
                on_scored=summary.add,
            )
    if result.interrupted:
        return INTERRUPTED
    if summary.best is None or result.damage is not None:
        tell(f"the demo did not work: {result.damage or 'no face was found'}")
        return FAILED
    picture = write_picture(args.out / "demo.png", summary.best)
    summary.show(result, time.monotonic() - began)
    _show_paths(args.out, result, picture)
    return 0


class _Track:
    """Sums over the frames of one face."""

    def __init__(self, start_us: int) -> None:
        self.start_us = start_us
        self.end_us = start_us
        self.frames = 0
        self.primary: Floats | float = 0.0
        self.corrected: Floats | float = 0.0


class _Summary:
    """What the faces of the clip looked like, face by face."""

    def __init__(self) -> None:
        self.best: Scored | None = None
        self._rank = (0, 0.0)
        self._tracks: dict[int, _Track] = {}

    def add(self, scored: Scored) -> None:
        """Take in one frame, and keep it if it would make the best picture so far."""
        rank = (len(scored.emotions), sum(emotion.probability for emotion in scored.emotions))
        if rank > self._rank:
            self.best, self._rank = scored, rank
        pts_us = scored.frame.pts_us
        for face, emotion in zip(scored.faces.faces, scored.emotions, strict=True):
            if face.track is None:
                continue
            track = self._tracks.setdefault(face.track, _Track(pts_us))
            track.end_us = pts_us
            track.frames += 1
            track.primary = track.primary + emotion.primary
            track.corrected = track.corrected + emotion.corrected

    def show(self, result: FileResult, seconds: float) -> None:
        """Print it as a table."""
        import numpy as np

        from engine.export.paint import percent
        from engine.labels import LABELS

        counts, model = result.session.counts, result.session.model
        print(
            f"Analysed {counts.decoded} frames, {counts.with_face} of them with a face, in "
            f"{seconds:.1f} s with {model.name} on {model.backend} ({model.precision}).\n\n"
            "face   seen           frames   mostly       corrected   primary"
        )
        for number, track in sorted(self._tracks.items()):
            corrected = np.asarray(track.corrected) / track.frames
            primary = np.asarray(track.primary) / track.frames
            top = int(np.argmax(corrected))
            seen = f"{track.start_us / 1e6:.1f}-{track.end_us / 1e6:.1f} s"
            print(
                f"{number:>4}   {seen:<12} {track.frames:>8}   {LABELS[top]:<10} "
                f"{percent(float(corrected[top])):>10} {percent(float(primary[top])):>10}"
            )
        print(
            "\nPrimary is the network's first look, corrected is after reliability balancing;\n"
            "both are means over the face's frames.\n"
        )


def _show_paths(out: Path, result: FileResult, picture: Path) -> None:
    for title, name in (
        ("Table", "demo.csv"),
        ("Annotated picture", picture.name),
        ("Annotated video", "demo.overlay.mp4"),
        ("How it was made", "demo.session.json"),
    ):
        print(f"{title + ':':<19}{(out / name).resolve()}")
    print(
        "\nTo open the window, run `mien` where there is a display; `mien gui --demo` shows this."
    )
