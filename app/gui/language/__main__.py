"""`python -m app.gui.language`: collect the texts of the window and compile their translations."""

from __future__ import annotations

import sys

from app.gui.language import folder
from app.gui.language.catalogue import ENGINE_TEXTS, Catalogue, collect, harvest_errors, release

if __name__ == "__main__":
    harvest_errors(ENGINE_TEXTS)
    missing = 0
    for source in sorted(folder().glob("*.ts")):
        collect(source)
        release(source, source.with_suffix(".qm"))
        for message in Catalogue.read(source).unfinished():
            missing += 1
            sys.stdout.write(f"{source.name}: {message.context}: {message.source}\n")
    sys.stdout.write(f"{missing} texts wait for their translation\n" if missing else "complete\n")
    sys.exit(missing > 0)
