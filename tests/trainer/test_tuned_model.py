"""A tuned model's card, and what is refused before anything is learned."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import OutputError
from engine.evaluation.balance import Flips
from engine.models.registry import find_model
from engine.models.verification import verify
from trainer.comparison import Comparison, Score
from trainer.config import preset
from trainer.events import Ending
from trainer.finetune_run import Request, run_finetune
from trainer.tuned_card import card
from trainer.tuned_model import _described

ABOUT = {
    "from": "grefel-s",
    "data": ["office.mien"],
    "learned": 40,
    "held_out": 12,
    "apart_by": "both",
    "seed": 0,
}


def test_the_card_says_each_thing_once() -> None:
    old, new = Score(12, 0.5, 1.2), Score(12, 0.75, 0.9)
    found = Comparison(
        *(old, new, Flips(3, 3, 0), None, None, -0.1, 0.4, {}, 300, 300, Ending.FINISHED)
    )
    metrics = found.as_json() | {"about": ABOUT}
    manifest = _described(verify(find_model("grefel-s")), "office", "Office", metrics)
    text = card(manifest, metrics, 1e-6)
    assert "learned\nfrom 40 labelled faces of office.mien.\n" in text
    assert "| 12 faces held out by person and video | before | after |" in text
    assert text.count("grefel-s") == 1
    assert "| accuracy | 0.5000 | 0.7500 |" in text


def test_a_model_that_is_there_is_refused_before_anything_is_learned(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    request = Request("grefel-s", tmp_path / "run", model_out=tmp_path / "mine")
    with pytest.raises(OutputError, match="--model-out"):
        run_finetune(request, preset("finetune"), lambda: pytest.fail("data were opened"))
    assert not (tmp_path / "run").exists()
