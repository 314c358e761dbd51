"""An evaluation as plain data for scripts, and as a table for people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.evaluation.finding import ErrorFinding
    from engine.evaluation.metrics import Metrics, VoteFit
    from engine.evaluation.resampling import Intervals
    from engine.evaluation.run import Evaluation

#: Why `branches` is null.
_NO_BRANCHES = "the model's file gives primary and corrected only, not what lies between them"


def as_json(result: Evaluation, intervals: Intervals) -> dict[str, Any]:
    """The report as plain data. "of", "left_out" and "bad_pictures" tell what n leaves out."""
    inner = result.branches
    return {
        "n": result.n,
        "primary": _figures(result.primary, result.primary_votes),
        "corrected": _figures(result.corrected, result.corrected_votes),
        "flips": asdict(result.flips),
        "mcnemar_p": result.flips.mcnemar_p,
        "error_auroc": asdict(result.error_auroc),
        "review": asdict(result.finding),
        "branches": inner and {name: asdict(branch) for name, branch in inner.items()},
        **({} if inner else {"branches_missing": _NO_BRANCHES}),
        "intervals": {
            kind: {name: [each["low"], each["high"]] for name, each in figures.items()}
            for kind, figures in asdict(intervals).items()
        },
        "of": result.of,
        "left_out": result.left_out,
        "missed_faces": result.missed_faces,
        "bad_pictures": [asdict(bad) for bad in result.bad_pictures],
        "data": result.data,
        "faces": result.faces.value,
        "model": asdict(result.model),
        "seconds": round(result.seconds, 3),
    }


def _figures(metrics: Metrics, fit: VoteFit | None) -> dict[str, Any]:
    figures = asdict(metrics)
    for name in ("recall", "precision", "f1"):
        figures[name] = {label.value: value for label, value in figures[name].items()}
    if fit is not None:
        figures["votes"] = asdict(fit)
    return figures


def as_text(result: Evaluation) -> str:
    """The report as a table for people."""
    model = result.model
    lines = [
        f"{model.name} on {result.data}: {result.n} pictures "
        f"({model.backend}, {model.precision}, {result.seconds:.1f} s)",
        f"  without a label and left out: {result.left_out}",
    ]
    if result.faces.value == "detect":
        lines.append(f"  no face found: {result.missed_faces}")
    first, second = result.primary, result.corrected
    lines += [
        "",
        f"  {'':24}{'primary':>10}{'corrected':>10}",
        _line("accuracy", _percent, first.accuracy, second.accuracy),
        _line(
            "mean class accuracy", _percent, first.mean_class_accuracy, second.mean_class_accuracy
        ),
        _line("macro F1", _percent, first.macro_f1, second.macro_f1),
        _line("NLL", _plain, first.nll, second.nll),
        _line("Brier", _plain, first.brier, second.brier),
        _line("ECE", _plain, first.ece, second.ece),
        _line("ECE, equal counts", _plain, first.adaptive_ece, second.adaptive_ece),
        "",
        "  recall",
        *(_line(f"  {x}", _percent, first.recall[x], second.recall[x]) for x in first.recall),
    ]
    if result.primary_votes is not None and result.corrected_votes is not None:
        lines += _vote_lines(result.primary_votes, result.corrected_votes)
    lines += _balance_lines(result)
    return "\n".join(lines)


def _balance_lines(result: Evaluation) -> list[str]:
    turned, found = result.flips, result.error_auroc
    lines = [
        "",
        "  what correction turns",
        f"    decisions changed {turned.changed}: {turned.wrong_to_right} wrong to right, "
        f"{turned.right_to_wrong} right to wrong (McNemar's p {turned.mcnemar_p:.3g})",
        "  how well errors of the primary are found (AUROC; chance is 0.500)",
        *(
            f"    {name.replace('_', ' '):22}{'-' if value is None else _plain(value):>10}"
            for name, value in asdict(found).items()
        ),
        *_review_lines(result.finding),
    ]
    if result.branches:
        lines.append("  branches, before calibration: accuracy, mean confidence")
        lines += [
            f"    {name:22}{_percent(branch.accuracy):>10}{_plain(branch.confidence):>10}"
            for name, branch in result.branches.items()
        ]
    return lines


def _review_lines(found: ErrorFinding) -> list[str]:
    firsts = ", ".join(map(str, found.uncertainty.first))
    return [
        f"  what a review finds: errors of the corrected ({found.errors} of {found.n}) among the "
        f"first {firsts}; AUROC",
        *(
            f"    {name:22}{', '.join(map(str, signal.first.values())):>10}"
            f"{'-' if signal.auroc is None else _plain(signal.auroc):>10}"
            for name, signal in found.by_name.items()
        ),
    ]


def _vote_lines(first: VoteFit, second: VoteFit) -> list[str]:
    return [
        "",
        "  against the crowd's votes",
        _line("  KL divergence", _plain, first.kl, second.kl),
        _line("  share of votes", _percent, first.share, second.share),
        _line("  right one in top 2", _percent, first.top2, second.top2),
        _line("  accuracy, unanimous", _percent, first.unanimous, second.unanimous),
        _line("  accuracy, contested", _percent, first.contested, second.contested),
    ]


def _line(
    title: str, show: Callable[[float], str], primary: float | None, corrected: float | None
) -> str:
    cells = ("-" if value is None else show(value) for value in (primary, corrected))
    return f"  {title:24}" + "".join(f"{cell:>10}" for cell in cells)


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _plain(value: float) -> str:
    return f"{value:.3f}"
