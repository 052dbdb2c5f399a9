// plane.js: gradients as arrows in the plane that the two tasks' gradients span. Used by the tug-of-war and the live page.
//
//   const picture = plane(host, { height: 420, decades: 4 });      // host: an element; the SVG fills its width; height: at
//                                                                  // most, a number or a function that says it
//   picture.draw({
//     arrows: [{ id, label, note, x, y, colour, dash, path, width, faded, grip }],   // from the origin; y points up
//         // label is bold, note stands beside it (the length, say); colour is any CSS colour, "var(--mtl-rul)";
//         // path: a marker on the shaft (_looks.js); width 4 by default; faded: true for a ghost; grip: true leaves room for a handle at the tip.
//         // A vector too short to see is a dot; an exact zero is an open dot labelled "0".
//     parts: [{ id, from: [x, y], to: [x, y], colour, dash }],    // thin arrows: how a sum was put together
//     region: [g1, g2],         // hatches the directions that hurt neither task ([x, y] each), null for none
//     arc: [g1, g2, "120°"],    // the angle between two vectors, null for none
//     track: [[x, y], …],       // a thin line: where the update can be
//     trackNote: "λ …",         // what it is, beside it
//     scale: "true" | "unit",   // "unit": each ring is ten times shorter than the next, directions stay true; no parts
//     reach: 5,                 // length at the rim; without it the longest arrow, rounded up to 1, 2 or 5
//     freeze: false,            // true while a tip is dragged: the scale stays (or is `reach`), and is fitted smoothly afterwards
//     title, description,       // the text alternative
//   });
//   picture.project([x, y]) → [px, py]      picture.unproject([px, py]) → [x, y]      in the SVG's pixels
//   picture.reach() → the length at the outer ring now; unproject takes another one as second argument
//   picture.svg, picture.front (a <g> above everything, for handles), picture.onview = () => {} (the view moved)
//   picture.destroy()
function plane(host, options = {}) {
  const { height = 420, decades = 4 } = options;
  const NS = "http://www.w3.org/2000/svg";
  const uid = Math.random().toString(36).slice(2, 8);
  const calm = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
  const svg = document.createElementNS(NS, "svg");
  svg.style.cssText = "display:block;width:100%;overflow:hidden;user-select:none;-webkit-user-select:none;font:14px var(--st-font, sans-serif)";
  svg.innerHTML =
    `<defs><pattern id="hatch-${uid}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<line x1="0" y1="0" x2="0" y2="7" stroke="var(--mtl-update)" stroke-width="1.6" stroke-opacity=".5"/></pattern></defs>` +
    `<g role="img" aria-describedby="about-${uid}"><desc id="about-${uid}"></desc></g><g></g>`;
  host.append(svg);
  const [, canvas, front] = svg.children;
  const about = canvas.firstChild;
  const layers = Object.fromEntries(
    ["region", "grid", "parts", "arrows", "labels"].map((name) => {
      const layer = canvas.appendChild(document.createElementNS(NS, "g"));
      return [name, mtlSvgKeeper(layer)];
    }),
  );
  const memory = new Map(); // label id → the place it had, so that labels do not flicker between two equally good ones
  let width = 0, tall = 0, centre = [0, 0], radius = 1, reach = 0, target = 0, last = null, timer = 0, then = 0;

  function project([x, y]) {
    const length = Math.hypot(x, y);
    if (!(length > 0)) return [...centre];
    const r = radius * (last?.scale === "unit" ? Math.max(0, 1 + Math.log10(length / reach) / decades) : length / reach);
    return [centre[0] + (r * x) / length, centre[1] - (r * y) / length];
  }

  function unproject([px, py], ring = reach) {
    const [x, y] = [px - centre[0], centre[1] - py];
    const r = Math.hypot(x, y) / radius;
    if (!(r > 0)) return [0, 0];
    const length = last?.scale === "unit" ? ring * 10 ** ((r - 1) * decades) : r * ring;
    return [(length * x) / (r * radius), (length * y) / (r * radius)];
  }

  function draw(state) {
    last = state;
    const longest = Math.max(0, ...state.arrows.map((a) => Math.hypot(a.x, a.y)));
    const wanted = state.reach ?? mtlNiceCeiling(longest);
    if (!reach || (state.freeze && state.reach)) reach = target = wanted || 1;
    if (!state.freeze) target = wanted || reach;
    if (calm && !state.freeze) reach = target;
    if (width) render();
    if (reach !== target && !state.freeze && !timer) { then = performance.now(); timer = requestAnimationFrame(refit); }
  }

  function refit(now) {
    timer = 0;
    if (last.freeze) return;
    reach *= (target / reach) ** (1 - Math.exp(-(now - then) / 70));
    then = now;
    if (Math.abs(Math.log(target / reach)) < 0.002) reach = target;
    render();
    if (reach !== target) timer = requestAnimationFrame(refit);
  }

  function render() {
    Object.values(layers).forEach((layer) => layer.begin());
    const labels = [];
    drawGrid(labels);
    drawArrows(labels);
    drawRegion(labels); // its layer lies below, its label gives way to the others
    if (last.track?.length && last.trackNote) noteTrack(labels);
    drawLabels(labels);
    Object.values(layers).forEach((layer) => layer.end());
    canvas.setAttribute("aria-label", last.title ?? "");
    if (about.textContent !== (last.description ?? "")) about.textContent = last.description ?? "";
    picture.onview?.();
  }

  function drawRegion(labels) {
    if (!last.region) return;
    const far = radius; // the wedge goes on for ever; the outer ring is where we stop looking
    const at = (angle, r) => [centre[0] + r * Math.cos(angle), centre[1] - r * Math.sin(angle)];
    const fill = `url(#hatch-${uid})`;
    const lengths = last.region.map(([x, y]) => Math.hypot(x, y));
    const [a, b] = last.region.map(([x, y]) => Math.atan2(y, x));
    if (!lengths[0] && !lengths[1]) return void layers.region.put("wedge", "circle", { cx: centre[0], cy: centre[1], r: far, fill });
    const turn = lengths[0] && lengths[1] ? Math.atan2(Math.sin(b - a), Math.cos(b - a)) : 0; // from g1 to g2, -π … π
    const middle = (lengths[0] ? a : b) + turn / 2;
    const half = Math.PI / 2 - Math.abs(turn) / 2;
    let spot = at(middle, radius * 0.82);
    if (half < 1e-4) { // exactly opposed: only the line across is left
      const [p, q] = [at(middle, far), at(middle + Math.PI, far)];
      layers.region.put("line", "line", { x1: p[0], y1: p[1], x2: q[0], y2: q[1], stroke: "var(--mtl-update)", "stroke-width": 3, "stroke-dasharray": "3 4", "stroke-opacity": 0.8 });
    } else {
      const [p, q] = [at(middle - half, far), at(middle + half, far)];
      layers.region.put("wedge", "path", { d: `M${centre}L${p}A${far} ${far} 0 0 0 ${q}Z`, fill, stroke: "var(--mtl-update)", "stroke-width": 1, "stroke-opacity": 0.45 });
    }
    if (half < 1e-4) spot = at(middle - 0.36, radius * 0.82); // beside the line
    labels.push({ id: "region", label: "", note: "hurts neither", tip: spot, direction: [0, 0], colour: "var(--mtl-update)", quiet: true });
  }

  function drawGrid(labels) {
    const unit = last.scale === "unit";
    const top = mtlNiceFloor(reach);
    const rings = unit ? Array.from({ length: decades }, (_, n) => top / 10 ** n) : [top, top / 2];
    rings.forEach((length, n) => {
      const r = project([length, 0])[0] - centre[0];
      const mark = [centre[0] + r * Math.cos(1), centre[1] + r * Math.sin(1)];
      layers.grid.put(`ring${n}`, "circle", { cx: centre[0], cy: centre[1], r, fill: "none", stroke: "var(--st-border-color)", "stroke-width": 1 });
      layers.grid.put(`mark${n}`, "text", { x: mark[0], y: mark[1] + 4, "text-anchor": "middle", style: markStyle }, mtlTrim(length));
    });
    layers.grid.put("origin", "circle", { cx: centre[0], cy: centre[1], r: 2, fill: "var(--st-text-color)" });
    if (last.track?.length) layers.grid.put("track", "path", { d: "M" + last.track.map(project).join("L"), fill: "none", stroke: "var(--mtl-update)", "stroke-width": 1.5, "stroke-opacity": 0.45 });
    if (last.arc) drawArc(labels, ...last.arc);
  }

  // Beside the line, where it is long enough to bear a name.
  function noteTrack(labels) {
    const points = last.track.map(project);
    const spot = mtlAlong(points, 0.7);
    const [[x1, y1], [x2, y2]] = [points[0], points.at(-1)];
    if (Math.hypot(x2 - x1, y2 - y1) < 130) return;
    const out = Math.hypot(spot[0] - centre[0], spot[1] - centre[1]) || 1;
    const direction = [(spot[0] - centre[0]) / out, (spot[1] - centre[1]) / out];
    labels.push({ id: "track", label: "", note: last.trackNote, tip: spot, direction, colour: "var(--mtl-update)", quiet: true });
  }

  function drawArc(labels, g1, g2, text) {
    if (!Math.hypot(...g1) || !Math.hypot(...g2)) return;
    const a = Math.atan2(g1[1], g1[0]);
    const turn = Math.atan2(g1[0] * g2[1] - g1[1] * g2[0], g1[0] * g2[0] + g1[1] * g2[1]);
    const r = 34;
    const at = (angle, d = r) => [centre[0] + d * Math.cos(angle), centre[1] - d * Math.sin(angle)];
    layers.grid.put("arc", "path", { d: `M${at(a)}A${r} ${r} 0 0 ${turn > 0 ? 0 : 1} ${at(a + turn)}`, fill: "none", stroke: "var(--st-text-color)", "stroke-opacity": 0.6, "stroke-width": 1.25 });
    labels.unshift({ id: "arc", label: "", note: text, tip: at(a + turn * (Math.abs(turn) > 3.1 ? 0.3 : 0.5), r + 17), direction: [0, 0], colour: "", fixed: true });
  }

  function drawArrows(labels) {
    const unit = last.scale === "unit";
    for (const part of unit ? [] : (last.parts ?? [])) {
      mtlArrow(layers.parts, part.id, project(part.from), project(part.to), { colour: part.colour, dash: part.dash ?? "4 3", width: 1.75, size: 8 });
    }
    for (const arrow of last.arrows) {
      const { id, x, y, colour, dash = "", width = 4, faded } = arrow;
      const tip = project([x, y]);
      const length = Math.hypot(tip[0] - centre[0], tip[1] - centre[1]);
      const zero = !Math.hypot(x, y);
      if (length < 3) {
        layers.arrows.put(`${id}-dot`, "circle", { cx: tip[0], cy: tip[1], r: zero ? 5.5 : 4, fill: zero ? "var(--st-background-color)" : colour, stroke: colour, "stroke-width": 2, opacity: faded ? 0.4 : 1 });
      } else mtlArrow(layers.arrows, id, centre, tip, { colour, dash, width, opacity: faded ? 0.4 : 1 });
      if (length > 48) mtlMark(layers.arrows, id, [0, 1].map((axis) => centre[axis] + 0.7 * (tip[axis] - centre[axis])), arrow, 5, faded ? 0.4 : 1);
      const direction = zero ? [0, 0] : [x / Math.hypot(x, y), -y / Math.hypot(x, y)];
      const note = zero ? "0" : (arrow.note ?? "");
      labels.push({ id, label: arrow.label, note, tip, direction, colour, faded, room: arrow.grip ? 14 : 6, pools: !arrow.grip && !faded });
    }
  }

  function drawLabels(labels) {
    const placed = mtlPlaceLabels(labels, centre, [width, tall], memory);
    for (const { id, label, note, names, colour, faded, tip, quiet, x, y, away } of placed) {
      if (away) layers.labels.put(`${id}-lead`, "line", { x1: tip[0], y1: tip[1], x2: x, y2: y, stroke: colour, "stroke-width": 1, opacity: 0.5 });
      const text = layers.labels.put(`${id}-label`, "text", { x, y: y + 5, "text-anchor": "middle", style: haloStyle, opacity: faded ? 0.6 : 1 });
      const said = [label, note, names].join("\n");
      if (text.mtlText === said) continue;
      text.mtlText = said;
      text.replaceChildren(...[[label, 650, colour], [note, 400, "var(--st-text-color)"]].filter(([t]) => t).map(([t, weight, fill], k) => {
        const span = document.createElementNS(NS, "tspan");
        span.textContent = k ? ` ${t}` : t;
        span.style.cssText = quiet ? `font-style:italic;fill:${colour}` : `font-weight:${weight};fill:${fill}`;
        return span;
      }));
      if (names?.length > 1) text.appendChild(document.createElementNS(NS, "title")).textContent = names.join(", ");
    }
  }

  const markStyle = "font-size:13px;fill:var(--st-text-color);fill-opacity:.55;paint-order:stroke;stroke:var(--st-background-color);stroke-width:4px";
  const haloStyle = "paint-order:stroke;stroke:var(--st-background-color);stroke-width:4px;stroke-linejoin:round";
  const observer = new ResizeObserver(() => {
    width = host.clientWidth;
    if (!width) return;
    tall = Math.round(Math.min(typeof height === "function" ? height() : height, Math.max(260, (width < 420 ? 0.82 : 0.94) * width))); // a phone shows controls too
    svg.setAttribute("viewBox", `0 0 ${width} ${tall}`);
    svg.style.height = `${tall}px`;
    centre = [width / 2, tall / 2];
    radius = Math.min(tall / 2 - 26, width / 2 - 60); // labels stand outside the rim
    if (last) render();
  });
  observer.observe(host);
  const picture = { svg, front, draw, project, unproject, reach: () => reach, destroy() { observer.disconnect(); cancelAnimationFrame(timer); svg.remove(); } };
  return picture;
}

// 1, 2 or 5 times a power of ten, at least `value`: a scale that does not twitch with every step.
function mtlNiceCeiling(value) {
  if (!(value > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  return [1, 2, 5, 10].find((step) => step * power >= value * (1 - 1e-9)) * power;
}

// 1, 2 or 5 times a power of ten, at most `value`.
function mtlNiceFloor(value) {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  return [5, 2, 1].find((step) => step * power <= value * (1 + 1e-9)) * power;
}

// A length as it stands on a ring: 5, 0.5, 0.005.
function mtlTrim(value) {
  return String(Number(value.toPrecision(3)));
}

// The point at a share of a polyline's length.
function mtlAlong(points, share) {
  const lengths = points.slice(1).map(([x, y], n) => Math.hypot(x - points[n][0], y - points[n][1]));
  let left = share * lengths.reduce((a, b) => a + b, 0), n = 0;
  while (n < lengths.length - 1 && left > lengths[n]) left -= lengths[n++];
  const part = lengths[n] ? left / lengths[n] : 0;
  return [0, 1].map((axis) => points[n][axis] + part * (points[n + 1][axis] - points[n][axis]));
}
