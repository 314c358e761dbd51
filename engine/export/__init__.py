"""Results on disk: tables, session files, annotated pictures."""
