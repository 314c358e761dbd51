"""Labelling the open video: keys, segments, candidate sets, votes, all of it undoable."""
