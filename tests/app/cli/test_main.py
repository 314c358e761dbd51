from __future__ import annotations

import io
import signal
import sys
import threading
from pathlib import Path

import pytest

import app.gui.bootstrap
from app.cli import VERBS, guarded, main
from app.cli.interrupt import stop_on_signals
from app.cli.naming import OutputNames
from app.cli.progress import Progress
from engine.errors import ModelError


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[app.gui.bootstrap.GuiArgs]:
    """What the window was asked to open, instead of a window."""
    asked: list[app.gui.bootstrap.GuiArgs] = []

    def run_gui(args: app.gui.bootstrap.GuiArgs) -> int:
        asked.append(args)
        return 0

    monkeypatch.setattr(app.gui.bootstrap, "run_gui", run_gui)
    return asked


@pytest.mark.parametrize("verb", [verb.name for verb in VERBS])
def test_every_verb_has_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    assert f"usage: mien {verb}" in capsys.readouterr().out


def test_help_and_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(f"    {verb.name} " in told for verb in VERBS)
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("mien 0.")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], (None, None, False)),
        (["clip.mp4"], (Path("clip.mp4"), None, False)),
        (["gui"], (None, None, False)),
        (["gui", "clip.mp4"], (Path("clip.mp4"), None, False)),
        (["--demo"], (None, None, True)),
        (["gui", "--camera", "C920"], (None, "C920", False)),
    ],
)
def test_ways_to_the_window(
    words: list[str],
    expected: tuple[Path | None, str | None, bool],
    opened: list[app.gui.bootstrap.GuiArgs],
) -> None:
    assert main(words) == 0
    (args,) = opened
    assert (args.video, args.camera, args.demo) == expected


@pytest.mark.parametrize(
    ("word", "hint"), [("analyse", "did you mean 'analyze'"), ("xyz", "--help")]
)
def test_a_slip_of_the_pen_opens_no_window(
    word: str,
    hint: str,
    opened: list[app.gui.bootstrap.GuiArgs],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([word]) == 2
    err = capsys.readouterr().err
    assert word in err
    assert hint in err
    assert not opened


def fail_with(error: BaseException) -> int:
    raise error


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (ModelError("it is damaged", subject="x"), 1, "mien: x: it is damaged.\n"),
        (KeyboardInterrupt(), 130, "mien: interrupted\n"),
        (SystemExit(2), 2, ""),
        (BrokenPipeError(), 1, ""),
    ],
)
def test_errors_become_a_line_and_a_code(
    error: BaseException,
    code: int,
    message: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert guarded(lambda: fail_with(error)) == code
    assert capsys.readouterr().err == message


def test_a_bug_shows_its_traceback_only_when_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guarded(lambda: fail_with(ValueError("a\nb"))) == 1
    err = capsys.readouterr().err
    assert err.startswith("mien: internal error (ValueError: a b)")
    assert err.count("\n") == 1
    monkeypatch.setenv("MIEN_DEBUG", "1")
    assert guarded(lambda: fail_with(ValueError("a"))) == 1
    assert "Traceback" in capsys.readouterr().err


def test_the_first_signal_asks_the_second_insists(capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGINT)
    with stop_on_signals() as stop:
        assert not stop.is_set()
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before
    assert "stopping" in capsys.readouterr().err


def test_signals_are_left_alone_outside_the_main_thread() -> None:
    seen: list[bool] = []

    def work() -> None:
        with stop_on_signals() as stop:
            seen.append(stop.is_set())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]


def test_output_names_are_stable_and_never_shared(tmp_path: Path) -> None:
    names = OutputNames(tmp_path)
    inputs = ["x/a.mp4", "x/a.mov", "y/a.mp4", "z/A.MP4", "b.png"]
    bases = [names.base(Path(text)).name for text in inputs]
    assert bases == ["a", "a_mov", "a_mp4", "z_A", "b"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with Progress("[1/2] a.mp4", 10) as progress:
        for done in range(11):
            progress.update(done)
    assert "[1/2] a.mp4" in terminal.getvalue()
    assert "\r" in terminal.getvalue()


def test_progress_elsewhere_is_a_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [100.0]
    monkeypatch.setattr("app.cli.progress.time.monotonic", lambda: now[0])
    with Progress("a.mp4", 400) as progress:
        for done in range(1, 43):
            now[0] += 0.25
            progress.update(done)
    assert capsys.readouterr().err.splitlines() == [
        "a.mp4: 20/400 frames, 5%, 4 frames/s, 1:35 left",
        "a.mp4: 40/400 frames, 10%, 4 frames/s, 1:30 left",
    ]


def test_progress_without_a_known_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr("app.cli.progress.time.monotonic", lambda: now[0])
    with Progress("a.mkv", None) as progress:
        now[0] = 10.0
        progress.update(300)
    assert capsys.readouterr().err == "a.mkv: 300 frames, 30 frames/s\n"
