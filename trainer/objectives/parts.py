"""The parts of an objective: each asks one thing of the network."""

from __future__ import annotations

from typing import Final

import numpy as np
import torch
from torch import Tensor

from trainer.data.batch import Batch, Carried, N, TrainingSet
from trainer.losses.anchor import anchor_loss, centre_loss
from trainer.losses.consistency import geometric_divergence, jensen_shannon_loss
from trainer.losses.distribution import cross_entropy
from trainer.losses.embeddings import spread_loss
from trainer.losses.noise_aware import noise_aware_weights, ramp
from trainer.losses.points import point_loss
from trainer.masking import masking_loss
from trainer.models.label_decoder import LabelDecoderGReFEL
from trainer.objectives.base import Pass, Reads, Stateless
from trainer.objectives.truth import Candidates, Truth

#: A partial label shapes the anchors only once one candidate is believed this much (F.3).
_BELIEVED: Final = 0.8


class NoiseWeighting:
    """The factor 1 + w* of NLA.

    detach: no gradient through w*. The authors' code lets it through, which weakens ambiguous
    samples where the paper wants them emphasised (specification E.2 #1); False is for comparison.
    """

    def __init__(self, *, detach: bool = True) -> None:
        self.detach = detach
        self._epochs, self._ramped = 1, 0.0

    def begin(self, epochs: int) -> None:
        """Length of the run, for ε."""
        self._epochs = epochs

    def at_epoch(self, epoch: int) -> None:
        """ε grows from epoch to epoch."""
        self._ramped = ramp(epoch, self._epochs)

    def factor(self, p: Tensor, own: Tensor) -> Tensor:
        """(B,) from (B, N) probabilities and (B, N) given labels."""
        w = noise_aware_weights(p.detach() if self.detach else p, own, self._ramped)
        return 1.0 + w


class ClassPrior:
    """Teaches a distribution as if all labels were equally frequent (Menon et al. 2021).

    The loss is taken of p π^τ, renormalised, with π the labels' shares of the training set: what
    makes p π fit the labels makes p fit labels that are all as frequent as each other.
    tau: 0 to 1, how far.
    """

    def __init__(self, tau: float) -> None:
        self.tau = tau
        self._factor: Tensor | None = None

    def begin(self, data: TrainingSet) -> None:
        """Count the labels. Raises `ValueError` where the data has none."""
        if data.distribution is not None:
            shares = data.distribution.mean(axis=0)
        else:
            labels = data.labels()
            if labels is None:
                raise ValueError("the data carries no labels")
            shares = np.bincount(labels, minlength=N) / len(labels)
        # A label that never occurs must not be pushed up without end.
        shares = np.maximum(shares, 0.5 / len(data))
        self._factor = torch.from_numpy(np.power(shares, self.tau)).float()

    def applied(self, p: Tensor) -> Tensor:
        """(B, N) to (B, N), rows sum to 1."""
        if self._factor is None:
            raise ValueError("begin() comes first")
        weighed = p * self._factor.to(p.device)
        return weighed / weighed.sum(dim=1, keepdim=True)


class Label(Stateless):
    """Cross-entropy of one distribution with the truth: L_cls (eq. 20), L_pll, L_NAW-CE.

    reads: which distribution. truth: where targets come from. noise: NLA's weights, or None.
    prior: as if all labels were equally frequent, or None.
    """

    def __init__(
        self,
        reads: Reads,
        truth: Truth,
        noise: NoiseWeighting | None = None,
        prior: ClassPrior | None = None,
    ) -> None:
        self.reads, self.truth, self.noise, self.prior = reads, truth, noise, prior

    @property
    def name(self) -> str:
        """Such as "corrected ldl"."""
        return f"{self.reads} {self.truth.name}" + (" naw" if self.noise else "")

    @property
    def needs(self) -> frozenset[Carried]:
        """What the truth needs."""
        return self.truth.needs

    def begin(self, data: TrainingSet, epochs: int) -> None:
        """Length of the run, for ε; the labels' shares."""
        if self.noise is not None:
            self.noise.begin(epochs)
        if self.prior is not None:
            self.prior.begin(data)

    def at_epoch(self, epoch: int) -> None:
        """ε grows from epoch to epoch."""
        if self.noise is not None:
            self.noise.at_epoch(epoch)

    def loss(self, run: Pass, batch: Batch) -> Tensor:
        """Mean over the batch, of the first view. Eq. 20 prints a sum: λ would hang on its size."""
        p = run.first.read(self.reads)
        weighed = p if self.prior is None else self.prior.applied(p)
        each = cross_entropy(weighed, self.truth.target(batch))
        if self.noise is not None:
            each = each * self.noise.factor(p, self.truth.own(batch))
        return each.mean()


class Consistency(Stateless):
    """Both views' answers agree (NLA's L_reg).

    literal: the authors' form, summed over the batch, instead of the mean Jensen-Shannon.
    """

    name = "consistency"

    def __init__(self, reads: Reads, *, literal: bool = False) -> None:
        self.reads, self.literal = reads, literal

    @property
    def needs(self) -> frozenset[Carried]:
        """The mirrored view."""
        return frozenset({Carried.SECOND_VIEW})

    def loss(self, run: Pass, batch: Batch) -> Tensor:
        """Gradients flow to both views."""
        if run.second is None:
            raise ValueError("the second view was not passed through the network")
        p, q = run.first.read(self.reads), run.second.read(self.reads)
        return geometric_divergence(p, q) if self.literal else jensen_shannon_loss(p, q)


class AnchorSpread(Stateless):
    """L_a: the anchors keep apart (eq. 21, bounded)."""

    name = "anchor"

    def loss(self, run: Pass, batch: Batch) -> Tensor:
        """In [0, 1]."""
        anchors = run.network.balancing.anchors
        if anchors is None:
            raise ValueError("this network has no anchors")
        return anchor_loss(anchors.anchors)


class Centre(Stateless):
    """L_c: each embedding is near an anchor of its label (eq. 22).

    For candidate sets, only samples whose most believed label has more than .8 take part.
    """

    name = "centre"

    def __init__(self, truth: Truth) -> None:
        self.truth = truth

    @property
    def needs(self) -> frozenset[Carried]:
        """What the truth needs."""
        return self.truth.needs

    def loss(self, run: Pass, batch: Batch) -> Tensor:
        """Mean over the batch of the squared distance / D."""
        anchors = run.network.balancing.anchors
        e = run.first.embedding
        if anchors is None or e is None:
            raise ValueError("this network has no anchors, or was not run to its embedding")
        if run.network.balancing.apart:
            e = e.detach()
        target = self.truth.target(batch)
        if isinstance(self.truth, Candidates):
            target = (target > _BELIEVED).float()
        return centre_loss(anchors.squared_distances(e) / e.shape[1], target)


class LabelSpread(Stateless):
    """L_ue: the label embeddings point into evenly spread directions."""

    name = "spread"

    def loss(self, run: Pass, batch: Batch) -> Tensor:
        """In [-2/(N-1), 2]."""
        if not isinstance(run.network, LabelDecoderGReFEL):
            raise ValueError("this network has no label embeddings")
        return spread_loss(run.network.decoder.labels)


class MaskedGradients(Stateless):
    """The network predicts the gradients' histograms of what is hidden from it."""

    name = "masked"

    def loss(self, run: Pass, batch: Batch) -> Tensor:
        """Squared error of the hidden units."""
        if run.first.masked is None:
            raise ValueError("nothing was hidden from the network")
        return masking_loss(run.first.masked)


class Points(Stateless):
    """The landmark stream places the 68 points where the teacher does."""

    name = "points"

    @property
    def needs(self) -> frozenset[Carried]:
        """Landmarks."""
        return frozenset({Carried.POINTS})

    def loss(self, run: Pass, batch: Batch) -> Tensor:
        """Smooth L1 in hundredths of the crop, over the samples that have a teacher."""
        if run.first.points is None or batch.points is None or batch.found is None:
            raise ValueError("this network places no points, or the batch has none")
        return point_loss(run.first.points, batch.points, batch.found)
