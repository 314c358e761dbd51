"""The report: everything in it, nothing that a file name could break, whole or not at all."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from engine.errors import OutputError
from engine.evaluation.dataset import DataSet, FolderPictures, Sample
from engine.evaluation.report import plots
from engine.evaluation.report.content import report
from engine.evaluation.report.document import (
    Document,
    Figure,
    Heading,
    Table,
    Text,
    as_html,
    as_markdown,
    write,
)
from engine.evaluation.report.plots import Portrait, contact_sheet, reliability
from engine.evaluation.resampling import intervals
from engine.evaluation.run import BadPicture, Evaluation, evaluate
from engine.labels import LABELS
from engine.models.onnx_model import OnnxRuntimeModel
from tests.engine.models.small_model import make_model

DOCUMENT = Document(
    "Of <me> & 'you'",
    [
        Heading("A | heading"),
        Text("one *word*"),
        Text("remark", small=True),
        Table(["", "figure"], [["a|b_<c>", "1 %"]]),
        Figure("plot", b"\x89PNG", "A plot."),
    ],
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    """Twelve pictures of rising brightness, the first half called neutral, with votes."""
    folder = tmp_path_factory.mktemp("data")
    samples = []
    for i in range(12):
        assert cv2.imwrite(str(folder / f"{i:02}.png"), np.full((9, 9), 21 * i, np.uint8))
        label = int(i >= 6)
        votes = tuple(8.0 if j == label else 2.0 if j == 3 else 0.0 for j in range(10))
        samples.append(Sample(f"{i:02}.png", label, votes))
    return DataSet("made up", tuple(samples), FolderPictures(folder), left_out=3)


@pytest.fixture(scope="module")
def result(data: DataSet, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    model = OnnxRuntimeModel(make_model(tmp_path_factory.mktemp("models")))
    found = evaluate(model, data)
    model.close()
    return found


@pytest.fixture(scope="module")
def whole(result: Evaluation, data: DataSet) -> Document:
    return report(result, intervals(result.answers), data)


def headings(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading)]


def figures(document: Document) -> dict[str, Figure]:
    return {block.name: block for block in document.blocks if isinstance(block, Figure)}


def test_every_part_is_there(whole: Document) -> None:
    assert headings(whole) == [
        "Figures",
        "What correction does",
        "By label",
        "Calibration",
        "Against the crowd's votes",
        "The hardest pictures",
    ]
    assert list(figures(whole)) == ["errors", "confusion", "reliability", "hardest"]
    text = as_html(whole)
    for words in ("McNemar", "macro F1", "Brier", "equal counts", "unanimous", "12 pictures"):
        assert words in text
    assert all(f"<td>{label}</td>" in text for label in LABELS)


def test_figures_are_those_that_were_measured(whole: Document, result: Evaluation) -> None:
    first = next(block for block in whole.blocks if isinstance(block, Table))
    assert first.rows[0][1].startswith(f"{100 * result.primary.accuracy:.1f} % [")
    assert first.rows[3][2].startswith(f"{result.corrected.nll:.3f} [")
    assert re.fullmatch(r"[+-]?\d\.\d{3} \[-?\d\.\d{3}, -?\d\.\d{3}\]", first.rows[3][3])


def test_pictures_are_inside_and_can_be_read(whole: Document, result: Evaluation) -> None:
    inside = re.findall(r'src="data:image/png;base64,([^"]+)"', as_html(whole))
    assert len(inside) == 4
    for encoded in inside:
        pixels = cv2.imdecode(np.frombuffer(base64.b64decode(encoded), np.uint8), cv2.IMREAD_COLOR)
        assert pixels is not None
        assert min(pixels.shape[:2]) > 200


def test_the_hardest_come_first(
    result: Evaluation, data: DataSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Portrait] = []

    def keep(portraits: list[Portrait]) -> bytes:
        shown.extend(portraits)
        return b""

    monkeypatch.setattr(plots, "contact_sheet", keep)
    report(result, intervals(result.answers), data)
    given = result.answers.corrected[np.arange(12), result.answers.labels]
    order = np.argsort(given, kind="stable")
    assert [portrait.lines[0] for portrait in shown] == [data.samples[i].name for i in order]
    first, hardest = shown[0], int(order[0])
    assert first.lines[1] == f"right: {LABELS[hardest >= 6]} {given[hardest]:.3f}"
    assert first.lines[3].endswith("sadness 2")
    assert (first.pixels == 21 * hardest).all()


def test_the_same_figures_give_the_same_file(result: Evaluation, data: DataSet) -> None:
    spread = intervals(result.answers)
    assert as_html(report(result, spread, data)) == as_html(report(result, spread, data))


def test_what_is_not_there_is_not_told(result: Evaluation, data: DataSet) -> None:
    unread = np.zeros_like(result.answers.seen)
    broken = replace(
        result,
        n=12,
        of=20,
        bad_pictures=(BadPicture("<a>.png", "it is no picture"),),
        primary_votes=None,
        answers=replace(result.answers, seen=unread),
    )
    found = report(broken, intervals(broken.answers), data)
    assert headings(found)[-1] == "Pictures that could not be read"
    assert "The hardest pictures" not in headings(found)
    assert "Against the crowd's votes" not in headings(found)
    text = as_html(found)
    assert "The first 12 of 20 pictures" in text
    assert "&lt;a&gt;.png" in text


def test_html_holds_names_of_any_kind() -> None:
    text = as_html(DOCUMENT)
    assert "<title>Of &lt;me&gt; &amp; &#x27;you&#x27;</title>" in text
    assert "<td>a|b_&lt;c&gt;</td>" in text
    assert "http" not in text  # nothing is fetched


def test_markdown_holds_names_of_any_kind() -> None:
    text = as_markdown(DOCUMENT, "my report.files")
    assert "# Of \\<me\\> & 'you'" in text
    assert "| a\\|b\\_\\<c\\> | 1 % |" in text
    assert "](my%20report.files/plot.png)" in text


@pytest.mark.parametrize("name", ["report.html", "report.md"])
def test_written_whole(tmp_path: Path, name: str) -> None:
    write(DOCUMENT, tmp_path / name)
    write(DOCUMENT, tmp_path / name)  # a second time takes the place of the first
    found = sorted(path.name for path in tmp_path.iterdir())
    assert found == (["report.files", "report.md"] if name.endswith("md") else ["report.html"])
    if name.endswith("md"):
        assert (tmp_path / "report.files" / "plot.png").read_bytes() == b"\x89PNG"


def test_what_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"Name it \.html or \.md"):
        write(DOCUMENT, tmp_path / "report.pdf")
    with pytest.raises(OutputError, match="cannot be written"):
        write(DOCUMENT, tmp_path / "no" / "report.html")


def test_plots_take_the_least_data() -> None:
    one = np.array([[0.3, 0.7, 0, 0, 0, 0, 0, 0]])
    assert reliability(np.array([1]), one, one, np.array([True]))[:4] == b"\x89PNG"
    assert contact_sheet([Portrait(np.zeros((4, 4, 3), np.uint8), ("a",))])[:4] == b"\x89PNG"
