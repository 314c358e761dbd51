"""The video page: watch a file, analyse it, see the result on a timeline, export it."""
