"""Fine-tune on real videos that are labelled through the project API, from the words of people.

`python -m benchmarks.finetune MEDIA [--out DIR] [--by person|video|both] [--hold NAME]`. MEDIA has
`ground_truth.json` (segments with start, end, faces and expression) and the videos it names. Every
described video with one face gets its project in DIR: it is analysed, and each segment whose
expression is described labelled, as a single label or, where people saw two, as a candidate set.
Then `mien train --from grefel-s` runs on all of them, with CPU time and both models' figures.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.common import Child, machine, mien
from benchmarks.ground_truth import Segment as Described
from benchmarks.ground_truth import Truth
from engine.labels import Expression
from engine.pipeline import Analyser, AnalyserOptions, analyse_source, make_analyser
from engine.project import edits
from engine.project.holding import ApartBy, groups, suggested
from engine.project.store import SUFFIX, Project
from engine.project.training import Survey, survey
from engine.project.values import Label, Segment, Video, new_id
from engine.sources.video_file import VideoFile
from engine.types import Record


def main() -> int:
    """Label, train, print; the exit code is 1 where fewer faces than wanted were labelled."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("media", type=Path)
    parser.add_argument("--out", type=Path, help="keep projects, run and model here")
    parser.add_argument("--faces", type=int, default=50, help="at least so many labelled faces")
    parser.add_argument("--by", default="both", choices=("person", "video", "both"))
    parser.add_argument("--hold", help="hold out the video with this in its name, not a quarter")
    parser.add_argument("--only", help="one video's project alone, by a part of its name")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        out = args.out or Path(scratch)
        projects = _label_all(args.media, out)
        surveys = [survey(path) for path in projects]
        for one in surveys:
            _print(one)
        used = [s for s in surveys if s.faces and (args.only or "") in s.project.name]
        count = sum(len(one.faces) for one in used)
        print(f"{count} labelled faces in {len(used)} projects; {machine()}")
        if count < args.faces and not args.only:
            return 1
        found = groups([face for one in used for face in one.faces], ApartBy(args.by))
        named = frozenset(g.key for g in found if args.hold and args.hold in g.name)
        held = named or suggested(found)
        print("held out: " + "; ".join(group.name for group in found if group.key in held))
        child = _train([one.project for one in used], out, args.by, held)
        print(child.output)
        print(
            f"{child.cpu_s:.0f} s of processor time, {child.wall_s:.0f} s, {child.peak_mb:.0f} MB"
        )
        print(json.dumps(_figures(out), indent=1))
    return 0


def _label_all(media: Path, out: Path) -> list[Path]:
    truth: Truth = json.loads((media / "ground_truth.json").read_text())
    projects = []
    with make_analyser(AnalyserOptions()) as analyser:
        for name, entry in truth.items():
            segments = [Described.of(segment) for segment in entry.get("segments", [])]
            wanted = [s for s in segments if s.expressions and s.least_faces == s.most_faces == 1]
            if wanted and (media / name).is_file():
                projects.append(_label(media / name, wanted, analyser, out))
    return projects


def _label(clip: Path, wanted: list[Described], analyser: Analyser, out: Path) -> Path:
    """The video's project, made once: analysed and labelled."""
    path = out / f"{clip.stem}{SUFFIX}"
    if path.exists():
        return path
    out.mkdir(parents=True, exist_ok=True)
    analyser.reset()
    with Project.create(path) as project, VideoFile(clip) as source:
        video = project.add_video(clip, source.info)
        run = project.start_run(video.id, analyser.info)
        with project.writer(run) as writer:
            for scored in analyse_source(source, analyser):
                writer.append(Record.of(scored))
            writer.finish()
        _say(project, video, wanted)
    return path


def _say(project: Project, video: Video, wanted: list[Described]) -> None:
    """Label the face that is seen longest."""
    runs = project.runs(video.id)
    numbers = project.predictions(runs[-1].id).track.tolist()
    tracks = {part.raw: part.track_id for part in project.parts(video.id)}
    if not numbers:
        return
    track_id = tracks[max(set(numbers), key=numbers.count)]
    annotator = project.annotator("ground truth")
    for segment in wanted:
        label = Label.candidates(Expression(word) for word in segment.expressions)
        start, end = round(segment.start * 1e6), round(segment.end * 1e6)
        said = Segment(new_id(), video.id, track_id, annotator.id, start, end, label)
        project.apply(edits.add("Label", said))


def _train(projects: list[Path], out: Path, by: str, held: frozenset[str]) -> Child:
    for name in ("run", "grefel-s-tuned"):
        shutil.rmtree(out / name, ignore_errors=True)
    words: list[str | Path] = ["train", "--from", "grefel-s", "--set", f"apart_by={by}"]
    words += ["--threads", "1", "--out", out / "run", "--model-out", out / "grefel-s-tuned"]
    words += ["--data", *projects, *(["--hold", *sorted(held)] if held else [])]
    return mien(*words)


def _figures(out: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((out / "run" / "metrics.json").read_text())
    return found


def _print(found: Survey) -> None:
    kinds = ", ".join(f"{count} {kind}" for kind, count in found.kinds.items())
    print(f"{found.project.stem:<32}{len(found.faces):>5} faces ({kinds})")


if __name__ == "__main__":
    sys.exit(main())
