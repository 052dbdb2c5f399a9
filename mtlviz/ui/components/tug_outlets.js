// The picture, its read-out and its stages stand in different places of the page, each mounted by Streamlit on its own.
// The picture makes them all; an outlet is a place that waits for one of them. So an answer during a drag reruns only the
// picture's fragment in Python, and no slider.
const mtlOutlets = { places: {}, nodes: {} };

function mtlOutlet(name, host) {
  mtlOutlets.places[name] = host.querySelector(".tug");
  mtlFillOutlet(name);
  return () => delete mtlOutlets.places[name];
}

// node: what belongs into the outlet, or null when the picture is gone.
function mtlForOutlet(name, node) {
  mtlOutlets.nodes[name]?.remove();
  mtlOutlets.nodes[name] = node;
  mtlFillOutlet(name);
  return node;
}

function mtlFillOutlet(name) {
  const { [name]: place } = mtlOutlets.places, { [name]: node } = mtlOutlets.nodes;
  if (place && node && node.parentNode !== place) place.replaceChildren(node);
}
