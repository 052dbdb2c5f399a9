"""Visitors on Live come first: their λ alone, and while the default run of Compare is under way on the same server.

Wanted: the median at most 1.5 times as long, p95 ≤ 400 ms, no stall; and Compare moves on all the same.
"""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.common import Noise, table
from bench.rawclients import Visitor, crowd
from tests.browser.app import running_app

VISITORS = (1, 10)
WARM, SETTLE, SECONDS = 20.0, 4.0, 10.0  # until both processes are there, until all have come, of measuring


@dataclass
class Onlooker:
    """Opens the compare page, whose default run starts by itself, and watches it without a browser."""

    address: str
    query: str = ""
    progress: str = ""

    def watch(self, seconds: float) -> threading.Thread:
        """For so long, in a thread of its own."""
        thread = threading.Thread(target=lambda: asyncio.run(self._watch(time.monotonic() + seconds)))
        thread.start()
        return thread

    async def _watch(self, until: float) -> None:
        url = self.address.replace("http", "ws") + "/_stcore/stream"
        async with websockets.connect(url, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
            message = BackMsg()
            message.rerun_script.page_name = "compare"
            message.rerun_script.query_string = self.query
            await socket.send(message.SerializeToString())
            while (left := until - time.monotonic()) > 0:
                try:
                    packet = await asyncio.wait_for(socket.recv(), left)
                except TimeoutError:
                    return
                element = ForwardMsg.FromString(packet).delta.new_element  # type: ignore[arg-type]
                if element.WhichOneof("type") == "progress":
                    self.progress = element.progress.text


def main() -> None:
    rows = []
    for visitors in VISITORS:
        who = f"{visitors} on Live"
        medians = []
        for beside in (False, True):
            with running_app() as address:  # a fresh one each time: a run that is finished is finished
                warm = Onlooker(address, "budget=7").watch(WARM)
                crowd(address, 1, WARM - 1, 1)
                warm.join()
                onlooker = Onlooker(address)
                watching = onlooker.watch(SETTLE + SECONDS) if beside else None
                people = crowd(address, visitors, SETTLE, SECONDS)
                if watching:
                    watching.join()
            name = f"{who}, Compare trains" if beside else who
            changes = Noise(tuple(1000 * second for person in people for second in person.changes))
            medians.append(changes.median)
            rows += _rows(name, people, changes)
            if beside:
                rows.append([f"{name}: where that stands", "", onlooker.progress, "", ""])
        rows.append([f"{who}: λ beside Compare ÷ alone", "", f"{medians[1] / medians[0]:.2f}", "", ""])
    print(table("Live beside Compare", ["", "min", "median", "p95", "max"], rows))


def _rows(name: str, people: list[Visitor], changes: Noise) -> list[list[str]]:
    low, median, high = changes.cells(0)
    stalled = Noise(tuple(100 * person.stalled / SECONDS for person in people))
    return [
        [f"{name}: λ → new steps, ms", low, median, f"{changes.percentile(95):,.0f}", high],
        [f"{name}: stalled time, %", *stalled.cells(1)[:2], f"{stalled.percentile(95):.1f}", stalled.cells(1)[2]],
    ]


if __name__ == "__main__":
    main()
