"""What the papers claim, each as one comparison of two conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benchmarks.study.conditions import TABLES, Condition, Table
from benchmarks.study.statistics import Paired, Verdict


@dataclass(frozen=True, slots=True)
class Claim:
    """`better` has a higher accuracy than `than`, says a paper. Both are rows of `table`."""

    text: str
    table: Table
    better: Condition
    than: Condition


def _over(text: str, key: str, better: str, than: str) -> Claim:
    table = next(table for table in TABLES if table.key == key)
    rows = {condition.name: condition for condition in table.conditions}
    return Claim(text, table, rows[better], rows[than])


CLAIMS: Final = (
    _over("GReFEL: anchors help (+2.21)", "table2", "anchors", "without"),
    _over("GReFEL: attention helps (+.90)", "table2", "attention", "without"),
    _over("GReFEL: both help most (+4.33)", "table2", "both", "without"),
    _over("GReFEL: both are better than anchors alone (+2.12)", "table2", "both", "anchors"),
    _over("GReFEL: L_a and L_c help (+4.33)", "table3", "L_cls + L_a + L_c", "L_cls"),
    _over("GReFEL: L_a helps (+.72)", "table3", "L_cls + L_a", "L_cls"),
    _over("GReFEL: ten anchors are better than one (+.47)", "table6", "K = 10", "K = 1"),
    _over("GReFEL: ten are better than twenty (+1.78)", "table6", "K = 10", "K = 20"),
    _over("GReFEL: smoothing .11 is better than none (+1.23)", "smoothing", "ε = 0.11", "ε = 0"),
    _over("GReFEL: smoothing .11 is better than .4 (+15.82)", "smoothing", "ε = 0.11", "ε = 0.4"),
    _over("GReFEL: balancing pays under 20 % noise (+5.34)", "noise20", "GReFEL", "CE"),
    _over("NLA: better than cross-entropy", "noise0", "NLA", "CE"),
    _over("NLA: more robust, at 20 % noise", "noise20", "NLA", "CE"),
    _over("PLL: candidate sets are better than hard labels", "noise0", "PLL", "CE"),
    _over("FER+ authors: votes are better than hard labels", "noise0", "votes", "CE"),
)


def settle(compared: Paired | None) -> str:
    """What our runs say of a claim."""
    if compared is None:
        return "not run"
    return {
        Verdict.BETTER: "**holds**",
        Verdict.WORSE: "**the contrary holds**",
        Verdict.OPEN: "cannot be told",
    }[compared.verdict]
