const MTL_CALM = 1000; // ms for which words stand still while the run goes on …
const MTL_LISTEN = 5000; // … and for which nothing new is read out
const MTL_REPLACED =
  "You were away for longer than the server keeps a run, or it was started again: this is a new run, with the settings in the address.";

// The player's buttons, scrubber and words. Real buttons with text; everything has a label.
function mtlPlayerUi(host, state, act) {
  const root = mtlElement("section", { class: "player", tabindex: "0", "aria-label": "Training player" }, host);
  const bar = mtlElement("div", { class: "bar" }, root);
  const button = (name, text, title, action) => {
    const node = mtlElement("button", { type: "button", class: name, text, title }, bar);
    node.addEventListener("click", action);
    return node;
  };
  const run = button("run", "Run", "Run or pause (Space)", act.toggle);
  const back = button("back", "Step back", "One step back (left arrow)", act.back);
  const forward = button("forward", "Step", "One step (right arrow)", act.forward);
  button("reset", "Reset", "Start again from the same initial weights, with the settings above", act.reset);

  const speed = mtlElement("label", { class: "speed" }, bar);
  mtlElement("span", { text: "Speed" }, speed);
  const slider = mtlElement("input", { type: "range", min: 0, max: MTL_SPEEDS.length - 1, step: 1, value: MTL_SPEEDS.indexOf(state.speed) }, speed);
  const rate = mtlElement("output", {}, speed);
  const showRate = () => {
    state.speed = MTL_SPEEDS[slider.value];
    rate.textContent = `${state.speed} step${state.speed === 1 ? "" : "s"}/s`;
    slider.setAttribute("aria-valuetext", rate.textContent);
  };
  slider.addEventListener("input", showRate);
  showRate();

  const recent = mtlElement("label", { class: "recent", title: "Zoom the charts to the last 200 steps up to the playhead" }, bar);
  const box = mtlElement("input", { type: "checkbox" }, recent);
  recent.append("Last 200 steps only");
  box.addEventListener("change", () => {
    state.recent = box.checked;
    act.dirty();
  });

  const line = mtlElement("label", { class: "timeline" }, root);
  const where = mtlElement("output", { class: "where" }, line);
  const scrubber = mtlElement("input", { type: "range", min: 0, max: 0, step: 1, value: 0, "aria-label": "Step shown" }, line);
  scrubber.addEventListener("input", () => act.seek(Number(scrubber.value)));

  const sentence = mtlElement("p", { class: "sentence", "aria-hidden": "true" }, root);
  const spoken = mtlElement("p", { class: "spoken", "aria-live": "polite" }, root); // the sentence once more, at a listener's pace
  const notice = mtlElement("p", { class: "notice", role: "status", hidden: "" }, root);
  const stage = mtlElement("div", { class: "stage" }, root);
  const left = mtlElement("div", { class: "left" }, stage);
  const strips = mtlElement("div", { class: "strips" }, stage);
  const keys = mtlElement("p", { class: "fine keys" }, root);

  mtlElement("p", { class: "fine closer", text: "Pause for zoomable figures and downloads." }, root);

  const set = (node, text) => node.textContent !== text && (node.textContent = text);

  const speak = mtlPaced(MTL_LISTEN, (text) => set(spoken, text));

  // Standing still, the sentence is about the step shown; running, about the last steps, which it names: true even
  // when it is a second old. False where there is nothing to say yet.
  function say(store, view) {
    const stopped = store.head.stopped;
    const ended = stopped && view.at >= store.head.total - 1;
    const still = `Step ${MTL_GROUPED.format(view.at)}: ${store.sentence(view.at)}`;
    const text = ended ? stopped.text : view.playing ? store.lately(view.at) : still;
    const known = store.head.notice ?? (view.replaced ? MTL_REPLACED : "");
    set(notice, known);
    notice.hidden = !known;
    if (!text) return false;
    set(sentence, text);
    sentence.classList.toggle("ended", Boolean(ended));
    speak(text);
    return true;
  }

  // With every step drawn.
  function show(store, view, { playing, waiting }) {
    set(run, playing ? "Pause" : "Run");
    run.setAttribute("aria-pressed", String(playing));
    // Not `disabled`: a button that is disabled while it has the focus takes the keyboard away with it.
    back.setAttribute("aria-disabled", String(view.at <= 0));
    forward.setAttribute("aria-disabled", String(view.at >= store.count - 1 && Boolean(store.head.stopped)));
    if (scrubber.max !== String(view.end)) scrubber.max = view.end;
    scrubber.value = view.at;
    if (!playing) scrubber.setAttribute("aria-valuetext", `step ${view.at} of ${view.seen}`);
    set(keys, `Keys: Space runs and pauses, ← → step, Home and End jump. Click a chart to go to that step. A run ends after ${MTL_GROUPED.format(store.head.longest)} steps.`);
    set(where, `Step ${MTL_GROUPED.format(view.at)}${view.seen > view.at ? ` of ${MTL_GROUPED.format(view.seen)}` : ""}${waiting && !store.head.stopped ? " · waiting for the trainer" : ""}`);
    root.classList.toggle("playing", playing);
  }

  return { root, left, strips, say, show };
}

// Hands texts on, the first at once, then at most one every `every` ms: the latest there is by then.
function mtlPaced(every, say, later = setTimeout, clock = () => performance.now()) {
  let [last, latest, said, waiting] = [-Infinity, null, null, false];
  function speak() {
    waiting = false;
    if (latest === said) return;
    last = clock();
    say((said = latest));
  }
  return (text) => {
    latest = text;
    if (waiting || text === said) return;
    if (clock() - last >= every) return speak();
    waiting = true;
    later(speak, last + every - clock());
  };
}
