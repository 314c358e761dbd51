"""The loop: resumes bit for bit, learns, ends when it should, and fails in words."""

from __future__ import annotations

import dataclasses
import json
import math
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

from engine.errors import DataError, ModelError, OutputError
from tests.trainer.tiny import SIZE, tiny_network, tiny_set
from trainer import checkpoint
from trainer.config import RunConfig
from trainer.data.batch import TrainingSet
from trainer.data.loader import Loader
from trainer.errors import TrainingError
from trainer.events import Ended, Ending, EpochEnded, Event, Progress, Started
from trainer.export_onnx import tempered
from trainer.loop import Run
from trainer.models.grefel import GReFEL, grefel_s
from trainer.schedule import learning_rate

CONFIG = RunConfig(epochs=3, batch=4, warmup_epochs=0.5, precision="float32")


class Listener:
    def __init__(self) -> None:
        self.events: list[Event] = []

    def tell(self, event: Event) -> None:
        self.events.append(event)

    def close(self) -> None:
        pass

    def epochs(self) -> list[EpochEnded]:
        return [event for event in self.events if isinstance(event, EpochEnded)]


class StopAfter(Listener):
    """Ends a run after so many steps, as Ctrl-C does."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.stop, self.steps = threading.Event(), steps

    def tell(self, event: Event) -> None:
        super().tell(event)
        if isinstance(event, Progress) and event.step == self.steps - 1:
            self.stop.set()


def make(
    folder: Path,
    config: RunConfig = CONFIG,
    *,
    data: TrainingSet | None = None,
    held: TrainingSet | None = None,
    listener: Listener | None = None,
    network: GReFEL | None = None,
) -> Run:
    listener = listener or Listener()
    folder.mkdir(exist_ok=True)
    second = "nla" in config.objective
    data = data or tiny_set()
    loader = Loader(data, SIZE, config.batch, config.seed, second=second, mixup=config.mixup)
    return Run(
        network or tiny_network(seed=config.seed),
        config,
        loader,
        folder,
        held=held,
        watchers=(listener,),
        stop=listener.stop if isinstance(listener, StopAfter) else None,
    )


def others(n: int = 12) -> TrainingSet:
    """Pictures that `tiny_set` does not have."""
    data = tiny_set(n)
    return dataclasses.replace(data, images=255 - data.images)


def same(a: Run, b: Run) -> bool:
    """Weights, averages, moments and confidences, bit for bit."""
    from trainer.snapshot import take

    one, two = take(a), take(b)
    assert one.tensors.keys() == two.tensors.keys()
    return all(torch.equal(one.tensors[k], two.tensors[k]) for k in one.tensors)


@pytest.mark.parametrize("objective", ["ldl", "pll", "nla"])
@pytest.mark.parametrize("at", [3, 4])
def test_stopped_and_continued_equals_uninterrupted(
    tmp_path: Path, objective: str, at: int
) -> None:
    """Stopped within an epoch and at its end; dropout, drop-path and PLL's store included."""
    config = dataclasses.replace(CONFIG, objective=objective, patience=9, pll_warmup=0.0)
    whole = make(tmp_path / "whole", config, held=others())
    assert whole.train() is Ending.FINISHED

    part = make(tmp_path / "part", config, held=others(), listener=StopAfter(at))
    assert part.train() is Ending.INTERRUPTED
    assert part.step == at
    torch.manual_seed(999)  # another process
    continued = make(tmp_path / "part", config, held=others())
    assert continued.resume()
    assert continued.train() is Ending.FINISHED

    assert continued.step == whole.step == 12
    assert same(continued, whole)
    assert continued.best == whole.best < math.inf


class Killed(Listener):
    """The process dies after so many steps, without a word."""

    def tell(self, event: Event) -> None:
        if isinstance(event, Progress) and event.step == 6:
            raise SystemExit


def test_killed_and_continued_equals_uninterrupted(tmp_path: Path) -> None:
    """From the last checkpoint that the clock brought: here one after every step."""
    whole = make(tmp_path / "whole")
    whole.train()
    with pytest.raises(SystemExit):
        make(tmp_path / "part", listener=Killed()).train(save_every_s=0.0)
    continued = make(tmp_path / "part")
    assert continued.resume()
    assert continued.step == 5
    continued.train()
    assert same(continued, whole)


def test_the_real_network_resumes_bit_for_bit(tmp_path: Path) -> None:
    """Channels-last convolutions, bfloat16 where the processor has it, fused AdamW."""
    config = dataclasses.replace(CONFIG, epochs=1, precision="auto")

    def run(listener: Listener | None = None) -> Run:
        torch.manual_seed(0)
        listener = listener or Listener()
        stop = listener.stop if isinstance(listener, StopAfter) else None
        loader = Loader(tiny_set(12), 48, 4, 0)
        return Run(grefel_s(), config, loader, tmp_path, watchers=(listener,), stop=stop)

    whole = run()
    whole.train()
    (tmp_path / checkpoint.LAST).unlink()
    run(StopAfter(1)).train()
    continued = run()
    assert continued.resume()
    continued.train()
    assert same(continued, whole)


def test_same_seed_same_weights_other_seed_others(tmp_path: Path) -> None:
    runs = []
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        runs.append(make(tmp_path / name, dataclasses.replace(CONFIG, seed=seed)))
        runs[-1].train()
    assert same(runs[0], runs[1])
    assert not same(runs[0], runs[2])


def test_learns_and_tells(tmp_path: Path) -> None:
    config = dataclasses.replace(CONFIG, epochs=25, batch=8, ema=0.5, learning_rate=1e-2)
    listener = Listener()
    make(tmp_path, config, held=others(), listener=listener).train()
    epochs = listener.epochs()
    assert len(epochs) == 25
    assert epochs[-1].terms["corrected ldl"] < 0.8 * epochs[0].terms["corrected ldl"]
    assert epochs[-1].accuracy is not None
    assert epochs[-1].accuracy > 0.7
    assert epochs[-1].held_loss is not None
    assert isinstance(listener.events[0], Started)
    assert sum(isinstance(event, Progress) for event in listener.events) == 50


@pytest.mark.parametrize(
    ("stage", "learns", "rests"),
    [("image", "image.", "landmarks."), ("points", "landmarks.", "image.")],
)
def test_a_stage_trains_its_stream_and_nothing_else(
    tmp_path: Path, stage: str, learns: str, rests: str
) -> None:
    config = dataclasses.replace(CONFIG, stage=stage, learning_rate=1e-2)
    before = {k: v.clone() for k, v in tiny_network().state_dict().items()}
    listener = Listener()
    run = make(tmp_path, config, held=others(), listener=listener)
    run.train()
    after = run.network.state_dict()
    changed = {k for k in before if not torch.equal(before[k], after[k])}
    assert any(name.startswith(learns) for name in changed)
    assert not [name for name in changed if name.startswith((rests, "vit.", "head."))]
    first, last = listener.epochs()[0], listener.epochs()[-1]
    assert last.loss < first.loss
    assert (last.accuracy is None) == (stage == "points")


def test_stops_early_and_keeps_the_best(tmp_path: Path) -> None:
    """A step so large that nothing gets better: the best is not the last."""
    config = dataclasses.replace(CONFIG, epochs=30, patience=2, learning_rate=1.0, ema=0.0)
    run = make(tmp_path, config, held=others())
    assert run.train() is Ending.EARLY
    assert run.step < run.steps
    best = checkpoint.load(tmp_path / checkpoint.BEST)
    assert best is not None
    assert best.facts["step"] == run.step - 2 * run.loader.steps
    stored = best.part("average")["module.head.0.weight"]
    assert torch.equal(checkpoint.averaged_weights(tmp_path)["head.0.weight"], stored)


def test_ends_when_the_time_is_used_up(tmp_path: Path) -> None:
    config = dataclasses.replace(CONFIG, minutes=1e-9)
    run = make(tmp_path, config)
    assert run.train() is Ending.TIME
    assert run.step == 1
    longer = make(tmp_path, dataclasses.replace(config, minutes=0.0))
    assert longer.resume()
    assert longer.train() is Ending.FINISHED


def test_nan_is_a_clear_error_and_the_last_checkpoint_is_kept(tmp_path: Path) -> None:
    first = make(tmp_path, listener=StopAfter(2))
    first.train()
    kept = (tmp_path / checkpoint.LAST).read_bytes()
    run = make(tmp_path)
    assert run.resume()
    with torch.no_grad():
        run.network.head[0].weight.fill_(math.nan)
    with pytest.raises(TrainingError, match=r"nan at step 3.*corrected ldl.*step 2 is kept"):
        run.train()
    assert (tmp_path / checkpoint.LAST).read_bytes() == kept


def test_other_settings_or_data_do_not_continue_a_run(tmp_path: Path) -> None:
    make(tmp_path, listener=StopAfter(1)).train()
    with pytest.raises(TrainingError, match="epochs = 3, not 4"):
        make(tmp_path, dataclasses.replace(CONFIG, epochs=4)).resume()
    with pytest.raises(TrainingError, match="other data"):
        make(tmp_path, data=tiny_set(20)).resume()
    assert make(tmp_path, dataclasses.replace(CONFIG, minutes=5.0)).resume()


def test_an_objective_that_the_data_cannot_feed_is_refused_before_the_first_step(
    tmp_path: Path,
) -> None:
    data = dataclasses.replace(tiny_set(), hard=None)
    with pytest.raises(DataError, match="a hard label"):
        make(tmp_path, dataclasses.replace(CONFIG, objective="ce"), data=data)


def test_held_out_pictures_must_not_be_trained_on(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="photo0"):
        make(tmp_path, held=tiny_set(4))


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """A disk that takes files of `size` bytes and no more."""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)


def test_full_disk_keeps_the_last_good_checkpoint(tmp_path: Path) -> None:
    run = make(tmp_path)
    run.save()
    kept = (tmp_path / checkpoint.LAST).read_bytes()
    with room_for(1000), pytest.raises(OutputError, match=r"last\.safetensors"):
        run.save()
    assert (tmp_path / checkpoint.LAST).read_bytes() == kept
    assert [path.name for path in tmp_path.iterdir()] == [checkpoint.LAST]


@pytest.mark.parametrize("damage", [b"", b"\x80\x04K\x01.", b"not a checkpoint at all"])
def test_damaged_checkpoints_are_refused_and_never_run(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / checkpoint.LAST).write_bytes(damage)
    with pytest.raises(ModelError, match="damaged"):
        make(tmp_path).resume()


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    run = make(tmp_path)
    run.save()
    weights = checkpoint.averaged_weights(tmp_path)
    checkpoint.fill(tiny_network(seed=5), weights, tmp_path)
    with pytest.raises(ModelError, match=r"another network.*balancing"):
        checkpoint.fill(tiny_network(anchors=False), weights, tmp_path)


def test_a_pickle_in_a_run_folder_is_never_opened(tmp_path: Path) -> None:
    torch.save({"average": {}, "where": Path()}, tmp_path / "last.pt")
    with pytest.raises(ModelError, match="there is no checkpoint"):
        checkpoint.averaged_weights(tmp_path)
    with pytest.raises(ModelError, match="there is no checkpoint"):
        checkpoint.facts(tmp_path)
    assert not make(tmp_path).resume()


def test_checkpoints_hold_no_pickle(tmp_path: Path) -> None:
    run = make(tmp_path)
    run.train()
    data = (tmp_path / checkpoint.LAST).read_bytes()
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    facts = json.loads(header["__metadata__"]["mien"])
    assert facts["step"] == 12
    assert facts["config"] == dataclasses.asdict(CONFIG)
    assert b"PK\x03\x04" not in data[:4]


@pytest.mark.parametrize(
    ("schedule", "step", "expected"),
    [
        ("cosine", 0, 0.1),
        ("cosine", 9, 1.0),
        ("cosine", 55, 0.505),
        ("cosine", 100, 0.01),
        ("exponential", 10, 1.0),
        ("exponential", 29, 0.5),
        ("exponential", 30, 0.25),
    ],
)
def test_schedules(schedule: str, step: int, expected: float) -> None:
    config = RunConfig(
        epochs=10, learning_rate=1.0, warmup_epochs=1.0, schedule=schedule, decay=0.5
    )
    assert learning_rate(config, step, 10) == pytest.approx(expected, abs=1e-6)


def test_temperature_keeps_the_winner_and_the_sum() -> None:
    p = torch.tensor([[0.6, 0.3, 0.1]])
    sharp = tempered(p, 0.5)
    # squares, renormalised: .36, .09, .01 over .46
    torch.testing.assert_close(sharp, torch.tensor([[0.36, 0.09, 0.01]]) / 0.46)
    torch.testing.assert_close(tempered(p, 1.0), p)


def test_the_end_is_told(tmp_path: Path) -> None:
    listener = Listener()
    run = make(tmp_path, listener=listener)
    run.finish(run.train(), {"accuracy": 0.5})
    last = listener.events[-1]
    assert isinstance(last, Ended)
    assert (last.reason, last.step, last.metrics) == ("finished", 12, {"accuracy": 0.5})
