import { writeSync } from "node:fs";
import { openSegmentStore } from "../../src/adapters/disk/segment-store.ts";
import { asId } from "../../src/core/quantities/ids.ts";

/**
 * Appends records without end and says on standard output, with a synchronous write, how many are durable. It is killed
 * at a random moment; whatever it has said must be there afterwards.
 */
const [directory = ""] = process.argv.slice(2);
const store = openSegmentStore({ directory, station: asId<"station">("HB-WH-0042"), segmentBytes: 100_000 });
store.onFatal((cause) => {
  throw cause;
});
let next = store.size();
writeSync(1, `${next}\n`);

function appendSome(): void {
  const count = 1 + (next % 7);
  const records = Array.from({ length: count }, (_, i) => Buffer.from(`record ${next + i} ${"x".repeat((next + i) % 400)}`));
  next += count;
  store.append(records, (firstIndex) => {
    writeSync(1, `${firstIndex + count}\n`);
    appendSome();
  });
}
for (let lane = 0; lane < 4; lane++) appendSome();
