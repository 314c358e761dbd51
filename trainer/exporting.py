"""Trained weights to a model folder that the app can use: `python -m trainer.exporting ...`.

Float ONNX and safetensors, compared with torch on real faces; with --int8 a second folder,
NAME-int8, calibrated on training faces, and what that costs on a validation set.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import ModelError, OutputError
from engine.export.staged import make_folder
from engine.models import manifest as manifests
from trainer.card import metrics
from trainer.console import guarded
from trainer.model_folder import Loss, compare, of_model, of_run, write_float, write_int8
from trainer.quantise import MOST_LOST


def main(argv: list[str] | None = None) -> int:
    """Export; prints what was written and measured."""
    parser = _parser()
    args = parser.parse_args(argv)
    if args.int8 and (args.faces is None or args.validate is None):
        parser.error("--int8 needs --faces (to calibrate on) and --validate (to state its loss)")
    found = _export(args)
    print(json.dumps(found, indent=2) if args.json else _as_text(found))  # noqa: T201
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m trainer.exporting", description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--run", type=Path)
    source.add_argument("--model")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name")
    parser.add_argument("--uncalibrated", action="store_true")
    parser.add_argument("--int8", action="store_true")
    parser.add_argument("--faces", type=Path)
    parser.add_argument("--validate", type=Path)
    parser.add_argument("--votes", type=Path)
    parser.add_argument("--most-lost", type=float, default=MOST_LOST)
    parser.add_argument("--json", action="store_true")
    return parser


def _export(args: argparse.Namespace) -> dict[str, Any]:
    if args.run is not None:
        trained = of_run(args.run, args.name, calibrated=not args.uncalibrated)
    else:
        trained = of_model(args.model)
    make_folder(args.out)
    # Made beside its place and moved there whole: what is there stays until then.
    with tempfile.TemporaryDirectory(dir=args.out, prefix=".export-") as made:
        exact = Path(made) / trained.known.name
        known, parity = write_float(trained, exact)
        found: dict[str, Any] = {"name": known.name, "folder": str(args.out), "parity": parity}
        folders = [(exact, args.out)]
        if args.int8:
            small = Path(made) / f"{known.name}-int8"
            known8 = write_int8(exact, known, small, args.faces)
            loss = compare(exact, small, args.validate, args.votes)
            _require_small(loss, args.most_lost)
            measured_on = f"{loss.exact.data}, {loss.exact.n} pictures"
            noted = msgspec.structs.replace(
                known8, metrics=metrics(loss.int8), metrics_on=measured_on
            )
            manifests.write(small, noted)
            folders.append((small, args.out / small.name))
            found["int8"] = {
                "folder": str(args.out / small.name),
                "bytes": known8.onnx.bytes,
                "float_bytes": known.onnx.bytes,
                **loss.as_json(),
            }
        for source, target in folders:
            _move(source, target)
    return found


def _require_small(loss: Loss, most: float) -> None:
    """Raise `ModelError` where int8 loses more than `most` points of accuracy."""
    lost = 100 * loss.accuracy
    if lost > most:
        raise ModelError(
            f"int8 loses {lost:.2f} points of accuracy, more than {most:g}; nothing is written",
            subject=loss.exact.data,
            hint="Calibrate on other faces, export without --int8, or allow more with --most-lost",
        )


def _move(source: Path, target: Path) -> None:
    """Put a model folder's files in place, its manifest last. Raises `OutputError` if it cannot."""
    make_folder(target)
    manifest = source / manifests.FILE_NAME
    try:
        for path in (*(p for p in source.iterdir() if p != manifest), manifest):
            shutil.move(path, target / path.name)
    except OSError as error:
        raise OutputError(
            f"the model cannot be written ({error.strerror})", subject=str(target)
        ) from error


def _as_text(found: dict[str, Any]) -> str:
    lines = [
        f"{found['name']} in {found['folder']}",
        f"  ONNX and torch differ by {found['parity']:.1e} at most on real faces",
    ]
    if int8 := found.get("int8"):
        lines += [
            f"  int8 in {int8['folder']}: {int8['bytes'] / 1e6:.1f} MB "
            f"instead of {int8['float_bytes'] / 1e6:.1f}",
            f"  on {int8['data']} ({int8['n']} pictures), corrected:",
            *(
                f"    {title:22}{int8['float'][key]:>8.4f} float {int8['int8'][key]:>8.4f} int8"
                for title, key in (
                    ("accuracy", "corrected_accuracy"),
                    ("mean class accuracy", "corrected_mean_class_accuracy"),
                    ("NLL", "corrected_nll"),
                    ("ECE", "corrected_ece"),
                )
            ),
            f"    accuracy {-100 * int8['accuracy_loss']:+.2f} points; the same label on "
            f"{100 * int8['same_label']:.1f} % (McNemar's p {int8['mcnemar_p']:.2g})",
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(guarded(main))
