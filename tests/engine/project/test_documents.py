"""The documents say what the files hold."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from engine.labels import LABELS
from engine.project import schema
from engine.project.export.frames import CALIBRATED, HUMAN
from engine.project.export.presets import Preset
from engine.project.rows import TABLES
from engine.project.values import Decision, LabelKind, NoFaceReason, SegmentSource


def test_the_format_names_every_table_and_word(repo_root: Path) -> None:
    text = (repo_root / "docs" / "project-format.md").read_text(encoding="utf-8")
    tables = {table.name for table in TABLES.values()} | {"setting", "chunk"}
    words = {str(w) for kind in (Decision, LabelKind, NoFaceReason, SegmentSource) for w in kind}
    assert all(f"`{name}`" in text for name in tables | words)
    assert f"{schema.APPLICATION_ID:#X}".replace("0X", "0x") in text
    assert f"**{schema.VERSION}**" in text


def test_the_format_names_every_column_of_predictions(repo_root: Path) -> None:
    text = (repo_root / "docs" / "project-format.md").read_text(encoding="utf-8")
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(chunk)")]
    connection.close()
    described = text.split("### Predictions")[1].split("### Which video")[0]
    inner = columns[columns.index("frames") :]
    assert all(f"`{name}`" in described for name in inner)


def test_every_table_matches_its_values() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    for table in TABLES.values():
        columns = tuple(row[1] for row in connection.execute(f"PRAGMA table_info({table.name})"))
        assert columns == table.columns
    connection.close()


def test_exports_name_every_preset_and_column(repo_root: Path) -> None:
    text = (repo_root / "docs" / "exports.md").read_text(encoding="utf-8")
    assert all(f"| `{preset}` |" in text for preset in Preset)
    named = [c.name for c in (*HUMAN, *CALIBRATED)]
    shares = {f"{group}_{x}" for group in ("human", "final", "calibrated") for x in LABELS}
    assert all(f"`{name}`" in text for name in named if name not in shares)
    assert shares <= set(named)
