import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { exportJournal } from "../../src/adapters/disk/journal-export.ts";
import { JournalReader } from "../../src/adapters/disk/journal-reader.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { keyIdOf, sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { createTrustList, type TrustListEntry } from "../../src/adapters/keys/trust-list-file.ts";
import { type AuditedRegistry, createAuditCommand } from "../../src/cli/audit.ts";
import { eventSha256 } from "../../src/core/events/event-batch.ts";
import type { StationEvent } from "../../src/core/events/station-event.ts";
import { verdictOf } from "../../src/runtime/earlier-record.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { AuditRig } from "../support/audit-rig.ts";
import { toldBy } from "../support/event-world.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { bytesOf } from "../support/submissions.ts";

/** Goal: a station seals, delivers and gets receipts while its journal is audited, and nothing is said against it. */
const directory = mkdtempSync(join(tmpdir(), "proofmark-growing-"));
const journal = join(directory, "journal");
const trust = join(directory, "trust.json");
afterAll(() => rmSync(directory, { recursive: true }));

const rig = new AuditRig("HB-WH-0042");
let exported = 0;

/** A job that was closed and a record, with their receipt; the files of the journal then hold them. */
function goOn(): void {
  const { station } = rig;
  const n = station.journal.size();
  station.journal.append(
    [
      bytesOf({
        ...{ type: "job-closed", at: { monoMs: n, wallMs: n }, job: `J-${n}` },
        reason: { code: "STATION_STOPPING", params: {} },
      }),
      station.entry(station.sealed++),
    ],
    () => undefined,
  );
  rig.deliver();
  const path = join(directory, `export-${exported++}`);
  exportJournal({ read: () => station.journal.entries }, path, station.station);
  cpSync(path, journal, { recursive: true });
}

function trusted(): void {
  const { station, recordSigner, logSigner } = rig.station;
  const span = { notBefore: "1970-01-01T00:00:00.000Z", notAfter: "2100-01-01T00:00:00.000Z" };
  const witness = {
    keyId: keyIdOf(WITNESS.spki),
    publicKeySpki: WITNESS.spki,
    algorithm: "ed25519",
  } as const;
  const keys: readonly TrustListEntry[] = [
    { key: recordSigner, role: "record", station, name: "record-1", ...span },
    { key: logSigner, role: "log", station, name: `proofmark/${station}`, ...span },
    { key: witness, role: "witness", station: null, name: WITNESS.name, ...span },
  ];
  const authority = createDeterministicSigner("authority", "ecdsa-p256-sha256");
  writeFileSync(trust, createTrustList({ authority, keys, issued: span.notBefore, validTo: span.notAfter }));
}

test("an audit says nothing against a journal that gets records and receipts while it is read", async () => {
  trusted();
  goOn();
  goOn();
  const texts = toldBy(rig.station.journal, rig.station.station);
  const events = texts.map((text, position) => {
    const { at, job } = JSON.parse(text) as StationEvent;
    return { at, job: job ?? null, sha256: eventSha256(sha256, text), event: text, position: position + 1 };
  });
  const last = events.at(-1);
  if (last === undefined) throw new Error("nothing was told");
  const registry: AuditedRegistry = {
    copy: {
      ...{ station: rig.station.station, branch: 0, head: { ...rig.head } },
      ...{ checkpoints: [...rig.checkpoints], decisions: [] },
    },
    rows: async (each) => [...rig.rows].forEach(each),
    eventHead: async () => {
      // Between the reading of the records and that of the events.
      for (let times = 0; times < 3; times++) goOn();
      return { at: last.at, sha256: last.sha256 };
    },
    eventRows: async (each) => {
      let after: StationEvent["at"] | null = null;
      for (const { at, ...event } of events) {
        each({ ...event, ...at, kind: "event", after, isAbandoned: false });
        after = at;
      }
    },
  };
  const out: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: () => undefined };
  const command = createAuditCommand(async (_file, _station, look) => await look(registry), {
    ...{ openSession, verdictOf },
  });
  const code = await command.run(
    [journal, "--registry", "registry.yaml", "--trust", trust, "--json"],
    io as unknown as Parameters<typeof command.run>[1],
  );
  const told = JSON.parse(out.join("\n")) as { findings: readonly { code: string }[] };
  expect([code, told.findings.map((finding) => finding.code)]).toEqual([0, []]);
});

test("a reader goes through its journal once", () => {
  const reader = new JournalReader(journal);
  try {
    expect([...reader.records()].length).toBeGreaterThan(5);
    expect(() => [...reader.records()]).toThrow("once");
  } finally {
    reader.close();
  }
});
