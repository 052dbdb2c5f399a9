"""What costs seconds to make, kept for all sessions of the process.

Not `st.cache_resource`: Streamlit empties its caches when any visitor's browser says so, whatever the menu offers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class _Place(Generic[T]):
    """For one result; the lock is held while it is made."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    made: list[T] = field(default_factory=list)  # empty until then, and after an error


def kept(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Have a function's results made once and shared, at most so many; the least recently wanted is forgotten first.

    Arguments have to be hashable; two sessions that want the same at the same moment get the same object. Who wants
    something else does not wait for them.
    """

    def decorate(make: Callable[P, T]) -> Callable[P, T]:
        lock, place = threading.Lock(), lru_cache(most)(lambda *_args, **_options: _Place[T]())

        @wraps(make)
        def get(*args: P.args, **options: P.kwargs) -> T:
            with lock:  # or two would get places of their own for the same
                own = place(*args, **options)  # type: ignore[arg-type]
            with own.lock:
                if not own.made:
                    own.made.append(make(*args, **options))
                return own.made[0]

        return get

    return decorate
