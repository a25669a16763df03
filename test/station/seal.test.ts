import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import type { ResultDocument } from "../../src/core/record/result-document.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { type SealResult, sealResult } from "../../src/station/seal.ts";
import { exam, inspection, KEYS, seal } from "../support/sealed-results.ts";

function sealed(document: ResultDocument, signer: Signer = KEYS.record): SealResult[] {
  const results: SealResult[] = [];
  sealResult(document, { signer, digest: sha256 }, (result) => results.push(result));
  return results;
}

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

  test("passes on why the key did not sign", () => {
    const gone: Signer = {
      ...KEYS.record,
      sign: (_, done) => done({ kind: "failed", reason: "the token was removed" }),
    };
    expect(sealed(inspection(), gone)).toEqual([{ kind: "failed", reason: "the token was removed" }]);
  });
});
