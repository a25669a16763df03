import { describe, expect, test } from "vitest";
import { receiptSchema } from "../../src/core/delivery/messages.ts";
import { CoreRegistry } from "../support/core-registry.ts";
import { WITNESS_SEED } from "../support/delivery-world.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";

const SPOILT: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  ["has a member that nobody knows", { weather: "rain" }, "SCHEMA_WRONG"],
  ["lacks one", { rulebook: undefined }, "SCHEMA_WRONG"],
  ["has one of another form", { sequence: "1" }, "SCHEMA_WRONG"],
  ["passes over a failed item", { verdict: "pass", items: [item("fail")] }, "VERDICT_INCONSISTENT"],
  ["has evidence of another log", { evidence: evidence("proofmark/OTHER") }, "EVIDENCE_INCONSISTENT"],
];

/** Of the product's own registry: the stand-in reads no more of a document than it needs. */
describe("records that say nothing that can be followed", () => {
  test.each(SPOILT)("RP-131 a document that %s is quarantined", (_what, says, defect) => {
    const station = new SealingStation();
    const registry = new CoreRegistry({ witnessSeed: WITNESS_SEED, stations: [station.registration] });
    station.seal();
    const at = station.seal({ says });
    station.seal();
    const receipt = receiptSchema.parse(messageOf(registry.handle(bytesOf(submissionOf(station, 0)), 0)));
    expect(receipt.quarantined.map(({ index }) => index)).toEqual([at]);
    expect(receipt.quarantined[0]?.sentence.zh).toMatch(/[一-鿿]/);
    expect(registry.kept.map(({ kind }) => kind)).toEqual(["result", "quarantined", "result"]);
    expect(registry.kept[1]).toMatchObject({ defect });
  });
});

function item(verdict: string): object {
  return { item: "B1", verdict, reasons: [], findings: [] };
}

function evidence(log: string): object {
  return { log, firstIndex: 0, endIndex: 1, entries: 1 };
}
