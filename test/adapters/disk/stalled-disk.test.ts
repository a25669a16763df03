import { expect, test } from "vitest";
import { type Done, type DurableFs, nodeDurableFs } from "../../../src/adapters/disk/durable-fs.ts";
import { eventually } from "../../support/eventually.ts";
import {
  journalWith,
  openStore,
  temporaryDirectory,
  testRecord,
  testRecords,
} from "../../support/journal-directory.ts";

test("a disk that does not answer ends the journal; its late answer shows nothing to anybody", async () => {
  let answer: Done | null = null;
  const fs: DurableFs = {
    ...nodeDurableFs,
    open(path, mode) {
      const file = nodeDurableFs.open(path, mode);
      if (!path.endsWith(".segment.new")) return file;
      return new Proxy(file, {
        get: (target, name) =>
          name === "syncLater"
            ? (done: Done) => {
                answer = done;
              }
            : (...args: unknown[]) => Reflect.apply(Reflect.get(target, name), target, args),
      });
    },
  };
  // The segment that is written after the first is made by the store itself, so that its syncs are ours to hold.
  const store = openStore(temporaryDirectory(), { fs, stallMs: 50, segmentBytes: 128 });
  const durable: number[] = [];
  const causes: string[] = [];
  store.onFatal((cause) => causes.push(`${cause.message} ${String((cause.cause as Error).message)}`));
  store.append([testRecord(0), testRecord(1)], (index) => durable.push(index));
  await eventually("the stall is told", () => causes.length > 0);
  expect(causes).toEqual([expect.stringContaining("the disk does not answer")]);
  const late = answer as Done | null;
  expect(late).not.toBeNull();
  late?.(null);
  // As long as another disk needs for a whole journal: what the late answer sets going would be told by then.
  await journalWith(testRecords(20));
  await store.close();
  expect(durable).toEqual([]);
});
