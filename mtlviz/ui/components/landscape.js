// The landscape player: it owns the clock and the playhead; Python is asked for records until the walk is complete.
// Time is counted in records, which need not be whole. Free of Streamlit: `send(name, value)` carries events away.
const MTL_WALK_SECONDS = [60, 30, 15, 8, 4]; // how long playing the whole walk takes, from slow to fast
const MTL_WALK_PATIENCE = 4000; // ms until an unanswered question is asked again

function mtlLandscapePlayer({ host, send }) {
  const store = mtlWalkStore();
  const state = {
    time: 0, playing: false, speed: 2, selected: 0, halted: false, pointer: null,
    shown: new Set(["mean", "loss1", "loss2"]), hidden: new Set(), scale: "true", look: 0,
  };
  let style = null, clock = 0, then = 0, waiting = 0, dirty = true;

  const act = { toggle, seek, back: () => seek(Math.ceil(state.time) - 1), forward: () => seek(Math.floor(state.time) + 1), halt, relook, dirty: wake, select };
  const ui = mtlLandscapeUi(host, state, act);
  const map = mtlLandscapeMap(ui.map, { dirty: wake, select, start: (at) => tell("start", { at }), point: (at, keys = false) => { Object.assign(state, { pointer: at, keys }); wake(); } });
  const inset = mtlLandscapeInset(ui.inset, state, wake);

  function tell(name, more = {}) {
    send(name, { walk: store.walk, scene: store.scene, have: store.have, ...more });
  }

  function ask() {
    clearTimeout(waiting);
    if (state.halted || complete()) return;
    tell("need");
    waiting = setTimeout(ask, MTL_WALK_PATIENCE);
  }

  const complete = () => store.have === store.head.records && store.scene === store.head.scene;

  function take(bytes) {
    const answer = store.take(bytes);
    if (answer === "new") {
      Object.assign(state, { time: 0, halted: false, playing: !matchMedia("(prefers-reduced-motion: reduce)").matches });
      if (state.selected >= store.paths) state.selected = 0;
      state.hidden.clear();
      ui.describe(store);
    }
    ask();
    relook(answer === "new");
  }

  // Theme, legend or contours have changed: what is drawn once is drawn again.
  function relook(again = true) {
    if (again) state.look += 1;
    style = null;
    wake();
  }

  function wake() {
    dirty = true;
    clock ||= requestAnimationFrame(tick);
  }

  function tick(now) {
    clock = 0;
    if (state.playing) advance(Math.min(now - (then || now), 100) / 1000);
    then = state.playing ? now : 0;
    if (dirty || state.playing) draw();
    if (state.playing) clock = requestAnimationFrame(tick);
  }

  function advance(seconds) {
    const end = store.have - 1;
    const time = state.time + (seconds * (store.head.records - 1)) / MTL_WALK_SECONDS[state.speed];
    state.time = Math.max(0, Math.min(time, end));
    if (time < end || !(complete() || state.halted)) return;
    state.playing = false;
    dirty = true;
  }

  function draw() {
    dirty = false;
    if (!store.surfaces || !store.have || store.scene !== store.head.scene) return;
    style ??= mtlWalkStyle(host);
    const view = { ...state, style };
    const facts = mtlWalkFacts(store, view);
    map.draw(store, view, facts?.pulls);
    inset.draw(store, view, facts);
    ui.show(store, view, complete());
  }

  function toggle() {
    if (!state.playing && state.time >= store.have - 1 && (complete() || state.halted)) state.time = 0; // from the start again
    state.playing = !state.playing;
    wake();
  }

  function seek(time) {
    if (Number.isNaN(time)) return;
    state.playing = false;
    state.time = Math.max(0, Math.min(time, store.have - 1));
    wake();
  }

  function halt() {
    state.halted = !state.halted;
    if (state.halted) {
      clearTimeout(waiting);
      tell("halt");
    } else ask();
    wake();
  }

  function select(path) {
    state.selected = path;
    wake();
  }

  // Space, arrows, Home and End, wherever the focus is inside, unless the focused control has its own use for the key.
  host.addEventListener("keydown", (event) => {
    const own = event.target.tagName;
    if (event.ctrlKey || event.metaKey || event.altKey || own === "INPUT" || own === "SELECT" || (event.key === " " && own !== "SECTION")) return;
    const keys = { " ": toggle, ArrowLeft: act.back, ArrowRight: act.forward, Home: () => seek(0), End: () => seek(store.have - 1) };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  function destroy() {
    cancelAnimationFrame(clock);
    clearTimeout(waiting);
    map.destroy();
    inset.destroy();
  }

  return { take, relook, destroy, state, store };
}

// Everything about the selected path at the record shown: where it is, and where each task would move it (downhill, −g).
// Null if it has diverged.
function mtlWalkFacts(store, { time, selected }) {
  const record = Math.min(Math.floor(time + 1e-6), store.have - 1);
  if (selected < 0 || selected >= store.paths || !store.position(record, selected)) return null;
  const of = (column) => store.pair(record, selected, column);
  const [g1, g2, w] = [of(MTL_WALK.g1), of(MTL_WALK.g2), of(MTL_WALK.w)];
  const d = [w[0] * g1[0] + w[1] * g2[0], w[0] * g1[1] + w[1] * g2[1]];
  const pull = (id, label, [x, y], dash, width) => ({ id, label, x: 0 - x, y: 0 - y, dash, width, colour: `var(--mtl-${id})` });
  return {
    record, w, at: of(MTL_WALK.x), losses: of(MTL_WALK.loss), norms: [Math.hypot(...g1), Math.hypot(...g2)],
    angle: Math.abs(Math.atan2(g1[0] * g2[1] - g1[1] * g2[0], g1[0] * g2[0] + g1[1] * g2[1])) * (180 / Math.PI),
    pulls: [pull("rul", "task 1", g1, "", 4), pull("health", "task 2", g2, "7 3", 4), pull("update", "update", d, "12 3", 5)],
  };
}

// Colours and font of the page, read once after every change of theme.
function mtlWalkStyle(host) {
  const css = getComputedStyle(host);
  const colours = new Map();
  const colour = (name) => {
    if (!colours.has(name)) colours.set(name, css.getPropertyValue(`--mtl-${name}`).trim());
    return colours.get(name);
  };
  return { ...mtlStyle(host), colour };
}

// Streamlit's side of it: called on every change of data or theme.
function mountLandscape({ data, parentElement: host, setTriggerValue }) {
  mtlDress(host, "landscape");
  const fresh = !host.mtlLandscape;
  const player = (host.mtlLandscape ??= mtlLandscapePlayer({ host: host.querySelector(".mtl"), send: (name, value) => host.mtlSend(name, value) }));
  host.mtlSend = setTriggerValue;
  const dark = mtlIsDark(host.host ?? host.getRootNode().host ?? host);
  if (data) player.take(data);
  if (!fresh && host.mtlDark !== dark) player.relook();
  host.mtlDark = dark;
  return () => player.destroy();
}
