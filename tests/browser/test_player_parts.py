"""The player's pure parts, run by Chromium: numbers, ticks, thinned lines, and the store that nothing can confuse."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import mtlviz.ui.components

pytestmark = pytest.mark.browser
FOLDER = Path(mtlviz.ui.components.__file__).parent
FILES = ("charts_scale.js", "charts_draw.js", "charts_lines.js", "player_store.js", "player_ui.js")
PARTS = "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in FILES)
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def run(chromium: Browser) -> Iterator[Run]:
    """`run("(x) => mtlNumber(x)", 3)`: a function in a page that has the parts and nothing else."""
    page = chromium.new_page()
    yield lambda function, argument=None: page.evaluate(
        f"(argument) => {{ {PARTS}\nreturn ({function})(argument); }}", argument
    )
    page.close()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (338.04, "338"), (0.17792, "0.178"), (-0.5, "−0.5"), (1234.5, "1,235"), (999999, "999,999"),
        (1.234e6, "1.2×10⁶"), (-4.5e-7, "−4.5×10⁻⁷"), (1e300, "1.0×10³⁰⁰"), (None, "–"),
    ],
)  # fmt: skip
def test_numbers_are_written_to_be_read(run: Run, value: float, text: str) -> None:
    assert run("mtlNumber", value) == text


def test_ticks_cover_the_data_and_do_not_crowd(run: Run) -> None:
    rng = random.Random(0)
    for _ in range(200):
        low = 10 ** rng.uniform(-12, 12)
        high = low * 10 ** rng.uniform(0, 14)
        log = run("([low, high]) => mtlLogTicks(low, high, 4)", [low, high])
        assert log["low"] <= low * 1.0001
        assert log["high"] >= high * 0.9999
        assert 2 <= len(log["at"]) <= 6
        even = run("([low, high]) => mtlLinearTicks(low, high, 4, false)", [-low, high])
        assert even["low"] <= -low + 1e-8 * high
        assert even["high"] >= high * (1 - 1e-8)
        assert 2 <= len(even["at"]) <= 7
        steps = [b - a for a, b in itertools.pairwise(even["at"])]
        assert max(steps) == pytest.approx(min(steps))
    assert run("() => mtlLinearTicks(3, 3, 4, false)")["at"]
    assert [run("mtlStepsEnd", seen) for seen in (0, 100, 101, 160, 19_999)] == [100, 100, 150, 200, 20_000]


def test_a_thinned_line_keeps_every_extreme(run: Run) -> None:
    """20,000 values over 500 pixels: at most two points a pixel, and no spike is lost."""
    points = run("""() => {
      const values = Array.from({ length: 20000 }, (_, i) => (i === 12345 ? 1000 : i === 777 ? -1000 : Math.sin(i)));
      const points = [];
      const pen = { moveTo: (x, y) => points.push([x, y]), lineTo: (x, y) => points.push([x, y]) };
      mtlPath(pen, null, values, 0, 19999, { x: (i) => i / 40, y: (v) => v, log: false });
      return points;
    }""")
    assert len(points) <= 2 * 501
    heights = [y for _, y in points]
    assert (min(heights), max(heights)) == (-1000, 1000)


def test_crowded_steps_are_summed_up_once_and_truly(run: Run) -> None:
    """Against a sort of its own, in pieces as they arrive, missing values left out."""
    told = run("""() => {
      const store = mtlStore();
      const values = [];
      let next = 7;
      for (let n = 0; n < 1000; n++) {
        values.push(n % 11 ? (next = (next * 16807) % 2147483647) / 2147483647 : NaN);
        if (n % 37 === 0) store.buckets(values, "x", 64);
      }
      const expected = [];
      for (let n = 0; n < 1000; n += 64) {
        const part = values.slice(n, n + 64).filter((value) => value === value).sort((a, b) => a - b);
        expected.push([part[0], part[part.length >> 1], part.at(-1)]);
      }
      return [[...store.buckets(values, "x", 64)], expected];
    }""")
    assert told[0] == told[1]
    assert len(told[0]) == 16


@pytest.mark.parametrize(("density", "size"), [(0.2, 1), (4, 1), (5, 16), (40, 128)])
def test_few_steps_a_pixel_are_drawn_as_they_are(run: Run, density: float, size: int) -> None:
    assert run("mtlBucketSize", density) == size


def test_a_line_breaks_where_a_value_is_missing(run: Run) -> None:
    strokes = run("""() => {
      const strokes = [];
      const pen = { moveTo: (x) => strokes.push([x]), lineTo: (x) => strokes.at(-1).push(x) };
      mtlPath(pen, null, [1, 2, NaN, 3, 0, 4], 0, 5, { x: (i) => 10 * i, y: (v) => v, log: true });
      return strokes;
    }""")
    assert strokes == [[0, 10], [30], [50]]


def chunk(first: int, values: list[float | None], branch: int = 0, epoch: int = 0, **more: Any) -> dict[str, Any]:
    evaluated = [step for step in range(first, first + len(values)) if step % 3 == 0]
    return {
        "run": "r", "epoch": epoch, "branch": branch, "from": first, "count": len(values),
        "columns": {"ratio": values}, "metrics": {"step": evaluated, "rmse": evaluated},
        "texts": [f"s{value}" for value in values], "sentences": [[first + i, i] for i in range(len(values))],
        "lately": [[first + i, f"l{value}"] for i, value in enumerate(values)], **more,
    }  # fmt: skip


TELL = """(chunks) => {
  const store = mtlStore();
  const answers = chunks.map((chunk) => store.take(chunk));
  const said = Array.from({ length: store.count }, (_, step) => store.sentence(step));
  const lately = Array.from({ length: store.count }, (_, step) => store.lately(step));
  const range = store.range(store.columns.ratio, "ratio", false);
  const { count, columns: { ratio }, metrics: { step } } = store;
  return { answers, count, ratio, step, said, lately, low: range.low, high: range.high };
}"""


@pytest.mark.parametrize(
    ("chunks", "answers", "kept"),
    [
        ([chunk(0, [1, 2]), chunk(2, [3, 4])], ["new", "more"], [1, 2, 3, 4]),
        ([chunk(0, [1, 2]), chunk(0, [1, 2]), chunk(0, [1, 2, 3])], ["new", "same", "more"], [1, 2, 3]),
        ([chunk(0, [1, 2]), chunk(5, [6])], ["new", "gap"], [1, 2]),
        ([chunk(0, [1, 2, 3, 4]), chunk(2, [8, 9], branch=1)], ["new", "cut"], [1, 2, 8, 9]),
        ([chunk(0, [1, 2, 3]), chunk(1, [8], branch=2), chunk(2, [7], branch=1)], ["new", "cut", "old"], [1, 8]),
        ([chunk(0, [1, 2, 3]), chunk(0, [5], epoch=1), chunk(0, [9], epoch=0)], ["new", "new", "old"], [5]),
        ([chunk(0, [1, 2]), {**chunk(0, [7]), "run": "another"}], ["new", "new"], [7]),
    ],
)
def test_the_store_takes_chunks_that_come_twice_late_or_never(
    run: Run, chunks: list[dict[str, Any]], answers: list[str], kept: list[float]
) -> None:
    told = run(TELL, chunks)
    assert told["answers"] == answers
    assert told["ratio"] == kept
    assert told["count"] == len(kept)
    assert told["step"] == [step for step in range(len(kept)) if step % 3 == 0]
    assert told["said"] == [f"s{value}" for value in kept]
    assert told["lately"] == [f"l{value}" for value in kept]
    assert (told["low"], told["high"]) == (min(kept), max(kept))


def test_a_pattern_takes_the_numbers_of_its_step(run: Run) -> None:
    told = run("""() => {
      const columns = { ratio: [6878.4, Infinity], cosine: [-0.1421, 1e-3] };
      const store = { value: (name, step) => columns[name]?.[step] ?? NaN };
      return [0, 1].map((step) => mtlFill("step {step}: {ratio} times ({angle}), {loss}", store, step));
    }""")
    assert told == ["step 0: 6,878 times (98°), –", "step 1: ∞ times (89.9°), –"]


def test_a_listener_hears_the_latest_text_at_most_every_five_seconds(run: Run) -> None:
    """A second of fake time is four new texts; the last one is heard although nothing follows it."""
    heard = run("""() => {
      let [now, timers] = [0, []];
      const heard = [];
      const later = (call, delay) => timers.push([now + delay, call]);
      const tell = mtlPaced(5000, (text) => heard.push([now, text]), later, () => now);
      for (; now < 30000; now += 50) {
        for (const timer of timers.filter(([due]) => due <= now)) {
          timers.splice(timers.indexOf(timer), 1);
          timer[1]();
        }
        if (now % 250 === 0 && now < 17000) tell(`text ${now}`);
      }
      return heard;
    }""")
    assert [time for time, _ in heard] == [0, 5000, 10000, 15000, 20000]
    assert [text for _, text in heard] == ["text 0", "text 4750", "text 9750", "text 14750", "text 16750"]
