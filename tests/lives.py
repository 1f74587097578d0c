"""Lives of a few devices: who changes what, and when. At the end all hold the same and nothing was lost.

What a device writes over it has seen; so a value may only be missing at the end when some device had it in sight and
put another in its place, or took it away.
"""

import copy
import itertools
from typing import Any

from hypothesis import strategies as st

from client import Device, Lost
from faults import FAULTS
from protocol.merging import Plain

DEVICES = 3
faults = st.lists(st.sampled_from(FAULTS), max_size=4)
change = st.tuples(
    st.sampled_from(["title", "title", "step", "bring", "drop-step", "delete", "new"]), st.integers(0, 1)
)
sync = st.tuples(st.just("sync"), st.one_of(st.just([]), faults))
crash = st.tuples(st.just("crash"), st.sampled_from(["fine", "lost", "unanswered", "doubled"]))
action = st.one_of(change, change, sync, sync, crash)
lives = st.lists(st.tuples(st.integers(0, DEVICES - 1), action), min_size=5, max_size=30)


def values_of(plain: Plain) -> set[str]:
    """Every value that was written into a record by hand: its titles, its steps, what to bring."""
    if plain["type"] == "deleted":
        return set()
    title = plain["title"]
    sides = title["conflict"] if isinstance(title, dict) else [title]
    return {*sides, *(step["id"] for step in plain["steps"]), *plain["bring"]}


class Life:
    """Runs a life on devices of one account and remembers what must not be lost."""

    def __init__(self, devices: list[Device]) -> None:
        self.devices = devices
        self.names = (f"v{n}" for n in itertools.count())
        self.written: dict[str, set[str]] = {}  # record → values
        self.given_up: dict[str, set[str]] = {}

    async def run(self, life: list[tuple[int, tuple[str, Any]]]) -> None:
        """One record that all know, then the life."""
        self._change(self.devices[0], "new", 0)
        await self.settle()
        for number, (what, which) in life:
            device = self.devices[number]
            if what == "sync":
                await self._sync(device, which)
            elif what == "crash":
                await self._crash(device, which)
            else:
                self._change(device, what, which)

    async def _sync(self, device: Device, faults: list[str]) -> None:
        device.service.http._transport.then(faults)
        try:
            await device.sync()
        except Lost:
            pass
        finally:
            device.service.http._transport.then([])

    async def _crash(self, device: Device, fault: str) -> None:
        """The power goes after the request left and before its answer was kept."""
        device.book.request()  # sealed and kept before anything is sent
        kept = copy.deepcopy(device.book)
        await self._sync(device, [fault])
        device.book = kept

    def _change(self, device: Device, what: str, which: int) -> None:
        if what == "new":
            name = next(self.names)
            goal = {"type": "goal", "v": 1, "created": "2026-05-12", "title": name, "steps": [], "bring": []}
            self.written[device.save(goal)] = {name}
            return
        shown = sorted(device.shown().items())
        if not shown:
            return
        record, plain = shown[which % len(shown)]
        changed = {"type": "deleted"} if what == "delete" else self._changed(plain, what)
        before, after = values_of(plain), values_of(changed)
        self.given_up.setdefault(record, set()).update(before - after)
        self.written[record] |= after - before
        device.delete(record) if what == "delete" else device.save(changed, record)

    def _changed(self, plain: Plain, what: str) -> Plain:
        name = next(self.names)
        if what == "title":
            return {**plain, "title": name}
        if what == "bring":
            return {**plain, "bring": sorted([*plain["bring"], name])}
        if what == "step":
            return {**plain, "steps": [*plain["steps"], {"id": name, "text": name, "order": name}]}
        return {**plain, "steps": plain["steps"][1:]}

    async def settle(self) -> None:
        """Everybody syncs without faults until nothing is unsent and nothing new comes."""
        for _ in range(len(self.devices) + 1):
            for device in self.devices:
                await self._sync(device, [])

    def check(self) -> None:
        """All equal, and nothing lost that nobody gave up."""
        first = self.devices[0].shown()
        for device in self.devices:
            assert device.unsent() == 0
            assert device.book.refused == []
            assert device.book.damaged == set()
            assert device.shown() == first
        for record, values in self.written.items():
            must_be_there = values - self.given_up.get(record, set())
            there = values_of(first[record]) if record in first else set()
            assert must_be_there <= there, (record, must_be_there - there)
