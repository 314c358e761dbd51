"""The model card, written from what was measured: no figure in it is typed by hand."""

from __future__ import annotations

from collections.abc import Mapping

from engine.evaluation.metrics import Metrics
from engine.evaluation.run import Evaluation
from engine.labels import LABELS
from engine.models.manifest import Manifest
from trainer.config import RunConfig


def card(
    manifest: Manifest,
    result: Evaluation,
    config: RunConfig,
    calibration: tuple[float, float, int],
    parity: float,
    note: str = "",
    photos: Mapping[str, float] | None = None,
    int8: str = "",
) -> str:
    """Markdown.

    calibration: temperatures of primary and corrected, and the number of pictures they were
    fitted on. parity: largest difference of a probability between torch and ONNX Runtime.
    note: what a reader must know of how the run went. photos: counts of `benchmarks.photos`.
    int8: what came of its int8 form.
    """
    t_primary, t_corrected, held = calibration
    training = manifest.training
    return f"""# Model card: {manifest.title} {manifest.version}

Reads one aligned face crop ({manifest.input.size} x {manifest.input.size}, {manifest.input.colour})
and gives two distributions over {len(LABELS)} expressions: **primary**, the network's first look,
and **corrected**, after reliability balancing. {manifest.parameters / 1e6:.2f} M parameters,
{manifest.macs / 1e6:.0f} M multiply-adds a face. Expressions are not feelings: the model says what
a face shows to a crowd of raters, not what a person feels.

## Figures

{manifest.metrics_on}, n = {result.n}; the shipped ONNX file through the engine, no test-time
tricks. The split was not trained on; pictures of the training split that share a near-duplicate
group with it were left out. The FER+ test split has not been touched.

| | primary | corrected |
|---|---:|---:|
{_row("accuracy", result, "accuracy")}
{_row("mean class accuracy", result, "mean_class_accuracy")}
{_row("macro F1", result, "macro_f1")}
{_row("negative log likelihood", result, "nll")}
{_row("expected calibration error, 15 bins", result, "ece")}
{_votes(result)}
{_paragraph(int8)}
Recall by label:

| label | n | primary | corrected |
|---|---:|---:|---:|
{_recalls(result)}

Confusion of the corrected label (rows: crowd's majority, columns: model):

{_confusion(result.corrected)}

Repeat: `mien evaluate --backend onnxruntime --data FER2013Valid --votes fer2013new.csv`
{_photos(photos)}
## Training

- Data: {training.data}. {training.split}.
- Network: GReFEL-S, see `trainer/models/grefel.py`; grey, because FER+ is.
- Recipe of the last run: {training.epochs:g} epochs, batch {config.batch}, {config.optimiser},
  {config.schedule} decay
  from {config.learning_rate:g}, weight decay {config.weight_decay:g}, EMA {config.ema:g}, bf16
  autocast on a CPU, seed {training.seed}. Loss: {_loss(config)}.
- Augmentation: flip, rotation, scale, shift, light, shade, resolution, blur, noise, compression,
  erasing (`trainer/data/augment.py`).
- Calibration: temperatures {t_primary:.3f} (primary) and {t_corrected:.3f} (corrected), fitted on
  {held} training pictures that were held out by near-duplicate group; they are part of the ONNX.
- Parity of ONNX and torch: {parity:.1e}.{_note(note)}
- Commands, in this order, at commit `{training.commit[:12]}`:

```
python -m trainer.data.prepare --data FERPLUS --out CACHE
{training.command}
python -m trainer.publish --run RUN --cache CACHE --data FERPLUS/FER2013Valid.tar \\
    --votes FERPLUS/fer2013new.csv
```

## Limits

- {_rare(result)}
- FER+ shows posed and unposed faces from the web, mostly frontal, 48 px and grey. Profiles,
  covered faces, children, masks and strong side light are under-represented.
- Age, gender and skin tone are not labelled in FER+: differences between groups have not been
  measured and must be assumed to exist.{_people(photos)}
- The crowd agrees with itself in about 80 % of votes; a probability is the crowd's, not a truth.
- Not for decisions about people. In the European Union, inferring emotions at work and in
  education is prohibited (AI Act, Art. 5(1)(f)).

## Notice

{training.notice}
"""


def metrics(result: Evaluation) -> dict[str, float]:
    """The figures that a manifest carries, to four digits."""
    return {name: round(float(value), 4) for name, value in result.figures().items()}


def _paragraph(text: str) -> str:
    return f"\n{text}\n" if text else ""


def _note(note: str) -> str:
    return f"\n- {note}" if note else ""


def _loss(config: RunConfig) -> str:
    """What the last run minimised, and what it left alone."""
    terms = [("label distribution on corrected", config.lambda_cls)]
    if config.stage != "balancing":
        terms.append(("on primary", config.lambda_primary))
    branches = "on each branch"
    if config.class_prior > 0:
        branches += f" as if all labels were equally frequent (τ {config.class_prior:g})"
    terms.append((branches, config.lambda_branches))
    terms += [("anchor", config.lambda_anchor), ("centre", config.lambda_centre)]
    if config.stage != "balancing":
        terms.append(("landmarks with MediaPipe as teacher", config.lambda_points))
    if config.stage == "whole":
        terms.append(("the image stream's own head", config.lambda_auxiliary))
    said = ",\n  ".join(f"{name} (λ {weight:g})" for name, weight in terms if weight > 0)
    rests = {
        "upper": ";\n  the image stream's backbone stays as the stage before left it",
        "balancing": ";\n  encoder and primary head stay as the stage before left them",
    }
    return said + rests.get(config.stage, "")


def _photos(photos: Mapping[str, float] | None) -> str:
    if photos is None:
        return ""
    n = photos["photos"]
    return f"""
### Colour photos

Photos with one face of {photos["smallest_px"]:.0f} px or more that is neutral or happy,
n = {n:.0f}, found and aligned as in the app; no weights, crop or threshold were chosen by them.

| | right | share |
|---|---:|---:|
| face found | {photos["found"]:.0f} | {photos["found"] / n:.1%} |
| neutral against happiness | {photos["pair_right"]:.0f} | {photos["pair_right"] / n:.1%} |
| label of all eight | {photos["label_right"]:.0f} | {photos["label_right"] / n:.1%} |

Repeat: `python -m benchmarks.photos --media FOLDER`
"""


def _people(photos: Mapping[str, float] | None) -> str:
    if photos is None or not photos["studio_people"]:
        return ""
    return f""" The Face Research Lab London Set's
  {photos["studio_people"]:.0f} people at hand, neutral and with a posed smile, are told apart in
  {photos["studio_pair_right"]:.0f} of {photos["studio_photos"]:.0f} photos, in both for
  {photos["studio_people_right"]:.0f} people: too few to say anything about a group."""


def _row(title: str, result: Evaluation, figure: str) -> str:
    values = (getattr(part, figure) for part in (result.primary, result.corrected))
    return f"| {title} | " + " | ".join(f"{value:.4f}" for value in values) + " |"


def _votes(result: Evaluation) -> str:
    a, b = result.primary_votes, result.corrected_votes
    if a is None or b is None:
        return ""
    return "\n".join(
        [
            f"| KL(votes, model) | {a.kl:.4f} | {b.kl:.4f} |",
            f"| right label among the first two | {a.top2:.4f} | {b.top2:.4f} |",
        ]
    )


def _counts(metrics: Metrics) -> dict[str, int]:
    return {label: sum(row) for label, row in zip(LABELS, metrics.confusion, strict=True)}


def _recalls(result: Evaluation) -> str:
    counts = _counts(result.corrected)

    def show(value: float | None) -> str:
        return "-" if value is None else f"{value:.3f}"

    return "\n".join(
        f"| {label} | {counts[label]} | {show(result.primary.recall[label])} "
        f"| {show(result.corrected.recall[label])} |"
        for label in LABELS
    )


def _confusion(metrics: Metrics) -> str:
    head = "| | " + " | ".join(LABELS) + " |\n|---|" + "---:|" * len(LABELS)
    rows = [
        f"| {label} | " + " | ".join(str(n) for n in row[: len(LABELS)]) + " |"
        for label, row in zip(LABELS, metrics.confusion, strict=True)
    ]
    return "\n".join([head, *rows])


def _rare(result: Evaluation) -> str:
    counts = _counts(result.corrected)
    weak = [
        f"{label} (recall {recall:.2f}, n = {counts[label]})"
        for label, recall in result.corrected.recall.items()
        if recall is not None and recall < 0.6
    ]
    if not weak:
        return "Every label's recall is at least 0.6 on this split."
    return "Weak on " + ", ".join(weak) + ": rare in FER+, so often read as something else."
