"""A reproduction of the papers' tables in this product's conditions: `python -m benchmarks.study`.

`conditions` says what is compared, `running` trains and measures one of them by the product's own
trainer, `information` asks what the branches know, `result` is what is kept of a run, `statistics`
compares, `claims` are the papers', `report` writes docs/study.md.
"""
