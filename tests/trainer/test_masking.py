"""Masked image modelling: targets by hand, what is hidden, and a run that learns."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tests.trainer.test_run import CONFIG, Listener, make, others
from tests.trainer.tiny import tiny_network
from trainer.build import make_network
from trainer.config import preset
from trainer.init import start_from
from trainer.masking import BINS, hidden_units, hide, hog, masked, prepare_masking


def test_a_ramp_votes_for_one_orientation() -> None:
    """Brightness that grows to the right: all gradients at angle 0, all cells alike."""
    ramp = torch.linspace(0, 1, 16).expand(1, 1, 16, 16)
    found = hog(ramp, 2)
    assert found.shape == (1, 4, 4 * BINS)
    histogram = found.reshape(4, BINS, 4)
    assert float(histogram[:, 1:].abs().max()) == 0.0
    torch.testing.assert_close(found.norm(dim=2), torch.ones(1, 4))
    down = hog(ramp.transpose(2, 3), 2).reshape(4, BINS, 4)
    assert int(down.sum(dim=(0, 2)).argmax()) == BINS // 2


def test_opposite_gradients_vote_alike_and_a_flat_picture_not_at_all() -> None:
    ramp = torch.linspace(0, 1, 16).expand(1, 1, 16, 16)
    torch.testing.assert_close(hog(ramp, 2), hog(1 - ramp, 2))
    assert float(hog(torch.full((1, 1, 16, 16), 0.3), 2).abs().max()) == 0.0


def test_units_and_cells_lie_where_the_picture_is() -> None:
    image = torch.zeros(1, 1, 32, 32)
    image[0, 0, 4:6, 20:22] = 1.0  # in the third unit of the first row, its lower right cell
    found = hog(image, 4)[0].reshape(16, BINS, 2, 2).sum(1)
    assert torch.nonzero(found.sum(dim=(1, 2)))[:, 0].tolist() == [2]
    assert int(found[2].argmax()) == 3


def test_as_many_units_are_hidden_in_each_picture() -> None:
    torch.manual_seed(0)
    hidden = hidden_units(5, 7, 0.4, torch.device("cpu"))
    assert hidden.sum(dim=1).tolist() == [20] * 5
    assert not torch.equal(hidden[0], hidden[1])
    image = torch.rand(5, 1, 112, 112)
    covered = hide(image, hidden)
    mask = hidden[0].reshape(7, 7).repeat_interleave(16, 0).repeat_interleave(16, 1)
    torch.testing.assert_close(covered[0, 0][~mask], image[0, 0][~mask])
    torch.testing.assert_close(covered[0, 0][mask], image[0].mean().expand(int(mask.sum())))


def test_a_run_learns_without_labels_and_hands_its_encoder_on(tmp_path: Path) -> None:
    import dataclasses

    config = dataclasses.replace(CONFIG, stage="masked", epochs=20, learning_rate=1e-2)
    network = tiny_network()
    prepare_masking(network, 1)
    listener = Listener()
    make(tmp_path, config, held=others(), listener=listener, network=network).train()
    first, last = listener.epochs()[0], listener.epochs()[-1]
    assert last.loss < 0.9 * first.loss
    assert last.accuracy is None
    assert last.held_loss is not None
    fresh = tiny_network(seed=3)
    assert start_from(fresh, f"{tmp_path}:image,landmarks,attention,tokens,vit") > 10


def test_without_its_head_it_refuses() -> None:
    with pytest.raises(ValueError, match="no head"):
        masked(tiny_network(), torch.rand(1, 1, 16, 16))


def test_the_real_network_can_be_masked() -> None:
    network = make_network(preset("grefel-s-masked"))
    found = masked(network, torch.rand(2, 1, 48, 48))
    assert found.predicted.shape == found.target.shape == (2, 16, 36)
    assert found.hidden.sum(dim=1).tolist() == [6, 6]
