"""A review in words."""

from __future__ import annotations

from typing import Final

from app.gui.language import counted, number, sentence, translate
from app.gui.review.queue import Queue, Scope
from app.gui.video.viewport import duration
from app.gui.words import label_name, label_within, percent
from engine.labels import LABELS
from engine.project.items import Item
from engine.project.ranking import Caught, Order
from engine.project.review import Summary
from engine.project.values import Decision

#: With fewer labelled items an order cannot be told from the lot.
_TELLING: Final = 20


def order_name(order: Order) -> str:
    """What a ranking is called."""
    return {
        Order.DISAGREEMENT: translate("review", "Correction disagrees"),
        Order.ENTROPY: translate("review", "Several labels compete"),
        Order.UNCERTAINTY: translate("review", "No label stands out"),
        Order.HUMAN_MODEL: translate("review", "People against the model"),
        Order.ANNOTATORS: translate("review", "Annotator against annotator"),
        Order.RANDOM: translate("review", "By lot, for unbiased checks"),
    }[order]


def scope_name(scope: Scope) -> str:
    """Of which videos items come, in words."""
    return {
        Scope.ALL: translate("review", "All videos"),
        Scope.ONE_BY_ONE: translate("review", "Video by video"),
        Scope.HERE: translate("review", "This video"),
    }[scope]


def item_text(item: Item) -> str:
    """What the model said of an item: both looks, in one sentence."""
    first, second = LABELS.index(item.primary), LABELS.index(item.corrected)
    if item.primary is item.corrected:
        return translate("review", "Both looks: {0} {1}, {2} after correction").format(
            label_within(item.primary),
            percent(item.mean_primary[first]),
            percent(item.mean_corrected[second]),
        )
    return translate("review", "First look: {0} {1}; after correction: {2} {3}").format(
        label_within(item.primary),
        percent(item.mean_primary[first]),
        label_within(item.corrected),
        percent(item.mean_corrected[second]),
    )


def progress_text(queue: Queue, place: int | None) -> str:
    """Where the review stands: "Item 3 of 212 · 37 done · about 14 min left"."""
    parts = []
    if place is not None:
        parts.append(translate("review", "Item {0} of {1}").format(place + 1, len(queue)))
    parts.append(translate("review", "{0} done").format(queue.count_done))
    if queue.seconds_left:
        parts.append(translate("review", "about {0} left").format(duration(queue.seconds_left)))
    return " · ".join(parts)


def decision_name(decision: Decision) -> str:
    """What was decided."""
    return {
        Decision.ACCEPT_CORRECTED: translate("review", "correction accepted"),
        Decision.ACCEPT_PRIMARY: translate("review", "first look accepted"),
        Decision.RELABEL: translate("review", "relabelled"),
        Decision.UNSURE: translate("review", "unsure"),
        Decision.SKIP: translate("review", "skipped"),
    }[decision]


def summary_text(summary: Summary) -> str:
    """What was decided and what it changed, line by line."""
    if not summary.decisions:
        return translate("review", "Nothing is decided yet.")
    counts = [f"{decision_name(d)} {n}" for d, n in summary.decisions.items()]
    lines = [sentence(", ".join(counts)) + "."]
    if summary.frames:
        n, changed = summary.frames, summary.changed_frames
        told = counted(
            "Another label than the model's in {0} ({1}) of %Ln frame(s) reviewed.", None, n
        )
        lines.append(told.format(number(changed), percent(changed / n)))
    for pair in summary.pairs[:4]:
        names = f"{label_name(pair.primary)} → {label_name(pair.corrected)}"
        kept = percent(pair.accepted_corrected / pair.items)
        n = pair.items
        told = counted("{0}: %Ln item(s), correction right in {1}", None, n)
        lines.append(told.format(names, kept))
    return "\n".join(lines)


def caught_text(found: tuple[Caught, ...]) -> str:
    """How good the order is on items that people labelled; empty where too few are labelled."""
    told = [c for c in dict.fromkeys(found) if c.of]
    if not told or told[0].items < _TELLING:
        return ""
    return translate(
        "review",
        "Measured on your labels: the model is wrong in {errors} of {items} labelled items, and "
        "the first {firsts} of this order hold {caught} of them (by lot {lot}).",
    ).format(errors=told[0].of, items=told[0].items, **_counts(told))


def promise_text(promise: tuple[Caught, ...], measured_on: str) -> str:
    """What the model's maker measured of this order; empty where nothing is known."""
    if not promise:
        return ""
    return translate(
        "review",
        "Measured on {items} labelled pictures ({data}), of which the model has {errors} wrong: "
        "the first {firsts} of this order hold {caught} of them (by lot {lot}).",
    ).format(
        items=promise[0].items, errors=promise[0].of, data=measured_on, **_counts(list(promise))
    )


def _counts(found: list[Caught]) -> dict[str, str]:
    """The figures as "10 / 20 / 50", each in its place."""
    return {
        "firsts": " / ".join(str(c.first) for c in found),
        "caught": " / ".join(str(c.errors) for c in found),
        "lot": " / ".join(number(c.by_lot, 1) for c in found),
    }
