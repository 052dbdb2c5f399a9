// The landscape player's buttons, scrubber, legend and read-outs. Real controls with text; everything has a label.
function mtlLandscapeUi(host, state, act) {
  const root = mtlElement("section", { class: "walk", tabindex: "0", "aria-label": "Landscape player" }, host);
  const bar = mtlElement("div", { class: "bar" }, root);
  const button = (parent, name, text, title, action) => {
    const node = mtlElement("button", { type: "button", class: name, text, title }, parent);
    node.addEventListener("click", action);
    return node;
  };
  const run = button(bar, "run", "Play", "Play or pause (Space)", act.toggle);
  const back = button(bar, "back", "Back", "Previous frame (left arrow)", act.back);
  const forward = button(bar, "forward", "Next", "Next frame (right arrow)", act.forward);
  const speed = mtlElement("label", { class: "speed" }, bar);
  mtlElement("span", { text: "Speed" }, speed);
  const slider = mtlElement("input", { type: "range", min: 0, max: MTL_WALK_SECONDS.length - 1, step: 1, value: state.speed }, speed);
  const rate = mtlElement("output", {}, speed);
  slider.addEventListener("input", () => {
    state.speed = Number(slider.value);
    act.dirty();
  });

  const line = mtlElement("label", { class: "timeline" }, root);
  const where = mtlElement("output", { class: "where" }, line);
  const scrubber = mtlElement("input", { type: "range", min: 0, max: 0, step: "any", value: 0, "aria-label": "Step shown" }, line);
  scrubber.addEventListener("input", () => act.seek(Number(scrubber.value)));

  const row = mtlElement("div", { class: "row" }, root);
  const legend = mtlElement("div", { class: "legend", role: "group", "aria-label": "Methods shown" }, row);
  const contours = mtlElement("div", { class: "contours", role: "group", "aria-label": "What the map shows" }, row);
  for (const [name, text, title] of [["mean", "Mean loss", "Shades: the stronger, the lower the mean of both losses"], ["loss1", "Loss 1", "Contour lines of loss 1, solid"], ["loss2", "Loss 2", "Contour lines of loss 2, dashed"]]) {
    const node = button(contours, `contour ${name}`, text, title, () => {
      state.shown.has(name) ? state.shown.delete(name) : state.shown.add(name);
      node.setAttribute("aria-pressed", String(state.shown.has(name)));
      act.dirty();
    });
    node.setAttribute("aria-pressed", "true");
  }
  const map = mtlElement("div", { class: "map-frame" }, root);
  const below = mtlElement("div", { class: "row below" }, root);
  const pointer = mtlElement("p", { class: "fine pointer", role: "status" }, below);
  const computing = mtlElement("div", { class: "computing" }, below);
  const progress = mtlElement("progress", { "aria-label": "Steps computed" }, computing);
  const computed = mtlElement("span", {}, computing);
  const halt = button(computing, "halt", "Stop", "Stop computing; what is there stays", act.halt);
  const pick = mtlElement("label", { class: "pick" });
  mtlElement("span", { text: "Arrows of" }, pick);
  const select = mtlElement("select", {}, pick);
  select.addEventListener("change", () => act.select(Number(select.value)));
  const inset = mtlElement("div", {}, root);
  inset.append(pick);

  const set = (node, text) => node.textContent !== text && (node.textContent = text);

  // With every new walk: who takes part in it.
  function describe(store) {
    const { methods, starts, steps } = store.head;
    legend.replaceChildren();
    for (const method of methods) {
      const { title } = method;
      const node = button(legend, "", "", "Show or hide these paths", () => {
        state.hidden.has(title) ? state.hidden.delete(title) : state.hidden.add(title);
        node.setAttribute("aria-pressed", String(!state.hidden.has(title)));
        act.relook();
      });
      node.innerHTML = `${mtlLookSwatch(method)}<span></span>`;
      node.lastChild.textContent = title;
      node.setAttribute("aria-pressed", "true");
    }
    select.replaceChildren(...methods.flatMap(({ title }, m) => starts.map((at, s) => {
      const option = mtlElement("option", { value: m * starts.length + s, text: `${title}, start ${s + 1} (${at.map(mtlMinus).join(", ")})` });
      return option;
    })));
    scrubber.max = store.head.records - 1;
    progress.max = steps;
  }

  // With every frame.
  function show(store, view, complete) {
    const { steps, records } = store.head;
    const pace = Number((steps / MTL_WALK_SECONDS[view.speed]).toPrecision(2));
    set(rate, `${pace.toLocaleString("en")} steps/s`);
    slider.setAttribute("aria-valuetext", rate.textContent);
    set(run, view.playing ? "Pause" : "Play");
    run.setAttribute("aria-pressed", String(view.playing));
    back.disabled = view.time <= 0;
    forward.disabled = view.time >= store.have - 1;
    scrubber.value = view.time;
    scrubber.style.setProperty("--known", `${(100 * (store.have - 1)) / (records - 1)}%`);
    const step = store.step(view.time).toLocaleString("en");
    set(where, `Step ${step} of ${steps.toLocaleString("en")}`);
    scrubber.setAttribute("aria-valuetext", where.textContent);
    computing.hidden = complete;
    const known = store.step(store.have - 1);
    progress.value = known;
    set(computed, `${view.halted ? "Stopped at" : "Computed"} ${known.toLocaleString("en")} steps`);
    set(halt, view.halted ? "Go on" : "Stop");
    if (select.value !== String(view.selected)) select.value = view.selected;
    pointer.setAttribute("aria-live", view.keys ? "polite" : "off"); // of a moving mouse nothing is read out
    set(pointer, view.pointer ? `${view.keys ? "Enter" : "Click"}: a start at (${view.pointer.map((v) => mtlMinus(Math.round(10 * v) / 10)).join(", ")}).` : "Click the map: a start there. Click a marker: its arrows.");
    root.classList.toggle("playing", view.playing);
  }

  return { root, map, inset, describe, show };
}

// Below the map: the selected path's tug-of-war (plane.js), and its numbers.
function mtlLandscapeInset(parent, state, dirty) {
  const figure = mtlElement("figure", { class: "inset" }, parent);
  const picture = plane(mtlElement("div", { class: "plane-picture" }, figure), { height: 300 });
  const side = mtlElement("figcaption", {}, figure);
  const scales = mtlElement("span", { class: "segments", role: "group", "aria-label": "Lengths of the arrows" }, side);
  const choices = [["true", "linear"], ["unit", "log"]].map(([value, text]) => {
    const node = mtlElement("button", { type: "button", text, "aria-pressed": String(value === state.scale) }, scales);
    node.addEventListener("click", () => {
      state.scale = value;
      for (const [other, each] of choices) each.setAttribute("aria-pressed", String(other === value));
      dirty();
    });
    return [value, node];
  });
  const table = mtlElement("table", { class: "facts" }, side);
  const head = mtlElement("tr", {}, table);
  mtlElement("td", {}, head);
  for (const text of ["task 1", "task 2"]) mtlElement("th", { text, scope: "col" }, head);
  const rows = [["loss", "Loss L"], ["norm", "Norm ‖g‖"], ["weight", "Weight w"], ["pull", "Pull w·‖g‖"]];
  const cells = Object.fromEntries(rows.map(([name, text]) => {
    const row = mtlElement("tr", {}, table);
    mtlElement("th", { text, scope: "row" }, row);
    return [name, [mtlElement("td", {}, row), mtlElement("td", {}, row)]];
  }));
  const note = mtlElement("p", { class: "fine" }, side);
  const set = (node, text) => node.textContent !== text && (node.textContent = text);

  function draw(store, view, facts) {
    if (!facts) {
      set(note, "This path has diverged: its steps grew until it left the landscape.");
      return void picture.draw({ arrows: [], parts: [], title: "Tug-of-war of the selected path", description: note.textContent, scale: view.scale });
    }
    for (const [name, values] of [["loss", facts.losses], ["norm", facts.norms], ["weight", facts.w], ["pull", facts.norms.map((n, k) => Math.abs(facts.w[k]) * n)]]) {
      values.forEach((value, k) => set(cells[name][k], mtlNumber(value)));
    }
    const { pulls, w } = facts;
    set(note, `At (${facts.at.map((v) => mtlMinus(Math.round(1000 * v) / 1000)).join(", ")}): ${mtlNormsInWords(facts)} Arrows point downhill: −g of each task, and −d, where the update d = w₁g₁ + w₂g₂ moves the point.${store.head.adam ? " Adam then rescales each parameter’s step, so a path need not follow the green arrow." : ""}`);
    const [g1, g2, d] = pulls.map(({ x, y }) => [x, y]);
    const part = [w[0] * g1[0], w[0] * g1[1]];
    picture.draw({
      arrows: pulls,
      parts: [
        { id: "part_1", from: [0, 0], to: part, colour: "var(--mtl-rul)" },
        { id: "part_2", from: part, to: d, colour: "var(--mtl-health)" },
      ],
      region: [g1, g2],
      arc: [g1, g2, `${Math.round(facts.angle)}°`],
      scale: view.scale,
      title: "Tug-of-war of the selected path",
      description: `${note.textContent} Weights ${w.map(mtlNumber).join(" and ")}.`,
    });
  }

  return { draw, destroy: () => picture.destroy() };
}

// One sentence on the two gradients.
function mtlNormsInWords({ norms, angle }) {
  const [larger, smaller] = norms[0] >= norms[1] ? [1, 2] : [2, 1];
  const ratio = norms[larger - 1] / norms[smaller - 1];
  const apart = `the angle between them ${Math.round(angle)}°`;
  if (norms[0] === 0 && norms[1] === 0) return "both gradients are zero.";
  if (!Number.isFinite(ratio)) return `only task ${larger} has a gradient.`;
  return ratio < 1.005 ? `both gradients have the same norm, ${apart}.` : `the norm of task ${larger}’s gradient is ${mtlNumber(ratio)} times task ${smaller}’s, ${apart}.`;
}
