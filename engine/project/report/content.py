"""What a project's report says, in which order."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from engine import __version__
from engine.evaluation.report.document import Block, Document, Figure, Heading, Table, Text
from engine.evaluation.resampling import Interval
from engine.labels import CANDIDATE_MASS, LABELS, entropy, jensen_shannon
from engine.project.agreement import MODEL
from engine.project.agreement_study import Alpha, PairStudy, agreement
from engine.project.export.scope import VideoScope, read_scope, said_spans
from engine.project.items import Item, make_items
from engine.project.ranking import SIGNALS, caught, rank
from engine.project.report import plots
from engine.project.review import Summary, done_of, key_of, unbiased
from engine.project.store import Project
from engine.project.values import Decision, LabelKind, now_utc
from engine.types import Floats, Status

#: Faces of a video that get a diagram: those seen longest.
_FACES: Final = 6

_NOTICE: Final = (
    "Expressions are not feelings. What is reported is how faces look to people and to a network, "
    "not what anybody feels, means or intends. In the European Union, inferring emotions of "
    "persons at the workplace and in education institutions is prohibited but for medical or "
    "safety reasons (Regulation (EU) 2024/1689, Article 5(1)(f)). Make sure of consent and of a "
    "lawful basis."
)


def report(
    project: Project, *, date: str | None = None, video_ids: Sequence[str] | None = None
) -> Document:
    """The report of a project; date: what it says it was made on, now if None.

    video_ids: tell of these videos only.
    """
    scopes = [
        read_scope(project, video)
        for video in project.videos()
        if video_ids is None or video.id in video_ids
    ]
    blocks: list[Block] = [*_head(project, scopes, date or now_utc()), *_coverage(scopes)]
    for scope in scopes:
        blocks += _faces(scope)
    blocks += _labels(scopes)
    blocks += _agreement(project, [scope.video.id for scope in scopes])
    blocks += _reviews(project, scopes)
    blocks += [*_models(scopes), *_methods(project, scopes), *_notice()]
    return Document(f"{project.name}: report", blocks)


def _head(project: Project, scopes: Sequence[VideoScope], date: str) -> list[Block]:
    said = {s.annotator_id for scope in scopes for s in scope.segments}
    people = ", ".join(a.name for a in project.annotators() if a.id in said) or "nobody yet"
    videos = "1 video" if len(scopes) == 1 else f"{len(scopes)} videos"
    return [
        Text(f"{videos}; labelled by {people}. Made {date[:16].replace('T', ' ')} UTC."),
        Text(f"Mien {__version__}. Project {project.id}.", small=True),
    ]


def _coverage(scopes: Sequence[VideoScope]) -> list[Block]:
    rows = []
    for scope in scopes:
        found = scope.predictions
        with_face = int(np.sum(np.diff(found.face_end, prepend=0) > 0))
        dropped = int(np.sum(found.status == tuple(Status).index(Status.DROPPED)))
        frames = scope.video.frames
        labelled = sum(s.end_us - s.start_us for s in said_spans(scope.segments)) / 1e6
        rows.append(
            [
                scope.name,
                f"{len(found):,}" + (f" of {frames:,}" if frames else ""),
                _percent(with_face, len(found)),
                f"{dropped:,}",
                str(len(scope.tracks)),
                _clock(labelled),
            ]
        )
    header = ["video", "frames analysed", "with a face", "dropped", "faces", "labelled"]
    return [Heading("Coverage"), Table(header, rows)]


def _faces(scope: VideoScope) -> list[Block]:
    """Distributions over time, shares and ambiguity, face by face."""
    found = scope.predictions
    known = ~np.isnan(found.corrected[:, 0])
    seen = {
        place: np.flatnonzero((scope.owner == place) & known) for place in range(len(scope.tracks))
    }
    order = sorted((p for p in seen if len(seen[p]) > 1), key=lambda p: -len(seen[p]))
    if not order:
        return []
    rows: list[list[str]] = []
    figures: list[Block] = []
    seconds = (found.face_pts - scope.start_us) / 1e6
    for place in order:
        mine, track = seen[place], scope.tracks[place]
        corrected = found.corrected[mine]
        name = f"face {track.number}" + (f", {p}" if (p := scope.person_of(track)) else "")
        rows.append(_summary(name, corrected, found.primary[mine]))
        if len(figures) < _FACES:
            said = list(said_spans(tuple(s for s in scope.segments if s.track_id == track.id)))
            png = plots.over_time(seconds[mine], corrected, said, scope.start_us)
            file = f"{scope.video.position}-face-{track.number}"
            text = f"{name}: corrected distribution over time, and below it what people say"
            figures.append(Figure(file, png, text))
    header = ["face", *map(str, LABELS), "ambiguous", "entropy", "disagreement"]
    return [
        Heading(f"Expressions in {scope.name}"),
        Table(header, rows),
        Text(
            "Faces are numbered as in exports (face_id), from 0. Mean corrected probability of "
            "each label. Ambiguous: share of frames in which more "
            "than one label is needed to cover 75 % of the distribution. Entropy: 0 certain, 1 "
            "knows nothing. Disagreement: Jensen-Shannon divergence of primary and corrected.",
            small=True,
        ),
        *figures,
    ]


def _summary(name: str, corrected: Floats, primary: Floats) -> list[str]:
    # As `candidate_set` decides, for all frames at once.
    ambiguous = int(np.sum(corrected.max(axis=1) < CANDIDATE_MASS - 1e-9))
    return [
        name,
        *(f"{100 * share:.1f} %" for share in corrected.mean(axis=0)),
        _percent(ambiguous, len(corrected)),
        f"{entropy(corrected).mean():.2f}",
        f"{jensen_shannon(primary, corrected).mean():.3f}",
    ]


def _labels(scopes: Sequence[VideoScope]) -> list[Block]:
    """What each annotator did."""
    segments = [s for scope in scopes for s in scope.segments]
    names = {a.id: a.name for scope in scopes for a in scope.annotators.values()}
    rows = []
    for annotator_id, name in sorted(names.items(), key=lambda pair: pair[1]):
        mine = [s for s in segments if s.annotator_id == annotator_id]
        if not mine:
            continue
        kinds = Counter(s.label.kind for s in mine)
        length = sum(s.end_us - s.start_us for s in mine) / 1e6
        blind = sum(s.blind for s in mine)
        counts = [str(kinds[kind]) for kind in LabelKind]
        rows.append([name, str(len(mine)), _clock(length), *counts, _percent(blind, len(mine))])
    if not rows:
        return [Heading("Labels"), Text("Nobody has labelled anything yet.")]
    kinds_ = [str(kind).replace("_", " ") for kind in LabelKind]
    header = ["annotator", "segments", "time", *kinds_, "blind"]
    return [Heading("Labels"), Table(header, rows)]


def _agreement(project: Project, ids: Sequence[str]) -> list[Block]:
    """Of people with each other, and, where they did not see its output, with the model."""
    everything = agreement(project, video_ids=ids)
    blind = agreement(project, video_ids=ids, blind_only=True)
    blocks: list[Block] = [Heading("Agreement")]
    if everything.moments:
        blocks.append(
            Text(
                f"Krippendorff's alpha on {everything.moments:,} moments that at least two "
                f"annotators labelled: {_alpha(everything.nominal)} for the leading label, "
                f"{_alpha(everything.votes)} over distributions. Fixed thresholds do not suit "
                "expressions, on which people differ for good reasons."
            )
        )
    compared = [s for s in everything.pairs if s.pair.b != MODEL]
    with_it = [s for s in blind.pairs if s.pair.b == MODEL]
    if not (compared or with_it):
        return []
    header = ["pair", "moments", "same label", "Cohen's kappa", "divergence"]
    blocks.append(Table(header, [_pair(study) for study in (*compared, *with_it)]))
    notes = []
    studied = (*compared, *with_it)
    known = [everything.nominal.interval, *(study.kappa for study in studied)]
    if any(interval is not None for interval in known):
        notes.append(
            "In brackets: 95 % intervals by the bootstrap over stretches of 5 s of a face."
        )
    if with_it:
        notes.append(
            "With the model only labels are compared that were given without seeing its output."
        )
    if notes:
        blocks.append(Text(" ".join(notes), small=True))
    for number, pair in enumerate(study.pair for study in (*compared, *with_it)):
        png = plots.confusion(np.array(pair.confusion), pair.a, pair.b)
        other = "the model" if pair.b == MODEL else pair.b
        text = f"{pair.a} (rows) and {other} (columns), in moments 0.2 s apart"
        blocks.append(Figure(f"confusion-{number}", png, text))
    return blocks


def _alpha(found: Alpha) -> str:
    return _figure(found.value) + _range(found.interval)


def _range(interval: Interval | None) -> str:
    return "" if interval is None else f" [{interval.low:.2f}, {interval.high:.2f}]"


def _pair(study: PairStudy) -> list[str]:
    pair = study.pair
    same = "-" if pair.agreement is None else f"{100 * pair.agreement:.1f} %"
    return [
        f"{pair.a} and {pair.b}",
        f"{pair.units:,}",
        same,
        _figure(pair.kappa) + _range(study.kappa),
        _figure(pair.divergence),
    ]


def _reviews(project: Project, scopes: Sequence[VideoScope]) -> list[Block]:
    """What was reviewed, what that changed, and how good each order was at finding errors."""
    reviews = [r for scope in scopes for r in project.reviews(scope.video.id)]
    items = [item for scope in scopes for item in _items(project, scope)]
    by_key = {key_of(item): item for item in items}
    blocks: list[Block] = []
    if reviews:
        counts = Counter(r.decision for r in reviews)
        rows = [[d.replace("_", " "), str(counts[d])] for d in Decision if counts[d]]
        blocks.append(Table(["decision", "items"], rows))
        seconds = [r.seconds for r in reviews if r.seconds is not None]
        if seconds:
            blocks.append(Text(f"{np.median(seconds):.1f} s an item (median).", small=True))
        last = done_of(reviews)
        found = Summary.of([(by_key[key], r) for key, r in last.items() if key in by_key])
        blocks += _changes(found)
    labelled = [i for i in items if i.is_error is not None]
    if len(labelled) >= 10:
        orders = [caught(rank(labelled, order)) for order in SIGNALS]
        rows = [
            [str(row[0].first), *(f"{c.errors} of {c.of}" for c in row), f"{row[0].by_lot:.1f}"]
            for row in zip(*orders, strict=True)
        ]
        blocks.append(Table(["errors in the first", *map(str, SIGNALS), "by lot"], rows))
    return [Heading("Review"), *blocks] if blocks else []


def _items(project: Project, scope: VideoScope) -> tuple[Item, ...]:
    if scope.run is None:
        return ()
    fair = unbiased(scope.segments, project.reviews(scope.video.id))
    parts = project.parts(scope.video.id)
    return make_items(scope.predictions, parts, scope.run.id, fair, video_id=scope.video.id)


def _changes(found: Summary) -> list[Block]:
    """What the decisions made of the model's labels."""
    if not found.frames:
        return []
    share = _percent(found.changed_frames, found.frames)
    rows = [
        [
            f"{pair.primary} to {pair.corrected}",
            str(pair.items),
            _percent(pair.accepted_corrected, pair.items),
            _percent(pair.accepted_primary, pair.items),
        ]
        for pair in found.pairs
    ]
    header = ["first look to correction", "items", "correction accepted", "first look accepted"]
    return [
        Text(
            f"{found.changed_frames:,} of {found.frames:,} reviewed frames ({share}) got another "
            "label than the model's."
        ),
        Table(header, rows),
    ]


def _models(scopes: Sequence[VideoScope]) -> list[Block]:
    rows = []
    for scope in scopes:
        if scope.run is not None and scope.model is not None:
            run, model = scope.run, scope.model
            chosen = json.loads(run.settings)
            settings = ", ".join(f"{key} {value}" for key, value in chosen.items()) or "-"
            ran = " ".join(filter(None, (run.backend, run.precision, run.device)))
            rows.append(
                [scope.name, f"{model.name} {model.version}", model.sha256[:16], ran, settings]
            )
    if not rows:
        return []
    header = ["video", "model", "SHA-256", "run by", "settings"]
    used = {s.model.sha256: s.model.name for s in scopes if s.run is not None and s.model}
    hashes = [Text(f"{name}: SHA-256 {sha256}", small=True) for sha256, name in used.items()]
    return [Heading("Models and settings"), Table(header, rows), *hashes]


def _methods(project: Project, scopes: Sequence[VideoScope]) -> list[Block]:
    """A paragraph for the methods section of a paper."""
    analysed = [s for s in scopes if s.run is not None and s.model is not None]
    sentences = []
    if analysed:
        models = sorted({f"{s.model.name} ({s.model.sha256[:12]})" for s in analysed if s.model})
        frames = sum(len(s.predictions) for s in analysed)
        sentences.append(
            f"Facial expressions in {_count(len(analysed), 'video')} ({frames:,} frames) were "
            f"estimated with Mien {__version__} and the model {', '.join(models)}, which gives for "
            "each face and frame a distribution over neutral, happiness, surprise, sadness, anger, "
            "disgust, fear and contempt before (primary) and after reliability balancing "
            "(corrected); the corrected distribution is reported. Times are the presentation times "
            "of the video."
        )
    segments = [s for scope in scopes for s in scope.segments]
    raters = len({s.annotator_id for s in segments})
    if segments:
        blind = _percent(sum(s.blind for s in segments), len(segments))
        sentences.append(
            f"{_count(raters, 'annotator')} labelled {_count(len(segments), 'segment')}, {blind} "
            "of them without seeing the model's output. A segment could be given one label, a set "
            "of candidate labels, votes, or be marked as unsure or as without a usable face."
        )
    offsets = [c for c in project.calibrations() if c.enabled]
    if offsets:
        persons = _count(len({c.person_id for c in offsets}), "person")
        sentences.append(
            f"For {persons} a neutral stretch was measured; the offset is "
            "reported beside the raw distributions."
        )
    return [Heading("Methods"), Text(" ".join(sentences))] if sentences else []


def _notice() -> list[Block]:
    return [Heading("Lawful use"), Text(_NOTICE)]


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:04.1f}"
