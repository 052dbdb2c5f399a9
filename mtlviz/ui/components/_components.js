// The table of components: name → function(component), called by the shims (library.py) on every change of data.
function mtlComponents() {
  return {
    svg: mountSvg,
    field: mountField,
    tug: typeof mountTug === "function" ? mountTug : undefined,
    player: typeof mountPlayer === "function" ? mountPlayer : undefined,
  };
}

// Streamlit tells components the theme's colours, not whether it is dark: measure the page's background.
function mtlIsDark(element) {
  const colour = getComputedStyle(element).getPropertyValue("--st-background-color").trim() || "#fff";
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = colour;
  const n = parseInt(probe.fillStyle.slice(1), 16);
  return 0.299 * (n >> 16) + 0.587 * ((n >> 8) & 255) + 0.114 * (n & 255) < 128;
}

// First call on a host: its style sheets (shared and own) and the light or dark palette. Later calls: the palette alone.
function mtlDress(host, name) {
  const root = host.host ? host : host.getRootNode();
  const element = root.host ?? host;
  element.toggleAttribute("data-dark", mtlIsDark(element));
  if (host.mtlDressed) return;
  host.mtlDressed = true;
  const style = document.createElement("style");
  style.textContent = `${globalThis.mtlviz.css.common}\n${globalThis.mtlviz.css[name] ?? ""}`;
  host.prepend(style);
}
