import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { createTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import { verifyJournal } from "../../src/cli/verify-journal.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { logName } from "../../src/core/record/checkpoint.ts";
import { readTrustList } from "../../src/core/record/trust-list.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { WITNESS as WITNESS_NAME } from "../support/sealed-results.ts";
import { WITNESS, YEAR_LOG } from "../support/year-journal.ts";

/** Verifies one journal in a process of its own, since the peak of its memory is the process's. */
export interface VerifyOrder {
  readonly directory: string;
}

export interface VerifyTold {
  readonly entries: number;
  readonly receiptedSize: number;
  readonly seconds: number;
  readonly peakMiB: number;
}

process.on("message", ({ directory }: VerifyOrder) => {
  const authority = createDeterministicSigner("the year's authority", "ecdsa-p256-sha256");
  const station = asId<"station">(SCENARIO_STATION);
  const [notBefore, notAfter] = ["2020-01-01T00:00:00.000Z", "2040-01-01T00:00:00.000Z"];
  const valid = { notBefore, notAfter };
  const keys = [
    { key: YEAR_LOG, role: "log", station, name: logName(station), ...valid },
    { key: WITNESS, role: "witness", station: null, name: WITNESS_NAME, ...valid },
  ] as const;
  const text = createTrustList({ authority, keys, issued: notBefore, validTo: notAfter });
  const read = readTrustList({ text, digest: sha256, verify: verifySignature });
  if (read.kind === "refused") throw new Error(`the bench's own trust list is refused: ${read.reason.code}`);
  const fromMs = performance.now();
  const { facts } = verifyJournal(directory, { trust: read.list, digest: sha256, verify: verifySignature });
  const told: VerifyTold = {
    entries: Number(facts.entries),
    receiptedSize: Number(facts.receiptedSize),
    seconds: (performance.now() - fromMs) / 1000,
    peakMiB: process.resourceUsage().maxRSS / 1024,
  };
  process.send?.(told);
});
process.send?.("ready");
