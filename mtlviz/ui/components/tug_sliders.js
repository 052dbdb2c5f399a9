// Following Streamlit's own sliders while they move: a native slider tells Python only when it is released, but its
// aria-valuetext changes with every pointer move. If Streamlit's page ever looks different, nothing here breaks: the
// picture then follows on release. It also draws the no-harm window on the track of the λ slider.
function mtlSliders({ grab, move, release }) {
  const style = document.head.appendChild(document.createElement("style"));
  let sliders = {}; // control → { key, grid? }; .st-key-<key> is the slider, grid its steps
  let held = null;

  const find = (element) => Object.entries(sliders).find(([, { key }]) => element?.closest?.(`.st-key-${key}`));

  function down(event) {
    const found = find(event.target);
    if (!found) return;
    held = found[0];
    grab();
  }

  function up() {
    if (!held) return;
    held = null;
    release();
  }

  // Only what the visitor moves counts: Python moves sliders too, and rounds while doing so.
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      const found = find(target);
      if (!found || found[0] !== held) continue;
      const [control, { grid }] = found;
      const value = grid ? grid[Number(target.value)] : parseFloat(target.value);
      if (Number.isFinite(value)) move({ [control]: value });
    }
  });
  observer.observe(document.body, { subtree: true, attributeFilter: ["aria-valuetext"] });
  const events = [["pointerdown", down], ["pointerup", up], ["pointercancel", up]];
  events.forEach(([name, handler]) => document.addEventListener(name, handler, true));

  return {
    follow(newSliders, window, colour) {
      sliders = newSliders;
      const [low, high] = window;
      const track = `.st-key-${sliders.lam.key} [role=group] > [data-orientation]`;
      const css =
        `${track}::before { content: ""; position: absolute; pointer-events: none; top: 50%; height: 14px; ` +
        `left: ${100 * low}%; width: max(5px, ${100 * (high - low)}%); transform: translate(${high - low < 0.01 ? "-50%" : "0"}, -50%); ` +
        `box-sizing: border-box; border: 1px solid ${colour}; border-radius: 3px; ` +
        `background: repeating-linear-gradient(135deg, ${colour}80 0 1.6px, ${colour}18 1.6px 6px); }`;
      if (style.textContent !== css) style.textContent = css;
    },
    destroy() {
      observer.disconnect();
      events.forEach(([name, handler]) => document.removeEventListener(name, handler, true));
      style.remove();
    },
  };
}
