"""Visitors without a browser: raw websocket clients that play the live page as its player does, a session each."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

SPEED = 20.0  # steps a second
AHEAD = 0.5  # seconds of playing that are left when the player asks for more


@dataclass
class Visitor:
    """Plays at SPEED, changes λ every two seconds or so, and notes how long it had to wait."""

    address: str
    changes: list[float] = field(default_factory=list)  # seconds from a new λ to the first steps under it
    stalled: float = 0.0  # seconds without a step to show
    shown: float = 0.0  # steps

    _fragments: dict[str, str] = field(default_factory=dict)  # widget → the fragment that it reruns
    _player = _slider = ""
    _have, _at, _asked, _changed = 0, 0.0, 0.0, 0.0
    _lam: float | None = None
    _chunk: dict[str, Any] = field(default_factory=dict)
    _rewound = -1

    async def play(self, until: float, measure_from: float) -> None:
        """Open the page and stay until the given moment; what is before `measure_from` does not count."""
        url = self.address.replace("http", "ws") + "/_stcore/stream"
        async with websockets.connect(url, subprotocols=["streamlit"], max_size=None) as self._socket:  # type: ignore[list-item]
            message = BackMsg()
            message.rerun_script.query_string = "recipe=fixed"
            message.rerun_script.page_name = "live"
            await self._socket.send(message.SerializeToString())
            reader = asyncio.create_task(self._read())
            while not self._chunk and time.monotonic() < until:
                await asyncio.sleep(0.02)
            await self._tick(until, measure_from)
            reader.cancel()

    async def _tick(self, until: float, measure_from: float) -> None:
        then, next_change = time.monotonic(), measure_from + random.uniform(0, 2)
        while (now := time.monotonic()) < until:
            passed, then = now - then, now
            room = self._have - 1 - self._at
            moved = min(passed * SPEED, max(room, 0.0))
            self._at += moved
            if now >= measure_from:
                self.shown += moved
                self.stalled += passed - moved / SPEED
            if room < AHEAD * SPEED and now - self._asked > 2.5:
                self._asked = now
                await self._tell("need")
            if now > next_change and not self._changed:
                self._lam, self._changed = random.choice([0.1, 0.2, 0.3, 0.4, 0.6, 0.7]), now
                next_change = now + random.uniform(1.5, 2.5)
                await self._send(None)
            await asyncio.sleep(1 / 30)

    async def _read(self) -> None:
        async for packet in self._socket:
            message = ForwardMsg.FromString(packet)  # type: ignore[arg-type]
            element = message.delta.new_element
            if element.WhichOneof("type") == "slider" and element.slider.label.startswith("λ"):
                self._slider = element.slider.id
                self._fragments[self._slider] = message.delta.fragment_id
            if element.WhichOneof("type") == "bidi_component" and element.bidi_component.bytes:
                self._player = element.bidi_component.id
                self._fragments[self._player] = message.delta.fragment_id
                await self._take(json.loads(element.bidi_component.bytes))

    async def _take(self, chunk: dict[str, Any]) -> None:
        if self._chunk and chunk["branch"] > self._chunk["branch"]:
            self._have = chunk["from"] + chunk["count"]
            self._at = min(self._at, self._have - 1)
            if self._changed:
                self.changes.append(time.monotonic() - self._changed)
                self._changed = 0.0
        elif chunk["from"] <= self._have:
            self._have = max(self._have, chunk["from"] + chunk["count"])
        self._chunk, self._asked = chunk, 0.0
        if chunk["rev"] != chunk["applied"] and self._rewound != chunk["rev"]:
            self._rewound = chunk["rev"]
            await self._tell("rewind")

    async def _tell(self, event: str) -> None:
        at = int(self._at)
        names = ("run", "epoch", "branch")
        where = {"have": self._have, "at": at, "seen": at, "playing": True, "speed": SPEED}
        await self._send([{"event": event, "value": {**{n: self._chunk[n] for n in names}, **where}}])

    async def _send(self, trigger: list[dict[str, Any]] | None) -> None:
        """A rerun of the fragment, with the slider's value, as the frontend sends it."""
        message = BackMsg()
        message.rerun_script.fragment_id = self._fragments[self._player if trigger else self._slider]
        message.rerun_script.query_string = "recipe=fixed"
        if self._lam is not None:
            slider = message.rerun_script.widget_states.widgets.add()
            slider.id = self._slider
            slider.double_array_value.data.append(self._lam)
        if trigger is not None:
            widget = message.rerun_script.widget_states.widgets.add()
            widget.id = f"$$STREAMLIT_INTERNAL_KEY_{self._player}__events"
            widget.json_trigger_value = json.dumps(trigger)
        await self._socket.send(message.SerializeToString())


def crowd(address: str, visitors: int, settle: float, seconds: float) -> list[Visitor]:
    """So many visitors for `seconds`, after `settle` seconds to arrive."""

    async def all_of_them() -> list[Visitor]:
        start = time.monotonic()
        people = [Visitor(address) for _ in range(visitors)]

        async def arrive(n: int, who: Visitor) -> None:
            await asyncio.sleep(n * settle / (2 * visitors))
            await who.play(start + settle + seconds, start + settle)

        await asyncio.gather(*itertools.starmap(arrive, enumerate(people)))
        return people

    return asyncio.run(all_of_them())
