// Pictures of the whole field, drawn by Python (mtlviz/figures) as HTML and SVG: the map of the methods, and the maps of
// what each does over ratio × angle. One cursor moves over all maps at once, and every map says what it has there.
// Sends `picked`: {method} when a method's button is pressed, {ratio, angle} when a point of a map is chosen.
function mountField(component) {
  const { data, parentElement: host, setTriggerValue } = component;
  mtlDress(host, "field");
  const own = (host.mtlField ??= {});
  own.pick = (what) => setTriggerValue("picked", what);
  const root = host.querySelector(".mtl");
  if (own.markup !== data.markup) {
    root.innerHTML = own.markup = data.markup;
    for (const button of root.querySelectorAll("button[data-method]")) {
      button.addEventListener("click", () => own.pick({ method: button.dataset.method }));
    }
    own.maps = null;
  }
  if (!data.maps) return;
  own.maps = mtlFieldMaps(root, data);
  own.maps.rest();
  if (own.listening) return;
  own.listening = true;
  root.addEventListener("pointermove", (event) => own.maps?.point(event));
  root.addEventListener("pointerleave", () => own.maps?.rest());
  root.addEventListener("focusout", () => own.maps?.rest());
  root.addEventListener("click", (event) => {
    if (own.maps?.point(event)) own.pick(own.maps.chosen());
  });
  root.addEventListener("keydown", (event) => {
    if (own.maps?.key(event)) own.pick(own.maps.chosen());
  });
}

// The maps under `root`. `data`: maps {name: base64 of int16 gains in 1/10,000, row by row}, now {name: gain in the page's
// state}, ratios, angles (the axes), here {ratio, angle} (the page's state), clear (below it a gain counts as none).
function mtlFieldMaps(root, data) {
  const tiles = [...root.querySelectorAll("[data-map]")].map((tile) => ({
    plot: tile.querySelector(".plot"),
    cursor: tile.querySelector(".cursor"),
    verdict: tile.querySelector(".verdict"),
    now: data.now[tile.dataset.map],
    gains: new Int16Array(Uint8Array.from(atob(data.maps[tile.dataset.map]), (c) => c.charCodeAt(0)).buffer),
  }));
  const [columns, rows] = [data.ratios.length, data.angles.length];
  const status = root.querySelector(".status");
  let at = null; // [column, row] of the point shown, null: the page's state

  function show(ratio, angle, gain) {
    const left = `${(100 * Math.log10(ratio)) / 3}%`, bottom = `${angle / 1.8}%`;
    for (const tile of tiles) {
      tile.cursor.style.left = left;
      tile.cursor.style.bottom = bottom;
      const text = mtlVerdict(gain(tile), data.clear);
      if (tile.verdict.textContent !== text) tile.verdict.textContent = text;
    }
    const place = `ratio ${Number(ratio.toPrecision(3))}×, ${Number(angle.toPrecision(4))}°`;
    status.textContent = at ? `Under the cursor: ${place}` : `In the state chosen above: ${place}`;
  }

  function move(column, row) {
    at = [Math.min(Math.max(column, 0), columns - 1), Math.min(Math.max(row, 0), rows - 1)];
    show(data.ratios[at[0]], data.angles[at[1]], (tile) => tile.gains[at[1] * columns + at[0]] / 1e4);
  }

  return {
    rest() { at = null; show(data.here.ratio, data.here.angle, (tile) => tile.now); },
    chosen: () => ({ ratio: data.ratios[at[0]], angle: data.angles[at[1]] }),
    point(event) {
      const plot = event.target.closest?.(".plot");
      if (!plot) return false;
      const box = plot.getBoundingClientRect();
      move(Math.round(((event.clientX - box.left) / box.width) * (columns - 1)), Math.round((1 - (event.clientY - box.top) / box.height) * (rows - 1)));
      return true;
    },
    key(event) { // arrows move the cursor; true: Enter or space chose the point
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1], Enter: [0, 0], " ": [0, 0] }[event.key];
      if (!step || !event.target.closest?.(".plot")) return false;
      event.preventDefault();
      if (!at) at = [Math.round((Math.log10(data.here.ratio) / 3) * (columns - 1)), Math.round((data.here.angle / 180) * (rows - 1))];
      move(at[0] + step[0], at[1] + step[1]);
      event.target.setAttribute("aria-description", `${status.textContent}: ${tiles.find((tile) => tile.plot === event.target).verdict.textContent}`);
      return event.key === "Enter" || event.key === " ";
    },
  };
}

// helped, 42 %: what the task gains, as a part of the most that a step of this length could bring it.
function mtlVerdict(gain, clear) {
  const size = Math.abs(100 * gain);
  const number = size && size < 0.1 ? "<0.1" : size.toFixed(size < 9.95 ? 1 : 0);
  if (gain < 0) return `hurt, −${number} %`;
  return gain >= clear ? `helped, ${number} %` : `ignored, ${number} %`;
}
