// The look-ahead player: it owns the clock, the playhead and the buttons; the trainer is asked for steps ahead of need.
// Free of Streamlit: `send(name, value)` carries events away, `take(chunk)` brings steps in (docs: mtlviz/live/wire.py).
const MTL_SPEEDS = [1, 2, 5, 10, 20, 50, 100, 200];
const MTL_PATIENCE = 2500; // ms until an unanswered question is asked again
const MTL_AHEAD = 0.5; // s of playing that are left when more is asked for; what lies ahead is lost when a rule changes
const MTL_REST = 600; // ms of standing still until the figures of the pause are asked for

function mtlPlayer({ host, send }) {
  const store = mtlStore();
  const state = { at: 0, seen: 0, playing: false, speed: 20, cursor: null, recent: false, dirty: true, waiting: false };
  const asked = { need: -Infinity, rewind: -Infinity, rev: -1 };
  let clock = 0;
  let then = 0;
  let resume = null; // where the visitor was when they left the page
  let lookTimer = 0;
  let resetTimer = 0;
  let toldAt = -Infinity;
  let style = null;

  const act = { toggle, back: () => seek(step() - 1), forward, reset: () => reset(), seek, open, dirty: wake };
  const ui = mtlPlayerUi(host, state, act);
  const strips = mtlStrips().map((spec) => mtlStrip(ui.strips, spec, { dirty: wake, seek, cursor: point }));
  const picture = mtlLivePlane(ui.left, { dirty: wake, open });
  const code = mtlCodePanel(ui.left);
  ui.left.addEventListener("mtl-dirty", wake);

  function step() {
    return Math.max(0, Math.min(Math.floor(state.at + 1e-6), store.count - 1));
  }

  // What Python is told with every event: it derives from this what to send or do, so a lost or doubled event does no harm.
  function tell(name, more = {}) {
    send(name, {
      run: store.run, epoch: store.epoch, branch: store.branch, have: store.count,
      at: step(), seen: state.seen, playing: state.playing, speed: state.speed, ...more,
    });
  }

  function take(chunk) {
    const answer = store.take(chunk);
    if (answer === "old") return;
    const now = performance.now();
    if (answer !== "same") asked.need = -Infinity;
    if (answer === "new") {
      Object.assign(state, { at: 0, seen: 0, cursor: null, replaced: mtlReplaced(chunk) });
      resume = chunk.seen > 0 ? { at: chunk.at, seen: chunk.seen, playing: chunk.playing } : null;
      state.playing = !resume && chunk.autoplay && !matchMedia("(prefers-reduced-motion: reduce)").matches;
      if (!resume) tell("look"); // at once: the rerun lets the page settle its URL before anything is touched
    }
    if (answer === "cut") state.seen = Math.min(state.seen, chunk.from);
    if (resume && store.count > resume.seen) {
      Object.assign(state, resume);
      resume = null;
      look(MTL_REST); // does nothing if it plays on
    }
    if (answer === "gap" || resume) need(now);
    state.at = Math.max(0, Math.min(state.at, store.count - 1));
    state.seen = Math.max(state.seen, step());
    if (chunk.rev !== chunk.applied && (asked.rev !== chunk.rev || now - asked.rewind > MTL_PATIENCE)) {
      Object.assign(asked, { rewind: now, rev: chunk.rev });
      tell("rewind", { rev: chunk.rev });
    }
    wake();
  }

  function need(now) {
    if (now - asked.need < MTL_PATIENCE) return;
    asked.need = now;
    tell("need");
  }

  function wake() {
    state.dirty = true;
    clock ||= requestAnimationFrame(tick);
  }

  function tick(now) {
    clock = 0;
    const before = step();
    if (state.playing) advance(Math.min(now - (then || now), 100) / 1000);
    then = state.playing ? now : 0;
    const left = store.count - 1 - step();
    if (store.count && !store.head.stopped && left < Math.max(5, state.playing ? MTL_AHEAD * state.speed : 0)) need(now);
    if (state.dirty || step() !== before) draw(now);
    if (state.playing || state.dirty) clock = requestAnimationFrame(tick);
  }

  function advance(seconds) {
    const end = store.count - 1;
    state.at += seconds * state.speed;
    state.waiting = state.at >= end;
    if (state.at < end) return;
    state.at = Math.max(0, end);
    if (store.head.stopped && store.count >= store.head.total) pause();
  }

  function draw(now) {
    state.dirty = false;
    if (!store.count) return;
    style ??= mtlStyle(host);
    const at = step();
    state.seen = Math.max(state.seen, at);
    const end = mtlStepsEnd(state.seen);
    const view = {
      store, at, end, style, seen: state.seen, playing: state.playing, replaced: state.replaced,
      cursor: state.cursor !== null && state.cursor <= state.seen ? state.cursor : null,
      from: state.recent ? Math.max(0, at - 200) : 0, to: state.recent ? Math.max(200, at) : end,
      changes: store.head.changes, stopped: store.head.stopped?.step ?? null,
    };
    for (const strip of strips) strip.draw(view);
    picture.draw(view);
    code.draw(view);
    if (!state.playing || now - toldAt > MTL_CALM) {
      const told = ui.say(store, view);
      toldAt = state.playing && told ? now : -Infinity;
    }
    ui.show(store, view, state);
  }

  function toggle() {
    state.replaced = false;
    if (state.playing) return pause();
    if (store.head.stopped && step() >= store.head.total - 1) state.at = 0; // at the end of a stopped run: from the start
    state.playing = true;
    tell("look"); // Python takes the figures of the pause away
    wake();
  }

  function pause() {
    state.playing = false;
    state.at = step();
    state.waiting = false;
    look(MTL_REST);
    wake();
  }

  // Figures to zoom into take the browser a while: they come once the visitor has stopped for good.
  function look(delay) {
    clearTimeout(lookTimer);
    lookTimer = setTimeout(() => state.playing || tell("look"), delay);
  }

  function seek(target) {
    if (target === null || Number.isNaN(target)) return;
    state.replaced = false;
    state.playing = false;
    state.at = Math.max(0, Math.min(target, state.seen, store.count - 1));
    look(MTL_REST);
    wake();
  }

  function forward() {
    state.seen = Math.max(state.seen, Math.min(step() + 1, store.count - 1));
    seek(step() + 1);
  }

  // Asked again while the old run is still there: an event can be lost where Streamlit reruns two fragments at once. One
  // that comes twice does no harm, as it names the run that it ends.
  function reset(tries = 4) {
    const { run, epoch } = store;
    clearTimeout(resetTimer);
    tell("reset");
    resetTimer = setTimeout(() => {
      if (tries > 1 && store.run === run && store.epoch === epoch) reset(tries - 1);
    }, MTL_PATIENCE);
  }

  function open() {
    state.playing = false;
    tell("open");
    follow(".st-key-live_open a");
  }

  // Press a link that the page draws in answer, as soon as it is there.
  function follow(selector) {
    const watcher = new MutationObserver(() => {
      const link = document.querySelector(selector);
      if (!link) return;
      watcher.disconnect();
      link.click();
    });
    watcher.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => watcher.disconnect(), 20_000);
  }

  function point(at) {
    state.cursor = at;
    wake();
  }

  // Space, arrows, Home and End, wherever the focus is inside, unless the focused control has its own use for the key.
  host.addEventListener("keydown", (event) => {
    const own = event.target.tagName;
    if (event.ctrlKey || event.metaKey || event.altKey || own === "INPUT" || (event.key === " " && own !== "SECTION")) return;
    const keys = { " ": toggle, ArrowLeft: act.back, ArrowRight: forward, Home: () => seek(0), End: () => seek(state.seen) };
    if (!keys[event.key] || (own === "PRE" && event.key !== " ")) return;
    event.preventDefault();
    keys[event.key]();
  });

  function restyle() {
    style = null;
    wake();
  }

  function destroy() {
    cancelAnimationFrame(clock);
    clearTimeout(lookTimer);
    clearTimeout(resetTimer);
    for (const part of [...strips, picture]) part.destroy();
  }

  return { take, restyle, destroy, state, store };
}

// Whether the run takes the place of another one that this browser showed, and nobody has said so: the visitor was away
// for longer than the server keeps a session. Known as long as the document lives, whatever page of it is shown.
function mtlReplaced(chunk) {
  const known = globalThis.mtlRun;
  globalThis.mtlRun = chunk.run;
  return Boolean(known) && known !== chunk.run && !chunk.again;
}

// Streamlit's side of it: called on every change of data or theme.
function mountPlayer({ data, parentElement: host, setTriggerValue }) {
  mtlDress(host, "player");
  const player = (host.mtlPlayer ??= mtlPlayer({ host: host.querySelector(".mtl"), send: (name, value) => host.mtlSend(name, value) }));
  host.mtlSend = setTriggerValue;
  player.restyle();
  if (data) player.take(JSON.parse(new TextDecoder().decode(data)));
  return () => player.destroy();
}
