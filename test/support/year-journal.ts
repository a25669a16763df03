import { mkdirSync } from "node:fs";
import { openSegmentStore } from "../../src/adapters/disk/segment-store.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { JournalLedger } from "../../src/core/journal/ledger.ts";
import { peekEntry, readEntry } from "../../src/core/journal/read-entry.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { logName } from "../../src/core/record/checkpoint.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { softwareIdentity } from "../../src/runtime/software-identity.ts";
import { runScenario } from "../../src/stage/run-scenario.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import { receiptNote } from "./sealed-results.ts";
import { singleScenario } from "./single-scenario.ts";

const FILE = "test/scenarios/k3-sound.yaml";
const FIRST_JOB = `${SCENARIO_STATION}-000001`;
export const WITNESS = createDeterministicSigner("the year's witness", "ed25519");
/** For whoever has no station's keys at hand. */
export const YEAR_LOG = createDeterministicSigner("the year's log", "ed25519");

/** The entries of one sound car, as a station wrote them, and where its job's number stands in each. */
interface Vehicle {
  readonly begun: readonly Uint8Array[];
  readonly entries: readonly {
    readonly bytes: Buffer;
    readonly isInput: boolean;
    readonly numbersAt: readonly number[];
  }[];
  /** Texts that every vehicle needs: stored again after each summary. */
  readonly rulebooks: readonly Uint8Array[];
}

async function oneVehicle(): Promise<Vehicle> {
  const scenario = singleScenario(FILE);
  const run = await runScenario({ file: FILE, scenario, seed: 5, times: 1, software: softwareIdentity() });
  const all = [...run.store.read(0)].map((bytes) => ({ bytes: Buffer.from(bytes), head: peekEntry(bytes) }));
  const opened = all.findIndex(({ head }) => head?.type === "job-opened");
  const order = readEntry(all[opened]?.bytes ?? Buffer.alloc(0));
  const rulebook = order?.type === "job-opened" ? order.order.rulebookSha256 : "";
  const isRulebook = ({ bytes, head }: (typeof all)[number]): boolean =>
    head?.type === "artifact-stored" && bytes.includes(rulebook);
  const dossier = all
    .slice(0, opened)
    .filter((one) => one.head?.type === "artifact-stored" && !isRulebook(one));
  const vehicle = [...dossier, ...all.slice(opened)].filter(({ head }) => head?.type !== "receipt");
  return {
    begun: all.slice(0, 1).map(({ bytes }) => bytes),
    rulebooks: all.filter(isRulebook).map(({ bytes }) => bytes),
    entries: vehicle.map(({ bytes, head }) => ({
      bytes,
      isInput: head?.type === "job-input",
      numbersAt: placesOf(bytes, FIRST_JOB).map((at) => at + FIRST_JOB.length - 6),
    })),
  };
}

function placesOf(bytes: Buffer, text: string): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) found.push(at);
  return found;
}

/**
 * A journal of so many vehicles as a station would have it after months: the entries of a real car with other job numbers, a receipt
 * for each, summaries where segments begin. `log` signs the receipts. The records are copies of one another inside.
 */
export async function writeYear(directory: string, vehicles: number, log: Signer): Promise<void> {
  const station = asId<"station">(SCENARIO_STATION);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const store = openSegmentStore({ directory, station });
  const { begun, rulebooks, entries } = await oneVehicle();
  const ledger = new JournalLedger();
  let next = 0;
  const append = (
    records: readonly Uint8Array[],
    inputs: readonly boolean[],
    durable = (): void => undefined,
  ): void => {
    for (const [i, record] of records.entries()) {
      const entry = inputs[i] === true ? null : readEntry(record);
      if (entry !== null) ledger.note(entry, next);
      next++;
    }
    store.append(records, durable);
    if (store.segmentOf(next - 1) <= ledger.summaryIndex) return;
    const summary: JournalEntry = { type: "station-summary", at: AT, ...ledger.summary() };
    ledger.note(summary, next++);
    store.append([encodeEntry(summary)], () => undefined);
    append(rulebooks, []);
  };
  append([...begun, ...rulebooks], []);
  for (let vehicle = 1; vehicle <= vehicles; vehicle++) {
    const number = String(vehicle).padStart(6, "0");
    const copies = entries.map(({ bytes, numbersAt }) => {
      const copy = Buffer.from(bytes);
      for (const at of numbersAt) copy.write(number, at, "latin1");
      return copy;
    });
    await new Promise<void>((durable) =>
      append(
        copies,
        entries.map(({ isInput }) => isInput),
        durable,
      ),
    );
    const size = store.size();
    const checkpoint = receiptNote(size, store.root(size), {
      log,
      witness: WITNESS,
      origin: logName(station),
    });
    append([encodeEntry({ type: "receipt", at: AT, size, checkpoint })], []);
  }
  await store.close();
}

const AT = { monoMs: 1, wallMs: 1_780_000_000_000 };
