"""Every name of TensorRT that Mien uses exists in every version that it says it can use."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine.models.tensorrt as backend

SNAPSHOTS = sorted((Path(__file__).parent / "api").glob("*.txt"))

#: What the variables are called that hold TensorRT's objects, in which module, and their class.
OBJECTS = {
    "build": {
        "builder": "Builder",
        "network": "INetworkDefinition",
        "parser": "OnnxParser",
        "config": "IBuilderConfig",
        "profile": "IOptimizationProfile",
        "tensor": "ITensor",
    },
    "engine": {
        "_runtime": "Runtime",
        "_engine": "ICudaEngine",
        "config": "IRuntimeConfig",
        "warm": "IRuntimeCache",
        "_warm": "IRuntimeCache",
        "context": "IExecutionContext",
        "_context": "IExecutionContext",
    },
    "flavour": {},
}

#: Used only after it was asked which package it is.
RTX_ONLY = {
    "ComputeCapability",
    "ComputeCapability.SM75",
    "DynamicShapesKernelSpecializationStrategy",
    "DynamicShapesKernelSpecializationStrategy.EAGER",
    "CudaGraphStrategy",
    "CudaGraphStrategy.WHOLE_GRAPH_CAPTURE",
    "EngineInvalidityDiagnostics",
    "IBuilderConfig.num_compute_capabilities",
    "IBuilderConfig.set_compute_capability",
    "ICudaEngine.create_runtime_config",
    "IRuntimeCache.deserialize",
    "IRuntimeCache.serialize",
    "IRuntimeConfig.create_runtime_cache",
    "IRuntimeConfig.cuda_graph_strategy",
    "IRuntimeConfig.dynamic_shapes_kernel_specialization_strategy",
    "IRuntimeConfig.set_execution_context_allocation_strategy",
    "IRuntimeConfig.set_runtime_cache",
    "Runtime.get_engine_validity",
}


def used(module: str) -> Iterator[str]:
    """Names that a module uses: "Class" and "Class.member"."""
    path = Path(str(backend.__file__)).with_name(f"{module}.py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Attribute):
            continue
        chain = _chain(node)
        if "trt" in chain[:-1]:
            names = chain[chain.index("trt") + 1 :]
            yield ".".join(names[:2])
            yield names[0]
        elif len(chain) >= 2 and chain[-2] in OBJECTS[module]:
            yield f"{OBJECTS[module][chain[-2]]}.{chain[-1]}"


def _chain(node: ast.expr) -> list[str]:
    """a.b.c as its parts."""
    if isinstance(node, ast.Attribute):
        return [*_chain(node.value), node.attr]
    return [node.id] if isinstance(node, ast.Name) else []


def offered(snapshot: Path) -> set[str]:
    names = set()
    for line in snapshot.read_text(encoding="utf-8").splitlines():
        name, _, members = line.partition(":")
        names |= {name, *(f"{name}.{member}" for member in members.split())}
    return names


#: Every class of the binding has them.
EVERYWHERE = {"__version__", "EngineInvalidityDiagnostics.__members__"}

USED = {name for module in OBJECTS for name in used(module)} - EVERYWHERE


@pytest.mark.parametrize("snapshot", SNAPSHOTS, ids=lambda path: path.stem)
def test_every_name_exists(snapshot: Path) -> None:
    needed = USED if snapshot.stem.startswith("tensorrt_rtx") else USED - RTX_ONLY
    assert needed - offered(snapshot) == set()


def test_what_is_said_to_be_for_rtx_only_is_used() -> None:
    assert USED >= RTX_ONLY


def test_the_reading_finds_what_is_plainly_there() -> None:
    plain = {
        "Builder.build_serialized_network",
        "OnnxParser.parse",
        "Runtime.deserialize_cuda_engine",
    }
    assert plain <= USED
    assert "NetworkDefinitionCreationFlag.STRONGLY_TYPED" in USED
    assert "IExecutionContext.execute_async_v3" in USED
    assert len(SNAPSHOTS) >= 5
    assert not any("EXPLICIT_BATCH" in name or "FP16" in name for name in USED)


def test_the_installed_package_offers_what_its_snapshot_says() -> None:
    trt = pytest.importorskip("tensorrt_rtx", reason="tensorrt_rtx is not installed")
    for name in USED:
        owner, _, member = name.partition(".")
        assert hasattr(trt, owner), name
        assert not member or hasattr(getattr(trt, owner), member), name
