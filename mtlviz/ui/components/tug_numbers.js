// The read-out beside the tug-of-war: a table of texts that Python wrote. data: { tasks: [{label, colour, dash, path}],
// rows: [{label, cells, help, hurt}], methods: [{title, colour, dash, path, effects, hurt}] }
function mtlNumbers(root) {
  const view = { open: new Set(), key: "", cells: [] };
  let data = null;

  // Texts change ten times a second: the table stays, so that focus and selection do.
  function show(fresh) {
    data = fresh;
    const key = JSON.stringify(data.rows.map((row) => row.label).concat(data.methods.map((m) => m.title)));
    if (view.key !== key) build();
    view.key = key;
    data.rows.forEach((row, n) => fill(view.cells[n], row.cells, row.hurt));
    data.methods.forEach((m, n) => fill(view.cells[data.rows.length + n], m.effects, m.hurt));
  }

  function fill(cells, texts, hurt = []) {
    cells.forEach((cell, k) => {
      if (cell.textContent !== texts[k]) cell.textContent = texts[k];
      cell.classList.toggle("hurt", Boolean(hurt[k]));
    });
  }

  function element(tag, text = "", className = "") {
    const node = document.createElement(tag);
    node.textContent = text;
    if (className) node.className = className;
    return node;
  }

  function swatch({ label, title, ...look }) {
    const head = element("th");
    head.innerHTML = mtlLookSwatch(look);
    head.append(` ${label ?? title}`);
    return head;
  }

  function build() {
    const table = element("table", "", "numbers");
    const heads = table.createTHead().insertRow();
    heads.append(element("td"), ...data.tasks.map(swatch));
    const body = table.createTBody();
    view.cells = data.rows.map((row) => {
      const line = body.insertRow();
      const head = line.appendChild(element("th", row.label + " "));
      head.scope = "row";
      const button = head.appendChild(element("button", "?", "help"));
      const more = body.insertRow();
      more.className = "more";
      const text = more.appendChild(element("td", row.help));
      text.colSpan = 3;
      const show = (open) => {
        more.hidden = !open;
        button.setAttribute("aria-expanded", open);
        view.open[open ? "add" : "delete"](row.label);
      };
      button.setAttribute("aria-label", `What is “${row.label}”?`);
      button.onclick = () => show(more.hidden);
      show(view.open.has(row.label));
      return row.cells.map(() => {
        const cell = line.appendChild(element("td", "", "value"));
        if (row.cells.length === 1) cell.colSpan = 2;
        return cell;
      });
    });
    if (data.methods.length) {
      const line = body.insertRow();
      line.className = "break";
      const head = line.appendChild(element("th", "Effect under each method"));
      head.colSpan = 3;
    }
    for (const method of data.methods) {
      const line = body.insertRow();
      const head = line.appendChild(swatch(method));
      head.scope = "row";
      view.cells.push(method.effects.map(() => line.appendChild(element("td", "", "value"))));
    }
    root.replaceChildren(table);
  }

  return { show };
}
