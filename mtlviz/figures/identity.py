"""The look that belongs to a method for ever: the same colour, dash and marker on every page, picture and export.

There are more methods than colours that everybody can tell apart, so an ink serves several, which then differ in dash
and marker. Relatives (methods that point the same way) and what is compared by default share none of the three.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from zlib import crc32

from mtlviz.figures.palette import INKS, PALETTE, Colour

# SVG's dasharray; "" is solid.
DASHES = ("", "10 4", "2 3", "10 3 2 3", "18 4", "18 3 2 3", "5 3", "10 3 2 3 2 3", "5 3 2 3")

MARKERS = {  # Plotly's name: an SVG path about as large as a circle of radius 1 round the origin
    "circle": "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z",
    "square": "M-.9-.9H.9V.9H-.9Z",
    "diamond": "M0-1.25L1.25 0L0 1.25L-1.25 0Z",
    "triangle-up": "M0-1.25L1.15.85H-1.15Z",
    "triangle-down": "M0 1.25L1.15-.85H-1.15Z",
    "cross": "M-.4-1.2H.4V-.4H1.2V.4H.4V1.2H-.4V.4H-1.2V-.4H-.4Z",
    "x": "M0-.57L.57-1.13L1.13-.57L.57 0L1.13.57L.57 1.13L0 .57L-.57 1.13L-1.13.57L-.57 0L-1.13-.57L-.57-1.13Z",
    "star": "M0-1.4L.35-.49L1.33-.43L.57.19L.82 1.13L0 .6L-.82 1.13L-.57.19L-1.33-.43L-.35-.49Z",
    "hourglass": "M-1-1.1H1L-1 1.1H1Z",
    "bowtie": "M-1.1-1V1L1.1-1V1Z",
    "hexagon": "M1.1 0L.55.95H-.55L-1.1 0L-.55-.95H.55Z",
    "pentagon": "M0-1.15L1.1-.35L.68.93H-.68L-1.1-.35Z",
}

_TABLE = {  # name of a recipe or method: ink, dash, marker
    "equal": ("ash", "", "circle"),
    "fixed": ("silver", "10 4", "square"),
    "amnl": ("clay", "10 3 2 3", "triangle-up"),
    "gaba": ("gold", "18 4", "diamond"),
    "grace": ("lavender", "5 3", "star"),
    "gradnorm": ("violet", "2 3", "cross"),
    "pcgrad": ("plum", "10 3 2 3 2 3", "triangle-down"),
    "mgda": ("moss", "5 3 2 3", "hourglass"),
    "imtl_g": ("lime", "5 3", "circle"),
    "cagrad": ("lavender", "10 4", "x"),
    "nash": ("silver", "18 3 2 3", "triangle-down"),
    "fairgrad": ("plum", "10 3 2 3", "bowtie"),
    "aligned": ("silver", "", "bowtie"),
    "upgrad": ("clay", "18 4", "star"),
    "dualproj": ("gold", "2 3", "triangle-up"),
    "config": ("ash", "10 3 2 3 2 3", "x"),
    "gradvac": ("moss", "18 3 2 3", "square"),
    "uw": ("lime", "18 3 2 3", "bowtie"),
    "dwa": ("violet", "5 3 2 3", "diamond"),
    "rlw": ("moss", "18 4", "cross"),
    "imtl_l": ("plum", "5 3", "hourglass"),
    "famo": ("lavender", "10 3 2 3", "triangle-down"),
    "stch": ("gold", "10 3 2 3 2 3", "star"),
    "db_mtl": ("clay", "", "square"),
    "graddrop": ("ash", "10 4", "cross"),
}


@dataclass(frozen=True)
class Look:
    """How one thing is drawn.

    name:   of its colour in `palette.css_variables`.
    dash:   SVG's dasharray; "" is solid.
    marker: a key of MARKERS, and Plotly's name for that symbol.
    """

    name: str
    colour: Colour
    dash: str
    marker: str

    @property
    def css(self) -> str:
        """The colour in our components, which follows the theme."""
        return f"var(--mtl-{self.name})"

    @property
    def plotly_dash(self) -> str:
        """Plotly's way to write the dash."""
        return ",".join(f"{part}px" for part in self.dash.split()) or "solid"

    def tint(self, dark: bool) -> str:
        """The colour "#RRGGBB" on a light or a dark page."""
        return self.colour.dark if dark else self.colour.light

    def data(self) -> dict[str, str]:
        """What browser code needs to draw it: `colour` is CSS, `ink` its variable's name, `path` the marker in SVG."""
        return {
            "colour": self.css,
            "ink": self.name,
            "dash": self.dash,
            "marker": self.marker,
            "path": MARKERS[self.marker],
        }


_TASKS = {  # what is no method; a task trained alone keeps the task's colour
    "rul": Look("rul", PALETTE["rul"], PALETTE["rul"].dash, "circle"),
    "health": Look("health", PALETTE["health"], PALETTE["health"].dash, "square"),
    "update": Look("update", PALETTE["update"], PALETTE["update"].dash, "diamond"),
    "alone_rul": Look("rul", PALETTE["rul"], "2 5", "hexagon"),
    "alone_health": Look("health", PALETTE["health"], "7 6", "pentagon"),
}
_TASKS |= {"rul_alone": _TASKS["alone_rul"], "health_alone": _TASKS["alone_health"]}  # as `comparison` calls them


@cache
def look(name: str, variant: int = 0) -> Look:
    """The look of a recipe, a method, a task, "update", "alone_rul" or "alone_health".

    variant: 1, 2, … for the same method with other hyper-parameters in one picture, as raw GABA beside GABA on the
    landscape: colour and marker stay, the dash changes. (In Compare and `mtlviz run` a method stands once, however it
    is set, and keeps its look.) A method that the table does not know yet gets a look from its name, the same on every
    machine.

    >>> look("gaba").colour.light, look("gaba").marker, look("gaba", variant=1).marker
    ('#89641B', 'diamond', 'diamond')
    """
    if name in _TASKS:
        return _TASKS[name]
    ink, dash, marker = _TABLE.get(name) or _unlisted(name)
    found = Look(ink, INKS[ink], dash, marker)
    return replace(found, dash=DASHES[(DASHES.index(dash) + variant) % len(DASHES)]) if variant else found


def _unlisted(name: str) -> tuple[str, str, str]:
    """A dash and marker that no listed method has together, by a checksum of the name."""
    taken = {(dash, marker) for _, dash, marker in _TABLE.values()}
    shapes = [marker for marker in MARKERS if marker not in ("hexagon", "pentagon")]  # of the tasks trained alone
    free = [pair for pair in product(DASHES, shapes) if pair not in taken]
    number = crc32(name.encode())
    return list(INKS)[number % len(INKS)], *free[number // len(INKS) % len(free)]
