// The map: losses, front and axes drawn once; trails that grow; heads and the selected path every frame; arrows in SVG.
const MTL_MAP_MARGIN = { left: 38, right: 10, top: 10, bottom: 36 };

function mtlLandscapeMap(parent, on) {
  const box = mtlElement("div", { class: "map", tabindex: "0", role: "group", "aria-label": "Map. Arrow keys move a cross; Enter starts a walk there, or shows the arrows of the marker under it." }, parent);
  const layers = ["ground", "trails", "chosen", "front", "heads"].map((name) => mtlElement("canvas", { class: name, "aria-hidden": "true" }, box));
  const [ground, trails, chosen, front, heads] = layers.map((canvas) => canvas.getContext("2d"));
  const svg = box.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
  svg.setAttribute("role", "img");
  const arrows = mtlSvgKeeper(svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "g")));
  const memory = new Map();
  let size = 0, inner = 1, half = 1, scene = null, drawn = null, thick = null, names = [], cross = null; // cross: of the keyboard

  const px = (x1) => MTL_MAP_MARGIN.left + ((x1 + half) / (2 * half)) * inner;
  const py = (x2) => MTL_MAP_MARGIN.top + ((half - x2) / (2 * half)) * inner;
  const at = (event) => {
    const frame = svg.getBoundingClientRect();
    return [((event.clientX - frame.left - MTL_MAP_MARGIN.left) / inner) * 2 * half - half, half - ((event.clientY - frame.top - MTL_MAP_MARGIN.top) / inner) * 2 * half];
  };
  const inside = ([x1, x2]) => Math.abs(x1) <= half && Math.abs(x2) <= half;

  svg.addEventListener("click", (event) => choose(at(event)));
  svg.addEventListener("pointermove", (event) => {
    const spot = at(event);
    cross = null;
    on.point(inside(spot) ? spot : null);
    svg.style.cursor = nearest(spot) >= 0 ? "pointer" : "crosshair";
  });
  svg.addEventListener("pointerleave", () => on.point(null));
  box.addEventListener("keydown", (event) => {
    if (event.target !== box || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = (half / 11) * (event.shiftKey ? 0.1 : 0.5); // of the whole width: 1/44, with Shift 1/220
    const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step], Enter: [0, 0] }[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation(); // the player's arrows step through the frames
    if (event.key === "Enter" && cross) return choose(cross);
    cross = (cross ?? [0, 0]).map((v, axis) => Math.max(-half, Math.min(half, Number((v + move[axis]).toFixed(3)))));
    on.point(cross, true);
  });
  box.addEventListener("blur", () => {
    cross = null;
    on.point(null);
  });

  function choose(spot) {
    const near = nearest(spot);
    if (near >= 0) on.select(near);
    else if (inside(spot)) on.start(spot);
  }

  // The path whose marker lies at a point of the map, or −1.
  function nearest([x1, x2]) {
    const gap = (p) => Math.hypot(px(p[0]) - px(x1), py(p[1]) - py(x2));
    const found = (drawn?.heads ?? []).map((spot, path) => [spot ? gap(spot) : Infinity, path]).sort((a, b) => a[0] - b[0]);
    return found.length && found[0][0] < 13 ? found[0][1] : -1;
  }

  function resize(width) {
    if (!width || width === size) return;
    size = width;
    inner = size - MTL_MAP_MARGIN.left - MTL_MAP_MARGIN.right;
    const height = inner + MTL_MAP_MARGIN.top + MTL_MAP_MARGIN.bottom;
    const dense = Math.min(2, globalThis.devicePixelRatio || 1);
    box.style.height = `${height}px`;
    svg.setAttribute("viewBox", `0 0 ${size} ${height}`);
    for (const canvas of layers) {
      canvas.width = Math.round(size * dense);
      canvas.height = Math.round(height * dense);
      canvas.getContext("2d").setTransform(dense, 0, 0, dense, 0, 0);
    }
    drawn = thick = scene = null;
    on.dirty();
  }

  function clip(context) {
    context.beginPath();
    context.rect(MTL_MAP_MARGIN.left, MTL_MAP_MARGIN.top, inner, inner);
    context.clip();
  }

  function wipe(context) {
    context.clearRect(0, 0, size, inner + MTL_MAP_MARGIN.top + MTL_MAP_MARGIN.bottom);
  }

  // What stays: called when scene, size, theme or the shown contours have changed.
  function drawScene(store, shown, style) {
    half = store.head.half;
    wipe(ground);
    mtlDrawGround(ground, store.surfaces, shown, style, { left: MTL_MAP_MARGIN.left, top: MTL_MAP_MARGIN.top, inner, half });
    wipe(front);
    front.save();
    clip(front);
    names = mtlDrawFront(front, store.head, style, px, py, [size, MTL_MAP_MARGIN.top + inner]);
    front.restore();
  }

  // Trails up to `time`: what is new since the last frame, or all of it after a jump back.
  function drawTrails(store, view) {
    const fresh = !drawn || drawn.walk !== store.walk || drawn.time > view.time || drawn.look !== view.look;
    if (fresh) {
      wipe(trails);
      drawn = { walk: store.walk, look: view.look, time: 0, lengths: new Float64Array(store.paths), heads: [] };
    }
    trails.save();
    clip(trails);
    trails.lineJoin = trails.lineCap = "round";
    for (let path = 0; path < store.paths; path++) {
      const method = store.head.methods[Math.floor(path / store.head.starts.length)];
      if (view.hidden.has(method.title)) continue;
      trails.strokeStyle = view.style.colour(method.ink);
      trails.lineWidth = 1.8;
      trails.setLineDash(method.dash ? method.dash.split(" ").map(Number) : []);
      trails.lineDashOffset = drawn.lengths[path];
      drawn.lengths[path] += mtlTrace(trails, store, path, drawn.time, view.time, px, py);
    }
    trails.restore();
    drawn.time = view.time;
  }

  // The selected path, thick, on a layer of its own that grows like the trails.
  function drawChosen(store, view) {
    const { selected: path, time } = view;
    const key = [store.walk, view.look, path].join();
    const method = store.head.methods[Math.floor(path / store.head.starts.length)];
    if (thick?.key !== key || thick.time > time) {
      wipe(chosen);
      thick = { key, time: 0 };
    }
    if (path < 0 || view.hidden.has(method.title)) return;
    chosen.save();
    clip(chosen);
    chosen.lineJoin = chosen.lineCap = "round";
    chosen.strokeStyle = view.style.colour(method.ink);
    chosen.lineWidth = 3.6;
    mtlTrace(chosen, store, path, thick.time, time, px, py);
    chosen.restore();
    thick.time = time;
  }

  function drawHeads(store, view) {
    wipe(heads);
    heads.save();
    clip(heads);
    const { starts, methods } = store.head;
    starts.forEach(([x1, x2], n) => mtlStartMark(heads, px(x1), py(x2), String(n + 1), view.style));
    drawn.heads = [];
    for (let path = 0; path < store.paths; path++) {
      const method = methods[Math.floor(path / starts.length)];
      const spot = view.hidden.has(method.title) ? null : store.position(view.time, path);
      drawn.heads.push(spot);
      if (spot) mtlMarker(heads, method.path, px(spot[0]), py(spot[1]), path === view.selected ? 8 : 5.5, view.style.colour(method.ink), view.style.back);
    }
    heads.restore();
  }

  // −g1, −g2 and −d at the selected path's head, the longest 72 pixels, in the look of the tug-of-war (plane.js).
  function drawArrows(store, view, pulls) {
    arrows.begin();
    if (cross) arrows.put("cross", "path", { d: `M${px(cross[0]) - 11} ${py(cross[1])}h22M${px(cross[0])} ${py(cross[1]) - 11}v22`, stroke: "var(--st-text-color)", "stroke-width": 2, fill: "none" });
    const spot = view.selected >= 0 ? drawn.heads[view.selected] : null;
    const longest = pulls ? Math.max(...pulls.map(({ x, y }) => Math.hypot(x, y))) : 0;
    if (spot && longest > 0) {
      const origin = [px(spot[0]), py(spot[1])];
      const labels = pulls.map(({ id, label, x, y, colour, dash, width }) => {
        const length = Math.hypot(x, y);
        const tip = [origin[0] + (72 * x) / longest, origin[1] - (72 * y) / longest];
        if (72 * length < 3 * longest) arrows.put(`${id}-dot`, "circle", { cx: tip[0], cy: tip[1], r: 3.5, fill: colour, stroke: view.style.back, "stroke-width": 1.5 });
        else mtlArrow(arrows, id, origin, tip, { colour, dash, width, halo: view.style.back });
        return { id, label, note: "", tip, direction: length ? [x / length, -y / length] : [0, 0], colour };
      });
      for (const { id, label, x, y, colour, fixed } of mtlPlaceLabels([...names, ...labels], origin, [size, inner + MTL_MAP_MARGIN.top], memory)) {
        if (!fixed) arrows.put(`${id}-label`, "text", { x, y: y + 5, "text-anchor": "middle", fill: colour, class: "arrow-label" }, label);
      }
    }
    arrows.end();
  }

  function draw(store, view, pulls) {
    if (!size) return;
    const key = [store.scene, store.walk, view.look, size, ...view.shown].join();
    if (scene !== key) {
      scene = key;
      drawScene(store, view.shown, view.style);
    }
    drawTrails(store, view);
    drawChosen(store, view);
    drawHeads(store, view);
    drawArrows(store, view, pulls);
    if (svg.getAttribute("aria-label") !== store.head.description) svg.setAttribute("aria-label", store.head.description);
  }

  const observer = new ResizeObserver(() => resize(Math.min(box.clientWidth, 760)));
  observer.observe(box);
  return { draw, destroy: () => observer.disconnect() };
}
