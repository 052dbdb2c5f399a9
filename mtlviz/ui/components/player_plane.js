// The live tug-of-war: one step's gradients and update as arrows in the plane that the two gradients span (plane.js).
// Two vectors span a plane, so norms and cosine say everything: no projection, nothing is lost. What is drawn is −g and −d;
// the common sign changes no length and no angle, so the coordinates do without it.
function mtlLivePlane(parent, on) {
  const figure = mtlElement("figure", { class: "plane" }, parent);
  const caption = mtlElement("figcaption", {}, figure);
  mtlElement("strong", { text: "Live tug-of-war" }, caption);
  const scales = mtlElement("span", { class: "segments", role: "group", "aria-label": "Arrow lengths", title: "log: each ring is ten times shorter than the next" }, caption);
  const picture = plane(mtlElement("div", { class: "plane-picture" }, figure), { height: 360 });
  const note = mtlElement("p", { class: "fine" }, figure);
  const tug = mtlElement("button", { type: "button", class: "quiet", text: "Open this step in the tug-of-war" }, figure);
  tug.addEventListener("click", on.open);
  let scale = "true";
  const choices = [["true", "linear"], ["unit", "log"]].map(([value, label]) => {
    const button = mtlElement("button", { type: "button", text: label, "aria-pressed": String(value === scale) }, scales);
    button.addEventListener("click", () => {
      scale = value;
      for (const [other, node] of choices) node.setAttribute("aria-pressed", String(other === scale));
      on.dirty();
    });
    return [value, button];
  });

  function draw({ store, at }) {
    const of = (name) => store.value(name, at);
    const [n0, n1, cosine] = [of("norm_rul"), of("norm_health"), of("cosine")];
    const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
    const gradients = [[n0, 0], [n1 * Math.cos(angle), n1 * Math.sin(angle)]];
    const known = [n0, n1, cosine, of("c00"), of("c01"), of("c10"), of("c11")].every(Number.isFinite);
    const beyond = of("outside") > 0.0005 ? ` ${mtlNumber(100 * of("outside"))} % of the update, by squared length, lies outside it.` : "";
    note.textContent = known
      ? `${store.head.parameters}-dimensional gradients of step ${MTL_GROUPED.format(at)}, drawn exactly in the plane they span.${beyond} Arrows point downhill: a task’s along −g, the green one along −d, the direction of the step. Step = −lr·d with d = Σ wₖ gₖ and SGD; Adam rescales it per parameter. Thin arrows: what each task puts into the update.`
      : `Step ${at}: the gradients are not finite, there is nothing to draw.`;
    if (!known) return void picture.draw({ arrows: [], parts: [], title: "Live tug-of-war", description: note.textContent, scale });
    const mix = (a, b) => [a * gradients[0][0] + b * gradients[1][0], a * gradients[0][1] + b * gradients[1][1]];
    const parts = [mix(of("c00"), of("c01")), mix(of("c10"), of("c11"))];
    const update = [parts[0][0] + parts[1][0], parts[0][1] + parts[1][1]];
    const length = Math.hypot(...update);
    const degrees = mtlAngle(cosine);
    const arrow = (id, label, [x, y], note, dash, width) => ({ id, label, x, y, note, dash, width, colour: `var(--mtl-${id})` });
    picture.draw({
      arrows: [
        arrow("rul", "RUL", gradients[0], mtlNumber(n0), "", 4),
        arrow("health", "health", gradients[1], mtlNumber(n1), "7 3", 4),
        arrow("update", "update", update, mtlNumber(length), "12 3", 5),
      ],
      parts: [
        { id: "part_rul", from: [0, 0], to: parts[0], colour: "var(--mtl-rul)" },
        { id: "part_health", from: parts[0], to: update, colour: "var(--mtl-health)" },
      ],
      region: gradients,
      arc: [...gradients, degrees],
      scale,
      title: "Live tug-of-war",
      description: `RUL’s gradient has norm ${mtlNumber(n0)}, health’s ${mtlNumber(n1)}, at ${degrees}; the update has norm ${mtlNumber(length)}. Arrows point along their negatives.`,
    });
  }

  return { draw, destroy: () => picture.destroy() };
}
