"""The study runner on two dozen synthetic pictures: what is run, kept, continued and reported."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from benchmarks import correction
from benchmarks.study import __main__ as command
from benchmarks.study import running
from benchmarks.study.conditions import (
    FIRST,
    FULL,
    REDUCED,
    TABLES,
    Condition,
    Method,
    Planned,
    Schedule,
    Table,
    plan,
)
from benchmarks.study.measuring import Figures
from benchmarks.study.report import report
from benchmarks.study.result import Result, found, read, read_all, write
from benchmarks.study.statistics import Verdict, mean, paired, scatter
from engine.errors import DataError

CE = Condition("CE", Method(anchors=False, attention=False), 68.15)
BOTH = Condition("GReFEL", Method(per_class=2), 72.48)
PAIR = Table("table2", "Two", "Two rows.", "CE", (CE, BOTH))
TINY = Schedule(
    "reduced", 40, replace(REDUCED.base, epochs=1, batch=8, held_out=0.2, lambda_points=0.0)
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures that are bright above (neutral) or below (happiness), two to a group."""
    rng = np.random.default_rng(0)
    arrays: dict[str, np.ndarray] = {}
    for key, count in (("train", 64), ("valid", 20)):
        label = np.arange(count) % 2
        images = rng.integers(0, 60, (count, 48, 48), dtype=np.uint8)
        for image, place in zip(images, label, strict=True):
            image[24 * place :][:24] += 150
        votes = np.zeros((count, 10), np.int64)
        votes[np.arange(count), label] = 8
        votes[np.arange(count), 3] = 2
        arrays |= {
            f"{key}_images": images,
            f"{key}_votes": votes,
            f"{key}_names": np.array([f"{key}{i}.png" for i in range(count)]),
            f"{key}_groups": np.arange(count) // 2 + (1000 if key == "valid" else 0),
        }
    arrays |= {
        "train_points": rng.random((64, 68, 2), np.float32),
        "train_found": np.ones(64, bool),
    }
    path = tmp_path_factory.mktemp("cache") / "faces.npz"
    np.savez(path, **arrays)
    return path


@pytest.fixture(scope="module")
def data(cache: Path) -> running.Data:
    return running.prepare(cache, TINY)


def planned(condition: Condition, seed: int = 0) -> Planned:
    return Planned(PAIR, condition, seed)


def made(right: str, seed: int = 0, condition: Condition = CE) -> Result:
    """A result with these hits, as if it had been measured."""
    accuracy = right.count("1") / len(right)
    figures = Figures(accuracy, accuracy, accuracy, 1.0, 0.1, 0.5)
    config = condition.method.config(REDUCED.base, seed)
    return Result(
        condition="table2: CE",
        schedule="reduced",
        config=asdict(config),
        pictures=100,
        data="0",
        validated=len(right),
        primary=figures,
        corrected=figures,
        temperatures=(1.0, 1.0),
        raw_ece=(0.1, 0.1),
        difference=dict.fromkeys(("accuracy", "mean_class_accuracy", "nll", "ece"), (-0.1, 0.1)),
        changed=0,
        wrong_to_right=0,
        right_to_wrong=0,
        error_auroc={"disagreement": 0.5, "max_probability": 0.8},
        branches={"geometric": (0.5, 0.1), "attentive": (0.5, 0.2)},
        right={"primary": right, "corrected": right},
        params=1,
        macs=1,
        cpu_s=60.0,
        wall_s=60.0,
        command="python",
        commit="0123456789abcdef",
        machine="cpu",
        finished="2026-01-01",
    )


def test_every_condition_is_a_sound_run() -> None:
    for schedule in (REDUCED, FULL):
        for step in plan(TABLES, 2):
            config = step.condition.method.config(schedule.base, step.seed)
            assert config.seed == config.noise_seed == step.seed
            assert config.labels == "majority"


def test_the_first_tables_go_through_all_seeds_before_the_rest() -> None:
    steps = list(plan(TABLES, 3))
    first = [step.table in FIRST for step in steps]
    assert first == sorted(first, reverse=True)
    seeds = [step.seed for step in steps if step.table in FIRST]
    assert seeds == sorted(seeds)
    assert set(seeds) == {0, 1, 2}


def test_pictures_are_drawn_by_group(data: running.Data) -> None:
    groups = data.train.groups
    assert groups is not None
    assert 32 <= len(data.train) <= 40
    assert all(np.count_nonzero(groups == group) == 2 for group in groups)
    assert data.shown.held.groups is not None
    assert not np.isin(groups, data.shown.held.groups).any()


def test_a_run_is_measured_and_comes_back_from_its_file(data: running.Data, tmp_path: Path) -> None:
    result = running.run(planned(BOTH), TINY, data, tmp_path)
    assert result is not None
    assert result.validated == 20
    assert set("01") >= set(result.right["corrected"])
    assert result.corrected.accuracy == result.right["corrected"].count("1") / 20
    assert set(result.branches) == {"primary", "geometric", "attentive", "correction"}
    assert result.pictures == len(data.train)
    assert set(result.information) == {"geometric", "attentive", "both"}
    assert set(result.error_auroc) >= {"disagreement", "prior", "max_probability"}
    assert result.params > 100_000
    write(tmp_path / "a.json", result)
    assert read(tmp_path / "a.json") == result
    assert found([result], "reduced", BOTH.method.config(TINY.base, 0)) == result
    assert found([result], "reduced", CE.method.config(TINY.base, 0)) is None
    assert found([result], "reduced", BOTH.method.config(TINY.base, 1)) is None
    assert found([result], "full", BOTH.method.config(TINY.base, 0)) is None


def test_settings_that_came_later_do_not_make_it_another_run() -> None:
    result = made("1")
    known = {name: value for name, value in result.config.items() if name != "precision"}
    old, wanted = replace(result, config=known), CE.method.config(REDUCED.base, 0)
    assert old.is_of("reduced", wanted)
    assert not old.is_of("reduced", replace(wanted, precision="float32"))


def test_an_interrupted_run_goes_on_and_ends_the_same(data: running.Data, tmp_path: Path) -> None:
    whole = running.run(planned(CE), TINY, data, tmp_path / "whole")
    stop = threading.Event()
    stop.set()  # the run ends after its first batch
    assert running.run(planned(CE), TINY, data, tmp_path / "part", stop=stop) is None
    (folder,) = (tmp_path / "part").iterdir()
    assert (folder / "last.safetensors").exists()
    part = running.run(planned(CE), TINY, data, tmp_path / "part")
    assert whole is not None
    assert part is not None
    assert part.cpu_s is None
    assert part.right == whole.right
    assert part.corrected == whole.corrected
    running.forget(planned(CE), TINY, tmp_path / "part")
    assert not folder.exists()


def test_the_correction_of_a_run_is_told(
    cache: Path, data: running.Data, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stop = threading.Event()
    stop.set()
    assert running.run(planned(Condition("K", Method())), TINY, data, tmp_path, stop=stop) is None
    (folder,) = tmp_path.iterdir()
    words = ["--cache", str(cache), "--model", str(folder), "--network", "grefel-xs"]
    assert correction.main([*words, "--held-out", "0.2"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("20 pictures")
    assert "attentive adds" in told
    assert "the product of primary and attentive" in told
    assert "prior" in told


def test_the_command_skips_what_is_there(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("benchmarks.study.conditions", "benchmarks.study.__main__"):
        monkeypatch.setattr(f"{name}.TABLES", (PAIR,))
    monkeypatch.setattr("benchmarks.study.conditions.FIRST", (PAIR,))
    monkeypatch.setattr("benchmarks.study.conditions.REST", ())
    monkeypatch.setattr(command, "SCHEDULES", (TINY,))
    monkeypatch.setattr("benchmarks.study.report.TABLES", (PAIR,))
    words = ["--cache", str(cache), "--out", str(tmp_path / "study"), "--seeds", "1"]
    assert command.main([*words, "--report", str(tmp_path / "study.md")]) == 0
    results = read_all(tmp_path / "study")
    assert [result.condition for result in results] == ["table2: CE", "table2: GReFEL"]
    assert not [path for path in (tmp_path / "study").iterdir() if path.is_dir()]

    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was run again")

    monkeypatch.setattr(command, "run", never)
    assert command.main(words) == 0
    text = (tmp_path / "study.md").read_text(encoding="utf-8")
    assert "2 of 2 runs are there." in text
    assert f"{100 * results[0].corrected.accuracy:.2f}" in text


def test_a_file_that_is_no_result_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.json").write_text(json.dumps({"format": 1}), encoding="utf-8")
    with pytest.raises(DataError, match=r"odd\.json"):
        read_all(tmp_path)


def test_student_interval() -> None:
    found = mean([0.70, 0.72, 0.74])
    assert found.mean == pytest.approx(0.72)
    assert found.half == pytest.approx(4.3027 * 0.02 / 3**0.5, rel=1e-4)
    assert mean([0.7]).half is None


def test_a_difference_is_claimed_with_three_seeds_and_not_with_two() -> None:
    hundred = [("1" * hits).ljust(100, "0") for hits in range(101)]
    base = [made(hundred[60 + seed], seed) for seed in range(3)]
    better = [made(hundred[70 + seed], seed) for seed in range(3)]
    two, three = paired(better[:2], base), paired(better, base)
    assert two is not None
    assert three is not None
    assert two.verdict is Verdict.OPEN
    assert three.verdict is Verdict.BETTER
    assert (three.won, three.lost) == (30, 0)
    assert three.p < 1e-6
    worse = paired(base, better)
    assert worse is not None
    assert worse.verdict is Verdict.WORSE
    assert paired(better[:1], base[1:]) is None


def rows_of(*hits: tuple[int, ...]) -> list[list[Result]]:
    """Rows of results with so many of a hundred right, by seed."""
    return [[made(("1" * n).ljust(100, "0"), seed) for seed, n in enumerate(row)] for row in hits]


def test_a_tables_scatter_is_what_rows_and_seeds_do_not_explain() -> None:
    """By hand: rests of (60, 62, 64), (63, 64, 68), (61, 66, 66) less row and seed means."""
    found = scatter(rows_of((60, 62, 64), (63, 64, 68), (61, 66, 66)))
    assert found is not None
    assert found.freedom == 4
    ninths = (4, -2, -2, 4, -11, 7, -8, 13, -5)
    squares = sum((n / 9) ** 2 for n in ninths)
    assert found.deviation == pytest.approx((squares / 4) ** 0.5 / 100)
    assert found.of_difference(3) == pytest.approx(2.7764 * found.deviation * (2 / 3) ** 0.5, 1e-4)


def test_two_rows_scatter_as_their_pairs_do() -> None:
    these, base = rows_of((63, 64, 68), (60, 62, 64))
    alone, table = paired(these, base), paired(these, base, scatter([these, base]))
    assert alone is not None
    assert table is not None
    assert table.difference.half == pytest.approx(alone.difference.half)


def test_rows_without_all_seeds_say_nothing_of_the_scatter() -> None:
    one, two, short = rows_of((60, 62, 64), (63, 64, 68), (10, 99))
    assert scatter([one, two, short]) == scatter([one, two])
    assert scatter([one, short]) is None
    assert scatter(rows_of((60,), (70,))) is None


def test_the_report_shows_what_is_missing_as_missing() -> None:
    text = report([], REDUCED, 3)
    assert "0 of" in text
    assert "**holds**" not in text
    assert "| not run | missing |" in text
    rows = [line for line in text.splitlines() if line.startswith("| K = ")]
    assert rows
    assert all(row.split("|")[4].strip() == "missing" for row in rows)


def test_the_report_tells_figures_and_verdicts() -> None:
    hundred = [("1" * hits).ljust(100, "0") for hits in range(101)]
    (without, *_), both = TABLES[0].conditions, TABLES[0].conditions[-1]
    results = [made(hundred[60 + seed], seed, without) for seed in range(3)]
    results += [made(hundred[70 + seed], seed, both) for seed in range(3)]
    text = report(results, REDUCED, 3)
    row = next(line for line in text.splitlines() if line.startswith("| both |"))
    assert "| 72.48 | 3 | 71.00 ± 2.48 | +10.00 ± 0.00 | better | 30 : 0, p < .001 |" in row
    assert "| GReFEL: both help most (+4.33) | **holds** | +10.00 ± 0.00 points, 3 seeds |" in text
