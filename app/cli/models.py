"""`mien models`: which models there are, whether their files are whole, what a network costs."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from app.cli.report import FAILED


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `models`."""
    parser = subparsers.add_parser(
        "models",
        help="list the models and check their files",
        description="Lists the models that come with Mien and those of your own, and checks "
        "every file against its manifest. With --describe: the parameters and multiply-adds of a "
        "network, module by module, and of its variants without parts of reliability balancing.",
    )
    parser.add_argument(
        "--describe",
        metavar="NETWORK",
        help="grefel, grefel-s, grefel-xs, grefel-a or grefel-a-lite: what it costs "
        "(needs the trainer's packages)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON and no more")


def run(args: argparse.Namespace) -> int:
    """List; the exit code is 1 if there is no model or one is damaged."""
    if args.describe is not None:
        from app.cli.child import run_trainer

        return run_trainer("trainer.describe", [args.describe, *(["--json"] * args.json)])

    from engine.models.registry import available_models, user_models_folder

    models = [describe(folder) for folder in available_models()]
    if args.json:
        print(json.dumps(models, indent=2))
    else:
        print("\n\n".join(as_text(model) for model in models) or "There is no model.")
        print(f"\nYour own models: one folder each in {user_models_folder()}, or in MIEN_MODELS")
    return 0 if models and all(model["verified"] for model in models) else FAILED


def describe(folder: Path) -> dict[str, Any]:
    """A model as plain data; `problem` says what is wrong where `verified` is false."""
    import msgspec

    from engine.errors import ModelError
    from engine.models.registry import DEFAULT_MODEL
    from engine.models.verification import verify

    found: dict[str, Any] = {
        "name": folder.name,
        "default": folder.name == DEFAULT_MODEL,
        "folder": str(folder),
    }
    try:
        manifest = verify(folder)
    except ModelError as error:
        return found | {"verified": False, "problem": str(error)}
    return found | {
        "verified": True,
        "problem": "",
        "title": manifest.title,
        "version": manifest.version,
        "parameters": manifest.parameters,
        "multiply_adds": manifest.macs,
        "bytes": manifest.onnx.bytes,
        "sha256": manifest.onnx.sha256,
        "int8": None if manifest.int8 is None else msgspec.to_builtins(manifest.int8),
        "input": f"{manifest.input.size}x{manifest.input.size} {manifest.input.colour}",
        "trained_on": manifest.training.data,
        "notice": manifest.training.notice,
        "metrics_on": manifest.metrics_on,
        "metrics": manifest.metrics,
    }


def as_text(model: dict[str, Any]) -> str:
    """A model as lines for people."""
    head = model["name"] + (" (default)" if model["default"] else "")
    if not model["verified"]:
        return f"{head}\n  DAMAGED: {model['problem']}"
    lines = [
        f"{head}: {model['title']}, version {model['version']}",
        f"  {model['parameters'] / 1e6:.2f} M parameters, "
        f"{model['multiply_adds'] / 1e6:.0f} M multiply-adds, {model['bytes'] / 1e6:.1f} MB, "
        f"input {model['input']}",
        f"  files verified, sha256 {model['sha256'][:16]}…",
        f"  {model['folder']}",
    ]
    if model["metrics"]:
        lines += [f"  Measured on {model['metrics_on']}:", *_figures(model["metrics"])]
    if model["int8"]:
        lines += ["  Its int8 form, for processors with 8-bit products:"]
        lines += _figures(model["int8"]["metrics"])
    if model["notice"]:
        lines.append(f"  {model['notice']}")
    return "\n".join(lines)


def _figures(metrics: dict[str, float]) -> list[str]:
    """A manifest's figures, one line for each distribution."""
    lines = []
    for kind in ("primary", "corrected"):
        own = {n.removeprefix(f"{kind}_"): v for n, v in metrics.items() if n.startswith(kind)}
        if own:
            text = ", ".join(f"{n.replace('_', ' ')} {v:.3f}" for n, v in own.items())
            lines.append(f"    {kind:10}{text}")
    lines += [
        f"    review    {signal}: {_first(metrics, signal)}"
        for signal in ("uncertainty", "entropy", "disagreement")
        if f"review_{signal}_auroc" in metrics
    ]
    known = ("primary_", "corrected_", "review_")
    others = {n: v for n, v in metrics.items() if not n.startswith(known)}
    lines += [f"    {n.replace('_', ' ')} {v:g}" for n, v in others.items()]
    return lines


def _first(metrics: dict[str, float], signal: str) -> str:
    """How well a signal finds errors: "errors in the first 10: 8, 20: 15, AUROC 0.85"."""
    head = f"review_{signal}_first_"
    counts = [f"{n.removeprefix(head)}: {v:g}" for n, v in metrics.items() if n.startswith(head)]
    return f"errors in the first {', '.join(counts)}, AUROC {metrics[f'review_{signal}_auroc']:.3f}"
