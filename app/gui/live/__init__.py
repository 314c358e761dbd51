"""The live page: a camera, or what behaves like one, and what its faces show right now."""
