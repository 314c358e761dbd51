"""docs/study.md, written from the results alone: what no run gave is shown as missing."""

from __future__ import annotations

import statistics as plain
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from benchmarks.study.claims import CLAIMS, settle
from benchmarks.study.conditions import TABLES, Condition, Schedule, Table
from benchmarks.study.result import Result
from benchmarks.study.statistics import SEEDS, Mean, Paired, Scatter, mean, paired, scatter

_MISSING: Final = "missing"
_NONE: Final = "–"

_INTRODUCTION: Final = """\
# The papers' tables in our conditions

Written by `python -m benchmarks.study --out RUNS --report docs/study.md` from what its runs left;
no figure here was typed in. Do not edit it.

The papers' figures are of other data (Aff-Wild2), another network (44 M parameters, pre-trained on
millions of faces) and single runs. What can be compared is the *direction* and the size of a
difference within a table, not the height of the figures. These are short runs of a small network,
far below the shipped weights: what a method gains late in a training is not seen here.
"""

_HOW: Final = """\
## How to read the tables

* **accuracy**: of the corrected distribution, percent of all validation pictures; mean over the
  seeds ± half a 95 % t-interval. A seed draws weights, order, views and the labels' noise.
* **difference**: to the table's baseline, in points, paired by seed, ± half a 95 % t-interval by
  the scatter of the whole table: what is left of accuracies when each row's and each seed's mean is
  taken away, over the rows with all seeds (three seeds of one row would leave two degrees of
  freedom). *better* and *worse* are only said with {seeds} seeds or more and an interval that
  leaves zero out. No allowance is made for the number of rows: of twenty true ties one is expected
  to be called a difference.
* **won : lost**: pictures that only this row, or only the baseline, got right, all seeds together;
  p of McNemar's exact test. The seeds share their pictures, so p is smaller than it should be.
* **NLL, ECE**: of the corrected distribution, after one temperature fitted on held-out training
  pictures (with clean labels).
* **turned**: decisions that correction changes, a run; wrong to right : right to wrong.
* **AUROC**: how well a signal finds the primary label's errors, 50 is chance: disagreement of
  primary and corrected / disagreement of the primary and itself divided by the root of the labels'
  shares in training, a correction that knows nothing / 1 - max of the primary.
* **adds**: what is left when the primary distribution is used as well as it can be: thousandths of
  a nat that the branch takes off the NLL of validation pictures, beyond the primary with a weight
  and a bias a label, all fitted on held-out training pictures. In brackets, of how many runs the
  95 % bootstrap interval lies above zero, and below.
"""


def report(results: Sequence[Result], schedule: Schedule, seeds: int) -> str:
    """The whole document."""
    mine = [result for result in results if result.schedule == schedule.name]
    parts = [_INTRODUCTION, _conditions(mine, schedule, seeds), _HOW.format(seeds=SEEDS)]
    parts.append(_claims(mine, schedule, seeds))
    parts += [_table(table, mine, schedule, seeds) for table in TABLES]
    parts.append(_correction(mine, schedule, seeds))
    return "\n".join(parts)


def of(
    condition: Condition, results: Sequence[Result], schedule: Schedule, seeds: int
) -> list[Result]:
    """The results of a condition, by seed."""
    found = []
    for seed in range(seeds):
        config = condition.method.config(schedule.base, seed)
        found += [r for r in results if r.is_of(schedule.name, config)][:1]
    return found


def _conditions(results: Sequence[Result], schedule: Schedule, seeds: int) -> str:
    base = schedule.base
    wanted = {
        c.method.config(base, seed)
        for table in TABLES
        for c in table.conditions
        for seed in range(seeds)
    }
    there = sum(any(r.is_of(schedule.name, config) for r in results) for config in wanted)
    pictures = _range(r.pictures for r in results)
    lines = [
        "## Conditions",
        "",
        f"* Schedule **{schedule.name}**, the same for every run: {base.network}, {base.epochs} "
        f"epochs of {pictures} FER+ training pictures with a majority label (near-duplicates of "
        f"validation pictures, and {base.held_out:.0%} held out, left out), batches of "
        f"{base.batch}, AdamW, rate {base.learning_rate:g} with one {base.schedule}, averaged "
        f"weights ({base.ema:g}), augmentation {base.augmentation:g}.",
        f"* Measured on FER+ validation, majority rule, n = {_range(r.validated for r in results)}"
        ", with the averaged weights of the last step; no choice is made on it.",
        "* In every run the image stream has a training head (λ "
        f"{base.lambda_auxiliary:g}) and the landmark stream places landmarks (λ "
        f"{base.lambda_points:g}), as in the recipe of the shipped weights.",
        f"* {there} of {len(wanted)} runs are there"
        + (", the rest is shown as missing." if there < len(wanted) else "."),
    ]
    if results:
        spent = [r.cpu_s for r in results if r.cpu_s is not None]
        minutes = f", {plain.median(spent) / 60:.1f} CPU-minutes a run (median)" if spent else ""
        lines += [
            f"* Made by {', '.join(sorted({f'`{r.commit[:10]}`' for r in results}))} on "
            f"{'; '.join(sorted({r.machine for r in results}))}{minutes}."
        ]
    return "\n".join([*lines, ""])


def _range(values: Iterable[int]) -> str:
    found = sorted(set(values))
    if not found:
        return _MISSING
    return f"{found[0]:,}" if len(found) == 1 else f"{found[0]:,} to {found[-1]:,}"


def _claims(results: Sequence[Result], schedule: Schedule, seeds: int) -> str:
    lines = [
        "## What of the papers' claims holds here",
        "",
        "| claim | here | evidence |",
        "|---|---|---|",
    ]
    for claim in CLAIMS:
        these, base = (of(c, results, schedule, seeds) for c in (claim.better, claim.than))
        compared = paired(these, base, _scatter(claim.table, results, schedule, seeds))
        lines.append(f"| {claim.text} | {settle(compared)} | {_evidence(compared)} |")
    return "\n".join([*lines, ""])


def _evidence(compared: Paired | None) -> str:
    if compared is None:
        return _MISSING
    seeds = compared.difference.seeds
    return f"{_points(compared.difference)} points, {seeds} seed{'s' if seeds > 1 else ''}"


def _table(table: Table, results: Sequence[Result], schedule: Schedule, seeds: int) -> str:
    base = of(table.base, results, schedule, seeds)
    noise = _scatter(table, results, schedule, seeds)
    lines = [
        f"## {table.title}",
        "",
        f"{table.about} Baseline: **{table.baseline}**.",
        "",
        "| condition | paper | seeds | accuracy | difference | | won : lost, p | mean class | "
        "macro F1 | NLL | ECE |",
        "|---|---:|---:|---:|---:|---|---:|---:|---:|---:|---:|",
    ]
    for condition in table.conditions:
        these = of(condition, results, schedule, seeds)
        compared = None if condition is table.base else paired(these, base, noise)
        lines.append(_row(condition, these, compared))
    return "\n".join([*lines, "", *_costs(table, results, schedule, seeds)])


def _scatter(
    table: Table, results: Sequence[Result], schedule: Schedule, seeds: int
) -> Scatter | None:
    return scatter([of(c, results, schedule, seeds) for c in table.conditions])


def _row(condition: Condition, these: Sequence[Result], compared: Paired | None) -> str:
    paper = _NONE if condition.paper is None else f"{condition.paper:.2f}"
    if not these:
        return f"| {condition.name} | {paper} | 0 | {_MISSING} |" + " |" * 7
    cells = [
        condition.name,
        paper,
        str(len(these)),
        _percent(mean([r.corrected.accuracy for r in these])),
        _NONE if compared is None else _points(compared.difference),
        _NONE if compared is None else str(compared.verdict),
        _NONE if compared is None else f"{compared.won} : {compared.lost}, {_p(compared.p)}",
        _percent(mean([r.corrected.mean_class_accuracy for r in these])),
        _three([r.corrected.macro_f1 for r in these]),
        _three([r.corrected.nll for r in these]),
        _three([r.corrected.ece for r in these]),
    ]
    return "| " + " | ".join(cells) + " |"


def _costs(table: Table, results: Sequence[Result], schedule: Schedule, seeds: int) -> list[str]:
    """Parameters and multiply-adds of Table 2's rows; nothing for the others."""
    if table.key != "table2":
        return []
    told = [
        f"{condition.name} {result.params:,} parameters, {result.macs / 1e6:.1f} M multiply-adds"
        for condition in table.conditions
        for result in of(condition, results, schedule, seeds)[:1]
    ]
    return [
        f"Costs of {schedule.base.network}: {'; '.join(told) or _MISSING}. Those of the full "
        "network, beside the paper's: `mien models --describe grefel` and the tests.",
        "",
    ]


def _correction(results: Sequence[Result], schedule: Schedule, seeds: int) -> str:
    """Primary against corrected within the same run, for all conditions that have both."""
    lines = [
        "## What the correction does",
        "",
        "Corrected minus primary of the same network: means over the seeds, calibrated each. In "
        "brackets, of how many runs the 95 % bootstrap interval over pictures lies on the better "
        "or the worse side of zero (better : worse). Branches: accuracy (mean confidence).",
        "",
        "| condition | seeds | accuracy | mean class | NLL | ECE | turned | AUROC | geometric | "
        "adds | attentive | adds |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    seen: set[object] = set()
    for table in TABLES:
        for condition in table.conditions:
            method = condition.method
            if method in seen or not (method.anchors or method.attention):
                continue
            seen.add(method)
            these = of(condition, results, schedule, seeds)
            lines.append(_corrected_row(f"{table.key}: {condition.name}", these))
    return "\n".join([*lines, ""])


def _corrected_row(name: str, these: Sequence[Result]) -> str:
    if not these:
        return f"| {name} | 0 | {_MISSING} |" + " |" * 9
    cells = [
        name,
        str(len(these)),
        _gain(these, "accuracy", 100.0, 1),
        _gain(these, "mean_class_accuracy", 100.0, 1),
        _gain(these, "nll", 1.0, -1),
        _gain(these, "ece", 1.0, -1),
        f"{plain.mean(r.wrong_to_right for r in these):.1f} : "
        f"{plain.mean(r.right_to_wrong for r in these):.1f}",
        " / ".join(_auroc(these, name) for name in ("disagreement", "prior", "max_probability")),
        _branch(these, "geometric"),
        _adds(these, "geometric"),
        _branch(these, "attentive"),
        _adds(these, "attentive"),
    ]
    return "| " + " | ".join(cells) + " |"


def _gain(these: Sequence[Result], figure: str, factor: float, sign: int) -> str:
    gain = plain.mean(getattr(r.corrected, figure) - getattr(r.primary, figure) for r in these)
    edges = [sorted(sign * edge for edge in r.difference[figure]) for r in these]
    better, worse = sum(low > 0 for low, _ in edges), sum(high < 0 for _, high in edges)
    digits = 2 if factor > 1 else 4
    return f"{factor * gain:+.{digits}f} ({better} : {worse})"


def _auroc(these: Sequence[Result], signal: str) -> str:
    return _over(these, lambda r: r.error_auroc.get(signal), lambda x: f"{100 * x:.0f}")


def _branch(these: Sequence[Result], name: str) -> str:
    there = [r.branches[name] for r in these if name in r.branches]
    if not there:
        return _NONE
    accuracy, sure = (plain.mean(values) for values in zip(*there, strict=True))
    return f"{100 * accuracy:.1f} ({sure:.2f})"


def _adds(these: Sequence[Result], name: str) -> str:
    there = [r.information[name] for r in these if name in r.information]
    if not there:
        return _NONE
    above, below = sum(low > 0 for _, low, _ in there), sum(high < 0 for *_, high in there)
    return f"{1000 * plain.mean(gain for gain, *_ in there):+.1f} ({above} : {below})"


def _over(
    these: Sequence[Result],
    value: Callable[[Result], float | None],
    shown: Callable[[float], str],
) -> str:
    there = [found for r in these if (found := value(r)) is not None]
    return shown(plain.mean(there)) if there else _NONE


def _percent(value: Mean) -> str:
    half = "" if value.half is None else f" ± {100 * value.half:.2f}"
    return f"{100 * value.mean:.2f}{half}"


def _points(value: Mean) -> str:
    half = "" if value.half is None else f" ± {100 * value.half:.2f}"
    return f"{100 * value.mean:+.2f}{half}"


def _three(values: Sequence[float]) -> str:
    return f"{plain.mean(values):.3f}"


def _p(p: float) -> str:
    return "p < .001" if p < 0.001 else f"p = {p:.3f}"
