"""The two ways from thread to thread: newest wins, and nothing is lost."""

from __future__ import annotations

import random
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import SourceDamaged
from engine.mailbox import Newest, Ordered


def test_newest_keeps_the_last_item_and_counts_the_others() -> None:
    mailbox: Newest[int] = Newest()
    for item in range(5):
        mailbox.put(item)
    assert mailbox.get(0) == 4
    assert mailbox.dropped == 4
    assert mailbox.get(0) is None


def test_newest_wakes_a_waiting_reader() -> None:
    mailbox: Newest[str] = Newest()
    got: list[str | None] = []
    reader = threading.Thread(target=lambda: got.append(mailbox.get()))
    reader.start()
    mailbox.put("item")
    reader.join(5)
    assert got == ["item"]


def test_newest_gives_its_last_item_after_closing_then_none() -> None:
    mailbox: Newest[int] = Newest()
    mailbox.put(1)
    mailbox.close()
    mailbox.put(2)
    assert mailbox.closed
    assert (mailbox.get(), mailbox.get()) == (1, None)


def test_closing_newest_wakes_every_reader() -> None:
    mailbox: Newest[int] = Newest()
    readers = [threading.Thread(target=mailbox.get) for _ in range(3)]
    for reader in readers:
        reader.start()
    mailbox.close()
    for reader in readers:
        reader.join(5)
    assert not any(reader.is_alive() for reader in readers)


@given(st.lists(st.booleans(), max_size=60))
def test_newest_never_loses_count(actions: list[bool]) -> None:
    mailbox: Newest[int] = Newest()
    put = taken = 0
    for is_put in actions:
        if is_put:
            mailbox.put(put)
            put += 1
        elif (item := mailbox.get(0)) is not None:
            assert item == put - 1
            taken += 1
    left = mailbox.get(0) is not None
    assert put == taken + mailbox.dropped + left


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(), max_size=80), st.integers(1, 5), st.integers())
def test_ordered_delivers_everything_in_order(items: list[int], capacity: int, seed: int) -> None:
    queue: Ordered[int] = Ordered(capacity)
    chance = random.Random(seed)
    fullest = 0

    def write() -> None:
        for item in items:
            assert queue.put(item, threading.Event())
        queue.close()

    writer = threading.Thread(target=write)
    writer.start()
    got = []
    for item in queue:
        fullest = max(fullest, len(queue))
        got.append(item)
        if chance.random() < 0.1:
            threading.Event().wait(0.0005)
    writer.join(5)
    assert got == items
    assert fullest <= capacity


def test_ordered_raises_the_writers_error_after_its_last_item() -> None:
    queue: Ordered[int] = Ordered(4)
    queue.put(1)
    queue.put(2)
    queue.close(SourceDamaged("broken"))
    items = iter(queue)
    assert [next(items), next(items)] == [1, 2]
    for read in (lambda: next(items), queue.get):
        with pytest.raises(SourceDamaged, match="broken"):
            read()


def test_stop_frees_a_writer_that_waits_for_room() -> None:
    queue: Ordered[int] = Ordered(1)
    stop = threading.Event()
    queue.put(1)
    results: list[bool] = []
    writer = threading.Thread(target=lambda: results.append(queue.put(2, stop)))
    writer.start()
    stop.set()
    writer.join(5)
    assert results == [False]
    assert queue.get(0) == 1
    assert queue.get(0) is None


def test_a_reader_that_closes_frees_the_writer() -> None:
    queue: Ordered[int] = Ordered(1)
    queue.put(1)
    results: list[bool] = []
    writer = threading.Thread(target=lambda: results.append(queue.put(2)))
    writer.start()
    queue.close()
    writer.join(5)
    assert results == [False]


def test_only_the_first_close_decides() -> None:
    queue: Ordered[int] = Ordered(1)
    queue.close()
    queue.close(SourceDamaged("too late"))
    assert list(queue) == []


def test_ordered_needs_room_for_one() -> None:
    with pytest.raises(ValueError, match="capacity"):
        Ordered(0)
