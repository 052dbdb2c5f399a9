"""What costs seconds to make, kept for all sessions of the process.

Not `st.cache_resource`: Streamlit empties its caches when any visitor's browser says so, whatever the menu offers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def kept(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Have a function's results made once and shared, at most so many; the least recently wanted is forgotten first.

    Arguments have to be hashable; two sessions that want the same at the same moment get the same object.
    """

    def decorate(make: Callable[P, T]) -> Callable[P, T]:
        lock, cached = threading.Lock(), lru_cache(most)(make)

        @wraps(make)
        def get(*args: P.args, **options: P.kwargs) -> T:
            with lock:
                return cached(*args, **options)  # type: ignore[arg-type]

        return get

    return decorate
