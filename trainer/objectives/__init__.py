"""Objectives: what a run minimises, as a weighted sum of parts (specification F.2).

`truth` says what a sample's label is taken to be, `parts` what is asked of the network,
`weighted` sums them and checks that the data carries what they need, `build` reads a run's
settings.
"""
