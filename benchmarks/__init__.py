"""Benchmarks: what Mien costs and how fast it answers, measured on this machine."""
