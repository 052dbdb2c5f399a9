// Colours and font of the page, read once and after every change of theme.
function mtlStyle(host) {
  const css = getComputedStyle(host);
  const read = (name, fallback) => css.getPropertyValue(name).trim() || fallback;
  const text = read("--st-text-color", "#222");
  const colours = Object.fromEntries(["rul", "health", "update", "warning"].map((name) => [name, read(`--mtl-${name}`, text)]));
  return {
    text, font: read("--st-font", "sans-serif"), back: read("--st-background-color", "#fff"),
    grid: read("--st-border-color", "#ddd"), faint: mtlMix(text, read("--st-background-color", "#fff"), 0.34),
    colour: (name) => colours[name] ?? text,
  };
}

// Two hexadecimal colours mixed; `share` of the second.
function mtlMix(one, two, share) {
  const parts = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  const [a, b] = [parts(one), parts(two)];
  return a.some(Number.isNaN) || b.some(Number.isNaN) ? one : `rgb(${a.map((v, i) => Math.round(v + (b[i] - v) * share)).join(",")})`;
}
