"""Curves of a run, from its journal."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from engine.export.staged import StagedFile, cannot_write
from trainer.events import events_of

FILE: Final = "curves.png"


def draw_curves(folder: Path) -> Path | None:
    """Loss and accuracy by epoch, as `curves.png` of the run folder; None before the first epoch.

    Raises `OutputError` where it cannot be written.
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    epochs = _epochs(folder / "events.jsonl")
    if not epochs:
        return None
    figure = Figure(figsize=(9.0, 3.5), layout="constrained")
    trained = {"loss": "training: all terms, augmented", "accuracy": "training, augmented"}
    held = {"loss": "held out: labels, averaged weights", "accuracy": "held out, averaged weights"}
    for axes, name in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        for key, label in ((name, trained[name]), (f"held_{name}", held[name])):
            points = [(e["epoch"], e[key]) for e in epochs if e.get(key) is not None]
            if points:
                axes.plot(*zip(*points, strict=True), marker=".", label=label)
        axes.set(xlabel="epoch", ylabel=name)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(alpha=0.3)
        if axes.lines:
            axes.legend()
    staged = StagedFile(folder / FILE)
    try:
        figure.savefig(staged.part, format="png", dpi=120)
    except OSError as error:
        staged.discard()
        raise cannot_write(staged.path, error) from error
    return staged.commit()


def _epochs(journal: Path) -> list[dict[str, Any]]:
    """The epochs of a journal; of one that was run twice, the later."""
    found = {event["epoch"]: event for event in events_of(journal) if event["event"] == "epoch"}
    return [found[number] for number in sorted(found)]
