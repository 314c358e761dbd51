"""What must not cost anybody their work: a killed process, a full disk, a read-only folder."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from engine.project import edits, schema
from engine.project.errors import ProjectLocked, ProjectNotSaved, ProjectReadOnly
from engine.project.store import Project
from engine.project.values import Marker, Video, new_id

#: Adds markers for ever and says after each that it is done; frames go in from a second thread.
_TYPIST = """
import sys, threading
from dataclasses import replace
from pathlib import Path
from engine.project import edits
from engine.project.store import Project
from engine.project.values import Marker, new_id
from tests.engine.project.conftest import MODEL, make_records

def say(text):
    sys.stdout.write(text + "\\n")
    sys.stdout.flush()

project = Project.open(Path(sys.argv[1]))
video = project.videos()[0]
run = project.start_run(video.id, MODEL)

def analyse():
    with project.writer(run) as writer:
        for i in range(10_000):
            for record in make_records(64):
                last = writer.append(replace(record, index=record.index + 64 * i))
                if last is not None:
                    say(f"frame {last}")

threading.Thread(target=analyse, daemon=True).start()
n = 0
while True:
    project.apply(edits.add("Add", Marker(new_id(), video.id, n, "typed")))
    say(f"marker {n}")
    n += 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_kill_9_loses_nothing_that_was_said_to_be_saved(
    project: Project, video: Video, repo_root: Path
) -> None:
    project.close()
    typist = subprocess.Popen(
        [sys.executable, "-c", _TYPIST, str(project.path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=repo_root,
    )
    assert typist.stdout is not None
    last = {"marker": -1, "frame": -1}
    for line in typist.stdout:
        what, number = line.split()
        last[what] = int(number)
        if last["marker"] >= 30 and last["frame"] >= 255:
            os.kill(typist.pid, signal.SIGKILL)
            break
    for line in typist.stdout:  # what it said before it fell
        if line.endswith("\n"):
            what, number = line.split()
            last[what] = int(number)
    typist.stdout.close()
    typist.wait()
    with Project.open(project.path) as again:
        times = [m.time_us for m in again.markers(video.id)]
        assert times[: last["marker"] + 1] == list(range(last["marker"] + 1))
        assert len(times) <= last["marker"] + 2
        frames = again.predictions(again.runs(video.id)[0].id).frame
        assert frames[-1] >= last["frame"]
    assert sorted(p.name for p in project.folder.iterdir()) == ["clip.mp4", "study.mien"]


def test_a_full_disk_costs_only_the_edit_at_hand(project: Project, video: Video) -> None:
    connection = project._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 4}")
    typed: list[Marker] = []

    def type_on() -> None:
        while len(typed) < 10_000:
            typed.append(Marker(new_id(), video.id, len(typed), "x" * 500))
            project.apply(edits.add("Add", typed[-1]))

    with pytest.raises(ProjectNotSaved, match=r"disk is full.*Make room"):
        type_on()
    assert project.markers(video.id) == tuple(typed[:-1])
    connection.execute(f"PRAGMA max_page_count = {pages + 400}")
    project.apply(edits.add("Add", typed[-1]))
    assert project.markers(video.id) == tuple(typed)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_read_only_folder_says_so_and_can_be_read(project: Project, video: Video) -> None:
    project.close()
    project.path.chmod(0o444)
    project.folder.chmod(0o555)
    try:
        with pytest.raises(ProjectReadOnly, match="read-only"):
            Project.open(project.path)
        with Project.open(project.path, read_only=True) as reader:
            assert reader.videos() == (video,)
    finally:
        project.folder.chmod(0o755)


def test_a_lock_that_cannot_be_made_says_so(project: Project) -> None:
    project.close()
    (project.folder / ".study.mien.lock").mkdir()
    with pytest.raises(ProjectReadOnly, match="copy it to a folder"):
        Project.open(project.path)
    Project.open(project.path, read_only=True).close()


def test_another_program_that_writes_is_waited_for_then_named(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project._connection.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(project.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(ProjectNotSaved, match="another process"):
        project.annotator("Ann")
    other.execute("ROLLBACK")
    other.close()
    assert project.annotator("Ann") in project.annotators()


def test_the_lock_is_freed_when_opening_fails(project: Project) -> None:
    project.close()
    whole = project.path.read_bytes()
    project.path.write_bytes(whole[: len(whole) // 2])
    for _ in range(2):
        with pytest.raises(Exception, match="damaged") as caught:
            Project.open(project.path)
        assert not isinstance(caught.value, ProjectLocked)
    project.path.write_bytes(whole)
    Project.open(project.path).close()


def test_an_older_project_is_read_without_touching_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = project.annotator("Ann")
    project.close()
    before = project.path.read_bytes()
    steps = (*schema.MIGRATIONS, "CREATE TABLE novelty (a INTEGER) STRICT;")
    monkeypatch.setattr("engine.project.opening.VERSION", len(steps))
    monkeypatch.setattr("engine.project.opening.migrate", lambda c: schema.migrate(c, steps))
    with Project.open(project.path, read_only=True) as reader:
        assert reader.annotators() == (who,)
        assert reader._connection.execute("SELECT count(*) FROM novelty").fetchone() == (0,)
    assert project.path.read_bytes() == before
    assert [p.name for p in project.folder.iterdir()] == ["study.mien"]
