"""A visitor without a browser: a websocket as the frontend opens it, a page, and what its player receives."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

PATIENCE = 60.0  # seconds


class Visitor:
    """Opens `page` and stays until `leave`; `come_back` is the same browser after its connection was cut."""

    def __init__(self, address: str, page: str, query: str = "") -> None:
        self._url = address.replace("http", "ws") + "/_stcore/stream"
        self._page, self._query = page, query
        self.session = ""
        self.errors: list[str] = []
        self.chunk: dict[str, Any] = {}
        self.page = ""  # the hash of the page that the server shows
        self._pages: dict[str, str] = {}  # name → hash, as the menu has it
        self._player = self._fragment = ""
        self._connection = ExitStack()
        self._socket = self._connect()

    def leave(self) -> None:
        """The connection ends."""
        self._connection.close()

    def come_back(self) -> None:
        """As the frontend connects again, with the id of its session."""
        self._socket = self._connect()

    def tell(self, event: str, **more: Any) -> None:
        """What the player sends that has all steps, and the answer to it.

        Sent twice if it must: Streamlit loses the first trigger of a session that tells no other widget's state.
        """
        names = ("run", "epoch", "branch")
        last = self.chunk["total"] - 1
        where = {"have": last + 1, "at": last, "seen": last, "playing": True, "speed": 20}
        value = {**{name: self.chunk[name] for name in names}, **where, **more}
        for _ in range(2):
            self.send(json.dumps([{"event": event, "value": value}]))
            if not self.chunk["notice"]:
                return

    def send(self, trigger: str) -> None:
        """Any text as the message of the page's component that was last told something."""
        message = self._message()
        message.rerun_script.page_script_hash, message.rerun_script.fragment_id = self.page, self._fragment
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id = f"$$STREAMLIT_INTERNAL_KEY_{self._player}__events"
        widget.json_trigger_value = trigger
        self._socket.send(message.SerializeToString())
        self._read()

    def go(self, page: str) -> None:
        """A click on `page` in the menu, and a message of this page's component that leaves right after it."""
        left, fragment = self.page, self._fragment
        for address, part in ((self._pages[page], ""), (left, fragment)):
            message = self._message()
            message.rerun_script.page_script_hash = address
            message.rerun_script.fragment_id = part
            self._socket.send(message.SerializeToString())
        with suppress(TimeoutError):  # until nothing comes any more
            while True:
                self._read(timeout=1)

    def shows(self, page: str) -> bool:
        """Was `page` the last one that the server ran?"""
        return self.page == self._pages[page]

    def _message(self) -> BackMsg:
        message = BackMsg()
        message.rerun_script.query_string = self._query
        return message

    def _connect(self) -> ClientConnection:
        # As the frontend does: streamlit, the token against forged requests, the session that was cut.
        names = ["streamlit", "none", self.session] if self.session else ["streamlit"]
        line = connect(self._url, subprotocols=[Subprotocol(name) for name in names], max_size=None)
        self._socket = socket = self._connection.enter_context(line)
        message = self._message()
        message.rerun_script.page_name = self._page
        socket.send(message.SerializeToString())
        self._read()
        return socket

    def _read(self, timeout: float = PATIENCE) -> None:
        """All messages up to the end of the script's run."""
        while True:
            packet = self._socket.recv(timeout)
            assert isinstance(packet, bytes)
            message = ForwardMsg.FromString(packet)
            if message.HasField("new_session"):
                self.session = message.new_session.initialize.session_id
            if message.HasField("navigation"):
                self.page = message.navigation.page_script_hash
            element = message.delta.new_element
            kind = element.WhichOneof("type")
            if kind == "page_link":
                self._pages[element.page_link.page] = element.page_link.page_script_hash
            if kind == "exception":
                self.errors.append(element.exception.message)
            if kind == "alert":
                self.errors.append(element.alert.body)
            if kind == "bidi_component" and element.bidi_component.id.endswith(("player", "tug_picture")):
                self._player, self._fragment = element.bidi_component.id, message.delta.fragment_id
                if element.bidi_component.bytes:
                    self.chunk = json.loads(element.bidi_component.bytes)
            if message.HasField("session_status_changed") and not message.session_status_changed.script_is_running:
                return


def eventually(condition: Callable[[], bool]) -> None:
    """Wait until it holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never came to hold"
        time.sleep(0.05)
