"""The image stream's training head in the primary's place."""

from __future__ import annotations

import pytest
import torch

from benchmarks.correction import ImageFirst
from tests.trainer.tiny import tiny_batch, tiny_network
from trainer.objectives.base import Reads
from trainer.stages import Stage, answer


def test_the_first_look_is_what_the_image_stream_says_and_the_branches_stay() -> None:
    network, image = tiny_network().eval(), tiny_batch().image
    alone = answer(network, image, Stage.IMAGE).read(Reads.IMAGE)
    served = answer(network, image)
    network.head = ImageFirst(network)
    shown = answer(network, image)
    torch.testing.assert_close(shown.read(Reads.PRIMARY), alone)
    assert not torch.equal(served.read(Reads.PRIMARY), alone)
    for branch in (Reads.GEOMETRIC, Reads.ATTENTIVE):
        torch.testing.assert_close(shown.read(branch), served.read(branch))


def test_a_network_without_such_a_head_is_refused() -> None:
    network = tiny_network()
    network.auxiliary = None
    with pytest.raises(ValueError, match="no head on its image stream"):
        ImageFirst(network)
