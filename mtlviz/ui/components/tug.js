// tug.js: the tug-of-war. It follows Streamlit's sliders while they move, lets the tips be dragged, and redraws at display
// rate. The λ-weighted update is computed here; whatever a method or geometry.py knows comes from Python, a few times a
// second while something moves (mtlLink). data, from tug.py:
//   held: {lam, angle, ratio, side}   the state that Python holds; adopted when it changes
//   start: {lam, angle, ratio, side, seq} or null   told anew, the picture moves from there to held
//   answer: {seq, final}              the message that the rest answers
//   methods: [{id, title, colour, dash, path, contributions, changed, summed}] (looks: identity.py), sentence, description, window: [low, high],
//   numbers: for the read-out (tug_numbers.js), scale, sliders: {lam: {key}, …, ratio: {key, grid}}
function mountTug(component) {
  const host = component.parentElement;
  mtlDress(host, "tug");
  if (component.data.outlet) return mtlOutlet(component.data.outlet, host);
  host.mtlTug ??= mtlTug(host);
  host.mtlTug.update(component);
  return () => {
    host.mtlTug?.destroy();
    host.mtlTug = undefined;
  };
}

function mtlTug(host) {
  const root = host.querySelector(".tug");
  root.innerHTML =
    `<figure><div class="picture"></div><figcaption aria-live="polite"></figcaption></figure>`;
  const [pictureHost, caption] = root.firstChild.children;
  const picture = plane(pictureHost, { height: () => Math.min(560, Math.max(340, innerHeight - 400)), decades: 5 }); // sliders and picture on one screen
  const making = mtlMaking(mtlForOutlet("making", mtlDiv("making")), () => draw());
  const numbers = mtlNumbers(mtlForOutlet("numbers", mtlDiv("readout")));
  const calm = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
  let live = null; // { lam, angle: 0…180, ratio, side } as drawn
  let heading = 0; // absolute direction of RUL's arrow on the screen, radians: local to the picture
  let holding = null; // what the visitor has in hand: "rul", "health", "update" (tips), "slider", or null
  let reach = null; // length at the outer ring while RUL's tip is dragged
  let data = null, adopted = "", frame = 0, glide = 0, awaited = 0, started = null;

  const link = mtlLink((message) => data.send("moved", message));
  const loudHistory = mtlQuietHistory();
  const sliders = mtlSliders({
    grab() { holding = "slider"; stop(); },
    move(change) { move(change); link.tell({ ...live, final: false }); },
    release() { holding = null; link.forget(); },
  });
  const handles = mtlHandles(picture, {
    state: () => ({ ...live, heading, vectors: vectors() }),
    grab(tip) { holding = tip; stop(); draw(); },
    move(change) {
      if ("heading" in change) heading = change.heading;
      reach = change.reach ?? reach;
      move(change.state);
      link.tell({ ...live, final: false });
    },
    release() { // the sliders follow: Python moves them
      holding = reach = null;
      live = { lam: round(live.lam, 3), angle: round(live.angle, 1), ratio: Number(live.ratio.toPrecision(4)), side: live.side };
      awaited = link.tell({ ...live, final: true }, true);
      draw();
    },
  });

  function update(component) {
    data = { ...component.data, send: component.setTriggerValue };
    link.answered(data.answer.seq);
    sliders.follow(data.sliders, data.window, getComputedStyle(root).getPropertyValue("--mtl-update").trim());
    const held = JSON.stringify(data.held);
    const answered = awaited && data.answer.seq >= awaited;
    if (answered) awaited = 0;
    const begin = data.start && data.start.seq !== started && !holding ? data.start : null;
    started = data.start?.seq ?? null;
    if (!live) live = { ...data.held };
    else if (begin) moveTo(data.held, { lam: begin.lam, angle: begin.angle, ratio: begin.ratio, side: begin.side }, 1800);
    else if ((held !== adopted || answered) && !holding && !awaited) moveTo(data.held);
    adopted = held;
    making.offer([{ id: "update", title: "update", ...data.making, dash: "" }, ...data.methods]);
    if (caption.textContent !== data.sentence) caption.textContent = data.sentence;
    numbers.show({ ...data.numbers, methods: data.methods });
    draw();
  }

  function move(change) {
    live = { ...live, ...change };
    frame ||= requestAnimationFrame(() => { frame = 0; draw(); });
  }

  function stop() {
    cancelAnimationFrame(glide);
  }

  // Presets and typed values: the arrows travel there, so that the eye can follow.
  function moveTo(goal, from = { ...live }, time = 320) {
    stop();
    const signed = (s) => (s.side === "left" ? s.angle : -s.angle);
    const begin = performance.now();
    if (calm || JSON.stringify(from) === JSON.stringify(goal)) return void (live = { ...goal });
    const step = (now) => {
      const t = Math.min(1, Math.max(0, (now - begin) / time)), ease = 1 - (1 - t) ** 3;
      const mix = (a, b) => a + (b - a) * ease;
      const turn = mix(signed(from), signed(goal));
      live = t === 1 ? { ...goal } : {
        lam: mix(from.lam, goal.lam), angle: Math.abs(turn), side: turn < 0 ? "right" : "left",
        ratio: Math.exp(mix(Math.log(from.ratio), Math.log(goal.ratio))),
      };
      draw();
      if (t < 1) glide = requestAnimationFrame(step);
    };
    glide = requestAnimationFrame(step);
  }

  // g1, g2 and the update λ g1 + (1−λ) g2, in units in which RUL's gradient has length 5.
  function vectors() {
    const turn = live.side === "left" ? live.angle : -live.angle;
    const g1 = [5 * Math.cos(heading), 5 * Math.sin(heading)];
    const [c, s] = { 0: [1, 0], 90: [0, 1], 180: [-1, 0] }[Math.abs(turn)] ?? [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
    const sine = Math.abs(turn) === 90 ? Math.sign(turn) * s : s;
    const g2 = [(c * g1[0] - sine * g1[1]) / live.ratio, (sine * g1[0] + c * g1[1]) / live.ratio];
    return { g1, g2, update: mtlCombine([live.lam, 1 - live.lam], g1, g2) };
  }

  function draw() {
    if (!live || !data) return;
    const { g1, g2, update } = vectors();
    const arrow = (id, label, [x, y], more) => ({ id, label, x, y, note: mtlLength(Math.hypot(x, y)), ...more });
    const methods = data.methods.map((m) => {
      const weights = [0, 1].map((j) => m.contributions[0][j] + m.contributions[1][j]);
      return arrow(m.id, m.title, mtlCombine(weights, g1, g2), { colour: m.colour, dash: m.dash, path: m.path, width: 3 });
    });
    const chosen = making.chosen();
    const shown = chosen === "update" ? { id: "update", contributions: [[live.lam, 0], [0, 1 - live.lam]], colour: "var(--mtl-update)" } : data.methods.find((m) => m.id === chosen);
    const staged = mtlStages(shown, making.stage(), g1, g2);
    const arrows = [
      arrow("rul", "RUL", g1, { colour: "var(--mtl-rul)", width: 6.5, grip: true }),
      arrow("health", "health", g2, { colour: "var(--mtl-health)", dash: "7 3", width: 5, grip: true }),
      ...methods,
      arrow("update", "update", update, { colour: "var(--mtl-update)", width: 4, grip: true }),
    ].map((a) => ({ ...a, faded: staged.fade(a.id) }));
    const track = data.scale === "unit" ? mtlLocus(g1, g2) : [g2, g1]; // λ from 0 to 1
    const inHand = holding !== null && holding !== "slider"; // a tip: the scale must not move under it
    picture.draw({
      arrows, parts: staged.parts, region: [g1, g2], track, trackNote: "λ from 0 to 1", scale: data.scale,
      arc: live.angle >= 8 ? [g1, g2, `${round(live.angle, live.angle % 1 ? 1 : 0)}°`] : null,
      reach: inHand ? reach : Math.max(5, ...arrows.map(({ x, y }) => Math.hypot(x, y))), freeze: inHand,
      title: "Minus the two gradients and minus their weighted sum", description: data.description,
    });
    handles.place();
  }

  picture.onview = () => handles?.place();
  return {
    update,
    destroy() {
      stop();
      cancelAnimationFrame(frame);
      sliders.destroy();
      loudHistory();
      ["making", "numbers"].forEach((name) => mtlForOutlet(name, null));
      link.forget();
      making.destroy();
      picture.destroy();
    },
  };

  function round(value, digits) {
    return Number(value.toFixed(digits));
  }
}

function mtlDiv(className) {
  return Object.assign(document.createElement("div"), { className });
}

// Σ w_k g_k; what is left of opposed pulls by rounding alone is zero.
function mtlCombine(weights, g1, g2) {
  const sum = [0, 1].map((axis) => weights[0] * g1[axis] + weights[1] * g2[axis]);
  const size = Math.abs(weights[0]) * Math.hypot(...g1) + Math.abs(weights[1]) * Math.hypot(...g2);
  return Math.hypot(...sum) < 1e-14 * size ? [0, 0] : sum;
}

// Points of the segment from g2 to g1, close enough for a smooth curve on logarithmic rings: even steps of the direction,
// which turns fast where the sum is short, and of the logarithms of λ and 1 − λ, where it is long.
function mtlLocus(g1, g2) {
  const [a, b] = [Math.atan2(g1[1], g1[0]), Math.atan2(g2[1], g2[0])];
  const turn = Math.atan2(Math.sin(b - a), Math.cos(b - a));
  const lams = [0, 1];
  for (let n = 1; n < 120; n++) {
    const [c, s] = [Math.cos(a + (turn * n) / 120), Math.sin(a + (turn * n) / 120)];
    const [p, q] = [c * g1[1] - s * g1[0], c * g2[1] - s * g2[0]]; // distances from the ray in this direction
    if (p !== q) lams.push(q / (q - p));
    const low = 10 ** ((-6 * n) / 120);
    lams.push(low, 1 - low);
  }
  return lams.filter((lam) => lam >= 0 && lam <= 1).sort((x, y) => x - y).map((lam) => mtlCombine([lam, 1 - lam], g1, g2));
}

// A length as it stands beside an arrow: three digits.
function mtlLength(value) {
  return value ? String(Number(value.toPrecision(3))) : "0";
}
