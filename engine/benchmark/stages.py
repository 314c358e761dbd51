"""Each stage of the pipeline on its own clock, one frame after the other as in a live view."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from engine.align import crop_face, to_batch
from engine.analyser import AnalyserOptions
from engine.benchmark.figures import StageFigures, Times
from engine.cuts import CutDetector
from engine.detect.base import DetectorOptions
from engine.detect.mediapipe_faces import MediaPipeFaces
from engine.export.csv_sink import CsvSink
from engine.models.base import EmotionModel
from engine.smooth import Smoother
from engine.sources.video_file import VideoFile
from engine.track import Tracker
from engine.types import Emotion, Face, Faces, Frame, Image, Record, Scored

#: Frames that are decoded ahead in one go: FFmpeg's own threads, which decode a few frames
#: further, would else take their time out of the other stages.
_AHEAD = 25

#: Frames before the first that counts: the first runs of everything take longer.
_WARM_UP = 10

#: Of so many faces the crops are kept, for whoever wants real ones.
_KEPT = 64
_KEEP_EVERY = 5


class Stage(StrEnum):
    """What is done with a frame, in this order; FRAME is all of it but decoding."""

    DECODE = "decode"
    DETECT = "detect"
    TRACK = "track"
    CROP = "crop"
    INFER = "infer"
    WRITE = "write"
    FRAME = "detect to write"


#: Stages whose times are those of one face.
_OF_A_FACE = frozenset({Stage.CROP, Stage.INFER})


class _Clock:
    """Wall and processor seconds of each stage, measurement by measurement."""

    def __init__(self) -> None:
        self._times: dict[Stage, list[tuple[float, float]]] = defaultdict(list)

    @contextmanager
    def of(self, stage: Stage, parts: int = 1) -> Iterator[None]:
        """Takes the time of what is done in the block, shared by so many parts."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        spent = time.perf_counter() - wall, time.process_time() - cpu
        self._times[stage].append((spent[0] / parts, spent[1] / parts))

    def clear(self) -> None:
        """Forget what was measured so far."""
        self._times.clear()

    def figures(self) -> tuple[StageFigures, ...]:
        """Of every stage that was measured."""
        return tuple(
            StageFigures(stage, "face" if stage in _OF_A_FACE else "frame", Times.of(times))
            for stage in Stage
            if (times := self._times.get(stage))
        )


class StageRun:
    """The stages, set up to run over clips.

    model: is asked about the faces of one frame at a time.
    """

    def __init__(self, model: EmotionModel) -> None:
        self._model = model
        self._clock = _Clock()
        self._options = AnalyserOptions()
        self._detector = MediaPipeFaces(DetectorOptions(max_faces=self._options.max_faces))
        self._frames = 0
        #: Crops of faces from all over the clip, as the network wants them.
        self.crops: list[Image] = []

    def over(self, clip: Path, table: Path, goes_on: Callable[[int], bool]) -> None:
        """Analyse the clip, again and again, while `goes_on` says so of the frames done so far.

        table: CSV file for the rows. Raises `SourceError` or `OutputError` where one of the files
        cannot be read or written.
        """
        while goes_on(self._frames):
            self._detector.reset()
            self._cuts, self._tracker = CutDetector(), Tracker()
            self._smoother = Smoother(self._options.smoothing_s)
            with VideoFile(clip) as source, CsvSink(table, "benchmark") as sink:
                while goes_on(self._frames) and (frames := self._decode(iter(source))):
                    for frame in frames:
                        self._one(frame, sink)

    def figures(self) -> tuple[StageFigures, ...]:
        """What was measured; empty if nothing was."""
        return self._clock.figures()

    def close(self) -> None:
        """Free the detector's networks."""
        self._detector.close()

    def _decode(self, source: Iterator[Frame]) -> list[Frame]:
        frames = []
        for _ in range(_AHEAD):
            with self._clock.of(Stage.DECODE):
                frame = next(source, None)
            if frame is None:
                break
            frames.append(frame)
        return frames

    def _one(self, frame: Frame, sink: CsvSink) -> None:
        clock = self._clock
        if self._frames == _WARM_UP:
            clock.clear()
        with clock.of(Stage.FRAME):
            with clock.of(Stage.DETECT):
                detected = self._detector.detect(frame)
            with clock.of(Stage.TRACK):
                cut = self._cuts.update(frame)
                if cut:
                    self._smoother.reset()
                faces = self._tracker.update(detected, frame.pts_us, cut=cut)
            emotions = self._emotions(frame, faces) if faces else ()
            with clock.of(Stage.WRITE):
                scored = Scored(Faces(frame, faces), emotions, time.monotonic_ns())
                sink.write(Record.of(scored))
        self._frames += 1

    def _emotions(self, frame: Frame, faces: tuple[Face, ...]) -> tuple[Emotion, ...]:
        with self._clock.of(Stage.CROP, len(faces)):
            crops = [crop_face(frame.image, face, self._model.manifest.input) for face in faces]
            batch = to_batch(crops)
        if self._frames % _KEEP_EVERY == 0 and len(self.crops) < _KEPT:
            self.crops += crops
        with self._clock.of(Stage.INFER, len(faces)):
            answers = self._model.infer(batch)
            return tuple(
                Emotion(
                    primary,
                    corrected,
                    self._smoother.update(face.track or 0, frame.pts_us, corrected),
                )
                for face, primary, corrected in zip(
                    faces, answers.primary, answers.corrected, strict=True
                )
            )
