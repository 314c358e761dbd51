"""Fine-tuning as a part of the window: its dialogs, the run, and what becomes of new models."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.gui.bridge import as_mien_error
from app.gui.finetune.events import Event, Progress
from app.gui.finetune.model_choice import ModelChoice
from app.gui.finetune.plan import ROOM, Job, Plan, clear_broken, jobs_folder, undecided
from app.gui.finetune.trainer_run import TrainerRun
from app.gui.widgets.banner import Answer, Banner, Severity
from engine.errors import MienError, OutputError

if TYPE_CHECKING:
    from app.gui.finetune.dialog import FineTuneDialog, Wishes
    from app.gui.finetune.models_dialog import ModelsDialog

#: The trainer's command line for a plan.
Command = Callable[[Job, Plan], Sequence[str]]


class FineTuning(QObject):
    """One fine-tuning at a time, from the choice of data to the decision about its model."""

    running_changed = Signal()
    jump_wanted = Signal(object)  # ChangedFace
    analyse_wanted = Signal()

    def __init__(
        self,
        window: QWidget,
        models: ModelChoice,
        banner: Banner,
        project: Callable[[Callable[[Path | None], object]], object],
        command: Command = lambda job, plan: job.command(plan),
    ) -> None:
        """project: hands the open project's file to a function once all edits are in it."""
        super().__init__(window)
        self._window, self._models, self._banner = window, models, banner
        self._project, self._command = project, command
        self.dialog: FineTuneDialog | None = None
        self.list: ModelsDialog | None = None
        self._wishes: Wishes | None = None
        self.run: TrainerRun | None = None
        self.job: Job | None = None
        #: How far the run is, 0..1; None before learning begins.
        self.share: float | None = None
        models.missing.connect(self._banner.show_error)

    @property
    def running(self) -> bool:
        """Whether the trainer is at work."""
        return self.run is not None and self.run.running

    # --- opening -----------------------------------------------------------------------------

    @Slot()
    def open(self) -> None:
        """Show the dialog: the run, a result that waits, or the choice of data."""
        dialog = self._dialog()
        waiting = self.job or undecided()
        if self.running:
            pass
        elif waiting is not None and waiting.finished:
            self.job = waiting
            dialog.show_result(waiting)
        else:
            self._project(self._show_data)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    @Slot()
    def open_models(self) -> None:
        """Show the list of models."""
        if self.list is None:
            from app.gui.finetune.library import entries
            from app.gui.finetune.models_dialog import ModelsDialog

            self.list = ModelsDialog(
                entries, lambda: self._models.name, lambda: self._models.before, self._window
            )
            self.list.use_wanted.connect(self.use)
            self.list.delete_wanted.connect(self._delete)
            self.list.tune_wanted.connect(self.open)
            self.list.finished.connect(self._forget_models)
            self._models.changed.connect(self.list.refresh)
        self.list.refresh()
        self.list.show()
        self.list.raise_()
        self.list.activateWindow()

    @Slot()
    def _forget_models(self) -> None:
        """The list was closed; a hidden one would take its time at every change of the theme."""
        if self.list is not None:
            self.list.deleteLater()
            self.list = None

    @Slot()
    def _forget_dialog(self) -> None:
        """The same; one that is at work or shows a run stays, and what was chosen is kept."""
        dialog = self.dialog
        if dialog is not None and self.job is None and not dialog.busy:
            self._wishes = dialog.wishes
            dialog.deleteLater()
            self.dialog = None

    def look_for_result(self) -> None:
        """Tell of a fine-tuning that was finished after its window was closed."""
        broken = clear_broken()
        job = undecided()
        if not self._banner.isHidden():
            return
        if job is not None:
            self.job = job
            self._tell_result()
        elif broken:
            self._banner.show_error(
                MienError(
                    self.tr("a fine-tuning broke off before it was finished"),
                    hint=self.tr("Labels and models are as they were; start it again"),
                ),
                [Answer(self.tr("Fine-tune…"), self.open)],
            )

    def close(self, timeout_s: float = 3.0) -> bool:
        """The window closes: a run ends by itself and keeps its best weights."""
        if self.run is not None:
            self.run.leave()
        return self.dialog is None or self.dialog.shutdown(timeout_s)

    # --- the run -----------------------------------------------------------------------------

    def start(self, plan: Plan) -> None:
        """Begin a fine-tuning."""
        dialog = self._dialog()
        if self.running:
            return
        try:
            _need_room()
            self.job = Job.create(plan)
            run = TrainerRun(self.job, self._command(self.job, plan), self)
            run.start()
        except MienError as error:
            dialog.show_trouble(error)
            return
        self.run = run
        run.ended.connect(self._on_ended)
        run.told.connect(self._on_told)
        self.share = None
        dialog.follow(run)
        self.running_changed.emit()

    @Slot()
    def stop_and_keep(self) -> None:
        """End the run with the best weights so far."""
        if self.run is not None and self.dialog is not None:
            self.run.stop_and_keep()
            self.dialog.run_page.show_stopping()

    @Slot()
    def cancel(self) -> None:
        """End the run at once and forget it."""
        if self.run is not None:
            self.run.cancel()
        self.run = self.job = None
        self.running_changed.emit()
        self._project(self._show_data)

    @Slot(object)
    def _on_told(self, event: Event) -> None:
        if isinstance(event, Progress):
            self.share = event.step / max(event.steps, 1)
            self.running_changed.emit()

    @Slot(object)
    def _on_ended(self, end: MienError | bool | None) -> None:
        run, job, dialog = self.run, self.job, self._dialog()
        self.running_changed.emit()
        if run is None or job is None:
            return
        log = run.tail()
        self.run = None
        if end is True:
            dialog.show_result(job)
            if not dialog.isVisible():
                self._tell_result()
            return
        self.job = None
        error = end if isinstance(end, MienError) else _nothing_kept()
        shutil.rmtree(job.folder, ignore_errors=True)
        dialog.show_failure(error, log)
        if not dialog.isVisible():
            self._banner.show_error(error, [Answer(self.tr("Look"), self.open)])

    def _tell_result(self) -> None:
        self._banner.show_news(
            Severity.DONE,
            self.tr("The fine-tuning is finished"),
            self.tr("Old and new model were compared; nothing changes until you decide."),
            [Answer(self.tr("Look at the result"), self.open)],
        )

    # --- the decision ------------------------------------------------------------------------

    @Slot()
    def take_new(self) -> None:
        """Keep the new model and use it."""
        folder = self._keep()
        if folder is None:
            return
        before = self._models.name
        self.use(folder.name)
        self._banner.show_news(
            Severity.DONE,
            self.tr("{0} reads faces from now on").format(folder.name),
            self.tr("What {0} said is kept; analyse again to see what the new one says.").format(
                before
            ),
            [
                Answer(self.tr("Analyse again"), self.analyse_wanted.emit),
                Answer(self.tr("Go back to {0}").format(before), lambda: self.use(before)),
            ],
        )

    @Slot()
    def keep_both(self) -> None:
        """Keep the new model, use the old one."""
        folder = self._keep()
        if folder is not None:
            self._banner.show_news(
                Severity.DONE,
                self.tr("{0} is kept among your models").format(folder.name),
                self.tr("{0} is still in use.").format(self._models.name),
                [Answer(self.tr("Models…"), self.open_models)],
            )

    @Slot()
    def discard(self) -> None:
        """Forget the new model."""
        if self.job is not None:
            shutil.rmtree(self.job.folder, ignore_errors=True)
        self._done()

    @Slot(str)
    def use(self, name: str) -> None:
        """Read faces with a model from now on."""
        try:
            self._models.use(name)
        except MienError as error:
            self._banner.show_error(error)

    def _keep(self) -> Path | None:
        """Move the new model to the user's own; None where that failed, which is told."""
        job, dialog = self.job, self._dialog()
        model = None if job is None else job.model
        if job is None or model is None:
            dialog.show_trouble(
                OutputError(
                    self.tr("the new model is not there any more"),
                    hint=self.tr("Start the fine-tuning again; your labels are as they were"),
                )
            )
            return None
        from app.gui.finetune.library import install

        try:
            folder = install(model)
        except OutputError as error:
            dialog.show_trouble(error)
            return None
        shutil.rmtree(job.folder, ignore_errors=True)
        self._done()
        return folder

    def _done(self) -> None:
        self.job = None
        if self.dialog is not None:
            self.dialog.close()

    @Slot(object)
    def _delete(self, folder: Path) -> None:
        from app.gui.finetune.library import delete

        try:
            delete(folder)
        except MienError as error:
            self._banner.show_error(as_mien_error(error))

    # --- inside ------------------------------------------------------------------------------

    def _show_data(self, project: Path | None) -> None:
        if self.dialog is not None:
            self.dialog.show_data([] if project is None else [project], self._models.name)

    def _dialog(self) -> FineTuneDialog:
        if self.dialog is None:
            from app.gui.finetune.dialog import FineTuneDialog  # brings the plots along

            dialog = self.dialog = FineTuneDialog(self._window)
            if self._wishes is not None:
                dialog.take(self._wishes)
            dialog.finished.connect(self._forget_dialog)
            dialog.start_wanted.connect(self.start)
            dialog.models_wanted.connect(self.open_models)
            dialog.run_page.stop_wanted.connect(self.stop_and_keep)
            dialog.run_page.cancel_wanted.connect(self.cancel)
            dialog.result_page.use_wanted.connect(self.take_new)
            dialog.result_page.keep_wanted.connect(self.keep_both)
            dialog.result_page.discard_wanted.connect(self.discard)
            dialog.result_page.jump_wanted.connect(self.jump_wanted)
        return self.dialog


def _need_room() -> None:
    """Raise `OutputError` where the disk has no room for a run."""
    folder = jobs_folder()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        raise OutputError(
            f"the disk is nearly full ({free // 2**20} MB free, {ROOM // 2**20} MB needed)",
            subject=str(folder),
            hint="Make room, then start again",
        )


def _nothing_kept() -> MienError:
    return MienError(
        "the fine-tuning was stopped before it had learned anything",
        hint="Start it again, with more time",
    )
