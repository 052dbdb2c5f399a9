// Strokes of the landscape's map, free of state: ground, front, trails, markers, arrows.

// Bands of the mean, contour lines of both losses, axes. `shown`: which of "mean", "loss1", "loss2".
function mtlDrawGround(context, { size, losses }, shown, style, { left, top, inner, half }) {
  const x = (column) => left + (column / (size - 1)) * inner;
  const y = (row) => top + inner - (row / (size - 1)) * inner;
  const mean = losses[0].map((value, k) => 0.5 * (value + losses[1][k]));
  if (shown.has("mean")) {
    const levels = mtlLevels(mean, 14);
    const rgb = mtlRgb(style.text);
    const tints = Array.from({ length: 15 }, (_, n) => [...rgb, Math.round(255 * (0.25 - 0.017 * n))]);
    const dense = context.getTransform().a;
    const picture = new OffscreenCanvas(Math.round(inner * dense), Math.round(inner * dense));
    picture.getContext("2d").putImageData(mtlBands(mean, size, levels, tints, picture.width, picture.height), 0, 0);
    context.drawImage(picture, left, top, inner, inner);
  }
  for (const [task, name, dash] of [[0, "rul", []], [1, "health", [5, 3]]]) {
    if (!shown.has(`loss${task + 1}`)) continue;
    context.save();
    context.strokeStyle = style.colour(name);
    context.globalAlpha = 0.55;
    context.lineWidth = 0.9;
    context.setLineDash(dash);
    for (const level of mtlLevels(losses[task], 12)) {
      const path = new Path2D();
      mtlContour(path, losses[task], size, level, x, y);
      context.stroke(path);
    }
    context.restore();
  }
  context.strokeStyle = style.grid;
  context.strokeRect(left + 0.5, top + 0.5, inner - 1, inner - 1);
  context.fillStyle = style.faint;
  context.font = `13px ${style.font}`;
  context.textAlign = "center";
  for (const tick of mtlLinearTicks(-half, half, 6, true).at) {
    context.fillText(mtlMinus(tick), left + ((tick + half) / (2 * half)) * inner, top + inner + 16);
    context.textAlign = "right";
    context.fillText(mtlMinus(tick), left - 6, top + ((half - tick) / (2 * half)) * inner + 4);
    context.textAlign = "center";
  }
  context.fillText("parameter x₁", left + inner / 2, top + inner + 32);
  context.save();
  context.translate(11, top + inner / 2);
  context.rotate(-Math.PI / 2);
  context.fillText("parameter x₂", 0, 0);
  context.restore();
}

// The front, marked points, and their names; returns where the names stand, so that others keep off.
function mtlDrawFront(context, { front, marks }, style, px, py, frame) {
  const line = new Path2D();
  const spots = front.map(([x1, x2]) => [px(x1), py(x2)]);
  spots.forEach(([x, y]) => line.lineTo(x, y));
  context.lineCap = context.lineJoin = "round";
  for (const [colour, width] of [[style.back, 7], [style.text, 3.5]]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.stroke(line);
  }
  context.strokeStyle = style.text;
  context.lineWidth = 2;
  for (const { at: [x1, x2] } of marks) {
    context.beginPath();
    context.arc(px(x1), py(x2), 10, 0, 2 * Math.PI);
    context.stroke();
  }
  const third = spots[Math.floor(spots.length / 3)];
  const wish = (label, tip, up = 1, room = 8) => ({ id: label, label, note: "", tip, direction: [0, up], room });
  const labels = [
    ...marks.map(({ at: [x1, x2], label }) => wish(label, [px(x1), py(x2)], -1, 26)),
    wish("best for task 1", spots.at(-1)), wish("best for task 2", spots[0]), wish("Pareto front", third),
  ];
  context.font = `600 13px ${style.font}`;
  context.textAlign = "center";
  const placed = mtlPlaceLabels(labels, spots[Math.floor(spots.length / 2)], frame, new Map());
  for (const { label, x, y } of placed) mtlHalo(context, label, x, y + 5, style.text, style.back);
  return placed.map(({ id, label, x, y }) => ({ id, label, note: "", tip: [x, y], direction: [0, 0], fixed: true }));
}

// Strokes the path between two times (records, whole or not); returns its length in pixels.
function mtlTrace(context, store, path, from, to, px, py) {
  let spot = store.position(from, path);
  if (!spot) return 0;
  let [x, y] = [px(spot[0]), py(spot[1])];
  let length = 0;
  context.beginPath();
  context.moveTo(x, y);
  for (let time = Math.floor(from) + 1; ; time++) {
    spot = store.position(Math.min(time, to), path);
    if (!spot) break;
    const [u, v] = [px(spot[0]), py(spot[1])];
    length += Math.hypot(u - x, v - y);
    context.lineTo(u, v);
    [x, y] = [u, v];
    if (time >= to) break;
  }
  context.stroke();
  return length;
}

const mtlShapes = new Map(); // SVG path of a marker (mtlviz/figures/identity.py) → Path2D

// A method's marker, `radius` pixels large, with a rim of the background.
function mtlMarker(context, path, x, y, radius, fill, back) {
  if (!mtlShapes.has(path)) mtlShapes.set(path, new Path2D(path));
  const shape = mtlShapes.get(path);
  context.save();
  context.translate(x, y);
  context.scale(radius, radius);
  context.setLineDash([]);
  context.lineWidth = 3 / radius;
  context.lineJoin = "round";
  context.strokeStyle = back;
  context.stroke(shape);
  context.fillStyle = fill;
  context.fill(shape);
  context.restore();
}

// A start: a ring with its number.
function mtlStartMark(context, x, y, number, style) {
  context.beginPath();
  context.arc(x, y, 8, 0, 2 * Math.PI);
  context.fillStyle = style.back;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = style.text;
  context.stroke();
  context.font = `600 11px ${style.font}`;
  context.textAlign = "center";
  context.fillStyle = style.text;
  context.fillText(number, x, y + 4);
}

// "#12ab9f" as [r, g, b].
function mtlRgb(hex) {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) || 0);
}

function mtlMinus(number) {
  return String(Number(number.toPrecision(6))).replace("-", "−");
}
