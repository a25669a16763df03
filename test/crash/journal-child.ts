import { openSync, writeSync } from "node:fs";
import { openSegmentStore } from "../../src/adapters/disk/segment-store.ts";
import { asId } from "../../src/core/quantities/ids.ts";

/**
 * Appends records without end and puts into a file, with one synchronous write each time, how many are durable. It is
 * killed at a random moment; whatever it has promised must be there afterwards. With a third argument it ends by itself
 * after that many promises.
 */
const [directory = "", promises = "", promisesMax = "Infinity"] = process.argv.slice(2);
let promised = 0;
const promise = openSync(promises, "w");
const store = openSegmentStore({ directory, station: asId<"station">("HB-WH-0042"), segmentBytes: 100_000 });
store.onFatal((cause) => {
  throw cause;
});
let next = store.size();
writeSync(1, "writing\n");

function appendSome(): void {
  const count = 1 + (next % 7);
  const records = Array.from({ length: count }, (_, i) =>
    Buffer.from(`record ${next + i} ${"x".repeat((next + i) % 400)}`),
  );
  next += count;
  store.append(records, (firstIndex) => {
    writeSync(promise, `${firstIndex + count}`.padStart(12), 0);
    promised += 1;
    if (promised === Number(promisesMax)) process.exit(0);
    appendSome();
  });
}
for (let lane = 0; lane < 4; lane++) appendSome();
