"""Data files that ship with Mien."""
