"""What processes tell one another, without a network: a bus that is gone, messages of any size, nonsense, and presence that fades."""

import asyncio
import queue
import time

import pytest

from elearn.config import Config
from elearn.web.live.across import MOST_BYTES, SWEEP_SECONDS, Across, BusGoneError
from elearn.web.live.presence import LINGER_SECONDS, Presence
from tests.ops.aside import run

PLAIN = {"secret_key": "k" * 40}


class Wire:
    """What all buses of a test hang on; it can be cut."""

    def __init__(self) -> None:
        self.cut, self.said, self.listeners = False, [], []

    def bus(self) -> "Bus":
        return Bus(self)


class Bus:
    def __init__(self, wire: Wire) -> None:
        self.wire = wire

    def send(self, text: str) -> None:
        if self.wire.cut:
            raise BusGoneError("cut")
        self.wire.said.append(text)
        for listener in self.wire.listeners:
            listener.put(text)

    def listen(self):
        if self.wire.cut:
            raise BusGoneError("cut")
        mine: queue.Queue[str] = queue.Queue()
        self.wire.listeners.append(mine)
        yield ""
        while not self.wire.cut:
            try:
                yield mine.get(timeout=0.02)
            except queue.Empty:
                yield ""
        self.wire.listeners.remove(mine)
        raise BusGoneError("cut")

    def close(self) -> None:
        pass


class SlowToHear(Bus):
    """Hears only after what it asked has been answered."""

    def listen(self):
        until(lambda: sum("3 7" in said for said in [*self.wire.said]) >= 3)
        yield from super().listen()


@pytest.fixture
def two():
    wire = Wire()
    pair = Across(wire.bus()), Across(wire.bus())
    for each in pair:
        each.open()
    until(lambda: len(wire.listeners) == 2)
    yield wire, *pair
    for each in pair:
        each.close()


def until(seen, seconds: float = 5.0) -> None:
    ends = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < ends, "it did not come to that"
        time.sleep(0.005)


async def woken(waker: Across, topic, deed, seconds: float = 2.0) -> bool:
    """Whether a watcher of `waker` wakes after a deed; what woke it before is let pass."""
    with waker.watch(topic) as watch:
        while await watch.sleep(0.2):
            pass
        await asyncio.to_thread(deed)
        return await watch.sleep(seconds)


def test_a_watcher_of_another_process_is_woken_for_its_sitting_and_its_class_only(two):
    _, one, other = two
    assert run(woken(other, (3, 7), lambda: one.wake(3, 7)))
    assert run(woken(other, (3, 0), lambda: one.wake(3, 7)))
    assert not run(woken(other, (3, 8), lambda: one.wake(3, 7), seconds=0.3))


def test_what_could_not_be_said_is_said_when_the_bus_is_back(two):
    wire, one, _ = two
    wire.cut = True
    one.wake(3, 7)
    time.sleep(0.1)
    assert not any("wake 3 7" in said for said in wire.said)
    wire.cut = False
    until(lambda: any("wake 3 7" in said for said in wire.said))


def test_everybody_looks_when_a_process_was_cut_off(two):
    wire, _, other = two

    def cut_and_mend():
        wire.cut = True
        time.sleep(0.1)
        wire.cut = False

    assert run(woken(other, (3, 7), cut_and_mend))


def test_everybody_looks_once_more_when_a_process_hears_again(two):
    wire, _, other = two
    wire.cut = True
    until(lambda: not wire.listeners)

    def mend():
        wire.cut = False

    assert run(woken(other, (3, 7), mend, seconds=SWEEP_SECONDS + 2))
    until(lambda: len(wire.listeners) == 2)


def test_many_sittings_are_told_in_messages_that_postgresql_takes(two):
    wire, one, other = two
    for sitting in range(1, 400):
        one.presence.came(3, sitting, f"{sitting:016x}")
    until(lambda: other.presence.here(3, 399) == {f"{399:016x}": ""})
    assert max(len(said.encode()) for said in wire.said) < MOST_BYTES + 100
    assert len(wire.said) < 100


def test_nonsense_from_a_stranger_is_passed_over(two):
    wire, one, other = two
    for said in ("", "x", "x\nwake", "x\nwake a b", "x\nhere 1 2 [1]", 'x\nhere 1 2 {"m":3}', "x\nhere 1 2 {"):
        wire.bus().send(said)
    assert run(woken(other, (3, 7), lambda: one.wake(3, 7)))


def test_a_process_that_starts_later_learns_who_is_here(two):
    wire, one, _ = two
    one.presence.came(3, 7, "mira")
    until(lambda: any("3 7" in said for said in wire.said))
    late = Across(SlowToHear(wire))
    late.presence.came(3, 7, "lew")
    until(lambda: late.presence.here(3, 7).keys() == {"mira", "lew"})
    late.close()


def test_what_another_process_said_fades_when_it_dies():
    now = [100.0]
    presence = Presence(clock=lambda: now[0])
    assert presence.heard((3, 7), "other", {"mira": ("cause1", LINGER_SECONDS)})
    assert not presence.heard((3, 7), "other", {"mira": ("cause1", LINGER_SECONDS)})
    assert presence.here(3, 7) == {"mira": "cause1"}
    now[0] += LINGER_SECONDS + 1
    assert presence.here(3, 7) == {}
    assert presence._told == {}


def test_somebody_at_two_processes_is_here_once_and_edits_where_they_edit():
    presence = Presence()
    presence.came(3, 7, "mira")
    presence.heard((3, 7), "other", {"mira": ("cause1", 20.0)})
    assert presence.here(3, 7) == {"mira": "cause1"}
    presence.heard((3, 7), "other", {})
    assert presence.here(3, 7) == {"mira": ""}


@pytest.mark.parametrize(
    ("settings", "by"),
    [
        ({"database_url": "sqlite:///x"}, "process"),
        ({"database_url": "sqlite:///x", "redis_url": "redis://r"}, "redis"),
        ({"database_url": "postgres://h/x"}, "postgresql"),
        ({"database_url": "postgresql://h/x", "redis_url": "redis://r"}, "redis"),
        ({"database_url": "postgresql://h/x", "redis_url": "redis://r", "waker": "postgresql"}, "postgresql"),
        ({"database_url": "postgresql://h/x", "waker": "process"}, "process"),
    ],
)
def test_the_way_of_waking_follows_from_what_is_there(settings, by):
    assert Config.model_validate(PLAIN | settings).wakes_by == by


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"database_url": "sqlite:///x", "processes": 2}, "SQLite serves one"),
        ({"database_url": "sqlite:///x", "waker": "postgresql"}, "must name a PostgreSQL database"),
        ({"database_url": "postgresql://h/x", "waker": "redis"}, "must name one"),
        ({"database_url": "postgresql://h/x", "waker": "process", "processes": 2}, "would not hear"),
    ],
)
def test_settings_that_cannot_go_together_are_refused_in_words(settings, sentence):
    with pytest.raises(ValueError, match=sentence):
        Config.model_validate(PLAIN | settings)
