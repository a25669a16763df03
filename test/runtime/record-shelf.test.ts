import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import type { JobOrder, JournalEntry } from "../../src/core/journal/entry.ts";
import { JournalLedger } from "../../src/core/journal/ledger.ts";
import type { DeviceFault } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { makeDirectory } from "../../src/runtime/data-directory.ts";
import { RecordShelf } from "../../src/runtime/record-shelf.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import { PartedStore } from "../support/parted-store.ts";
import { inspection, receiptNote, seal } from "../support/sealed-results.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { toyRegistry, toyStation } from "../support/toy-station.ts";
import { actOn, entriesOf, sealOne, withdraw } from "../support/withdrawn-toy.ts";

const ORDER: Omit<JobOrder, "dossierSha256" | "rulebookSha256"> = {
  kind: "inspection",
  courseSha256: null,
  vehicleSha256: null,
  seat: { site: "lane-1", car: null, positions: null },
  devices: [],
};
const FAULT: DeviceFault = {
  device: asId<"device">("bench"),
  code: "silent",
  raised: true,
  atMs: 1,
  detail: null,
};

test("files that a power cut left empty, full of zeros or half are written again from the journal", () => {
  const at = { monoMs: 1, wallMs: 1_795_000_000_000 };
  const { record, envelope } = seal(inspection());
  const store = new MemoryJournalStore();
  store.append(
    [encodeEntry({ type: "record-sealed", at, job: asId<"job">("job-1"), record, envelope })],
    () => undefined,
  );
  const checkpoint = receiptNote(1, store.root(1));
  store.append([encodeEntry({ type: "receipt", at, size: 1, checkpoint })], () => undefined);
  const directory = join(temporaryDirectory(), "data", "records");
  const shelf = new RecordShelf(directory, store);
  shelf.restore();
  const whole = shelf.read(record, "proof");
  expect(whole).toContain(envelope);
  for (const torn of ["", "\0".repeat(400), (whole ?? "").slice(0, 300)]) {
    writeFileSync(join(directory, `${record}.json`), torn);
    writeFileSync(join(directory, `${record}.proof.json`), torn);
    new RecordShelf(directory, store).restore();
    expect(readFileSync(join(directory, `${record}.json`), "utf8")).toBe(envelope);
    expect(shelf.read(record, "proof")).toBe(whole);
  }
  expect(statSync(join(directory, `${record}.json`)).mode & 0o777).toBe(0o600);
});

test("a long journal is read from its last segments on, and a proof that came in them is written for an older record", () => {
  const at = { monoMs: 1, wallMs: 1_795_000_000_000 };
  const job = asId<"job">("job-1");
  const store = new PartedStore(4);
  const ledger = new JournalLedger();
  const append = (entry: JournalEntry): number => {
    const index = store.size();
    ledger.note(entry, index);
    store.append([encodeEntry(entry)], () => undefined);
    return index;
  };
  const sealed = (plate: string) => seal({ ...inspection(), job: plate });
  const order = { ...ORDER, dossierSha256: "a".repeat(64), rulebookSha256: "b".repeat(64) };
  const [deleted, late] = [sealed("1"), sealed("2")];
  for (const { record, envelope } of [deleted, late]) {
    append({ type: "job-opened", at, job, order });
    append({ type: "record-sealed", at, job, record, envelope });
    if (record === deleted.record)
      append({ type: "receipt", at, size: 2, checkpoint: receiptNote(2, store.root(2)) });
  }
  append({ type: "device-fault", at, fault: FAULT });
  for (let part = 0; part < 2; part++) {
    append({ type: "station-summary", at, ...ledger.summary() });
    while (store.size() % 4 !== 1) append({ type: "device-fault", at, fault: FAULT });
  }
  const size = store.size();
  append({ type: "receipt", at, size, checkpoint: receiptNote(size, store.root(size)) });
  const shelf = new RecordShelf(join(temporaryDirectory(), "records"), store);
  store.given = 0;
  expect(shelf.restore()).toBeNull();
  expect(store.given).toBeLessThan(12);
  expect(shelf.read(late.record, "proof")).toContain(late.envelope);
  expect(shelf.read(deleted.record, "record")).toBeNull();
  expect(shelf.restore({ all: true })).toBeNull();
  expect(shelf.read(deleted.record, "proof")).toContain(deleted.envelope);
  expect(shelf.read(late.record, "record")).toBe(late.envelope);
});

test("copies that cannot be written are told in one sentence and stop nothing", () => {
  const at = { monoMs: 1, wallMs: 1_795_000_000_000 };
  const { record, envelope } = seal(inspection());
  const store = new MemoryJournalStore();
  store.append(
    [encodeEntry({ type: "record-sealed", at, job: asId<"job">("job-1"), record, envelope })],
    () => undefined,
  );
  const base = temporaryDirectory();
  writeFileSync(join(base, "file"), "");
  expect(new RecordShelf(join(base, "file"), store).restore()).toBe(
    `Copies of records cannot be written in ${join(base, "file")}: it exists already. The journal holds them all.`,
  );
  mkdirSync(join(base, "records", `${record}.json.new`), { recursive: true });
  expect(new RecordShelf(join(base, "records"), store).restore()).toMatch(/: it is a folder, not a file\. /);
});

test("what is no record id is no file name", () => {
  const shelf = new RecordShelf(join(temporaryDirectory(), "records"), new MemoryJournalStore());
  expect(() => shelf.putRecord("../../elsewhere", "{}")).toThrow(
    expect.objectContaining({ code: "FILE_UNWRITABLE" }),
  );
  expect(shelf.read("../../elsewhere", "record")).toBeNull();
});

test("a data directory is closed to strangers: plates and names stand in it", () => {
  const directory = join(temporaryDirectory(), "data");
  makeDirectory(directory);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});

test("a withdrawal has its files as a record has: what it says, and its place in the log", () => {
  const clock = new VirtualClock();
  const store = new MemoryJournalStore();
  const toy = toyStation({ store, clock, registry: toyRegistry() });
  toy.station.start();
  clock.advanceBy(1000);
  sealOne(toy, clock);
  withdraw(toy, actOn(entriesOf(store), 0));
  clock.advanceBy(5000);
  const sealed = entriesOf(store).find(({ type }) => type === "withdrawal-sealed");
  if (sealed?.type !== "withdrawal-sealed") throw new Error("nothing was sealed");
  const shelf = new RecordShelf(join(temporaryDirectory(), "records"), store);
  expect(shelf.restore({ all: true })).toBeNull();
  expect(shelf.read(sealed.record, "record")).toBe(sealed.envelope);
  expect(shelf.read(sealed.record, "proof")).toContain(sealed.envelope);
  expect(shelf.read(sealed.withdraws, "proof")).not.toBeNull();
});
