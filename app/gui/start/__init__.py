"""The start page: the three ways in."""
