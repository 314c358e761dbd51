"""The diagrams of a project's report, as PNG bytes. Drawn without pyplot: no global state."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from engine.labels import LABELS
from engine.project.export.scope import Said

_DPI: Final = 110
_INK: Final = "#1d2329"
_NO_OPINION: Final = "#e6e9ec"

#: The app's light theme: apart in every common form of colour blindness, in `LABELS` order.
_COLOURS: Final = (
    *("#858585", "#CA8548", "#7E6700", "#355CE6", "#7C0A14", "#036A4F", "#AB1983", "#019EC4"),
)
_NAMES: Final = tuple(str(label) for label in LABELS)


def over_time(
    seconds: NDArray[np.float64],
    corrected: NDArray[np.float32],
    people: Sequence[Said],
    start_us: int,
) -> bytes:
    """A face's corrected distribution over time, stacked, and what people say below it.

    seconds: (n,) rising. corrected: (n, 8). people: spans of the track; start_us: second 0.
    """
    figure = Figure(figsize=(11, 3.4), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    middle, mean = _binned(seconds, corrected)
    above.stackplot(middle, mean.T, colors=_COLOURS, labels=_NAMES, linewidth=0)
    above.set(ylim=(0, 1), ylabel="corrected")
    above.legend(loc="center left", bbox_to_anchor=(1.005, 0.5), frameon=False, fontsize=8)
    below.add_collection(_bars(people, start_us))
    below.set(ylim=(0, 1), yticks=[], ylabel="people", xlabel="seconds")
    end = max([float(seconds[-1]), *((s.end_us - start_us) / 1e6 for s in people)])
    below.set_xlim(float(seconds[0]), max(end, float(seconds[0]) + 1e-3))
    return _png(figure)


def _bars(people: Sequence[Said], start_us: int) -> PolyCollection:
    """A bar a span, split by the shares of its labels; pale where nobody has an opinion."""
    corners, colours = [], []
    for said in people:
        left, right = ((t - start_us) / 1e6 for t in (said.start_us, said.end_us))
        shares = [1.0] if said.distribution is None else said.distribution.tolist()
        fills = [_NO_OPINION] if said.distribution is None else _COLOURS
        floor = 0.0
        for share, colour in zip(shares, fills, strict=True):
            if share > 0:
                top = floor + share
                corners.append([(left, floor), (left, top), (right, top), (right, floor)])
                colours.append(colour)
                floor = top
    return PolyCollection(corners, facecolors=colours, linewidths=0)


def _binned(
    seconds: NDArray[np.float64], corrected: NDArray[np.float32], bins: int = 600
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Means over equal spans of time; a span without a face stays empty (NaN)."""
    if len(seconds) <= bins:
        return seconds, corrected.astype(np.float64)
    edges = np.linspace(seconds[0], seconds[-1], bins + 1)
    place = np.clip(np.searchsorted(edges, seconds, side="right") - 1, 0, bins - 1)
    sums = np.zeros((bins, len(LABELS)))
    np.add.at(sums, place, corrected)
    counts = np.bincount(place, minlength=bins)[:, None]
    mean = np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)
    return (edges[:-1] + edges[1:]) / 2, mean


def confusion(counts: NDArray[np.float64], rows: str, columns: str) -> bytes:
    """A confusion matrix of (8, 8) moments; rows and columns: who labelled."""
    figure = Figure(figsize=(6.8, 5.6), layout="constrained")
    axes = figure.subplots()
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1e-9)
    axes.imshow(shares, cmap="Blues", vmin=0.0, vmax=1.0)
    for (row, column), count in np.ndenumerate(counts):
        if count >= 0.5:
            share = shares[row, column]
            ink = "white" if share > 0.55 else _INK
            axes.text(column, row, f"{count:.0f}", ha="center", va="center", fontsize=8, color=ink)
    axes.set_xticks(range(len(LABELS)), _NAMES, rotation=35, ha="right", fontsize=8.5)
    axes.set_yticks(range(len(LABELS)), _NAMES, fontsize=8.5)
    axes.set(xlabel=columns, ylabel=rows)
    return _png(figure)


def _png(figure: Figure) -> bytes:
    FigureCanvasAgg(figure)
    stream = io.BytesIO()
    # Neither version nor time in the file: the same figures give the same bytes.
    figure.savefig(stream, format="png", dpi=_DPI, metadata={"Software": None})
    return stream.getvalue()
