"""Widgets that the pages share; they know the engine's values, not its threads."""
