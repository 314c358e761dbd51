"""Objectives, one a module."""
