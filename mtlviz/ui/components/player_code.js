// The code of one step with the numbers of the step at the playhead: lines come from Python (lessons/step_code.py),
// each with the pattern of its comment; {name} is a column of the run.
function mtlCodePanel(parent) {
  const details = mtlElement("details", { class: "code", open: "" }, parent);
  mtlElement("summary", { text: "The code of this step, with its numbers" }, details);
  const box = mtlElement("pre", { tabindex: "0", "aria-label": "Python code of one training step" }, details);
  let lines = null;
  let notes = [];

  function draw({ store, at }) {
    if (lines !== store.head.code) build((lines = store.head.code));
    if (!details.open) return;
    for (const { node, pattern } of notes) {
      const text = `# ${mtlFill(pattern, store, at)}`;
      if (node.textContent !== text) node.textContent = text;
    }
  }

  function build(rows) {
    box.replaceChildren();
    notes = [];
    for (const [text, pattern] of rows) {
      const row = mtlElement("code", { text: text || " " }, box);
      if (!pattern) continue;
      row.append("  ");
      notes.push({ node: mtlElement("span", { class: "note" }, row), pattern });
    }
  }

  details.addEventListener("toggle", () => parent.dispatchEvent(new Event("mtl-dirty")));
  return { draw };
}
