// What the strips show: which columns of the store, on which scale, in which colour, dash and marker (palette.py's).
const MTL_LOOK = {
  rul: { label: "RUL", colour: "rul", dash: [], shape: "circle" },
  health: { label: "health", colour: "health", dash: [7, 3], shape: "square" },
};

function mtlStrips() {
  const dense = (name, look) => ({ id: name, of: (store) => [null, store.columns[name] ?? []], ...look });
  const sparse = (name, look) => ({ id: name, of: (store) => [store.metrics.step, store.metrics[name] ?? []], ...look });
  const tasks = (kind) => [dense(`${kind}_rul`, MTL_LOOK.rul), dense(`${kind}_health`, MTL_LOOK.health)];
  return [
    { id: "norms", title: "Gradient norms", unit: "on the shared layer", log: true, lines: tasks("norm"), tellsChanges: true },
    {
      id: "pull", title: "Ratio and pull", unit: "larger ÷ smaller", log: true, include: [1, 100],
      lines: [
        dense("ratio", { label: "ratio", colour: "ratio", dash: [], shape: "circle" }),
        dense("pull", { label: "pull", colour: "update", dash: [12, 3], shape: "square" }),
      ],
      marks: [{ y: 10, label: "10×", text: "the chapter’s line" }],
    },
    {
      id: "cosine", title: "Cosine", unit: "between the two gradients", domain: [-1, 1],
      lines: [dense("cosine", { label: "cosine", colour: "ratio", dash: [], shape: "circle" })],
      shade: { below: 0, text: "conflict" },
    },
    { id: "weights", title: "Task weights", unit: "on the gradients", signed: true, include: [0, 1], lines: tasks("weight") },
    { id: "losses", title: "Training losses", unit: "of this step’s batch", log: true, lines: tasks("loss") },
    { id: "rmse", title: "Validation RMSE", unit: "cycles", lines: [sparse("rmse", MTL_LOOK.rul)], constant: "predict the mean" },
    {
      id: "accuracy", title: "Validation accuracy", unit: "share of samples in the right class", domain: [0, 1],
      lines: [sparse("accuracy", MTL_LOOK.health)], constant: "majority class",
    },
    {
      id: "nasa", title: "NASA score", unit: "mean per sample, lower is better", log: true, lines: [sparse("nasa", MTL_LOOK.rul)],
      constant: "predict the mean",
    },
  ];
}
