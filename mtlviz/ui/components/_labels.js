// Where labels stand: beside their tip, off each other, off the arrows, inside the picture. `wanted` in order of importance:
// [{ id, label, note, tip: [px, py], direction: [ux, uy] on the screen, room, fixed }]; `fixed`
// ones stand on their tip. Labels that say the same of one tip are one label (mtlPooled). Returns them with x, y (the centre of
// the text) and `away` (true: so far off that a line should lead to it). `memory` keeps each label's last place.
function mtlPlaceLabels(all, origin, [width, height], memory) {
  const wanted = mtlPooled(all);
  const crowd = wanted.length > 9;
  const turns = [0, 30, -30, 60, -60, 95, -95, 135, -135, 180];
  const stones = wanted.flatMap(({ id, tip }) => // points along every arrow that text should not cover
    id === "region" || id === "arc" ? [] : [0.25, 0.4, 0.55, 0.7, 0.85, 1].map((t) => [origin[0] + t * (tip[0] - origin[0]), origin[1] + t * (tip[1] - origin[1])]),
  );
  const taken = [];
  const result = wanted.map((wish) => {
    const w = mtlTextWidth(`${wish.label} ${wish.note}`) + 6, h = 20;
    const flat = Math.hypot(...wish.direction) === 0;
    const heading = flat ? Math.PI / 2 : Math.atan2(wish.direction[1], wish.direction[0]);
    let best = null;
    if (wish.fixed) best = { x: wish.tip[0], y: wish.tip[1], w, h, place: "", distance: 0 };
    for (const distance of wish.fixed ? [] : [wish.room ?? 6, 26, 48, 72, ...(crowd ? [100, 130] : [])]) {
      for (const turn of turns) {
        const angle = heading + (turn * Math.PI) / 180;
        const [ux, uy] = [Math.cos(angle), Math.sin(angle)];
        const reach = distance + (Math.abs(ux) * w + Math.abs(uy) * h) / 2;
        const x = wish.tip[0] + ux * reach, y = wish.tip[1] + uy * reach;
        const place = `${distance}/${turn}`;
        let cost = Math.abs(turn) / 12 + distance / 2 - (memory.get(wish.id) === place ? 8 : 0);
        cost += 40 * (Math.max(0, w / 2 + 4 - x) + Math.max(0, x + w / 2 + 4 - width) + Math.max(0, h / 2 + 2 - y) + Math.max(0, y + h / 2 + 2 - height));
        for (const t of taken) {
          const dx = (w + t.w) / 2 - Math.abs(x - t.x), dy = (h + t.h) / 2 - Math.abs(y - t.y);
          if (dx > 0 && dy > 0) cost += 60 + dx * dy * 0.2;
        }
        for (const [sx, sy] of stones) {
          if (Math.abs(sx - x) < w / 2 + 2 && Math.abs(sy - y) < h / 2 + 2) cost += 9;
        }
        if (!best || cost < best.cost) best = { cost, x, y, w, h, place, distance };
      }
    }
    memory.set(wish.id, best.place);
    if (!wish.fixed) { // rather off its place than cut
      best.x = Math.max(w / 2 + 4, Math.min(width - w / 2 - 4, best.x));
      best.y = Math.max(h / 2 + 2, Math.min(height - h / 2 - 2, best.y));
    }
    taken.push(best);
    return { ...wish, x: best.x, y: best.y, away: best.distance > 40 && wish.id !== "region" };
  });
  return result;
}

// Of arrows that end at one place with one note (`pools`: those that may), one label: two names and how many more.
function mtlPooled(all) {
  const pools = [];
  return all.filter((wish) => {
    if (!wish.pools) return true;
    const same = pools.find(({ tip, note }) => note === wish.note && Math.hypot(tip[0] - wish.tip[0], tip[1] - wish.tip[1]) < 1.5);
    if (!same) return pools.push(Object.assign(wish, { names: [wish.label] }));
    same.names.push(wish.label);
    return false;
  }).map((wish) => {
    if (!(wish.names?.length > 1)) return wish;
    const [first, second, ...more] = wish.names;
    return { ...wish, id: `pool-${wish.id}`, label: `${first}, ${second}${more.length ? ` + ${more.length}` : ""}`, colour: "var(--st-text-color)" };
  });
}

const mtlTextWidths = new Map();
let mtlTextRuler = null;

// Width in pixels of 14 px text, measured once.
function mtlTextWidth(text) {
  if (!mtlTextWidths.has(text)) {
    if (mtlTextWidths.size > 2000) mtlTextWidths.clear();
    mtlTextRuler ??= document.createElement("canvas").getContext("2d");
    mtlTextRuler.font = '600 14px "Source Sans", sans-serif';
    mtlTextWidths.set(text, mtlTextRuler.measureText(text).width);
  }
  return mtlTextWidths.get(text);
}
