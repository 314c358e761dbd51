"""Training, evaluation and export of Mien's models. The only place where torch is imported."""
