"""Mien's engine: frames in, faces, expressions and records out. No Qt, no torch."""

__version__ = "0.1.0"
