"""The project file `*.mien`: what was analysed, labelled, reviewed and exported.

`values` are the immutable things in it, `edits` plan changes that can be undone, `store.Project`
holds them on disk, in one SQLite file. docs/project-format.md describes it.
"""
