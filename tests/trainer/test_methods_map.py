"""docs/methods.md says which equation lives in which function; this holds it to that."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from trainer.config import RunConfig, presets

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
NAMES = sorted(set(re.findall(r"`([a-z_]+(?:\.[A-Za-z_]+)+)`", TEXT)))
#: Files of a run folder, which look like names.
FILES = re.compile(r"\.(toml|json|jsonl|png|safetensors|npz|py|md)$")


def found(name: str) -> Any:
    """What a dotted name of the page means, read from `trainer` or `trainer.models`."""
    for start in ("trainer", "trainer.models"):
        parts = name.split(".")
        for cut in range(len(parts), 0, -1):
            try:
                place: Any = import_module(".".join([start, *parts[:cut]]))
            except ModuleNotFoundError:
                continue
            for part in parts[cut:]:
                place = getattr(place, part, None)
            if place is not None:
                return place
    return None


@pytest.mark.parametrize("name", [name for name in NAMES if not FILES.search(name)])
def test_every_function_that_the_page_names_is_there(name: str) -> None:
    assert found(name) is not None


def test_every_file_that_the_page_names_is_there() -> None:
    paths = re.findall(r"`((?:trainer|benchmarks|engine)/[a-z_/]+\.py)`", TEXT)
    assert len(paths) > 5
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_the_page_lists_every_recipe() -> None:
    section = TEXT[TEXT.index("| preset |") : TEXT.index("A run trains the whole network")]
    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", section, re.M)) == sorted(presets())


def test_every_setting_that_the_page_names_is_there() -> None:
    settings = set(
        re.findall(r"`((?:lambda|nla|pll|objective|label|noise)_[a-z_]+)(?: =[^`]*)?`", TEXT)
    )
    assert len(settings) > 8
    assert sorted(settings - set(RunConfig.__dataclass_fields__)) == []
