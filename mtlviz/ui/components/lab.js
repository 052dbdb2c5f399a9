// lab.js: the autograd lab. Code, graph and table of one run, all at the same line; stepping happens here, Python hears
// of it when it comes to rest. data, from lab.py:
//   id                       scenario and listing; a new one starts at `line`
//   line                     where Python wants us; adopted when it is not what we told it last
//   about: a sentence on the listing; preamble: {title, code}; code: [html, a line each]
//   steps: [{line, last, said, output, raised, standing, rows, graph}], graphs: [{svg, words}], wide: pictures below the code;
//   no steps: code alone
function mountLab(component) {
  const host = component.parentElement;
  mtlDress(host, "lab");
  host.mtlLab ??= mtlLab(host.querySelector(".lab"));
  host.mtlLab.update(component.data, component.setTriggerValue);
  return () => {
    host.mtlLab?.destroy();
    host.mtlLab = undefined;
  };
}

function mtlLab(root) {
  let data = null, at = -1, told = null, timer = 0, tell = () => {};
  const view = mtlLabView(root, { go, toLine });

  function update(fresh, setTriggerValue) {
    const other = fresh.id !== data?.id || fresh.steps.length !== data.steps.length;
    data = fresh;
    tell = (line) => setTriggerValue("at", { id: data.id, line });
    if (other) view.load(data);
    if (other || data.line !== told) {
      clearTimeout(timer);
      told = data.line;
      show(stepAt(data.line));
    }
  }

  // The last step that begins on or before a line; -1 before the first.
  function stepAt(line) {
    let found = -1;
    data.steps.forEach((step, n) => { if (step.line <= line) found = n; });
    return found;
  }

  function show(n) {
    at = n;
    view.show(data, at);
  }

  function go(n) {
    n = Math.max(0, Math.min(data.steps.length - 1, n));
    if (n === at || !data.steps.length) return;
    show(n);
    clearTimeout(timer);
    timer = setTimeout(() => tell((told = data.steps[at].line)), 300);
  }

  function toLine(line) { go(stepAt(line)); }

  root.addEventListener("keydown", (event) => {
    const way = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: data.steps.length };
    const inside = event.target.closest(".code, .bar");
    if (!inside || !(event.key in way) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(way[event.key]);
  });
  root.addEventListener("click", (event) => {
    const move = event.target.closest("[data-go]")?.dataset.go;
    if (move) go({ first: 0, back: at - 1, forward: at + 1, last: data.steps.length }[move]);
    const line = event.target.closest("[data-line]")?.dataset.line;
    if (line) toLine(Number(line));
  });
  return { update, destroy() { clearTimeout(timer); } };
}
