// What the landscape player has received: the loss surfaces of a scene, and the records of a walk (landscape.py).
// Record numbers make a message that comes twice, late, or never harmless.
const MTL_WALK = { x: 0, g1: 2, g2: 4, w: 6, loss: 8 }; // columns of a record (mtlviz.landscape.walk.COLUMNS)

function mtlWalkStore() {
  const store = {
    head: null, walk: null, scene: null, have: 0, surfaces: null, records: null, paths: 0,

    // "new" walk, "more" records, "same" (nothing new) or "gap" (something before it is missing: ask again).
    take(bytes) {
      const { head, numbers } = mtlUnpack(bytes);
      let answer = "same";
      if (head.grid) {
        store.surfaces = { size: head.grid, losses: [numbers.slice(0, head.grid ** 2), numbers.slice(head.grid ** 2, 2 * head.grid ** 2)] };
        store.scene = head.scene;
      }
      if (head.walk !== store.walk) {
        store.walk = head.walk;
        store.have = 0;
        store.paths = head.methods.length * head.starts.length;
        store.records = new Float32Array(head.records * store.paths * head.columns);
        answer = "new";
      }
      store.head = head;
      if (store.scene !== head.scene || head.from > store.have) return answer === "new" ? "new" : "gap";
      if (head.from + head.count > store.have) {
        const width = store.paths * head.columns;
        store.records.set(numbers.subarray(2 * head.grid ** 2), head.from * width);
        store.have = head.from + head.count;
        if (answer === "same") answer = "more";
      }
      return answer;
    },

    // Two neighbouring columns of a path's record: [x1, x2], a gradient, the weights, the losses.
    pair(record, path, column) {
      const at = (record * store.paths + path) * store.head.columns + column;
      return [store.records[at], store.records[at + 1]];
    },

    // Where a path is at a record that need not be whole; null once it has diverged.
    position(time, path) {
      const record = Math.min(Math.floor(time), store.have - 1);
      const [a, b] = store.pair(record, path, 0);
      if (!(a === a)) return null;
      const part = time - record;
      if (!(part > 0) || record + 1 >= store.have) return [a, b];
      const [c, d] = store.pair(record + 1, path, 0);
      return c === c ? [a + part * (c - a), b + part * (d - b)] : [a, b];
    },

    // The step of training at a record.
    step: (time) => Math.min(store.head.steps, Math.round(time * store.head.stride)),
  };
  return store;
}

// A message: header length, header, little-endian float32 numbers.
function mtlUnpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return { head, numbers: new Float32Array(bytes.slice(4 + length).buffer) };
}
