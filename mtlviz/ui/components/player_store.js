// What the player has received of a run: one growing column a quantity. A chunk may come twice, late, or never:
// step numbers make it harmless. `branch` counts the rewinds of a run; a new one cuts the columns at chunk.from.
const MTL_RATIOS = ["ratio", "pull"]; // missing although the step is sound: one side is zero, the ratio infinite

function mtlStore() {
  const store = {
    run: null, epoch: -1, branch: 0, count: 0,
    columns: {}, metrics: { step: [] }, sentences: [], recent: [], head: {}, ranges: {}, summed: {},

    // "new" run, "cut" after a rewind, "more" steps, "same" (nothing new), "gap" (ask again) or "old" (ignored).
    take(chunk) {
      const fresh = chunk.run !== store.run || chunk.epoch > store.epoch;
      if (!fresh && (chunk.epoch < store.epoch || chunk.branch < store.branch)) return "old";
      const cut = !fresh && chunk.branch > store.branch;
      if (fresh || cut) store.truncate(fresh ? 0 : chunk.from);
      Object.assign(store, { run: chunk.run, epoch: chunk.epoch, branch: chunk.branch, head: chunk });
      const answer = fresh ? "new" : cut ? "cut" : "same";
      if (chunk.from > store.count) return fresh ? "new" : "gap";
      const skip = store.count - chunk.from;
      if (chunk.count <= skip) return answer;
      append(chunk, skip);
      return answer === "same" ? "more" : answer;
    },

    truncate(count) {
      const kept = store.metrics.step.findIndex((step) => step >= count);
      for (const column of Object.values(store.columns)) column.length = Math.min(column.length, count);
      if (kept >= 0) for (const column of Object.values(store.metrics)) column.length = kept;
      for (const words of ["sentences", "recent"]) store[words] = store[words].filter(([step]) => step < count);
      store.count = Math.min(store.count, count);
      Object.assign(store, { ranges: {}, summed: {} });
    },

    value(name, step) {
      const value = store.columns[name]?.[step];
      return value ?? NaN;
    },

    // Position in the metrics of the last evaluation up to `step`, or −1.
    metricAt(step) {
      return mtlLastUpTo(store.metrics.step, step);
    },

    // What this step does, with its numbers.
    sentence(step) {
      return mtlFill(mtlWordsAt(store.sentences, step), store, step);
    },

    // What the last steps up to this one did; it names them. "" until there are some.
    lately(step) {
      return mtlWordsAt(store.recent, step);
    },

    // [[smallest, median, largest], …] of every `size` values of a column; what is complete is summed up once.
    buckets(values, name, size) {
      const known = (store.summed[`${name}/${size}`] ??= []);
      for (let n = known.whole ?? 0; n * size < values.length; n++) {
        const sorted = Float64Array.from(values.slice(n * size, (n + 1) * size).filter(Number.isFinite)).sort();
        known[n] = sorted.length ? [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)] : null;
        if ((n + 1) * size <= values.length) known.whole = n + 1;
      }
      return known;
    },

    // Smallest and largest value of a column so far; `positive` leaves out what a log axis cannot show.
    range(values, name, positive) {
      const known = (store.ranges[name] ??= { upto: 0, low: Infinity, high: -Infinity });
      for (; known.upto < values.length; known.upto++) {
        const value = values[known.upto];
        if (!Number.isFinite(value) || (positive && value <= 0)) continue;
        if (value < known.low) known.low = value;
        if (value > known.high) known.high = value;
      }
      return known;
    },
  };

  function append(chunk, skip) {
    const broken = (i) => chunk.columns.loss_rul?.[i] === null;
    for (const [name, values] of Object.entries(chunk.columns)) {
      const column = (store.columns[name] ??= []);
      const missing = MTL_RATIOS.includes(name) ? Infinity : NaN;
      for (let i = skip; i < values.length; i++) column.push(values[i] ?? (broken(i) ? NaN : missing));
    }
    const known = store.metrics.step.at(-1) ?? -1;
    chunk.metrics.step.forEach((step, i) => {
      if (step <= known) return;
      for (const [name, values] of Object.entries(chunk.metrics)) (store.metrics[name] ??= []).push(values[i] ?? NaN);
    });
    chunk.sentences.forEach(([step, which], i, all) => {
      const over = (all[i + 1]?.[0] ?? Infinity) <= store.count;
      const text = chunk.texts[which];
      if (!over && store.sentences.at(-1)?.[1] !== text) store.sentences.push([Math.max(step, store.count), text]);
    });
    store.recent.push(...chunk.lately.filter(([step]) => step >= store.count));
    store.count += chunk.count - skip;
  }

  return store;
}

// The text in force at a step: of [[step, text], …], each from its step on.
function mtlWordsAt(words, step) {
  return words[mtlLastUpTo(words, step, ([start]) => start)]?.[1] ?? "";
}

// A pattern with the values of a step: {name} is a column, {step} its number, {angle} the angle of its cosine.
function mtlFill(pattern, store, step) {
  const value = (name) => {
    if (name === "step") return MTL_GROUPED.format(step);
    return name === "angle" ? mtlAngle(store.value("cosine", step)) : mtlNumber(store.value(name, step));
  };
  return pattern.replace(/\{(\w+)\}/g, (_, name) => value(name));
}

// Index of the last entry of an ascending list that is not beyond `limit`, or −1.
function mtlLastUpTo(list, limit, of = (entry) => entry) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(list[middle]) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
