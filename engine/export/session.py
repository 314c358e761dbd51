"""`NAME.session.json`: everything that is needed to know how a table came about."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from engine import __version__
from engine.detect.base import DetectorOptions
from engine.errors import DataError
from engine.export.staged import StagedFile, cannot_write
from engine.export.table import COLUMNS
from engine.labels import CANDIDATE_LIMIT, CANDIDATE_MASS, LABELS
from engine.models.base import ModelInfo
from engine.sources.base import SourceInfo

SCHEMA = 1

#: `make_analyser` sets none of these but `max_faces`.
_DETECTOR = DetectorOptions()


class SourceSpec(msgspec.Struct, frozen=True):
    """What was read. Times in seconds; sizes in pixels and bytes; vfr None where unknown."""

    kind: str
    name: str
    path: str | None
    sha256: str | None
    bytes: int | None
    width: int
    height: int
    fps: float | None
    vfr: bool | None
    time_base: str
    start: float
    rotation: int
    codec: str
    pixel_format: str


class ModelSpec(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which network gave the distributions, and what it ran on.

    refused: backends that would have come first, each with the reason why it did not run.
    """

    name: str
    sha256: str
    backend: str
    precision: str
    device: str
    refused: tuple[str, ...] = ()

    @classmethod
    def of(cls, info: ModelInfo) -> ModelSpec:
        """What a model says of itself."""
        return cls(
            info.name,
            info.sha256,
            str(info.backend),
            str(info.precision),
            info.device,
            info.refused,
        )

    @property
    def essence(self) -> ModelSpec:
        """What decides about the numbers: the reasons against other backends do not."""
        return msgspec.structs.replace(self, refused=())


class Settings(msgspec.Struct, frozen=True):
    """What was chosen, and the thresholds that hold for it.

    min_score, min_face_px, search_interval_s: as in `DetectorOptions`. candidate_mass,
    candidate_limit: the rule of `candidate_labels`.
    """

    stride: int
    max_faces: int
    smoothing_s: float
    min_score: float = _DETECTOR.min_score
    min_face_px: float = _DETECTOR.min_face_px
    search_interval_s: float = _DETECTOR.search_interval_s
    candidate_mass: float = CANDIDATE_MASS
    candidate_limit: int = CANDIDATE_LIMIT


class Counts(msgspec.Struct, frozen=True):
    """Frames decoded, analysed, with at least one face, dropped (live); rows written."""

    decoded: int = 0
    analysed: int = 0
    with_face: int = 0
    dropped: int = 0
    written: int = 0


class VideoSpec(msgspec.Struct, frozen=True):
    """The video recorded beside a live table: the pictures as they were grabbed.

    file: its name. frames: pictures in it. dropped: frames of the table without a picture, as the
    encoder could not keep up. error: why it ends before the table does, as the user was told.
    """

    file: str
    codec: str
    frames: int
    dropped: int = 0
    error: str | None = None


class ModelStretch(msgspec.Struct, frozen=True):
    """A model that read the faces up to a time, in seconds as in the table, before another did."""

    until: float
    model: ModelSpec


class Session(msgspec.Struct, frozen=True):
    """One analysed file or one recorded live session.

    complete: the source was read to its end. error: why not, as the user was told.
    outputs: names of the files beside this one. video: live sessions recorded with their video.
    earlier_models: of live sessions in which `model` took over from others midway. marks: moments
    that somebody noted while recording, in seconds of the table.
    """

    session_id: str
    source: SourceSpec
    model: ModelSpec
    settings: Settings
    started_utc: str
    schema: int = SCHEMA
    app_version: str = __version__
    labels: tuple[str, ...] = tuple(str(label) for label in LABELS)
    columns: tuple[str, ...] = COLUMNS
    counts: Counts = Counts()
    complete: bool = False
    error: str | None = None
    outputs: tuple[str, ...] = ()
    video: VideoSpec | None = None
    earlier_models: tuple[ModelStretch, ...] = ()
    marks: tuple[float, ...] = ()

    def same_work(self, other: Session) -> bool:
        """Whether `other` would compute the same numbers from the same bytes."""
        return (
            self.source.sha256 is not None
            and self.source.sha256 == other.source.sha256
            and self.model.essence == other.model.essence
            and self.settings == other.settings
            and self.columns == other.columns
            and self.app_version == other.app_version
        )


def new_session(
    info: SourceInfo,
    model: ModelInfo,
    settings: Settings,
    *,
    sha256: str | None = None,
    started: datetime | None = None,
) -> Session:
    """The session of a source that is about to be read.

    sha256: of the source file; with it the session's id is the same for every run that does the
    same work. started: wall clock, now if None.
    """
    started = started or datetime.now(UTC)
    path = None if info.path is None else info.path.resolve()
    source = SourceSpec(
        kind=str(info.kind),
        name=plain_text(info.name),
        path=None if path is None else plain_text(path),
        sha256=sha256,
        bytes=None if path is None else path.stat().st_size,
        width=info.width,
        height=info.height,
        fps=info.fps,
        vfr=info.variable,
        time_base=info.time_base,
        start=info.start_us / 1e6,
        rotation=info.rotation,
        codec=info.codec,
        pixel_format=info.pixel_format,
    )
    spec = ModelSpec.of(model)
    seed = (source.path or source.name, sha256 or started.isoformat(), spec.essence, settings)
    return Session(
        session_id=hashlib.sha256(msgspec.json.encode(seed)).hexdigest()[:16],
        source=source,
        model=spec,
        settings=settings,
        started_utc=started.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
    )


class SessionFile(StagedFile):
    """The session file in the making: `write` it when the work begins and again at its end.

    Until `commit` or `keep_partial` it lies beside its final place as `NAME.session.json.part`.
    """

    def write(self, session: Session) -> None:
        """Replace what the file in the making says.

        Raises `OutputError` where it cannot be written.
        """
        text = msgspec.json.format(msgspec.json.encode(session), indent=2)
        try:
            self.part.write_bytes(text + b"\n")
        except OSError as error:
            raise cannot_write(self.path, error) from error


def read_session(path: Path) -> Session:
    """Read a session file.

    Raises `DataError` when it is missing, damaged or of a newer Mien.
    """
    try:
        session = msgspec.json.decode(path.read_bytes(), type=Session)
    except (OSError, msgspec.MsgspecError) as error:
        raise DataError(f"not a session file ({error})", subject=str(path)) from error
    if session.schema != SCHEMA:
        raise DataError(f"a session file of schema {session.schema}", subject=str(path))
    return session


def plain_text(path: Path | str) -> str:
    """A path as text that can be written anywhere: bytes that are no UTF-8 become escapes."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def marks_beside(video: Path) -> tuple[int, ...]:
    """Moments that were noted while a video was recorded, in microseconds from its beginning.

    None where its session file is not beside it, or does not tell of this video.
    """
    try:
        session = read_session(video.with_suffix(".session.json"))
    except DataError:
        return ()
    if session.video is None or session.video.file != video.name:
        return ()
    return tuple(round(1e6 * seconds) for seconds in session.marks)
