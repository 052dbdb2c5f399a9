// Contours of a surface on a square grid of `size` points a side, rows from the bottom up, in units of the grid.

// Levels that divide the middle of the surface's values evenly by rank and by height: flats and cliffs both get lines.
function mtlLevels(values, count) {
  const sorted = Float32Array.from(values).sort();
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  const [low, high] = [at(0.01), at(0.99)];
  return Array.from({ length: count }, (_, n) => {
    const share = (n + 0.5) / count;
    return 0.5 * (at(0.01 + 0.98 * share) + low + share * (high - low));
  });
}

// Marching squares: adds the lines at `level` to a path; `x` and `y` turn grid units into pixels.
function mtlContour(path, values, size, level, x, y) {
  for (let row = 0; row < size - 1; row++) {
    for (let column = 0; column < size - 1; column++) {
      const k = row * size + column;
      const [a, b, c, d] = [values[k], values[k + 1], values[k + size + 1], values[k + size]]; // around, from bottom left
      const crossed = [a > level, b > level, c > level, d > level];
      if (crossed[0] === crossed[1] && crossed[1] === crossed[2] && crossed[2] === crossed[3]) continue;
      const cuts = [];
      if (crossed[0] !== crossed[1]) cuts.push([column + (level - a) / (b - a), row]);
      if (crossed[1] !== crossed[2]) cuts.push([column + 1, row + (level - b) / (c - b)]);
      if (crossed[2] !== crossed[3]) cuts.push([column + (level - d) / (c - d), row + 1]);
      if (crossed[3] !== crossed[0]) cuts.push([column, row + (level - a) / (d - a)]);
      for (let n = 0; n + 1 < cuts.length; n += 2) {
        path.moveTo(x(cuts[n][0]), y(cuts[n][1]));
        path.lineTo(x(cuts[n + 1][0]), y(cuts[n + 1][1]));
      }
    }
  }
}

// The surface as bands between its levels: an image of width × height pixels, one of `tints` ([r, g, b, a]) a band.
function mtlBands(values, size, levels, tints, width, height) {
  const image = new ImageData(width, height);
  for (let py = 0; py < height; py++) {
    const gy = (1 - (py + 0.5) / height) * (size - 1);
    const row = Math.min(Math.floor(gy), size - 2), v = gy - row;
    for (let px = 0; px < width; px++) {
      const gx = ((px + 0.5) / width) * (size - 1);
      const column = Math.min(Math.floor(gx), size - 2), u = gx - column;
      const k = row * size + column;
      const value = (1 - v) * ((1 - u) * values[k] + u * values[k + 1]) + v * ((1 - u) * values[k + size] + u * values[k + size + 1]);
      let band = 0;
      while (band < levels.length && value > levels[band]) band++;
      image.data.set(tints[band], 4 * (py * width + px));
    }
  }
  return image;
}
