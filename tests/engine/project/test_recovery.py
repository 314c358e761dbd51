"""What can be saved of a damaged project."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.project import edits
from engine.project.errors import NotAProject, ProjectDamaged
from engine.project.recovery import recover
from engine.project.store import Project
from engine.project.values import Marker, Video, new_id
from tests.engine.project.conftest import make_records, store


def test_a_sound_project_is_saved_whole(project: Project, video: Video, tmp_path: Path) -> None:
    run = store(project, video, make_records())
    project.set_setting("position", 7)
    project.close()
    result = recover(project.path, tmp_path / "saved.mien")
    assert result.lost == 0
    with Project.open(project.path) as a, Project.open(tmp_path / "saved.mien") as b:
        assert b.settings() == a.settings()
        assert b.videos() == a.videos()
        assert b.parts(video.id) == a.parts(video.id)
        assert len(b.predictions(run.id)) == 600


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_most_of_a_scribbled_project_is_saved(
    project: Project, video: Video, tmp_path: Path, share: float
) -> None:
    notes = [Marker(new_id(), video.id, i, f"note {i} " + "x" * 100) for i in range(2000)]
    project.apply(edits.add("Add", *notes))
    project.close()
    data = bytearray(project.path.read_bytes())
    at = int(len(data) * share) // 4096 * 4096
    data[at : at + 8 * 4096] = b"\x5a" * (8 * 4096)
    project.path.write_bytes(data)
    with pytest.raises(ProjectDamaged, match="recover"):
        Project.open(project.path)
    result = recover(project.path, tmp_path / "saved.mien")
    with Project.open(tmp_path / "saved.mien") as saved:
        assert saved.videos() == (video,)
        markers = saved.markers(video.id)
        assert len(markers) == result.saved["marker"] > 1000
        assert all(m.text.startswith(f"note {m.time_us} ") for m in markers)


def test_what_is_no_project_is_not_saved(tmp_path: Path) -> None:
    (tmp_path / "x.mien").write_bytes(b"no" * 1000)
    with pytest.raises(NotAProject):
        recover(tmp_path / "x.mien", tmp_path / "y.mien")
    assert not (tmp_path / "y.mien").exists()
