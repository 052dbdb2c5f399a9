"""What all tests share: real engine data when it is there, Chromium when it is there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch comes: two threads on a busy machine slow it down tenfold

# These machines are shared: how long an example takes says nothing.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")

ROOT = Path(__file__).parents[1]
CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests need a browser: CI demands one, elsewhere they are skipped without."""
    if CHROMIUM or os.environ.get("MTLVIZ_REQUIRE_BROWSER"):
        return
    skip = pytest.mark.skip(reason="no Chromium on this machine (MTLVIZ_REQUIRE_BROWSER=1 makes that an error)")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def cmapss_dir() -> Path:
    """The user's own copy of NASA's files; tests that need it skip without."""
    folder = os.environ.get("MTLVIZ_CMAPSS_DIR")
    if not folder:
        pytest.skip("MTLVIZ_CMAPSS_DIR is not set")
    return Path(folder)
