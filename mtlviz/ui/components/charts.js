// One strip chart on a canvas: lines over training steps, drawn up to the playhead, with axes, direct labels, marks and
// a crosshair. It knows nothing of training: `spec` says what to draw (strips.js), `view` says where the run stands.
//
// spec = {id, title, unit, log, domain, include, signed, lines: [{id, label, colour, dash, shape, of(store) → [steps|null, values]}],
//         marks: [{y, label, text}], shade: {below, text},
//         constant: what the value of the same id in store.head.constants is called}
// view = {store, at, seen, cursor, from, to, changes, stopped, style}   style = {font, text, faint, grid, back, colour(name)}
function mtlStrip(parent, spec, on) {
  const make = (tag, attributes, into) => mtlElement(tag, attributes, into);
  const figure = make("figure", { class: "strip", "data-strip": spec.id }, parent);
  const caption = make("figcaption", {}, figure);
  make("strong", { text: spec.title }, caption);
  if (spec.unit) make("span", { class: "unit", text: spec.unit }, caption);
  const legend = make("span", { class: "legend" }, caption);
  const canvas = make("canvas", { role: "img" }, figure);
  for (const mark of spec.marks ?? []) make("p", { class: "mark", text: `${mark.label}: ${mark.text}` }, figure);
  const context = canvas.getContext("2d");
  const hidden = new Set();
  const size = { width: 0, height: 0, ratio: 0 };
  let frame = null; // the last drawn frame's geometry, for the pointer
  let visible = true;
  let readAt = 0;
  let spokenAt = 0;

  const readouts = spec.lines.map((line) => {
    const button = make("button", { type: "button", "aria-pressed": "true", title: `Hide or show ${line.label}` }, legend);
    button.innerHTML = mtlSwatch(line);
    make("span", { text: line.label }, button);
    const value = make("output", {}, button);
    button.addEventListener("click", () => {
      if (!hidden.delete(line.id)) hidden.add(line.id);
      button.setAttribute("aria-pressed", String(!hidden.has(line.id)));
      on.dirty();
    });
    return { value };
  });

  const stepAt = (event) => {
    if (!frame) return null;
    const x = event.clientX - canvas.getBoundingClientRect().left;
    const share = (x - frame.left) / (frame.right - frame.left);
    return share < -0.02 || share > 1.02 ? null : Math.round(frame.from + Math.min(Math.max(share, 0), 1) * (frame.to - frame.from));
  };
  canvas.addEventListener("pointermove", (event) => on.cursor(stepAt(event)));
  canvas.addEventListener("pointerdown", (event) => on.cursor(stepAt(event)));
  canvas.addEventListener("pointerleave", () => on.cursor(null));
  canvas.addEventListener("click", (event) => on.seek(stepAt(event)));
  // Sizes and visibility are told, never asked for while drawing: asking makes the browser lay out the page each time.
  const watcher = new ResizeObserver(([{ contentRect }]) => {
    Object.assign(size, { width: Math.round(contentRect.width), height: Math.round(contentRect.height), ratio: 0 });
    on.dirty();
  });
  watcher.observe(canvas);
  const sight = new IntersectionObserver(([entry]) => {
    visible = entry.isIntersecting;
    if (visible) on.dirty();
  });
  sight.observe(canvas);

  function fit() {
    const ratio = globalThis.devicePixelRatio || 1;
    if (ratio === size.ratio) return;
    size.ratio = ratio;
    canvas.width = Math.round(size.width * ratio);
    canvas.height = Math.round(size.height * ratio);
  }

  function draw(view) {
    if (!size.width) return;
    const lines = spec.lines.map((line) => ({ ...line, data: line.of(view.store) }));
    if (!visible && view.playing) return read(lines, view); // it is drawn when it comes into view, or at the pause
    fit();
    const shown = lines.filter((line) => !hidden.has(line.id));
    const axis = mtlAxis(spec, shown, view, size);
    frame = { ...axis, from: view.from, to: view.to };
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    context.font = `12px ${view.style.font}`;
    mtlDrawAxes(context, spec, frame, view);
    context.save();
    context.beginPath();
    context.rect(frame.left, frame.top - 3, frame.right - frame.left + 4, frame.bottom - frame.top + 6);
    context.clip();
    for (const line of shown) mtlDrawLine(context, line, frame, view);
    context.restore();
    mtlDrawMoments(context, spec, frame, view);
    mtlDrawLabels(context, shown, frame, view);
    read(lines, view);
  }

  // The read-out: at the crosshair where there is one, else at the playhead. Also the chart's text alternative.
  function read(lines, view) {
    const constant = mtlConstant(spec, view.store);
    const now = performance.now();
    if (!visible && view.playing && now - readAt < 1000) return;
    readAt = now;
    const step = view.cursor ?? view.at;
    const told = lines.map((line, i) => {
      const text = mtlNumber(mtlValueAt(line.data, step));
      if (readouts[i].value.textContent !== text) readouts[i].value.textContent = text;
      return `${line.label} ${text}`;
    });
    if (view.playing && now - spokenAt < 1000) return;
    spokenAt = now;
    const scale = spec.log ? ", logarithmic" : "";
    const beside = constant ? ` Dotted: ${constant.label}.` : "";
    canvas.setAttribute("aria-label", `${spec.title}${spec.unit ? ` (${spec.unit})` : ""}${scale}, steps ${view.from} to ${view.at}. At step ${step}: ${told.join(", ")}.${beside}`);
  }

  function destroy() {
    watcher.disconnect();
    sight.disconnect();
  }

  return { figure, draw, destroy };
}

function mtlElement(tag, { text, ...attributes } = {}, into = null) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== undefined) element.textContent = text;
  into?.append(element);
  return element;
}

// A short piece of the line with its dash and marker, for the legend.
function mtlSwatch({ colour, dash, shape }) {
  const marker = shape === "square" ? '<rect x="10" y="3" width="6" height="6"/>' : '<circle cx="13" cy="6" r="3.2"/>';
  return `<svg width="26" height="12" aria-hidden="true" style="color: var(--mtl-${colour}, currentColor)"><path d="M1 6H25" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="${dash.join(" ")}"/><g fill="currentColor">${marker}</g></svg>`;
}

// The dotted line of a strip: what a prediction that looks at no sensor reaches, with its number in the label.
function mtlConstant(spec, store) {
  const value = spec.constant ? store.head.constants?.[spec.id] : null;
  return Number.isFinite(value) ? { value, label: `${spec.constant} ${mtlNumber(value)}` } : null;
}

// The value of a line at a step: exact for dense lines, the last evaluation for sparse ones.
function mtlValueAt([steps, values], step) {
  const index = steps ? mtlLastUpTo(steps, step) : step;
  return index < 0 ? NaN : (values[index] ?? NaN);
}
