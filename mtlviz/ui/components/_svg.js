// SVG nodes that are kept from frame to frame: `put` makes or updates the node of a key, `end` drops those not put again.
function mtlSvgKeeper(root) {
  const kept = new Map();
  let seen = new Set();
  return {
    begin() { seen = new Set(); },
    put(key, tag, attributes, text) {
      let entry = kept.get(key);
      if (!entry) {
        entry = { node: root.appendChild(document.createElementNS("http://www.w3.org/2000/svg", tag)), had: {} };
        kept.set(key, entry);
      }
      seen.add(key);
      for (const [name, value] of Object.entries(attributes)) {
        if (entry.had[name] !== value) entry.node.setAttribute(name, (entry.had[name] = value));
      }
      if (text !== undefined && entry.text !== text) entry.node.textContent = entry.text = text;
      return entry.node;
    },
    end() {
      for (const [key, { node }] of kept) {
        if (!seen.has(key)) { node.remove(); kept.delete(key); }
      }
    },
  };
}

// An arrow in a layer, `halo` behind it if it crosses a picture; nothing where it is too short to see.
function mtlArrow(layer, id, [x1, y1], [x2, y2], { colour, width, dash = "", size = 7 + 2 * width, opacity = 1, halo = null }) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 1) return;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const head = Math.min(size, 0.45 * length); // a short arrow keeps a shaft
  const half = 0.42 * head, line = Math.min(width, 0.5 * head);
  const [bx, by] = [x2 - ux * head, y2 - uy * head];
  const edge = halo && { stroke: halo, "stroke-width": 1, "paint-order": "stroke" };
  if (halo) layer.put(`${id}-halo`, "line", { x1, y1, x2: bx, y2: by, stroke: halo, "stroke-width": line + 3, "stroke-opacity": 0.8 });
  layer.put(`${id}-shaft`, "line", { x1, y1, x2: bx + ux, y2: by + uy, stroke: colour, "stroke-width": line, "stroke-dasharray": dash, opacity });
  layer.put(`${id}-head`, "path", { d: `M${x2} ${y2}L${bx - uy * half} ${by + ux * half}L${bx + uy * half} ${by - ux * half}Z`, fill: colour, opacity, ...edge });
}
