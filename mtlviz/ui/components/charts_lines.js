// The lines of a strip: as they are, thinned to their extremes, or summed up where steps crowd.

// The line up to the playhead in full, what was seen beyond it (after stepping back) faintly. Where more than a few steps
// share a pixel, noise would be a slab: then the median of neighbours, on a band from their smallest to their largest.
function mtlDrawLine(context, line, frame, view) {
  const { data: [steps, values], colour, dash, shape } = line;
  const last = (step) => (steps ? mtlLastUpTo(steps, step) : Math.min(step, values.length - 1));
  const first = Math.max(0, last(view.from));
  const [now, end] = [last(view.at), last(view.seen)];
  const size = steps ? 1 : mtlBucketSize((view.to - view.from) / (frame.right - frame.left));
  context.strokeStyle = context.fillStyle = view.style.colour(colour);
  context.lineWidth = 1.75;
  context.lineJoin = "round";
  context.setLineDash(dash);
  const trace = (from, to, alpha) => {
    if (to < from) return;
    if (size > 1) return mtlDrawBuckets(context, view.store.buckets(values, line.id, size), size, from, to, alpha, frame);
    context.globalAlpha = alpha;
    context.beginPath();
    mtlPath(context, steps, values, from, to, frame);
    context.stroke();
  };
  if (end > now) trace(Math.max(now, first), end, 0.3);
  trace(first, now, 1);
  context.globalAlpha = 1;
  context.setLineDash([]);
  const dot = (index, radius) => {
    const value = values[index];
    if (index < 0 || !Number.isFinite(value)) return;
    const [x, y] = [frame.x(steps ? steps[index] : index), frame.y(value)];
    context.beginPath();
    if (shape === "square") context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else context.arc(x, y, radius, 0, 7);
    context.fill();
  };
  if (steps && now - first < 60) for (let i = first; i <= now; i++) dot(i, 1.8);
  dot(last(view.cursor ?? view.at), 3.2);
}

// Steps per bucket: a power of two that makes buckets at least 3 pixels wide, once `density` steps share a pixel; else 1.
function mtlBucketSize(density) {
  return density <= 4 ? 1 : 2 ** Math.ceil(Math.log2(3 * density));
}

// Buckets [[low, median, high], …] of `size` steps each, as the store sums them up, from step `from` to step `to`.
function mtlDrawBuckets(context, buckets, size, from, to, alpha, frame) {
  const visible = ([low, median]) => Number.isFinite(median) && (low > 0 || !frame.log);
  const whole = buckets.slice(Math.floor(from / size), Math.floor(to / size) + 1).map((bucket, i) => [bucket, i]);
  const start = Math.floor(from / size) * size;
  const shown = whole.filter(([bucket]) => bucket && visible(bucket));
  const x = (i) => frame.x(Math.min(start + (i + 0.5) * size, to));
  context.beginPath();
  for (const [[, , high], i] of shown) context.lineTo(x(i), frame.y(high));
  for (const [[low], i] of shown.toReversed()) context.lineTo(x(i), frame.y(low));
  context.closePath();
  context.globalAlpha = 0.22 * alpha;
  context.fill();
  context.globalAlpha = alpha;
  context.beginPath();
  for (const [[, median], i] of shown) context.lineTo(x(i), frame.y(median));
  context.stroke();
}

// Adds values[from..to] to the path; gaps where a value is missing. More than two values a pixel: its extremes.
function mtlPath(context, steps, values, from, to, frame) {
  const visible = (value) => Number.isFinite(value) && (value > 0 || !frame.log);
  const dense = (to - from) / Math.max(1, frame.x(steps ? steps[to] : to) - frame.x(steps ? steps[from] : from)) > 2;
  let open = false;
  const point = (x, value) => {
    if (open) context.lineTo(x, frame.y(value));
    else context.moveTo(x, frame.y(value));
    open = true;
  };
  if (!dense) {
    for (let i = from; i <= to; i++) {
      if (visible(values[i])) point(frame.x(steps ? steps[i] : i), values[i]);
      else open = false;
    }
    return;
  }
  for (let i = from; i <= to; ) {
    const pixel = Math.floor(frame.x(steps ? steps[i] : i));
    let [low, high, any] = [Infinity, -Infinity, false];
    for (; i <= to && Math.floor(frame.x(steps ? steps[i] : i)) === pixel; i++) {
      if (!visible(values[i])) continue;
      any = true;
      if (values[i] < low) low = values[i];
      if (values[i] > high) high = values[i];
    }
    if (!any) {
      open = false;
      continue;
    }
    point(pixel, low);
    if (high > low) point(pixel, high);
  }
}
