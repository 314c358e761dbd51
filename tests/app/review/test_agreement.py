"""Two raters and the model, compared in the window."""

from __future__ import annotations

import csv

from PySide6.QtCore import Qt

from tests.app.annotate.conftest import BenchMaker, make_bench, vfr_clip
from tests.app.video.conftest import FRAMES, analyse

__all__ = ["make_bench", "vfr_clip"]

Key = Qt.Key


def test_agreement_of_people_and_the_model(make_bench: BenchMaker) -> None:
    bench = make_bench()
    bench.open()
    analyse(bench.qtbot, bench.page)
    session = bench.page.workbench.annotation.session
    assert session is not None
    archive = bench.page.workbench.archive
    bench.qtbot.waitUntil(lambda: archive is not None and archive.run is not None)
    empty = bench.page.dialogs.open_agreement()
    assert empty is not None
    bench.qtbot.waitUntil(lambda: "No two people" in empty.head.text())
    empty.close()
    bench.page.activateWindow()
    bench.qtbot.waitUntil(bench.page.isActiveWindow)

    def label(first: int, last: int, key: Qt.Key) -> None:
        bench.go(first)
        bench.keys(Key.Key_I)
        bench.go(last)
        bench.keys(Key.Key_O, key, Key.Key_Escape)

    label(0, 49, Key.Key_5)
    label(50, FRAMES - 1, Key.Key_2)
    session.set_annotator("Grace")
    bench.qtbot.waitUntil(
        lambda: session.annotator is not None and session.annotator.name == "Grace"
    )
    label(0, 49, Key.Key_5)
    bench.keys(Key.Key_H)
    label(50, FRAMES - 1, Key.Key_1)
    dialog = bench.page.dialogs.open_agreement()
    assert dialog is not None
    # The first figures of a session wait for a heavy library.
    bench.qtbot.waitUntil(lambda: dialog.model.rowCount() == 3, timeout=60_000)
    rows = {
        dialog.model.item(row, 0).text(): [dialog.model.item(row, c).text() for c in range(1, 6)]
        for row in range(3)
    }
    assert set(rows) == {"Ada · Grace", "Ada · the model", "Grace · the model"}
    moments, agreed, kappa, _divergence, confused = rows["Ada · Grace"]
    assert int(moments) > 10
    assert 0 < int(agreed.split("\u202f")[0]) < 100
    assert 0 < float(kappa) < 1
    assert confused.startswith("Happiness / Neutral")
    assert "Krippendorff" in dialog.head.text()
    confusion = dialog.confusion.model
    counts = [[confusion.item(r, c).text() for c in range(8)] for r in range(8)]
    assert sum(int(count) for row in counts for count in row if count) == int(moments)
    assert "Ada in rows, Grace in columns" in dialog.confusion.title.text()
    dialog.table.selectRow(2)
    assert "Grace in rows, the model in columns" in dialog.confusion.title.text()
    out = bench.clip.parent / "tables"
    dialog.export_to(out)
    bench.qtbot.waitUntil(lambda: dialog.outcome.isVisible())
    tables = sorted(path.name for path in out.iterdir())
    assert tables == [
        "clip.agreement.columns.json",
        "clip.agreement.csv",
        "clip.confusion.columns.json",
        "clip.confusion.csv",
    ]
    with (out / "clip.agreement.csv").open(newline="") as file:
        written = {(row["rater_a"], row["rater_b"]): row for row in csv.DictReader(file)}
    assert f"{float(written['Ada', 'Grace']['value']):.2f}" == kappa
    dialog.blind.setChecked(True)
    bench.qtbot.waitUntil(lambda: dialog.model.item(0, 1).text() != moments)
    assert dialog.model.item(0, 2).text() == "100\u202f%"
    dialog.close()
