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
