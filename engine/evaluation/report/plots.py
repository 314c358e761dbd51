"""The diagrams of a report, as PNG bytes. Drawn without pyplot: no display, no global state."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from engine.evaluation.metrics import ECE_BINS, Metrics, calibration_bin
from engine.labels import LABELS, Floating
from engine.types import Image

_DPI: Final = 110
_INK: Final = "#1d2329"
_BLUE: Final = "#2f6f9f"
_ORANGE: Final = "#c8622d"
_PALE: Final = "#c9d9e6"
#: Fewer pictures than these in a bin are drawn pale.
_FEW: Final = 10
_NAMES: Final = [label.value for label in LABELS]


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture for the contact sheet: RGB pixels and the lines to set below it."""

    pixels: Image
    lines: tuple[str, ...]


def confusions(primary: Metrics, corrected: Metrics) -> bytes:
    """Both confusion matrices: rows add up to 100 %, with the counts below."""
    figure = Figure(figsize=(12.4, 5.9), layout="constrained")
    for axes, metrics, title in zip(
        figure.subplots(1, 2), (primary, corrected), ("primary", "corrected"), strict=True
    ):
        _confusion(axes, np.array(metrics.confusion), title)
    return _png(figure)


def _confusion(axes: Axes, counts: NDArray[np.int64], title: str) -> None:
    if not counts[:, -1].any():
        counts = counts[:, :-1]
    totals = counts.sum(axis=1, keepdims=True)
    shares = counts / np.maximum(totals, 1)
    axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
    for (row, column), count in np.ndenumerate(counts):
        if totals[row, 0] == 0 or count == 0:
            continue
        share = shares[row, column]
        axes.text(
            column,
            row,
            f"{100 * share:.0f} %\n{count}",
            ha="center",
            va="center",
            fontsize=7.5,
            color="white" if share > 0.55 else _INK,
        )
    columns = [*_NAMES, "none"][: counts.shape[1]]
    axes.set_xticks(range(len(columns)), columns, rotation=35, ha="right", fontsize=8.5)
    rows = [f"{name} ({int(n)})" for name, n in zip(_NAMES, totals[:, 0], strict=True)]
    axes.set_yticks(range(len(rows)), rows, fontsize=8.5)
    axes.set_xlabel("predicted")
    axes.set_ylabel("right")
    axes.set_title(title)


def reliability(
    labels: NDArray[np.int64], primary: Floating, corrected: Floating, seen: NDArray[np.bool_]
) -> bytes:
    """How often a probability is right, bin by bin, above how many pictures have it."""
    figure = Figure(figsize=(11, 4.6), layout="constrained")
    grid = figure.subplots(2, 2, sharex=True, height_ratios=(4, 1))
    for column, (title, p) in enumerate((("primary", primary), ("corrected", corrected))):
        above, below = grid[0, column], grid[1, column]
        sure = p.max(axis=1)
        right = seen & (p.argmax(axis=1) == labels)
        bins = calibration_bin(sure)
        count = np.bincount(bins, minlength=ECE_BINS)
        there = count > 0
        centre = (np.arange(ECE_BINS) + 0.5) / ECE_BINS
        share = np.bincount(bins, weights=right, minlength=ECE_BINS)[there] / count[there]
        mean = np.bincount(bins, weights=sure, minlength=ECE_BINS)[there] / count[there]
        # A bin of a few pictures says next to nothing, however tall its bar.
        colours = np.where(count[there] < _FEW, _PALE, _BLUE)
        above.bar(centre[there], share, width=0.9 / ECE_BINS, color=colours)
        above.plot([0, 1], [0, 1], color=_INK, linewidth=0.8, linestyle="--")
        low, high = _wilson(share, count[there])
        whiskers = [share - low, high - share]
        above.errorbar(mean, share, whiskers, fmt="o", color=_ORANGE, markersize=4, linewidth=0.8)
        above.set(xlim=(0, 1), ylim=(0, 1.02), title=title)
        below.bar(centre, count / max(count.sum(), 1), width=0.9 / ECE_BINS, color="#8a949e")
        below.set_xlabel("largest probability")
    grid[0, 0].set_ylabel("share that is right")
    grid[1, 0].set_ylabel("pictures")
    return _png(figure)


def _wilson(share: NDArray[np.float64], count: NDArray[np.int64]) -> tuple[Floating, Floating]:
    """Wilson's 95 % interval of a share, sound for a handful of pictures too."""
    z = 1.96
    spread = z * np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    centre = share + z**2 / (2 * count)
    scale = 1 + z**2 / count
    # Rounding may put an edge past the share itself.
    low = np.minimum((centre - spread) / scale, share)
    return low, np.maximum((centre + spread) / scale, share)


def risk_coverage(errors: NDArray[np.bool_], signals: dict[str, NDArray[np.float64]]) -> bytes:
    """Errors left among the pictures that a signal trusts most, for every share of them."""
    figure = Figure(figsize=(6.4, 3.6), layout="constrained")
    axes = figure.subplots()
    coverage = np.arange(1, len(errors) + 1) / len(errors)
    for (name, values), colour in zip(signals.items(), (_BLUE, "#5b8c5a", _ORANGE), strict=True):
        left = np.cumsum(errors[np.argsort(values, kind="stable")])
        risk = left / np.arange(1, len(errors) + 1)
        axes.plot(100 * coverage, 100 * risk, color=colour, label=name.replace("_", " "))
    axes.axhline(100 * errors.mean(), color=_INK, linewidth=0.8, linestyle="--")
    axes.set(xlim=(0, 100), ylim=(0, None))
    axes.set_xlabel("pictures kept, least doubtful first (%)")
    axes.set_ylabel("wrong among them (%)")
    axes.legend(frameon=False, fontsize=9)
    return _png(figure)


def contact_sheet(portraits: Sequence[Portrait], columns: int = 6) -> bytes:
    """Pictures in rows, each with its lines below."""
    rows = max(1, -(-len(portraits) // columns))
    figure = Figure(figsize=(1.95 * columns, 2.62 * rows), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.flat:
        axes.set_axis_off()
    for axes, portrait in zip(grid.flat, portraits, strict=False):
        axes.imshow(portrait.pixels, interpolation="nearest")
        axes.text(
            *(0.5, -0.04, "\n".join(portrait.lines)),
            transform=axes.transAxes,
            ha="center",
            va="top",
            fontsize=7,
            color=_INK,
        )
    return _png(figure)


def _png(figure: Figure) -> bytes:
    FigureCanvasAgg(figure)
    stream = io.BytesIO()
    # Neither version nor time in the file: the same figures give the same bytes.
    figure.savefig(stream, format="png", dpi=_DPI, metadata={"Software": None})
    return stream.getvalue()
