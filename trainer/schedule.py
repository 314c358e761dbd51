"""The learning rate, step by step."""

from __future__ import annotations

import math

from trainer.config import RunConfig


def learning_rate(config: RunConfig, step: int, steps_per_epoch: int) -> float:
    """Linear warm-up, then cosine to a hundredth, or a constant factor an epoch."""
    warm = config.warmup_epochs * steps_per_epoch
    if step < warm:
        return config.learning_rate * (step + 1) / warm
    if config.schedule == "exponential":
        return config.learning_rate * float(config.decay ** ((step - warm) // steps_per_epoch))
    done = (step - warm) / max(config.epochs * steps_per_epoch - warm, 1)
    return config.learning_rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))
