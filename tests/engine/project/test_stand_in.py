"""What stands in for a video that is not there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.labels import Expression
from engine.project import edits
from engine.project.stand_in import StandIn
from engine.project.store import Project
from engine.project.values import Label, Segment, Track, Video, new_id
from engine.sources.video_file import VideoFile


@pytest.fixture
def known(face_clip: Path, tmp_path: Path) -> tuple[Path, Video]:
    """A project that knows a clip, with a label that ends at 2 s."""
    path = tmp_path / "study.mien"
    with Project.create(path) as project, VideoFile(face_clip) as clip:
        video, ada = project.add_video(face_clip, clip.info), project.annotator("Ada")
        track = Track(new_id(), video.id, 0)
        label = Label.single(Expression.FEAR)
        project.apply(edits.add("Face", track))
        project.apply(
            edits.add("Label", Segment(new_id(), video.id, track.id, ada.id, 0, 2_000_000, label))
        )
    return path, video


def test_it_is_as_long_as_the_video_and_shows_nothing(known: tuple[Path, Video]) -> None:
    path, video = known
    with StandIn(path, video) as stand_in:
        info, times = stand_in.info, stand_in.times()
        assert (info.width, info.height, info.name) == (video.width, video.height, "faces.mp4")
        assert info.path is None
        assert (np.diff(times) > 0).all()
        assert times[0] == video.start_us
        assert times[-1] + np.median(np.diff(times)) >= 2_000_000
        frame = stand_in.seek(len(times) - 1)
        assert (frame.index, frame.pts_us) == (len(times) - 1, times[-1])
        assert np.ptp(frame.image) == 0
        assert list(stand_in) == []
        with pytest.raises(IndexError):
            stand_in.seek(len(times))
        stand_in.seek(3)
        assert [f.index for f in stand_in][:2] == [4, 5]


def test_a_video_of_which_nothing_is_known_has_a_frame_at_least(tmp_path: Path) -> None:
    path = tmp_path / "bare.mien"
    with Project.create(path):
        video = Video(new_id(), "gone.mp4", 10, "0" * 64)
    with StandIn(path, video) as stand_in:
        assert len(stand_in.times()) >= 1
        assert stand_in.seek(0).image.shape == (360, 640, 3)
