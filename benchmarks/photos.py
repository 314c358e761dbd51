"""Does what was learned on small grey pictures carry over to photos?

Run from the checkout:
``python -m benchmarks.photos [--media FOLDER] [--model NAME] [--json FILE]``. Takes the
photos of ``stills.csv`` with exactly one face whose expression is neutral or happiness, finds and
aligns the face, and compares the two labels' probabilities. A missed face is an error. Also says
how often the label of all eight is right, and names every error.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.labels import LABELS, Expression
from engine.pipeline import Analyser, AnalyserOptions, make_analyser
from engine.sources.picture import Picture
from engine.types import Emotion

REPO_ROOT = Path(__file__).resolve().parents[1]
PAIR = (Expression.NEUTRAL, Expression.HAPPINESS)
SMALLEST_PX = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One photo: what it shows, and the model's answer if the face was found."""

    file: str
    truth: Expression
    face_px: float
    emotion: Emotion | None

    @property
    def pair_right(self) -> bool:
        """Of neutral and happiness, the right one has the larger corrected probability."""
        if self.emotion is None:
            return False
        a, b = (float(self.emotion.corrected[LABELS.index(label)]) for label in PAIR)
        return (PAIR[0] if a >= b else PAIR[1]) is self.truth

    @property
    def label_right(self) -> bool:
        """The most probable of all eight is right."""
        return self.emotion is not None and self.emotion.label is self.truth


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("MIEN_MEDIA", REPO_ROOT.parent / "shared" / "media")
    parser.add_argument("--media", type=Path, default=Path(default))
    parser.add_argument("--model", default=None)
    parser.add_argument("--json", type=Path, help="where the counts go, for the model card")
    args = parser.parse_args()
    with make_analyser(AnalyserOptions(model=args.model)) as analyser:
        outcomes = [
            look(analyser, args.media / row["file"], Expression(row["expression"]))
            for row in rows(args.media / "stills.csv")
        ]
    outcomes = [o for o in outcomes if o.emotion is None or o.face_px >= SMALLEST_PX]
    report(outcomes)
    if args.json is not None:
        args.json.write_text(json.dumps(counts(outcomes), indent=1) + "\n")


def rows(table: Path) -> list[dict[str, str]]:
    """The photos with one face that is neutral or happy."""
    with table.open(newline="") as file:
        return [
            row
            for row in csv.DictReader(file)
            if row["faces"] == "1" and row["expression"] in tuple(PAIR)
        ]


def look(analyser: Analyser, path: Path, truth: Expression) -> Outcome:
    """Analyse one photo; the largest face counts."""
    analyser.reset()
    with Picture(path) as picture:
        scored = analyser.analyse(next(iter(picture)))
    if not scored.emotions:
        return Outcome(path.name, truth, 0.0, None)
    box = scored.faces.faces[0].box
    return Outcome(path.name, truth, min(box.w, box.h), scored.emotions[0])


def report(outcomes: list[Outcome]) -> None:
    """Print shares and every error."""
    n = len(outcomes)
    found = sum(o.emotion is not None for o in outcomes)
    print(f"photos with one face of {SMALLEST_PX:.0f} px or more: {n}")
    print(f"face found: {found} ({found / n:.1%})")
    for title, right in (
        ("neutral against happiness right", [o.pair_right for o in outcomes]),
        ("label of all eight right", [o.label_right for o in outcomes]),
    ):
        print(f"{title}: {sum(right)} ({sum(right) / n:.1%})")
    for o in outcomes:
        if not (o.pair_right and o.label_right):
            answer = "no face" if o.emotion is None else _words(o.emotion)
            print(f"  {o.file}: {o.truth}, read as {answer}")


def counts(outcomes: list[Outcome]) -> dict[str, Any]:
    """What the model card says of photos; the studio set, two photos a person, apart."""
    studio = [o for o in outcomes if o.file.startswith("london_")]
    people = {o.file.split("_")[1] for o in studio}
    wrong = {o.file.split("_")[1] for o in studio if not o.pair_right}
    return {
        "photos": len(outcomes),
        "smallest_px": SMALLEST_PX,
        "found": sum(o.emotion is not None for o in outcomes),
        "pair_right": sum(o.pair_right for o in outcomes),
        "label_right": sum(o.label_right for o in outcomes),
        "studio_photos": len(studio),
        "studio_pair_right": sum(o.pair_right for o in studio),
        "studio_people": len(people),
        "studio_people_right": len(people - wrong),
    }


def _words(emotion: Emotion) -> str:
    pair = ", ".join(f"{p} {emotion.corrected[LABELS.index(p)]:.2f}" for p in PAIR)
    return f"{emotion.label} {emotion.probability:.2f} ({pair})"


if __name__ == "__main__":
    main()
