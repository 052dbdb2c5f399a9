// What the autograd lab shows: the bar, the code, the graph, the table. `load` for a new listing, `show` for a step.
function mtlLabView(root) {
  root.innerHTML = `
    <div class="bar" role="toolbar" aria-label="Step through the code">
      <button data-go="first">First</button><button data-go="back">Back</button>
      <span class="place"></span>
      <button data-go="forward">Forward</button><button data-go="last">Last</button>
      <span class="hint">or arrow keys in the code</span>
    </div>
    <p class="said" aria-live="polite"></p>
    <div class="columns">
      <div class="left"><p class="about"></p><details class="preamble"><summary></summary><pre></pre></details><div class="code"></div></div>
      <div class="right"><div class="standing"></div><div class="graph" tabindex="0" role="group" aria-label="Autograd graph; scrolls sideways where it is wide"></div>
        <details class="words"><summary>The graph in words</summary><ul></ul></details></div>
    </div>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of parameters"><table></table></div>`;
  const one = (selector) => root.querySelector(selector);
  const [place, said, code, graph, standing, words, table] =
    [".place", ".said", ".code", ".graph", ".standing", ".words ul", "table"].map(one);
  const buttons = Object.fromEntries([...root.querySelectorAll("[data-go]")].map((b) => [b.dataset.go, b]));

  function load(data) {
    root.classList.toggle("still", !data.steps.length);
    one(".about").textContent = data.about;
    one(".preamble summary").textContent = data.preamble.title;
    one(".preamble pre").innerHTML = data.preamble.code.join("\n");
    code.innerHTML = data.code
      .map((html, n) => `<div class="line" data-line="${n + 1}" id="line-${n + 1}"><span class="n">${n + 1}</span><code>${html || " "}</code></div>`)
      .join("");
    const stepped = data.steps.length > 0;
    code.tabIndex = 0;
    code.setAttribute("role", stepped ? "listbox" : "region");
    code.setAttribute("aria-label", stepped ? "Code: arrow keys step through it" : "Code");
    for (const line of code.children) stepped ? line.setAttribute("role", "option") : line.removeAttribute("role");
    for (const step of data.steps) {
      if (!step.output && !step.raised) continue;
      const note = document.createElement("div");
      note.className = step.raised ? "note raised" : "note";
      note.dataset.after = step.line;
      note.setAttribute("role", "option"); // a list box holds nothing else, and this is to be read
      note.setAttribute("aria-disabled", "true");
      note.textContent = step.raised ? `${step.raised.type}: ${step.raised.message}` : step.output.trimEnd();
      code.children[lineIndex(step.last)].after(note);
    }
  }

  function lineIndex(line) {
    return [...code.children].findIndex((child) => child.dataset.line === String(line));
  }

  function show(data, at) {
    const step = data.steps[at];
    const end = data.steps.at(-1);
    for (const child of code.children) {
      const line = Number(child.dataset.line);
      const here = Boolean(step) && line >= step.line && line <= step.last;
      child.classList.toggle("here", here);
      child.classList.toggle("unreached", Boolean(end?.raised) && line > end.last);
      if (child.getAttribute("role") === "option") child.setAttribute("aria-selected", here);
      if (child.dataset.after) child.hidden = !step || Number(child.dataset.after) > step.line;
    }
    if (step) code.setAttribute("aria-activedescendant", `line-${step.line}`);
    else code.removeAttribute("aria-activedescendant");
    buttons.first.disabled = buttons.back.disabled = at <= 0;
    buttons.forward.disabled = buttons.last.disabled = at >= data.steps.length - 1;
    const lines = step && (step.last > step.line ? `Lines ${step.line}–${step.last}` : `Line ${step.line}`);
    place.textContent = step ? `${lines} of ${data.code.length}` : "";
    said.textContent = step ? step.said : "Nothing has run yet.";
    standing.replaceChildren(...Object.entries(step?.standing ?? {}).map(([name, state]) => chip(name, state)));
    const picture = step ? data.graphs[step.graph] : { svg: "", words: [] };
    if (graph.dataset.shown !== picture.svg) graph.innerHTML = graph.dataset.shown = picture.svg;
    one(".columns").classList.toggle("stacked", data.wide);
    if (!picture.svg) graph.innerHTML = `<p class="empty">No variable has a graph here.</p>`;
    one(".words").hidden = !picture.words.length;
    words.replaceChildren(...picture.words.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    table.innerHTML = step?.rows.length ? tableOf(step.rows) : "";
    one(".here")?.scrollIntoView?.({ block: "nearest" });
  }

  function chip(name, state) {
    const span = document.createElement("span");
    span.className = `chip ${state.replace(" ", "-")}`;
    span.innerHTML = `<b></b> `;
    span.firstChild.textContent = name;
    span.append({ stale: "changed in place" }[state] ?? state);
    return span;
  }

  function tableOf(rows) {
    const cells = (row) =>
      `<th scope="row">${row.name}${row.hot ? ` <span class="mark">changed</span>` : ""}</th><td>${row.shape}</td>` +
      `<td class="${row.grad === "None" ? "none" : ""}">${row.grad}</td><td class="values">${row.values}</td>` +
      `<td class="${row.moved === "0" ? "none" : ""}">${row.moved}</td>`;
    return (
      `<caption>Parameters after this line</caption><thead><tr><th scope="col">Parameter</th><th scope="col">Shape</th>` +
      `<th scope="col">‖.grad‖</th><th scope="col" class="values">.grad begins with</th><th scope="col">Moved by</th></tr></thead>` +
      `<tbody>${rows.map((row) => `<tr class="${row.hot ? "hot" : ""}">${cells(row)}</tr>`).join("")}</tbody>`
    );
  }

  return { load, show };
}
