"""What the tests of pages share: open one by link, run it, speak as its component does, read what that is told."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT

PATIENCE = 120  # seconds: the first page of a process imports torch


def opened(script: str, **link: str | list[str]) -> AppTest:
    """The page of a script, by a link with these parameters."""
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).switch_page(script)
    for key, value in link.items():
        page.query_params[key] = value
    return ran(page)


def ran(page: Any) -> AppTest:
    """Run a page, or the page of an element that was just set."""
    page = page.run(timeout=PATIENCE)
    assert not page.exception
    return page


def sends(page: AppTest, component: Any, event: str, value: Any) -> AppTest:
    """What the browser sends for a component (AppTest has no public way)."""
    states = page._tree.get_widget_states()
    widget = states.widgets.add()
    widget.id = f"$$STREAMLIT_INTERNAL_KEY_{component.proto.id}__events"
    widget.json_trigger_value = json.dumps([{"event": event, "value": value}])
    page = page._run(states, timeout=PATIENCE)
    assert not page.exception
    return page


def parsed(text: str | bytes) -> dict[str, Any]:
    """JSON as the browser's parser takes it, which accepts neither NaN nor Infinity."""

    def refuse(constant: str) -> NoReturn:
        raise AssertionError(f"{constant} in component data")

    return dict(json.loads(text, parse_constant=refuse))
