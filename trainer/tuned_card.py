"""The card of a tuned model, written from what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.models.manifest import Manifest

_VERDICTS = {
    "better": "better than the model it comes from",
    "no better": "no better than the model it comes from",
    "worse": "**worse** than the model it comes from",
}


def card(manifest: Manifest, metrics: Mapping[str, Any], parity: float) -> str:
    """Markdown. metrics: the comparison with the model it comes from."""
    old, new, about = metrics["held_old"], metrics["held_new"], metrics["about"]
    low, high = 100 * metrics["low"], 100 * metrics["high"]
    return f"""# Model card: {manifest.title}

`{manifest.name}`, tuned from `{about["from"]}`: its encoder is unchanged, head and anchors learned
from {about["learned"]} labelled faces of {", ".join(about["data"])}.
On what was held out it is {_VERDICTS[metrics["verdict"]]}.

| {manifest.training.split} | before | after |
|---|---:|---:|
| accuracy | {old["accuracy"]:.4f} | {new["accuracy"]:.4f} |
| negative log likelihood | {old["loss"]:.4f} | {new["loss"]:.4f} |
{_remembered(metrics)}
McNemar's exact test: p = {metrics["mcnemar_p"]:.3g}. Gain in accuracy, 95 % interval: {low:+.1f} to
{high:+.1f} points, as if faces were independent; faces of one video are not, so the doubt is
larger.{_chosen(metrics)}

| label | held-out faces | right before | right after |
|---|---:|---:|---:|
{_labels(metrics)}

Step {metrics["step"]} of {metrics["steps"]}, seed {about["seed"]}. ONNX and torch differ by
{parity:.1e} at most on real faces. {manifest.training.notice}

Expressions are not feelings. Not for decisions about people; in the European Union, inferring
emotions at work and in education is prohibited (AI Act, Art. 5(1)(f)).
"""


def _remembered(metrics: Mapping[str, Any]) -> str:
    old, new = metrics["remembered_old"], metrics["remembered_new"]
    if old is None or new is None:
        return "| old faces | unknown | unknown |\n"
    return f"| accuracy on {old['n']} old faces | {old['accuracy']:.4f} | {new['accuracy']:.4f} |\n"


def _chosen(metrics: Mapping[str, Any]) -> str:
    if not metrics["chosen"]:
        return ""
    return " It was stopped early and the best weights on these faces kept, which flatters them."


def _labels(metrics: Mapping[str, Any]) -> str:
    rows = (metrics["labels"] or {}).items()
    return "\n".join(f"| {k} | {v['n']} | {v['old']} | {v['new']} |" for k, v in rows)
