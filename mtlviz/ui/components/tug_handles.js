// The tips one can take hold of: by pointer, touch or keyboard. Each is a slider to a screen reader.
// owner: { state() → {lam, angle, ratio, side, heading, vectors}, grab(tip), move({state, heading?, reach?}), release() }
function mtlHandles(picture, owner) {
  const NS = "http://www.w3.org/2000/svg";
  const tips = { rul: "g1", health: "g2", update: "update" };
  const names = { rul: "Tip of RUL’s arrow", health: "Tip of health’s arrow", update: "Tip of the update" };
  const nodes = {};
  for (const tip of Object.keys(tips)) {
    const node = picture.front.appendChild(document.createElementNS(NS, "g"));
    node.setAttribute("class", `tip tip-${tip}`);
    node.innerHTML = `<circle class="hit" r="24"/><circle class="grip" r="9.5"/>`;
    for (const [name, value] of Object.entries({ role: "slider", tabindex: 0, "aria-label": names[tip] })) node.setAttribute(name, value);
    node.addEventListener("keydown", (event) => key(event, tip));
    // Chromium heeds touch-action on the <svg> only: without this it takes a finger for a scroll after some 15 pixels.
    node.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    nodes[tip] = node;
  }
  let drag = null, quiet = 0;

  const at = (event) => {
    const box = picture.svg.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const where = (tip) => picture.project(owner.state().vectors[tips[tip]]);

  // Hit rings overlap where arrows do: the nearest tip is meant. The smaller one first, so that it can be pulled away.
  function down(event) {
    if (drag || event.button > 0) return;
    const [x, y] = at(event);
    const reachable = ["health", "update", "rul"].map((tip) => ({ tip, d: Math.hypot(where(tip)[0] - x, where(tip)[1] - y) }));
    const { tip } = reachable.reduce((best, one) => (one.d < best.d - 3 ? one : best));
    const [tx, ty] = where(tip);
    const { ratio } = owner.state();
    drag = { tip, pointer: event.pointerId, offset: [tx - x, ty - y], reach: picture.reach(), ratio };
    nodes[tip].setPointerCapture(event.pointerId);
    nodes[tip].classList.add("held");
    nodes[tip].focus({ preventScroll: true });
    event.preventDefault();
    owner.grab(tip);
  }

  function moved(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    const [x, y] = at(event);
    const point = [x + drag.offset[0], y + drag.offset[1]];
    owner.move(drag.tip === "update" ? { state: { lam: nearestLam(point) } } : pulled(drag.tip, picture.unproject(point, drag.reach)));
  }

  function up(event) {
    if (!drag || event.pointerId !== drag.pointer) return;
    nodes[drag.tip].classList.remove("held");
    drag = null;
    owner.release();
  }

  for (const node of Object.values(nodes)) {
    node.addEventListener("pointerdown", down);
    node.addEventListener("pointermove", moved);
    node.addEventListener("pointerup", up);
    node.addEventListener("pointercancel", up);
  }

  // The λ whose update lies nearest to a point of the screen.
  function nearestLam(point) {
    const { g1, g2 } = owner.state().vectors;
    let best = [0, Infinity];
    for (let n = 0; n <= 1000; n++) {
      const [x, y] = picture.project([0, 1].map((axis) => (n * g1[axis] + (1000 - n) * g2[axis]) / 1000));
      const d = Math.hypot(x - point[0], y - point[1]);
      if (d < best[1] - 1e-9) best = [n / 1000, d];
    }
    return best[0];
  }

  // The state in which a task's tip lies at `point` (in the units of the moment it was grabbed). RUL's length is the unit:
  // pulling it makes all else shorter, so the outer ring (`reach`) moves with the tip and nothing else on the screen does.
  function pulled(tip, [x, y]) {
    const { heading, angle, side } = owner.state();
    const length = Math.hypot(x, y) || 1e-9;
    const other = heading + ((side === "left" ? 1 : -1) * angle * Math.PI) / 180;
    const direction = Math.atan2(y, x);
    const [red, blue] = tip === "rul" ? [direction, other] : [heading, direction];
    const turned = (Math.atan2(Math.sin(blue - red), Math.cos(blue - red)) * 180) / Math.PI;
    const snapped = [0, 90, 180].find((corner) => Math.abs(Math.abs(turned) - corner) < 1.5) ?? Math.abs(turned);
    const state = { angle: snapped, side: turned < 0 ? "right" : "left" };
    if (tip === "health") return { state: { ...state, ratio: limited(5 / length) } };
    const ratio = limited((length * drag.ratio) / 5);
    const fitted = other - ((turned < 0 ? -1 : 1) * snapped * Math.PI) / 180; // health stays where it is
    return { state: { ...state, ratio }, heading: fitted, reach: (drag.reach * drag.ratio) / ratio };
  }

  const limited = (ratio) => (ratio < 1.03 ? 1 : Math.min(10000, ratio));

  // The value of a tip, as a screen reader says it, is λ or the angle: Home, End and the page keys change that.
  function key(event, tip) {
    const along = { ArrowUp: 1, ArrowDown: -1 }[event.key] ?? 0, across = { ArrowLeft: 1, ArrowRight: -1 }[event.key] ?? 0;
    const page = { PageUp: 1, PageDown: -1 }[event.key] ?? 0, end = { Home: 0, End: 1 }[event.key];
    if (!along && !across && !page && end === undefined) return;
    event.preventDefault();
    const { lam, angle, ratio, side, heading } = owner.state();
    const big = event.shiftKey ? 5 : 1;
    if (tip === "update") {
      const wanted = end ?? lam + 0.01 * big * (along - across) + 0.1 * page;
      owner.move({ state: { lam: Math.min(1, Math.max(0, Number(wanted.toFixed(3)))) } });
    } else {
      const away = side === "left" ? 1 : -1, sense = tip === "health" ? across : -across; // left turns the arrow against the clock
      const wanted = end === undefined ? Math.min(180, Math.max(0, angle + 10 * page)) : 180 * end;
      const signed = across ? Math.round((away * angle + 2 * big * sense) * 10) / 10 : away * wanted;
      const wrapped = signed > 180 ? signed - 360 : signed < -180 ? signed + 360 : signed;
      const longer = (tip === "rul" ? along : -along) * big;
      const turned = wrapped % 180 ? (wrapped < 0 ? "right" : "left") : side;
      const state = { angle: Math.abs(wrapped), side: turned, ratio: limited(ratio * 1.05 ** longer) };
      owner.move({ state, ...(tip === "rul" ? { heading: heading + ((away * angle - signed) * Math.PI) / 180 } : {}) });
    }
    clearTimeout(quiet);
    quiet = setTimeout(() => owner.release(), 250); // one commit for a run of key presses
  }

  function place() {
    const { lam, angle, ratio, side, vectors } = owner.state();
    const turn = `${Number(angle.toFixed(1))} degrees ${angle % 180 ? `to the ${side} ` : ""}of RUL`;
    const many = `${Number(ratio.toPrecision(3))} times`;
    const said = {
      rul: [angle, 0, 180, `norm ${many} health’s, ${Number(angle.toFixed(1))} degrees apart`],
      health: [angle, 0, 180, `norm ${mtlLength(5 / ratio)}, ${turn}`],
      update: [lam, 0, 1, `λ ${Number(lam.toFixed(3))}, norm ${mtlLength(Math.hypot(...vectors.update))}`],
    };
    for (const [tip, node] of Object.entries(nodes)) {
      const [x, y] = where(tip);
      node.setAttribute("transform", `translate(${x} ${y})`);
      const [now, min, max, text] = said[tip];
      for (const [name, value] of Object.entries({ valuenow: now, valuemin: min, valuemax: max, valuetext: text })) node.setAttribute(`aria-${name}`, value);
    }
  }

  return { place };
}
