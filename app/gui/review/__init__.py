"""Checking what the model says where it is most likely wrong."""
