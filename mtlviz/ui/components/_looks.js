// What Python's looks (mtlviz/figures/identity.py) are drawn with: { colour, dash, path }, path the marker as an SVG path about
// as large as a circle of radius 1 round the origin; "" draws none.

// A piece of the line with its marker, for a legend or a button.
function mtlLookSwatch({ colour, dash, path }) {
  const marker = path ? `<path d="${path}" transform="translate(17 7) scale(4.2)" style="fill:${colour};stroke:var(--st-background-color);stroke-width:.35;paint-order:stroke"/>` : "";
  return `<svg width="34" height="14" aria-hidden="true" style="vertical-align:-2px"><line x1="0" y1="7" x2="34" y2="7" stroke-width="3" style="stroke:${colour};stroke-dasharray:${dash || "none"}"/>${marker}</svg>`;
}

// The marker in a layer (_svg.js) at a point of the screen.
function mtlMark(layer, id, [x, y], { colour, path }, radius = 5, opacity = 1) {
  if (!path) return;
  layer.put(`${id}-mark`, "path", { d: path, transform: `translate(${x} ${y}) scale(${radius})`, fill: colour, stroke: "var(--st-background-color)", "stroke-width": 0.5, "paint-order": "stroke", opacity });
}
