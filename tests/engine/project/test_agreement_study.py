"""Agreement over several videos: pooled, with intervals, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.labels import LABELS, Expression
from engine.project import edits
from engine.project.agreement import Distance, alpha, pairs, ratings_of
from engine.project.agreement_study import (
    Agreement,
    agreement,
    confusion_table,
    pair_table,
)
from engine.project.store import Project
from engine.project.values import Annotator, Label, Segment, Track, Video, new_id

A, S = Expression.ANGER, Expression.SADNESS


def fill(project: Project, seconds: int, *, seed: int = 0) -> None:
    """Two videos; Ada and Bob label each second of each, and agree in three of four."""
    rng = np.random.default_rng(seed)
    raters = [Annotator(f"{i}" * 32, name) for i, name in enumerate(("Bob", "ada"))]
    things: list[Annotator | Video | Track | Segment] = [*raters]
    for number in range(2):
        video = Video(new_id(), f"{number}.mp4", 1, str(number), position=number)
        track = Track(new_id(), video.id, 0)
        things += [video, track]
        for second in range(seconds):
            first = LABELS[int(rng.integers(0, 4))]
            other = first if rng.random() < 0.75 else LABELS[int(rng.integers(0, 4))]
            for rater, said in zip(raters, (first, other), strict=True):
                start = second * 1_000_000
                things.append(
                    Segment(
                        new_id(),
                        video.id,
                        track.id,
                        rater.id,
                        start,
                        start + 1_000_000,
                        Label.single(said),
                        blind=bool(second % 2),
                    )
                )
    project.apply(edits.add("All", *things))


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "study.mien") as project:
        yield project


def test_videos_are_pooled(project: Project) -> None:
    fill(project, 40)
    found = agreement(project)
    segments = [s for video in project.videos() for s in project.segments(video.id)]
    ratings = ratings_of(segments)
    assert (found.videos, found.moments) == (2, 400)
    assert found.nominal.value == alpha(ratings)
    assert found.votes.value == alpha(ratings, Distance.VOTES)
    (study,) = found.pairs
    assert (study.pair.a, study.pair.b) == ("ada", "Bob")  # by name, whatever their ids
    (plain,) = pairs(ratings)
    assert study.pair.kappa == plain.kappa
    assert study.pair.confusion == tuple(zip(*plain.confusion, strict=True))
    one = agreement(project, video_ids=[project.videos()[0].id])
    assert (one.videos, one.moments) == (1, 200)
    blind = agreement(project, blind_only=True)
    assert blind.moments == 200


def test_intervals_hold_the_figure_and_shrink_with_more_data(project: Project) -> None:
    fill(project, 200)
    found = agreement(project)

    def width(study: Agreement) -> float:
        for each in (study.nominal, study.votes):
            assert each.value is not None
            assert each.interval is not None
            assert each.interval.low < each.value < each.interval.high
        (pair,) = study.pairs
        assert pair.kappa is not None
        assert pair.pair.kappa is not None
        assert pair.kappa.low < pair.pair.kappa < pair.kappa.high
        return pair.kappa.high - pair.kappa.low

    half = agreement(project, video_ids=[project.videos()[0].id])
    assert width(found) < width(half)
    # 400 seconds, of which each is one label: about what independent seconds would give.
    se = np.sqrt(found.pairs[0].pair.agreement * (1 - found.pairs[0].pair.agreement) / 400) / 0.75  # type: ignore[operator]
    assert width(found) == pytest.approx(2 * 1.96 * se, rel=0.35)


def test_too_little_has_no_interval(project: Project) -> None:
    fill(project, 10)
    found = agreement(project)
    assert found.nominal.value is not None
    assert found.nominal.interval is None
    assert found.pairs[0].kappa is None


def test_an_empty_project_has_nothing_to_compare(project: Project) -> None:
    found = agreement(project)
    assert (found.moments, found.pairs, found.nominal.value) == (0, (), None)


def test_tables_say_all_of_it(project: Project) -> None:
    fill(project, 40)
    found = agreement(project)
    table = pair_table(found, "study")
    names = [c.name for c in table.columns]
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    assert [row["measure"] for row in rows] == ["alpha_nominal", "alpha_votes", "kappa"]
    assert rows[0]["value"] == found.nominal.value
    assert (rows[2]["rater_a"], rows[2]["rater_b"]) == ("ada", "Bob")
    assert rows[2]["low"] == found.pairs[0].kappa.low  # type: ignore[union-attr]
    counts = list(confusion_table(found, "study").rows)
    assert len(counts) == 64
    assert sum(float(row[-1]) for row in counts) == found.pairs[0].pair.units  # type: ignore[arg-type]
