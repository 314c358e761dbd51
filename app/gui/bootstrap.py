"""From nothing to a window: application, theme, log, and a net for the unexpected."""

from __future__ import annotations

import faulthandler
import logging
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from importlib import import_module
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType, TracebackType
from typing import Final

import platformdirs
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.gui import qt_env, theme
from app.gui.bridge import JobControl, as_mien_error
from app.gui.engine_news import EngineNews
from app.gui.language import Language, install
from app.gui.live.leftovers import Leftovers
from app.gui.main_window import MainWindow
from app.gui.memory import collect_seldom, give_back_soon, share_heaps, tidy
from app.gui.services import Services
from app.gui.settings import Settings
from app.gui.widgets.icons import app_icon
from engine import __version__
from engine.errors import MienError

_log = logging.getLogger(__name__)

#: Exit code when a thread did not end with the window.
HUNG = 3

#: So long, in seconds, a thread may keep Python while another waits. A window gives it away with
#: nearly every call of Qt, and each time it waits so long for it beside a thread that computes.
_TURN_S: Final = 0.001

#: Milliseconds between times at which freed memory goes back, whatever was done, and at which
#: garbage is looked for everywhere, which may cost the live view a frame.
_TRIM_MS: Final = 60_000
_TIDY_MS: Final = 300_000

#: Seconds that a library has to finish loading after its window is gone; on a busy computer a first
#: start's network may take so long.
_LINGER_S = 30.0


@dataclass(frozen=True)
class GuiArgs:
    """What to open at once. At most one of them is given.

    video: a file. camera: name or number. demo: the demo clip as a camera.
    """

    video: Path | None = None
    camera: str | None = None
    demo: bool = False


def run_gui(args: GuiArgs) -> int:
    """Open the window and stay until it is closed; returns the exit code.

    Raises `MienError` where no window can be opened.
    """
    reason = qt_env.display_missing()
    if reason:
        raise MienError(reason, hint="On a server use `mien analyze` or `mien demo`")
    qt_env.scrub()
    prepare_process()
    log = start_log(platformdirs.user_log_path("mien", appauthor=False))
    settings = Settings.of_user()
    app = make_application(sys.argv[:1], settings.language)
    theme.apply(app, settings.theme)
    window = build(args, settings, Services(), log)
    catch_unexpected(window)
    end_on_signals(window)
    keep_memory_low(window)
    app.styleHints().colorSchemeChanged.connect(lambda: theme.apply(app, settings.theme))
    window.show()
    _log.info("window shown")
    QTimer.singleShot(0, lambda: warm_up(window))
    news = EngineNews(Services(), window.jobs, window.banner, window)
    QTimer.singleShot(0, news.look)
    leftovers = Leftovers(
        settings.recordings, window.jobs, window.banner, window.open_video, window
    )
    QTimer.singleShot(0, leftovers.look)
    QTimer.singleShot(0, window.fine_tuning.look_for_result)
    code = app.exec()
    if not window.ended_in_time and not _wait_for_threads(_LINGER_S):
        _log.error("threads hang; standard error says where")
        faulthandler.dump_traceback()
        logging.shutdown()
        # Unloading libraries under the feet of their threads would abort the process.
        os._exit(HUNG)
    return code


def prepare_process() -> None:
    """Have Python and the C library serve a window with threads; before there are any."""
    share_heaps()
    collect_seldom()
    sys.setswitchinterval(_TURN_S)


def _wait_for_threads(seconds: float) -> bool:
    """Wait for our threads to end; whether they did."""
    deadline = time.monotonic() + seconds
    ours = [thread for thread in threading.enumerate() if thread.name.startswith("mien-")]
    for thread in ours:
        thread.join(max(deadline - time.monotonic(), 0.0))
    return not any(thread.is_alive() for thread in ours)


def make_application(argv: list[str], language: Language = Language.SYSTEM) -> QApplication:
    """The QApplication with its name, font, icon and language."""
    app = QApplication(argv)
    app.setApplicationName("mien")
    app.setApplicationDisplayName("Mien")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("mien")
    app.setFont(theme.ui_font())
    app.setWindowIcon(app_icon())
    install(app, language)
    return app


def build(
    args: GuiArgs, settings: Settings, services: Services, log: Path | None = None
) -> MainWindow:
    """The window, not yet shown; what `args` asks for opens once the event loop runs."""
    window = MainWindow(services, settings, log)

    def open_asked() -> None:
        if args.video is not None:
            window.open_video(args.video)
        elif args.camera is not None:
            window.open_camera(args.camera)
        elif args.demo:
            window.open_demo()

    QTimer.singleShot(0, window, open_asked)
    return window


#: What the first dialog of each kind would have to wait for.
_DIALOGS: Final = (
    "app.gui.settings_dialog",
    "app.gui.shortcut_sheet",
    "app.gui.palette",
    "app.gui.about",
    "app.gui.project.export_dialog",
    "app.gui.project.persons_dialog",
    "app.gui.review.agreement_dialog",
    "app.gui.video.export_dialog",
    "app.gui.finetune.dialog",
    "app.gui.finetune.models_dialog",
)


def warm_up(window: MainWindow) -> None:
    """Prepare the pages while the start page is read, so that the first click is quick."""

    def work(_control: object) -> None:
        import app.gui.live.page
        import app.gui.video.page  # noqa: F401
        import engine.live
        import engine.sources.camera
        import engine.sources.video_file  # noqa: F401

    def more(control: JobControl) -> None:
        for name in _DIALOGS:
            if control.stop.is_set():
                return
            import_module(name)

    def make(_nothing: object) -> None:
        window.jobs.run(more, name="warm-up", done=lambda _nothing: collect_seldom())
        window.live_page()
        QTimer.singleShot(0, window, window.video_page)  # in a turn of its own: each takes a while

    window.jobs.run(work, name="warm-up", done=make)


def keep_memory_low(window: QObject) -> None:
    """Give freed memory back now and then: what steps and reviews leave adds up to 150 MB."""
    for work, every_ms in ((give_back_soon, _TRIM_MS), (tidy, _TIDY_MS)):
        timer = QTimer(window)
        timer.timeout.connect(work)
        timer.start(every_ms)


def end_on_signals(window: MainWindow) -> None:
    """Close the window in good order on Ctrl+C in the terminal and when the session ends."""

    def end(number: int, _stack: FrameType | None) -> None:
        _log.info("ended by signal %d", number)
        QTimer.singleShot(0, window.close)  # not now: this may have interrupted any Python code

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    heartbeat = QTimer(window)  # Python handles signals only while Python code runs
    heartbeat.timeout.connect(lambda: None)
    heartbeat.start(300)


def start_log(folder: Path) -> Path | None:
    """Log to a file of bounded size in `folder`; None where it cannot be written."""
    path = folder / "mien.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
        crash = (folder / "crash.log").open("w", encoding="utf-8")
    except OSError:
        faulthandler.enable()
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    faulthandler.enable(crash)
    _log.info("Mien %s on Python %s", __version__, sys.version.split()[0])
    return path


def catch_unexpected(window: MainWindow) -> None:
    """Whatever nobody expected becomes a banner and a log entry, never a silent end."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            window.close()
            return
        _log.critical("unexpected", exc_info=(kind, error, trace))
        if isinstance(error, Exception) and threading.current_thread() is threading.main_thread():
            window.report(as_mien_error(error))

    sys.excepthook = hook
    threading.excepthook = lambda args: _log.critical(
        "unexpected in %s",
        "a thread" if args.thread is None else args.thread.name,
        exc_info=args.exc_value,
    )
