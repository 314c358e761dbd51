"""Fine-tuning in three pages: what to learn from, the run, old against new."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.gui import theme
from app.gui.bridge import JobControl, Jobs
from app.gui.finetune.changes import find_changes
from app.gui.finetune.choice import Choice, best_way
from app.gui.finetune.data_page import DataPage
from app.gui.finetune.library import entries, free_name
from app.gui.finetune.outcome import read_outcome
from app.gui.finetune.plan import Job, Plan
from app.gui.finetune.result_page import ResultPage
from app.gui.finetune.run_page import RunPage
from app.gui.finetune.trainer_run import TrainerRun
from app.gui.widgets.banner import Banner
from app.trainer_process import torch_missing
from engine.errors import MienError
from engine.project.holding import ApartBy
from engine.project.training import Survey, survey


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody chose to learn from and for how long. projects: whether each is ticked."""

    projects: Mapping[Path, bool]
    name: str
    minutes: float
    steps: int


class FineTuneDialog(QDialog):
    """Not modal: it may stay open beside the video, and closing it stops nothing."""

    start_wanted = Signal(object)  # Plan
    models_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = Jobs(self)
        self._projects: dict[Path, bool] = {}
        self._surveys: dict[Path, Survey | MienError] = {}
        self._counting = 0
        self.choice = Choice()
        self.setWindowTitle(self.tr("Fine-tune"))
        self.setMinimumSize(min(theme.px(900), 1180), 560)
        self.resize(1000, 680)
        self.banner = Banner()
        self.data_page, self.run_page, self.result_page = DataPage(), RunPage(), ResultPage()
        self.pages = QStackedWidget()
        for page in (self.data_page, self.run_page, self.result_page):
            self.pages.addWidget(page)
        self.models = QPushButton(self.tr("Models…"))
        self.start = QPushButton(self.tr("Start"))
        self.start.setProperty("primary", True)
        self.start.setDefault(True)
        self.close_button = QPushButton(self.tr("Close"))
        self._lay_out()
        self._connect()
        self._show_choice()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.models)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        foot.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(14)
        column.addWidget(self.banner)
        column.addWidget(self.pages, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self.models.clicked.connect(self.models_wanted)
        self.close_button.clicked.connect(self.close)
        self.start.clicked.connect(self._start)
        self.data_page.project_added.connect(self.add_project)
        self.data_page.project_ticked.connect(self._tick)
        self.data_page.by_chosen.connect(self._choose_by)
        self.data_page.group_toggled.connect(self._toggle)

    # --- what to learn from ------------------------------------------------------------------

    def show_data(self, projects: Sequence[Path], current_model: str) -> None:
        """Offer these projects, count what is in them anew, and let the user choose."""
        self.pages.setCurrentWidget(self.data_page)
        usable = [e for e in entries() if e.manifest is not None and e.name.startswith("grefel")]
        self.data_page.show_models([(e.name, e.title) for e in usable], current_model)
        self._surveys.clear()
        for path in (*projects, *self._projects):
            self._projects.setdefault(path, True)
        if not self.data_page.name.text() and projects:
            self.data_page.name.setText(projects[0].stem)
        self.show_trouble(torch_missing())
        self._count()
        self._show_foot()

    @property
    def wishes(self) -> Wishes:
        """What was chosen, for the dialog that is opened after this one."""
        page = self.data_page
        return Wishes(self._projects, page.name.text(), page.minutes.value(), page.steps.value())

    def take(self, wishes: Wishes) -> None:
        """Begin with what was chosen before; `show_data` follows."""
        self._projects.update(wishes.projects)
        self.data_page.name.setText(wishes.name)
        self.data_page.minutes.setValue(wishes.minutes)
        self.data_page.steps.setValue(wishes.steps)

    @Slot(object)
    def add_project(self, path: Path) -> None:
        """Offer one more project, ticked."""
        self._projects[path] = True
        self._surveys.pop(path, None)
        self._count()

    def _count(self) -> None:
        """Look through the projects that were not looked through yet."""
        wanted = [path for path in self._projects if path not in self._surveys]
        self._counting += len(wanted)

        def look(path: Path) -> Callable[[JobControl], Survey]:
            return lambda _control: survey(path)

        def took(path: Path) -> Callable[[object], None]:
            def take(found: object) -> None:
                assert isinstance(found, Survey | MienError)
                self._surveys[path] = found
                self._counting -= 1
                self._choose_anew()

            return take

        for path in wanted:
            self._jobs.run(look(path), name="survey", done=took(path), failed=took(path))
        self._choose_anew()

    def _choose_anew(self) -> None:
        ticked = [self._surveys.get(path) for path, on in self._projects.items() if on]
        surveys = tuple(one for one in ticked if isinstance(one, Survey))
        self.choice = Choice(surveys, best_way(surveys))
        self._show_choice()

    def _show_choice(self) -> None:
        rows = []
        for path, ticked in self._projects.items():
            found = self._surveys.get(path)
            trouble = found.what if isinstance(found, MienError) else ""
            rows.append((path, ticked and not trouble, trouble))
        self.data_page.show_projects(rows)
        self.data_page.show_choice(self.choice, busy=self._counting > 0)
        self._show_foot()

    @Slot(object, bool)
    def _tick(self, path: Path, on: bool) -> None:
        self._projects[path] = on
        self._choose_anew()

    @Slot(object)
    def _choose_by(self, by: ApartBy) -> None:
        self.choice = self.choice.with_by(by)
        self._show_choice()

    @Slot(str)
    def _toggle(self, key: str) -> None:
        self.choice = self.choice.toggled(key)
        self._show_choice()

    def plan(self) -> Plan:
        """What is chosen now."""
        base = str(self.data_page.base.currentData())
        title = self.data_page.name.text().strip()
        return Plan(
            base=base,
            name=free_name(base, title),
            title=title,
            projects=tuple(map(str, self.choice.projects)),
            by=self.choice.by,
            held=self.choice.held_ids,
            minutes=self.data_page.minutes.value(),
            steps=self.data_page.steps.value(),
        )

    @Slot()
    def _start(self) -> None:
        if self.start.isEnabled():
            self.start_wanted.emit(self.plan())

    # --- the run -----------------------------------------------------------------------------

    def follow(self, run: TrainerRun) -> None:
        """Show a run from its beginning."""
        self.banner.dismiss()
        self.run_page.begin()
        run.told.connect(self.run_page.show_event)
        self.pages.setCurrentWidget(self.run_page)
        self._show_foot()
        # The button that was pressed is gone; a key that is pressed twice must not end the run.
        self.close_button.setFocus()

    def show_failure(self, error: MienError, log: str) -> None:
        """The run failed: back to the choice, with the reason."""
        self.pages.setCurrentWidget(self.data_page)
        self.show_trouble(error)
        self.data_page.show_log(log)
        self._show_foot()

    def show_trouble(self, error: MienError | None) -> None:
        """Say what is wrong, or nothing."""
        if error is None:
            self.banner.dismiss()
        else:
            self.banner.show_error(error)

    # --- the result --------------------------------------------------------------------------

    def show_result(self, job: Job) -> None:
        """Old against new; raises nothing: what cannot be read is said."""
        try:
            self.result_page.show_outcome(read_outcome(job.run / "metrics.json"))
        except MienError as error:
            self.show_failure(error, "")
            return
        self.pages.setCurrentWidget(self.result_page)
        self._show_foot()
        self.result_page.recommended.setFocus()
        self._jobs.run(
            find_changes(job),
            name="changes",
            done=self.result_page.show_changes,
            failed=lambda error: self.show_trouble(error),
        )

    # --- closing -----------------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether something is being counted or compared."""
        return self._jobs.busy

    def shutdown(self, timeout_s: float = 3.0) -> bool:
        """Wait for what is being counted; True when no thread is left."""
        return self._jobs.close(timeout_s)

    def _show_foot(self) -> None:
        on_data = self.pages.currentWidget() is self.data_page
        self.start.setVisible(on_data)
        able = self.choice.possible and self._counting == 0 and torch_missing() is None
        self.start.setEnabled(able and self.data_page.base.count() > 0)
