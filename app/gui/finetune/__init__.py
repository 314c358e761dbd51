"""Fine-tuning in the window: what to learn from, the run, old against new, and the models."""
