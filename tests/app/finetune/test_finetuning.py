"""Fine-tuning in the real window: choosing data, every end that a run can have, the decision."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.gui.finetune.dialog import FineTuneDialog
from app.gui.finetune.finetuning import FineTuning
from app.gui.finetune.library import entries, free_name
from app.gui.finetune.plan import Job, Plan, jobs_folder, undecided
from app.gui.main_window import MainWindow
from engine.models.registry import DEFAULT_MODEL, find_model, user_models_folder
from engine.project.holding import ApartBy, Problem
from tests.app.conftest import WindowOpener
from tests.app.finetune.conftest import BETTER, WORSE, leave_result, process

LONG = 60_000

_STARTED = '{"event": "started", "pictures": 30, "held_out": 10, "steps": 10}'
_MEASURED = (
    '{"event": "measured", "step": 0, "loss": null, "accuracy": null, "held_loss": 0.5,'
    ' "held_accuracy": 0.8, "old_loss": 0.4, "old_accuracy": 0.9}'
)
_PROGRESS = (
    '{"event": "progress", "step": 4, "steps": 10, "epoch": 1, "epochs": 1, "loss": 0.5,'
    ' "accuracy": 0.5, "pictures_per_s": 100.0, "eta_s": 2.0}'
)
_TELL = f"""
with open(job / "events.jsonl", "a") as file:
    file.write('''{_STARTED}
{_MEASURED}
{_PROGRESS}
''')
"""


class Opened(NamedTuple):
    """The window's fine-tuning and its dialog."""

    tuning: FineTuning
    dialog: FineTuneDialog


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, study: Path) -> Iterator[Opened]:
    """The dialog over a project that is large enough."""
    tuning = window.fine_tuning
    tuning.open()
    dialog = tuning.dialog
    assert dialog is not None
    dialog.add_project(study)
    qtbot.waitUntil(dialog.start.isEnabled, timeout=LONG)
    yield Opened(tuning, dialog)
    tuning.cancel()


def start(qtbot: QtBot, opened: Opened, script: str, *arguments: object) -> None:
    opened.tuning._command = process(script, *arguments)
    opened.dialog.start.click()
    assert opened.tuning.running


def ended(qtbot: QtBot, opened: Opened) -> None:
    qtbot.waitUntil(lambda: not opened.tuning.running, timeout=LONG)


def test_people_are_kept_apart_and_counted(opened: Opened) -> None:
    choice = opened.dialog.choice
    assert choice.by is ApartBy.PERSON
    assert [(group.name, len(group.faces)) for group in choice.groups] == [
        ("Ada", 30),
        ("Grace", 10),
    ]
    assert choice.problems == (Problem.FEW_HELD,)
    assert [face.person.name for face in choice.measured if face.person] == ["Grace"] * 10
    plan = opened.dialog.plan()
    assert len(plan.held) == 1
    assert plan.name.startswith("grefel-s-")
    words = Job(Path("x")).command(plan)
    assert words[words.index("--apart-by") + 1] == "person"
    assert words[words.index("--hold") + 1] == plan.held[0]


def test_one_video_alone_is_refused_with_the_reason(opened: Opened) -> None:
    opened.dialog.data_page.by_video.click()
    assert opened.dialog.choice.problems == (Problem.ONE_GROUP,)
    assert not opened.dialog.start.isEnabled()
    assert "All labelled faces are of one video" in opened.dialog.data_page.notes.text()


def test_without_torch_it_says_how_to_install_it(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.trainer_process.find_spec", lambda name: None)
    window.fine_tuning.open()
    dialog = window.fine_tuning.dialog
    assert dialog is not None
    assert "pip install" in dialog.banner.text
    assert not dialog.start.isEnabled()


def test_a_closed_dialog_goes_and_what_was_chosen_comes_again(
    qtbot: QtBot, window: MainWindow, study: Path, opened: Opened
) -> None:
    opened.dialog.data_page.steps.setValue(7)
    opened.dialog.data_page.name.setText("mine")
    qtbot.waitUntil(lambda: not opened.dialog.busy)
    with qtbot.waitSignal(opened.dialog.destroyed):  # hidden, it would follow every theme
        opened.dialog.close()
    opened.tuning.open()
    again = opened.tuning.dialog
    assert again is not None
    qtbot.waitUntil(again.start.isEnabled, timeout=LONG)
    plan = again.plan()
    assert (plan.steps, plan.title, plan.projects) == (7, "mine", (str(study),))


def test_a_dialog_is_kept_while_its_run_goes_on(qtbot: QtBot, opened: Opened) -> None:
    start(qtbot, opened, _TELL + "signal.pause()")
    qtbot.waitUntil(opened.dialog.run_page.stop.isEnabled, timeout=LONG)
    opened.dialog.close()
    opened.tuning.open()
    assert opened.tuning.dialog is opened.dialog
    assert opened.dialog.run_page.loss.count == 1


def test_a_run_is_followed_and_cancelled(qtbot: QtBot, opened: Opened) -> None:
    start(qtbot, opened, _TELL + "signal.pause()")
    page = opened.dialog.run_page
    qtbot.waitUntil(page.stop.isEnabled, timeout=LONG)
    assert page.loss.count == 1
    assert "step 4 of 10" in page.figures.text()
    # The keyboard is where a second Enter does no harm.
    assert opened.dialog.focusWidget() is opened.dialog.close_button
    page.cancel.click()
    assert not opened.tuning.running
    assert list(jobs_folder().glob("*")) == []
    qtbot.waitUntil(lambda: opened.dialog.pages.currentWidget() is opened.dialog.data_page)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("os.kill(os.getpid(), signal.SIGKILL)", "memory ran out"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("print('mien: the sky fell', file=sys.stderr); sys.exit(1)", "the sky fell"),
        (
            """
(job / "events.jsonl").write_text(
    '{"event": "failed", "what": "no room", "subject": "disk", "hint": "Make some"}' + chr(10))
sys.exit(1)
""",
            "No room disk · Make some",
        ),
        ("sys.exit(130)", "before it had learned anything"),
        ("sys.exit(0)", "ended with an error"),
    ],
)
def test_a_trainer_that_dies_is_one_banner_and_all_is_as_it_was(
    qtbot: QtBot, opened: Opened, script: str, told: str
) -> None:
    start(qtbot, opened, _TELL + script)
    ended(qtbot, opened)
    assert told in opened.dialog.banner.text
    assert opened.dialog.pages.currentWidget() is opened.dialog.data_page
    assert opened.dialog.start.isEnabled()
    assert list(jobs_folder().glob("*")) == []
    assert QApplication.activeModalWidget() is None


def test_a_trainer_that_dies_on_a_full_disk_says_so(
    qtbot: QtBot, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(qtbot, opened, _TELL + "sys.exit(1)")
    usage = shutil.disk_usage("/")._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    ended(qtbot, opened)
    assert "the disk is full" in opened.dialog.banner.text
    opened.dialog.start.click()
    assert not opened.tuning.running
    assert "The disk is nearly full" in opened.dialog.banner.text


def test_a_closed_window_leaves_the_trainer_to_finish(
    qtbot: QtBot,
    open_window: WindowOpener,
    study: Path,
    small_models: Path,
    tmp_path: Path,
) -> None:
    window = open_window()
    tuning = window.fine_tuning
    tuning.open()
    dialog = tuning.dialog
    assert dialog is not None
    dialog.add_project(study)
    qtbot.waitUntil(dialog.start.isEnabled, timeout=LONG)
    made = tmp_path / "made"
    leave_result(made, small_models / "small", BETTER, dialog.plan().name)
    script = _TELL + (
        "import shutil\n"
        "def stop(number, frame):\n"
        "    shutil.copytree(sys.argv[2], job, dirs_exist_ok=True)\n"
        "    sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, stop)\n"
        "(job / 'ready').touch()\n"
        "signal.pause()\n"
    )
    tuning._command = process(script, made)
    dialog.start.click()
    job, run = tuning.job, tuning.run
    assert job is not None
    assert run is not None
    qtbot.waitUntil((job.folder / "ready").exists, timeout=LONG)
    assert window.close()
    qtbot.waitUntil(lambda: job.finished, timeout=LONG)
    assert undecided() is not None

    later = open_window()
    later.fine_tuning.look_for_result()
    assert "The fine-tuning is finished" in later.banner.text
    later.banner.buttons()[0].click()
    shown = later.fine_tuning.dialog
    assert shown is not None
    assert "better" in shown.result_page.head.text()
    shown.result_page.discard.click()
    assert undecided() is None


def test_what_a_killed_trainer_left_is_cleared_and_told(window: MainWindow, plan: Plan) -> None:
    job = Job.create(plan)
    job.note_process(2**22 + 1)  # more than Linux gives out
    window.fine_tuning.look_for_result()
    assert "broke off" in window.banner.text
    assert not job.folder.exists()


@pytest.fixture
def decided(
    qtbot: QtBot, window: MainWindow, plan: Plan, small_models: Path
) -> Callable[[dict[str, Any]], FineTuneDialog]:
    """Function that shows the result of a run with these figures."""

    def show(metrics: dict[str, Any]) -> FineTuneDialog:
        job = Job.create(plan)
        leave_result(job.folder, small_models / "small", metrics, plan.name)
        window.fine_tuning.open()
        dialog = window.fine_tuning.dialog
        assert dialog is not None
        assert dialog.pages.currentWidget() is dialog.result_page
        return dialog

    return show


def test_a_worse_model_is_never_promoted_without_saying_so(
    window: MainWindow, decided: Callable[[dict[str, Any]], FineTuneDialog]
) -> None:
    page = decided(WORSE).result_page
    assert page.head.text() == "The new model is worse on the held-out faces."
    assert page.use.text() == "Use the new one although it is worse"
    assert page.keep.property("primary")
    assert not page.use.property("primary")
    assert "1 right that were wrong before" in page.doubt.text()
    assert ("Right on old faces", "unknown", "unknown") in page.figures.rows
    page.keep.click()
    assert window.models.name == DEFAULT_MODEL
    assert find_model("grefel-s-mine").parent == user_models_folder()
    assert "still in use" in window.banner.text
    assert list(jobs_folder().glob("*")) == []


def test_use_go_back_and_delete(
    qtbot: QtBot, window: MainWindow, decided: Callable[[dict[str, Any]], FineTuneDialog]
) -> None:
    dialog = decided(BETTER)
    assert dialog.focusWidget() is dialog.result_page.use
    qtbot.keyClick(dialog.result_page.use, Qt.Key.Key_Return)
    assert window.models.name == "grefel-s-mine"
    assert "reads faces from now on" in window.banner.text
    back = window.banner.buttons()[1]
    assert back.text() == f"Go back to {DEFAULT_MODEL}"
    back.click()
    assert window.models.name == DEFAULT_MODEL
    assert window.models.before == "grefel-s-mine"

    window.fine_tuning.open_models()
    models = window.fine_tuning.list
    assert models is not None
    models.back.click()
    assert window.models.name == "grefel-s-mine"
    last = models.list.topLevelItemCount() - 1
    models.list.setCurrentItem(models.list.topLevelItem(last))
    assert not models.delete.isEnabled()  # it is in use
    models.back.click()
    models.list.setCurrentItem(models.list.topLevelItem(last))
    assert models.chosen is not None
    assert models.chosen.name == "grefel-s-mine"
    assert "better" in models.about.text()
    models.delete.click()
    assert user_models_folder().joinpath("grefel-s-mine").exists()
    models.delete.click()
    assert [entry.name for entry in entries() if entry.own] == []
    assert window.models.before is None
    with qtbot.waitSignal(models.destroyed):  # hidden, it would follow every theme
        models.close()
    window.models.changed.emit()  # nobody who listened is left behind
    window.fine_tuning.open_models()
    assert window.fine_tuning.list is not None
    assert window.fine_tuning.list.isVisible()


def test_a_model_that_is_deleted_while_in_use_is_told_once_and_another_one_works(
    window: MainWindow, decided: Callable[[dict[str, Any]], FineTuneDialog]
) -> None:
    decided(BETTER).result_page.use.click()
    shutil.rmtree(user_models_folder() / "grefel-s-mine")
    assert window.models.wanted() is None
    assert "is not there any more" in window.banner.text
    assert DEFAULT_MODEL in window.banner.text
    window.banner.dismiss()
    assert window.models.wanted() is None
    assert window.banner.text == ""


def test_a_result_whose_model_was_deleted_is_told(
    window: MainWindow, decided: Callable[[dict[str, Any]], FineTuneDialog]
) -> None:
    dialog = decided(BETTER)
    job = window.fine_tuning.job
    assert job is not None
    assert job.model is not None
    shutil.rmtree(job.model)
    dialog.result_page.use.click()
    assert "The new model is not there any more" in dialog.banner.text
    assert window.models.name == DEFAULT_MODEL


def test_names_of_models_are_folder_names_and_free() -> None:
    assert free_name("grefel-s", "My study 1!") == "grefel-s-my-study-1"
    assert free_name("grefel-s-old", "grefel-s-old") == "grefel-s-old"
    assert free_name("grefel", "") == "grefel-tuned"
    (user_models_folder() / "grefel-s-a").mkdir(parents=True)
    assert free_name("grefel-s", "a") == "grefel-s-a-2"


def test_a_plan_is_read_back(plan: Plan) -> None:
    job = Job.create(plan)
    assert job.plan == plan
    assert not job.finished
    (job.folder / "plan.json").write_text(json.dumps({"base": 1}))
    assert job.plan is None
