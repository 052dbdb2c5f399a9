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

// The maps under `root`. `data`: maps {name: {cosines: base64 of int16 in 1/10,000, effects: base64 of float32}}, row by
// row; now {name: [cosine, effect] in the page's state}; ratios, angles (the axes); here {ratio, angle} (the page's
// state); clear (from this cosine on an update points towards what the task wants).
function mtlFieldMaps(root, data) {
  const tiles = [...root.querySelectorAll("[data-map]")].map((tile) => ({
    plot: tile.querySelector(".plot"),
    cursor: tile.querySelector(".cursor"),
    verdict: tile.querySelector(".verdict"),
    effect: tile.querySelector(".effect"),
    now: data.now[tile.dataset.map],
    cosines: new Int16Array(mtlBytes(data.maps[tile.dataset.map].cosines)),
    effects: new Float32Array(mtlBytes(data.maps[tile.dataset.map].effects)),
  }));
  const [columns, rows] = [data.ratios.length, data.angles.length];
  const status = root.querySelector(".status");
  let at = null; // [column, row] of the point shown, null: the page's state

  const last = data.ratios.at(-1);
  const set = (node, text) => node.textContent !== text && (node.textContent = text);

  function show(ratio, angle, figures) {
    const left = `${(100 * Math.log10(Math.min(ratio, last))) / Math.log10(last)}%`, bottom = `${angle / 1.8}%`;
    for (const tile of tiles) {
      tile.cursor.style.left = left;
      tile.cursor.style.bottom = bottom;
      const [cosine, effect] = figures(tile);
      set(tile.verdict, mtlDirection(cosine, data.clear));
      set(tile.effect, mtlEffect(effect));
    }
    const place = `ratio ${Number(ratio.toPrecision(3)).toLocaleString("en")}×, ${Number(angle.toPrecision(4))}°`;
    const beyond = ratio > last ? " (to the right of the maps; the figures are of this ratio)" : "";
    status.textContent = at ? `Under the cursor: ${place}` : `In the state chosen above: ${place}${beyond}`;
  }

  function move(column, row) {
    at = [Math.min(Math.max(column, 0), columns - 1), Math.min(Math.max(row, 0), rows - 1)];
    const place = at[1] * columns + at[0];
    show(data.ratios[at[0]], data.angles[at[1]], (tile) => [tile.cosines[place] / 1e4, tile.effects[place]]);
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
      if (!at) at = [Math.round((Math.log10(data.here.ratio) / Math.log10(last)) * (columns - 1)), Math.round((data.here.angle / 180) * (rows - 1))];
      move(at[0] + step[0], at[1] + step[1]);
      event.target.setAttribute("aria-description", `${status.textContent}: ${mtlTold(tiles.find((tile) => tile.plot === event.target))}`);
      return event.key === "Enter" || event.key === " ";
    },
  };
}

const mtlBytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;

const mtlTold = ({ verdict, effect }) => `${verdict.textContent}; ${effect.textContent}`;

// towards, cos 0.42: where the update points for the task; nothing about how long it is.
function mtlDirection(cosine, clear) {
  const size = Math.abs(cosine);
  const number = size && size < 0.001 ? "<0.001" : size.toFixed(size < 0.0995 ? 3 : 2);
  if (cosine < 0) return `against, cos −${number}`;
  return `${cosine >= clear ? "towards" : "sideways"}, cos ${number}`;
}

// helped, −0.0044: what one step changes the task's loss by, to first order.
function mtlEffect(effect) {
  if (!effect) return "unchanged, 0";
  const size = Math.abs(effect);
  const number = size < 1e-3 ? size.toExponential(1) : String(Number(size.toPrecision(3)));
  return effect > 0 ? `hurt, +${number}` : `helped, −${number}`;
}
