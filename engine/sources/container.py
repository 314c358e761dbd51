"""Opening and decoding a container with PyAV: what can go wrong, said in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from engine.errors import SourceDamaged, SourceError

_COPY_AGAIN = "Copy the file again from where it was made"
_FORMATS = "Mien reads what FFmpeg reads: MP4, MOV, MKV, WebM, AVI, GIF and more"

#: FFmpeg "opens" these too, but they are lists of other files, or text drawn as a picture.
_NOT_MEDIA = frozenset({"tty", "concat", "hls", "dash", "sdp", "imf"})

#: Brands of photos whose tiles FFmpeg would show as separate frames.
_PHOTO_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})

#: Containers that state their length, so that an early end can be told.
_STATE_LENGTH = ("mov", "matroska")

#: An end this much before the stated length is no rounding, in seconds.
_MISSING_S = 1.0


@dataclass(slots=True)
class Damage:
    """What was lost while decoding.

    read_us: time of the newest frame that was read, kept up to date by whoever reads. first_us:
    that time when the first loss was met, None for a loss before the first frame. ends_s,
    promised_s: where the packets end and where the container says they do, if they end early.
    """

    read_us: int | None = None
    first_us: int | None = None
    places: int = 0
    ends_s: float = 0.0
    promised_s: float | None = None

    def note(self) -> None:
        """Something was lost right after the newest frame."""
        if self.places == 0:
            self.first_us = self.read_us
        self.places += 1

    def error(self, path: Path) -> SourceDamaged | None:
        """What to raise at the end of the video; None where nothing was lost."""
        hint = f"Every frame that could be read was kept. {_COPY_AGAIN} to get the rest"
        if self.promised_s is not None:
            what = f"the video breaks off at {self.ends_s:.2f} s of {self.promised_s:.2f} s"
        elif self.places:
            first_us = self.first_us
            where = "at its beginning" if first_us is None else f"after {first_us / 1e6:.2f} s"
            what = f"the video is damaged {where}"
            if self.places > 1:
                what = f"the video is damaged {where} ({self.places} faults from there on)"
        else:
            return None
        return SourceDamaged(what, subject=str(path), hint=hint)


def check_file(path: Path) -> bytes:
    """The first bytes of a file.

    Raises:
        SourceError: there is no such file, it may not be read, it is a folder, or it is empty.
    """
    subject = str(path)
    try:
        if path.is_dir():
            raise SourceError("is a folder, not a file", subject=subject, hint="Name a file in it")
        if path.exists() and not path.is_file():
            raise SourceError("is not a regular file", subject=subject, hint="Name a file")
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError as error:
        hint = "Check the name and the folder"
        raise SourceError("there is no such file", subject=subject, hint=hint) from error
    except PermissionError as error:
        hint = "Ask its owner for the right to read it, or copy it to a folder of your own"
        raise SourceError("may not be read", subject=subject, hint=hint) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        hint = "Check the name and the disk"
        raise SourceError(f"cannot be read ({reason})", subject=subject, hint=hint) from error
    if not head:
        raise SourceError("the file is empty", subject=subject, hint=_COPY_AGAIN)
    return head


def starts_a_video(head: bytes) -> bool:
    """Whether a file that begins so (12 bytes or more) is Matroska, AVI or MP4.

    Spares the common case the loading of every picture format.
    """
    boxed_picture = head[8:12] in (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1")
    return (
        head.startswith(b"\x1a\x45\xdf\xa3")
        or (head.startswith(b"RIFF") and head[8:12] == b"AVI ")
        or (head[4:8] == b"ftyp" and not boxed_picture)
    )


def open_container(path: Path) -> tuple[InputContainer, VideoStream]:
    """A container and its video stream, ready to decode on several threads.

    Raises:
        SourceError: the file cannot be read, is cut off before its index, or holds no video.
    """
    head = check_file(path)
    if head[4:8] == b"ftyp" and head[8:12] in _PHOTO_BRANDS:
        raise SourceError(
            "HEIC photos cannot be read", subject=str(path), hint="Convert it to JPEG or PNG"
        )
    try:
        container = av.open(str(path), "r", options={"protocol_whitelist": "file"})
    except (av.FFmpegError, OSError) as error:
        raise _unreadable(path, head, error) from error
    try:
        return container, _video_stream(container, path)
    except BaseException:
        container.close()
        raise


def _unreadable(path: Path, head: bytes, error: Exception) -> SourceError:
    if head[4:8] == b"ftyp":
        what = "the file is incomplete: its table of contents (moov) is missing"
        hint = f"{_COPY_AGAIN}; an interrupted recording can sometimes be repaired with untrunc"
        return SourceError(what, subject=str(path), hint=hint)
    if not isinstance(error, av.InvalidDataError) and isinstance(error, OSError):
        what = f"cannot be read ({error.strerror})"
        return SourceError(what, subject=str(path), hint="Check the disk")
    return SourceError("is not a video, or is damaged", subject=str(path), hint=_FORMATS)


def _video_stream(container: InputContainer, path: Path) -> VideoStream:
    subject = str(path)
    if container.format.name in _NOT_MEDIA:
        raise SourceError("is not a video", subject=subject, hint=_FORMATS)
    streams = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
    if not streams:
        has_sound = bool(container.streams.audio)
        what = "holds sound only, no video" if has_sound else "holds no video"
        raise SourceError(what, subject=subject, hint="Choose a file with a picture")
    stream = streams[0]
    # A stream whose codec this build of FFmpeg does not know has no context to decode with.
    if getattr(stream, "codec_context", None) is None:
        what = "its video is in a format that cannot be decoded"
        raise SourceError(what, subject=subject, hint="Convert it to H.264 in MP4")
    # Threads that take a frame each are fastest, but mark a patched-up frame too late now and then.
    # In broadcast streams no other sign tells that the end is missing.
    stream.thread_type = "SLICE" if container.format.name == "mpegts" else "AUTO"
    return stream


def time_base_of(stream: VideoStream) -> Fraction:
    """Seconds a tick of a stream's timestamps."""
    return stream.time_base or Fraction(1, av.time_base)


def is_cut_off(packet: av.Packet[Any], container: InputContainer) -> bool:
    """Whether the file ends within a packet: decoding the rest of it is worse than nothing."""
    # In broadcast streams the mark means only that something before the packet is missing.
    return packet.is_corrupt and container.format.name != "mpegts"


def decode(
    container: InputContainer, stream: VideoStream, damage: Damage
) -> Iterator[av.VideoFrame]:
    """Frames from the container's position to its end, in presentation order.

    Whatever cannot be decoded is skipped and noted in `damage`; the good frames after it still
    come. A frame that the decoder patched up comes too, and is noted: most of it is right.
    Patched frames before the first whole one are left out without a note: a video that was cut
    between two key frames begins with them.
    """
    ends: dict[int, int] = {}  # of each stream, in its own ticks
    began = False
    packets = container.demux()
    while True:
        try:
            packet = next(packets, None)
        except (av.FFmpegError, OSError):
            damage.note()
            break
        if packet is None:
            break
        number = packet.stream.index  # packet.stream_index is unset when flushing
        if packet.pts is not None:
            ends[number] = max(ends.get(number, 0), packet.pts + (packet.duration or 0))
        if number != stream.index:
            continue
        if is_cut_off(packet, container):
            damage.note()
            continue
        try:
            frames = stream.decode(packet)
        except (av.FFmpegError, OSError):
            damage.note()
            continue
        for frame in frames:
            began = began or not frame.is_corrupt
            if frame.is_corrupt and began:
                damage.note()
            if began:
                yield frame
    _note_early_end(container, ends, damage)


def _note_early_end(container: InputContainer, ends: dict[int, int], damage: Damage) -> None:
    """ends: where the packets of each stream end, in its ticks."""
    if not container.format.name.startswith(_STATE_LENGTH) or not container.duration:
        return
    bases = {stream.index: stream.time_base or 0 for stream in container.streams}
    end_s = max((float(ticks * bases[number]) for number, ticks in ends.items()), default=0.0)
    promised_s = ((container.start_time or 0) + container.duration) / av.time_base
    if end_s < promised_s - _MISSING_S:
        damage.ends_s, damage.promised_s = end_s, promised_s
