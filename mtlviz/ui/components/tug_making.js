// How an arrow is made, in three stages: the raw gradients, what the method changed them to, their sum head to tail.
// Below the picture stand a button for every arrow that is made of something and one for every stage.
function mtlMaking(host, redraw) {
  host.innerHTML = `<div class="row"><div class="arrows" role="group" aria-label="Show how it is made"></div>
    <div class="stages" role="group" aria-label="Stage"></div></div><p></p>`;
  const arrows = host.querySelector(".arrows"), stages = host.querySelector(".stages"), words = host.querySelector("p");
  const calm = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
  const raw = "The two task gradients before weighting; the arrows show −g.";
  let offered = [], chosen = null, stage = 2, goal = 2, frame = 0;

  const buttons = ["raw", "changed", "summed"].map((name, n) => {
    const button = stages.appendChild(document.createElement("button"));
    button.textContent = `${n + 1} ${name}`;
    button.onclick = () => go(n);
    return button;
  });

  // `stage` runs from 0 to 2 and may stand between; mtlStages draws what lies between.
  function go(to, from = stage) {
    cancelAnimationFrame(frame);
    goal = to;
    stage = calm ? to : from;
    say();
    redraw();
    let then = performance.now();
    const step = (now) => {
      const by = Math.max(0, now - then) / 650;
      then = now;
      stage = Math.abs(goal - stage) <= by ? goal : stage + by * Math.sign(goal - stage);
      redraw();
      if (stage !== goal) frame = requestAnimationFrame(step);
    };
    if (stage !== goal) frame = requestAnimationFrame(step);
  }

  function choose(id) {
    chosen = id;
    go(2, 0);
  }

  function say() {
    buttons.forEach((button, n) => button.setAttribute("aria-pressed", n === goal));
    for (const button of arrows.children) button.setAttribute("aria-pressed", button.dataset.id === chosen);
    const one = offered.find(({ id }) => id === chosen);
    const text = one ? [raw, one.changed, one.summed][goal] : "";
    if (words.textContent !== text) words.textContent = text;
  }

  // list: [{ id, title, colour, dash, path, changed, summed }]; the newest method is shown at once.
  function offer(list) {
    const before = offered.map(({ id }) => id);
    const fresh = list.filter(({ id }) => !before.includes(id));
    const same = JSON.stringify(before) === JSON.stringify(list.map(({ id }) => id));
    offered = list;
    if (!same) {
      arrows.replaceChildren(...list.map(({ id, title, ...look }) => {
        const button = document.createElement("button");
        button.dataset.id = id;
        button.innerHTML = mtlLookSwatch(look);
        button.append(` ${title}`);
        button.onclick = () => choose(id);
        return button;
      }));
      if (before.length && fresh.length) return choose(fresh.at(-1).id);
      if (!list.some(({ id }) => id === chosen)) chosen = list.at(-1).id;
    }
    say();
  }

  return { offer, chosen: () => chosen, stage: () => stage, destroy: () => cancelAnimationFrame(frame) };
}

// The thin arrows of a stage in 0…2 for one arrow { id, contributions, colour }: row i of the contributions is task i's part.
function mtlStages(arrow, stage, g1, g2) {
  if (!arrow) return { parts: [], fade: () => false };
  const mix = (a, b, t) => [0, 1].map((axis) => a[axis] + (b[axis] - a[axis]) * t);
  const changed = arrow.contributions.map((row) => mtlCombine(row, g1, g2));
  const shown = [g1, g2].map((g, i) => mix(g, changed[i], Math.min(1, stage)));
  const shift = mix([0, 0], shown[0], Math.max(0, stage - 1)); // the second part moves to the tip of the first
  const colours = ["var(--mtl-rul)", "var(--mtl-health)"];
  const parts = stage === 0 ? [] : shown.map((part, i) => {
    const from = i ? shift : [0, 0];
    return { id: `part${i}`, from, to: [from[0] + part[0], from[1] + part[1]], colour: colours[i] };
  });
  return { parts, fade: (id) => stage < 2 && (id === arrow.id || (stage > 0 && (id === "rul" || id === "health"))) };
}
