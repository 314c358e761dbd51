"""Compare `mien analyze` with what people saw in real videos, segment by segment.

`python -m benchmarks.ground_truth MEDIA [--out DIR] [--json FILE]`. MEDIA holds
`ground_truth.json` (segments with start, end, faces and expression) and the videos it names.
Every video below MEDIA's `videos` and `derived` folders is analysed by the real command line;
the JSON printed last has the figures.

Scores of a video, over the frames inside the described segments:
rows: distinct frames in the table against frames decoded by FFmpeg alone and frames described.
faces: share of frames whose number of faces is the described one (or in its range, as "1-2").
expression: of the frames with a face in segments whose expression is described, the share in
which the most probable corrected label (of any face) is among the described ones.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import av

from engine.export.session import read_session
from engine.labels import LABELS

#: ground_truth.json: what is described, by the video's path.
Truth = dict[str, dict[str, Any]]

#: Borders of the segments were read by eye: frames this near to one are not scored, seconds.
_BORDER_S = 0.1


@dataclass(frozen=True)
class Segment:
    """A described stretch. expressions: empty where the description names none of the labels."""

    start: float
    end: float
    least_faces: int
    most_faces: int
    expressions: frozenset[str]

    @classmethod
    def of(cls, entry: dict[str, object]) -> Segment:
        """Read one segment of ground_truth.json."""
        low, _, high = str(entry["faces"]).partition("-")
        words = str(entry["expression"]).split("/")
        known = {word for word in words if word in set(LABELS)}
        # "talking/expressive", "transition to ..." and "-" name no expression to score.
        scored = frozenset(known) if len(known) == len(words) else frozenset[str]()
        return cls(
            float(str(entry["start"])), float(str(entry["end"])), int(low), int(high or low), scored
        )


@dataclass
class Score:
    """Frames right and frames counted, by question."""

    video: str
    decoded: int = 0
    described: int | None = None
    rows: int = 0
    vfr_right: bool = False
    faces_right: int = 0
    faces_of: int = 0
    expression_right: int = 0
    expression_of: int = 0
    complete: bool = False
    error: str | None = None
    segments: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True)
class FrameResult:
    """What the table says of one frame. time: seconds, as the container gives it."""

    time: float
    faces: int
    labels: tuple[str, ...]


def main() -> int:
    """Analyse, compare, print; the exit code is 1 where rows are missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("media", type=Path)
    parser.add_argument("--out", type=Path, help="keep the tables here")
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    parser.add_argument("--model", help="model to use")
    args = parser.parse_args()
    truth = json.loads((args.media / "ground_truth.json").read_text())
    with tempfile.TemporaryDirectory() as scratch:
        out = args.out or Path(scratch)
        _analyse(args.media, out, args.model)
        scores = list(_scores(args.media, out, truth))
    _print(scores)
    figures = json.dumps(_summary(scores), indent=1)
    print(figures)
    if args.json:
        args.json.write_text(figures + "\n")
    return int(any(score.rows != score.decoded for score in scores))


def _analyse(media: Path, out: Path, model: str | None) -> None:
    folders = [str(folder) for name in ("videos", "derived") if (folder := media / name).is_dir()]
    command = [sys.executable, "main.py", "analyze", *folders, "--out", str(out)]
    if model:
        command += ["--model", model]
    # Damaged files are among the inputs: exit code 1 is expected, a crash is not.
    done = subprocess.run(command, cwd=Path(__file__).parents[1], check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"mien analyze ended with {done.returncode}")


def _scores(media: Path, out: Path, truth: Truth) -> Iterator[Score]:
    for file in sorted(out.glob("*.session.json")):
        session = read_session(file)
        path = Path(session.source.path or "")
        name = path.relative_to(media.resolve()).as_posix()
        score = Score(name, decoded=_decoded(path), complete=session.complete, error=session.error)
        frames = _read(out / session.outputs[0], session.source.start)
        score.rows = len(frames)
        score.described = truth.get(name, {}).get("frames")
        score.vfr_right = truth.get(name, {}).get("vfr") == session.source.vfr
        for entry in _segments(name, truth):
            _score_segment(score, Segment.of(entry), frames)
        yield score


def _segments(name: str, truth: Truth) -> list[dict[str, object]]:
    """Segments of a video; those of its original where it was made from one with its times."""
    entry = truth.get(name, {})
    source = str(entry.get("source", ""))
    if source == "gif of same name":
        source = f"{Path(name).stem}.gif"
    original = truth.get(f"videos/{source}", {})
    return entry.get("segments") or original.get("segments") or []


def _decoded(path: Path) -> int:
    """Frames that FFmpeg alone gives; what cannot be decoded is skipped."""
    count = 0
    with av.open(str(path)) as container:
        for packet in container.demux(video=0):
            try:
                count += len(packet.decode())
            except av.FFmpegError:
                continue
    return count


def _read(path: Path, start: float) -> list[FrameResult]:
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows[row["frame"]].append(row)
    return [
        FrameResult(
            start + float(group[0]["timestamp"]),
            int(group[0]["n_faces"]),
            tuple(row["corrected_label"] for row in group if row["success"] == "1"),
        )
        for group in rows.values()
    ]


def _score_segment(score: Score, segment: Segment, frames: list[FrameResult]) -> None:
    border = min(_BORDER_S, (segment.end - segment.start) / 4)
    inside = [f for f in frames if segment.start + border <= f.time <= segment.end - border]
    right = sum(segment.least_faces <= f.faces <= segment.most_faces for f in inside)
    score.faces_right += right
    score.faces_of += len(inside)
    entry: dict[str, object] = {
        "start": segment.start,
        "end": segment.end,
        "frames": len(inside),
        "faces": _share(right, len(inside)),
        "expected": sorted(segment.expressions),
    }
    seen = [f for f in inside if f.labels]
    if segment.expressions and seen:
        hits = sum(bool(segment.expressions & set(f.labels)) for f in seen)
        score.expression_right += hits
        score.expression_of += len(seen)
        entry["expression"] = _share(hits, len(seen))
        labels = [label for f in seen for label in f.labels]
        entry["labels"] = {
            str(label): _share(labels.count(label), len(labels))
            for label in LABELS
            if label in labels
        }
    score.segments.append(entry)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _print(scores: list[Score]) -> None:
    head = f"{'video':<40}{'described':>10}{'decoded':>9}{'rows':>7}{'faces':>8}{'expression':>12}"
    print(head)
    for score in scores:
        faces = _percent(score.faces_right, score.faces_of)
        expression = _percent(score.expression_right, score.expression_of)
        mark = "" if score.complete else "  damaged"
        mark += "" if score.vfr_right else "  frame intervals told wrong"
        print(
            f"{score.video:<40}{score.described or '-':>10}{score.decoded:>9}{score.rows:>7}"
            f"{faces:>8}{expression:>12}{mark}"
        )


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def _summary(scores: list[Score]) -> dict[str, object]:
    def total(name: str) -> int:
        return sum(int(getattr(score, name)) for score in scores)

    return {
        "videos": len(scores),
        "decoded": total("decoded"),
        "rows": total("rows"),
        "faces": _share(total("faces_right"), total("faces_of")),
        "expression": _share(total("expression_right"), total("expression_of")),
        "by_video": [asdict(score) for score in scores],
    }


if __name__ == "__main__":
    sys.exit(main())
