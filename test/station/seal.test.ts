import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { draftSubmission } from "../../src/core/delivery/submission.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { encodeEntry } from "../../src/station/journal-writer.ts";
import { type SealResult, sealResult } from "../../src/station/seal.ts";
import { exam, inspection, KEYS, seal } from "../support/sealed-results.ts";

function sealed(document: ResultDocument, signer: Signer = KEYS.record): SealResult[] {
  const results: SealResult[] = [];
  sealResult(document, { signer, digest: sha256 }, (result) => results.push(result));
  return results;
}

const NOISE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&()*+,-./:;<=>?@[]^_`{|}~";

describe("sealing a result", () => {
  test("gives the same bytes for the same document, in whatever order its fields were set", () => {
    const { schema, verdict, ...rest } = exam();
    expect(seal({ ...rest, verdict, schema })).toEqual(seal(exam()));
  });

  test("signs nothing that our own verifier would refuse", () => {
    const unsigned: [unknown, string][] = [
      [{ ...inspection(), verdict: "perhaps" }, "FIELD_MALFORMED"],
      [{ ...inspection(), more: 1 }, "FIELD_MALFORMED"],
      [
        inspection({ faults: [{ device: "d", code: "c", detail: null, raised: true, atMs: 2 ** 60 }] }),
        "JSON_UNWRITABLE",
      ],
      [inspection({ subject: { plate: "\ud800" } }), "JSON_UNWRITABLE"],
      [inspection({ subject: { plate: "x".repeat(300_000) } }), "PAYLOAD_TOO_LARGE"],
    ];
    for (const [document, code] of unsigned)
      expect(sealed(document as ResultDocument)).toMatchObject([{ kind: "refused", reason: { code } }]);
  });

  test("whatever is sealed can be sent: the largest record that is not refused fits a message with the longest proofs", () => {
    const random = new SeededRandom(9, "noise");
    const noise = (length: number): string =>
      Array.from({ length }, () => NOISE[Math.floor(random.unit() * NOISE.length)]).join("");
    let largest = 0;
    let refused = 0;
    for (let length = 225_000; length < 261_000; length += 4000) {
      const [result] = sealed(inspection({ subject: { plate: noise(length) } }));
      if (result?.kind === "refused") {
        expect(result.reason.code).toBe("PAYLOAD_TOO_LARGE");
        refused++;
        continue;
      }
      if (result?.kind !== "sealed") throw new Error("neither sealed nor refused");
      const { record, envelope } = result;
      const at = { monoMs: 1, wallMs: 1 };
      const entry = {
        type: "record-sealed",
        at,
        job: asId<"job">("HB-WH-0042-000001"),
        record,
        envelope,
      } as const;
      const bytes = encodeEntry(entry);
      // A log so large that its proofs are as long as they can be.
      const log = { size: () => 2 ** 52, root: () => new Uint8Array(32), read: () => [bytes] };
      const places = [{ index: 2 ** 52 - 1, sequence: 0 }];
      const drafting = draftSubmission(asId<"station">("S".repeat(64)), log as never, 0, { places });
      expect(drafting.kind, `${length} characters`).toBe("draft");
      largest = Math.max(largest, envelope.length);
    }
    expect(refused).toBeGreaterThan(1);
    expect(largest).toBeGreaterThan(200_000);
  });

  test("passes on why the key did not sign", () => {
    const gone: Signer = {
      ...KEYS.record,
      sign: (_, done) => done({ kind: "failed", reason: "the token was removed" }),
    };
    expect(sealed(inspection(), gone)).toEqual([{ kind: "failed", reason: "the token was removed" }]);
  });
});
