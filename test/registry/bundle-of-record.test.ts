import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { type EvidenceActs, runEvidence } from "../../src/cli/registry-evidence.ts";
import {
  EVIDENCE_MEDIA_TYPE,
  type EvidenceBundle,
  writeEvidence,
} from "../../src/core/evidence/evidence-bundle.ts";
import type { RegistryHead } from "../../src/core/registry/station-account.ts";
import { EdgeError } from "../../src/errors.ts";
import { mustBeBundleOf } from "../../src/runtime/registry/bundle-of-record.ts";
import { bundleOf, provenJournal } from "../support/evidence-world.ts";
import { goodDay } from "../support/journal-day.ts";
import { STATION } from "../support/sealed-results.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: the registry binds a bundle to a record only where it is whole, of that record, and under a root that the registry itself has cosigned. */
const day = goodDay();
const journal = provenJournal(STATION, [...day.store.read(0)]);
const bundle = bundleOf(journal, "job-1");
const head = (root: Uint8Array): RegistryHead => ({ size: 12, root, records: 3, note: "", cosignedMs: 0 });
const cosigned = async (station: string, size: number) =>
  station === STATION && size === 12 ? head(day.store.root(12)) : undefined;

function packed(of: EvidenceBundle): Uint8Array {
  const written = writeEvidence(of, nodeGzip);
  if (written.kind === "refused") throw new Error(written.reason.code);
  return written.bytes;
}

async function wordOf(bytes: Uint8Array, record = bundle.record, known: typeof cosigned = cosigned) {
  try {
    await mustBeBundleOf(record, bytes, known);
    return "bound";
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    return (error.context as { reason: { code: string } }).reason.code;
  }
}

test("a bundle is bound to its own record alone, whole, and under a checkpoint of this registry", async () => {
  expect(await wordOf(packed(bundle))).toBe("bound");
  expect(await wordOf(packed(bundle), "0".repeat(64))).toBe("EVIDENCE_OF_ANOTHER");
  expect(await wordOf(packed({ ...bundle, entries: bundle.entries.slice(1) }))).toBe("ENTRIES_NOT_IN_LOG");
  expect(await wordOf(packed(bundle), bundle.record, async () => undefined)).toBe("EVIDENCE_NOT_COSIGNED");
  const other = async () => head(new Uint8Array(32));
  expect(await wordOf(packed(bundle), bundle.record, other)).toBe("EVIDENCE_NOT_COSIGNED");
  expect(await wordOf(packed(bundle).subarray(1))).toBe("EVIDENCE_MALFORMED");
});

test("a file that says that it is a bundle is held to it, whole or not; of all else the caller says what it is", async () => {
  const file = join(temporaryDirectory(), "file");
  const types: string[] = [];
  const acts = {
    put: async (_: string, { mediaType }: { readonly mediaType: string }) => {
      types.push(mediaType);
      return "ab";
    },
  } as unknown as EvidenceActs;
  const io = { out: () => undefined, err: () => undefined };
  const json = (value: object) => nodeGzip(new TextEncoder().encode(JSON.stringify(value)));
  const schema = "proofmark/evidence/v1";
  const files = [packed(bundle), json({ schema, redacted: true }), json({ schema }), json({ schema: "x" })];
  for (const bytes of [...files, new TextEncoder().encode("%PDF-1.7"), json([])]) {
    writeFileSync(file, bytes);
    const words = ["put", "--config", "F", "--file", file, "--record", bundle.record];
    expect(await runEvidence(words, io, acts)).toBe(0);
  }
  const other = "application/octet-stream";
  expect(types).toEqual([...Array<string>(3).fill(EVIDENCE_MEDIA_TYPE), other, other, other]);
  // Bound as a bundle, it is refused for what it is.
  expect(await wordOf(json({ schema, redacted: true }))).toBe("EVIDENCE_REDACTED");
});
