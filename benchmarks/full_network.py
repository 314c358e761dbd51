"""The full GReFEL on this processor: f32, bf16 and int8, on one and two threads, and live.

python -m benchmarks.full_network [FOLDER] [--live SECONDS] [--runs N]    (two minutes)

There are no trained weights of it: it is exported with those that training begins with, and int8
is calibrated on crops of two real faces. Its speed is that of a trained one (no operator's time
depends on the values), its answers mean nothing. FOLDER keeps the model (400 MB) for the next
time: making it takes two minutes more. Each way runs in a process of its own, as in
benchmarks.backends, and live in int8 where the processor multiplies 8-bit numbers faster.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import msgspec

from benchmarks.common import ROOT, run_child
from engine.models import manifest as manifests
from engine.models.manifest import Colour, InputSpec, Quantised
from engine.models.registry import find_model

NAME = "grefel-untrained"


def main() -> None:
    """Make the models where they are not there yet, and measure both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--live", type=float, default=20.0, help="seconds of live view; 0: none")
    parser.add_argument("--runs", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        model = (args.folder or Path(temporary)) / NAME
        if not (model / manifests.FILE_NAME).is_file():
            make_model(model)
        words = ["--model", str(model), "--runs", str(args.runs)]
        print(_benchmark("backends", *words), flush=True)
        if args.live:
            print("\n" + _benchmark("live_latency", *words, "--seconds", str(args.live)))


def make_model(folder: Path) -> None:
    """Export the network with its first weights, in float and with an int8 form."""
    import torch

    from trainer.data.opening import TEMPLATE
    from trainer.describe import costs
    from trainer.export_onnx import INPUT, Served, file_spec
    from trainer.faces import portrait_faces
    from trainer.model_folder import Trained, write_float
    from trainer.networks import network_named
    from trainer.quantise import quantise

    torch.manual_seed(0)
    network = network_named("grefel")
    module = network.build(network.options)
    total, _ = costs(module, network)
    served = Served(module)
    known = msgspec.structs.replace(
        manifests.read(find_model()),
        name=NAME,
        title=f"{network.title}, untrained",
        input=InputSpec(INPUT, network.size, Colour.RGB, TEMPLATE),
        parameters=total.params,
        macs=total.macs + total.matmul_macs,
        branches=served.branches,
        metrics={},
        metrics_on="",
    )
    whole, _ = write_float(Trained(served, network, known), folder)
    path = folder / f"{NAME}-int8.onnx"
    faces = portrait_faces(known.input)
    quantise(folder / whole.onnx.file, path, INPUT, faces, signed=False)
    manifests.write(folder, msgspec.structs.replace(whole, int8=Quantised(file_spec(path))))


def _benchmark(name: str, *words: str) -> str:
    command = [sys.executable, "-m", f"benchmarks.{name}", *words]
    return run_child(command, PYTHONPATH=str(ROOT)).output.rstrip()


if __name__ == "__main__":
    main()
