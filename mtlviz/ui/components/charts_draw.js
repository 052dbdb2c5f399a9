// How a strip is drawn: scales, axes, moments, labels; its lines are in charts_lines.js.

const MTL_MARGIN = { left: 50, right: 54 }; // the same for all strips: their playheads stand in one line

function mtlAxis(spec, lines, view, { width, height }) {
  const constant = mtlConstant(spec, view.store)?.value;
  let [low, high] = spec.domain ?? spec.include ?? (constant === undefined ? [Infinity, -Infinity] : [constant, constant]);
  if (!spec.domain)
    for (const line of lines) {
      const range = view.store.range(line.data[1], line.id, spec.log);
      low = Math.min(low, range.low);
      high = Math.max(high, range.high);
    }
  if (low > high) [low, high] = spec.log ? [1, 10] : [0, 1];
  if (spec.signed) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
  const room = Math.max(2, Math.floor((height - 30) / 26));
  const ticks = spec.log ? mtlLogTicks(low, high, room) : mtlLinearTicks(low, high, spec.domain ? 2 : room, Boolean(spec.domain));
  const frame = { log: Boolean(spec.log), left: MTL_MARGIN.left, right: width - MTL_MARGIN.right, top: 8, bottom: height - 20, ticks };
  const warp = spec.log ? Math.log10 : (value) => value;
  const [bottom, top] = [warp(ticks.low), warp(ticks.high)];
  frame.x = (step) => frame.left + ((step - view.from) / (view.to - view.from)) * (frame.right - frame.left);
  frame.y = (value) => frame.bottom - ((warp(value) - bottom) / (top - bottom)) * (frame.bottom - frame.top);
  return frame;
}

function mtlDrawAxes(context, spec, frame, view) {
  const { style } = view;
  const line = (x0, y0, x1, y1) => {
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  };
  context.setLineDash([]);
  context.lineWidth = 1;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const value of frame.ticks.at) {
    const y = Math.round(frame.y(value)) + 0.5;
    context.strokeStyle = style.grid;
    line(frame.left, y, frame.right, y);
    context.fillStyle = style.faint;
    context.fillText(spec.log ? mtlLogLabel(value) : mtlNumber(value), frame.left - 7, y);
  }
  context.strokeStyle = style.faint;
  for (const value of frame.ticks.minor) line(frame.left - 3, frame.y(value), frame.left, frame.y(value));
  context.textAlign = "center";
  const steps = mtlLinearTicks(view.from, view.to, Math.max(2, Math.floor((frame.right - frame.left) / 90)), true);
  for (const step of steps.at.filter(Number.isInteger)) {
    const x = Math.round(frame.x(step)) + 0.5;
    line(x, frame.bottom, x, frame.bottom + 3);
    context.fillText(mtlNumber(step), x, frame.bottom + 12);
  }
  context.textAlign = "right";
  context.fillText("step", frame.right + MTL_MARGIN.right - 2, frame.bottom + 12); // off the last tick's "20,000"
  context.textAlign = "left";
  if (spec.shade) {
    const y = frame.y(spec.shade.below);
    context.fillStyle = style.colour("warning");
    context.globalAlpha = 0.13;
    context.fillRect(frame.left, y, frame.right - frame.left, frame.bottom - y);
    context.globalAlpha = 1;
    context.fillText(spec.shade.text, frame.left + 6, frame.bottom - 8);
  }
  const constant = mtlConstant(spec, view.store);
  if (constant) {
    const y = Math.round(frame.y(constant.value)) + 0.5;
    context.strokeStyle = style.text;
    context.setLineDash([1.5, 4]);
    context.lineWidth = 1.5;
    line(frame.left, y, frame.right, y);
    context.setLineDash([]);
  }
  for (const mark of spec.marks ?? []) {
    const y = frame.y(mark.y);
    context.strokeStyle = style.colour("warning");
    context.setLineDash([2, 3]);
    context.lineWidth = 1.5;
    line(frame.left, y, frame.right, y);
    context.setLineDash([]);
    mtlHalo(context, mark.label, frame.left + 6, y - 9, style.colour("warning"), style.back);
  }
}

// Upright lines: playhead, crosshair, where settings changed, where the run stopped; and the name of the dotted line,
// on the side where the playhead is not.
function mtlDrawMoments(context, spec, frame, view) {
  const upright = (step, colour, dash, width = 1) => {
    if (step < view.from || step > view.to) return null;
    const x = Math.round(frame.x(step)) + 0.5;
    context.strokeStyle = colour;
    context.setLineDash(dash);
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x, frame.top - 4);
    context.lineTo(x, frame.bottom);
    context.stroke();
    context.setLineDash([]);
    return x;
  };
  context.textBaseline = "middle";
  context.textAlign = "left";
  const changes = view.changes.filter(([step]) => step <= view.seen).map(([step, text]) => [upright(step, view.style.faint, [1, 2]), text]);
  if (view.stopped !== null && view.stopped <= view.seen) upright(view.stopped, view.style.colour("warning"), [], 2);
  upright(view.at, view.style.text, []);
  if (view.cursor !== null) upright(view.cursor, view.style.faint, [4, 3]);
  let free = Infinity; // the latest change is named first; an older one if there is room beside it
  for (const [x, text] of spec.tellsChanges ? changes.toReversed() : []) {
    if (x === null) continue;
    const width = context.measureText(text).width;
    const left = Math.max(frame.left, Math.min(x + 4, frame.right - width));
    if (left + width > free) continue;
    mtlHalo(context, text, left, frame.top + 3, view.style.faint, view.style.back);
    free = left - 6;
  }
  const constant = mtlConstant(spec, view.store);
  if (!constant) return;
  const y = frame.y(constant.value);
  const onLeft = frame.x(view.at) > (frame.left + frame.right) / 2;
  context.textAlign = onLeft ? "left" : "right";
  mtlHalo(context, constant.label, onLeft ? frame.left + 6 : frame.right - 4, y > frame.bottom - 18 ? y - 9 : y + 10, view.style.faint, view.style.back);
}

// Each line's name where it ends, pushed apart where two would overlap.
function mtlDrawLabels(context, lines, frame, view) {
  const step = view.cursor ?? view.at;
  const x = Math.min(Math.max(frame.x(step), frame.left), frame.right) + 8;
  const labels = lines
    .map((line) => ({ ...line, value: mtlValueAt(line.data, step) }))
    .filter(({ value }) => Number.isFinite(value) && Number.isFinite(frame.y(value)))
    .map((line) => ({ ...line, y: Math.min(Math.max(frame.y(line.value), frame.top + 4), frame.bottom - 5) }))
    .sort((a, b) => a.y - b.y);
  for (let i = 1; i < labels.length; i++) labels[i].y = Math.max(labels[i].y, labels[i - 1].y + 14);
  for (let i = labels.length - 1, floor = frame.bottom - 5; i >= 0; i--, floor -= 14) labels[i].y = Math.min(labels[i].y, floor);
  context.textAlign = "left";
  for (const { label, colour, y } of labels) mtlHalo(context, label, x, y, view.style.colour(colour), view.style.back);
}

function mtlHalo(context, text, x, y, colour, back) {
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = back;
  context.strokeText(text, x, y);
  context.fillStyle = colour;
  context.fillText(text, x, y);
}
