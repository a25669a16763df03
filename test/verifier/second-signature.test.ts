import { describe, expect, test } from "vitest";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { pae } from "../../src/core/record/dsse.ts";
import { readTrustList } from "../../src/core/record/trust-list.ts";
import { verifySealed } from "../../src/core/record/verify-withdrawal.ts";
import type { Verdict } from "../../src/verifier/verdict.ts";
import { verify } from "../../src/verifier/verify.ts";
import { fileOf, redactedToy } from "../support/redacted-world.ts";
import { KEYS, signatureOf } from "../support/sealed-results.ts";
import { listWith, SECOND, SECOND_CASES, SPOILT_LISTS, signedBy } from "../support/second-signatures.ts";
import { bytesOfText, codesOf, contextWith, outcomeOf } from "../support/verifier-context.ts";

const CHECK = { digest: sha256, verify: verifySignature };

function coreSays(text: string, trustText: string): string {
  const read = readTrustList({ text: trustText, ...CHECK });
  if (read.kind === "refused") throw new Error(read.reason.code);
  const result = verifySealed({ trust: read.list, ...CHECK }, text);
  return result.kind === "refused" ? codesOf(result.reason) : "verified";
}

describe("who has to sign what a station seals, by both sides", () => {
  test.each(SECOND_CASES.map((one) => [one.name, one] as const))("%s", (_, { text, trust, outcome }) => {
    const own = outcomeOf(bytesOfText(text), contextWith({ trust: bytesOfText(trust) }));
    expect({ core: coreSays(text, trust), own }).toEqual({ core: outcome, own: outcome });
  });

  test.each(SPOILT_LISTS)("a list with %s is no list", (_, text, why) => {
    const core = readTrustList({ text, ...CHECK });
    expect(core.kind === "refused" ? core.reason.code : core.kind).toBe(why);
    expect(outcomeOf(bytesOfText(text), contextWith({}))).toContain(why);
  });

  test("the second signature is told, with its algorithm", () => {
    const trust = bytesOfText(listWith({ from: "2026-06-01T00:00:00.000Z" }));
    const verdict = verify(
      bytesOfText(signedBy([{ by: KEYS.record }, { by: SECOND }])),
      contextWith({ trust }),
    );
    expect(verdict.facts).toMatchObject({ secondSignature: "sm2-sm3" });
    expect(verdict.checked.map(({ code }) => code)).toEqual(["CHECKED_RECORD", "CHECKED_SECOND"]);
    const one = verify(
      bytesOfText(signedBy([{ by: KEYS.record }])),
      contextWith({ trust: bytesOfText(listWith({})) }),
    );
    expect(one.facts).not.toHaveProperty("secondSignature");
  });
});

describe("the second signature of a bundle", () => {
  const trust = bytesOfText(listWith({}));
  const told = ({ word, checked, facts }: Verdict): readonly unknown[] => [
    word,
    checked.map(({ code }) => code).includes("CHECKED_SECOND"),
    facts.secondSignature,
  ];

  test("for others is told as that of a record, and not where there is none", () => {
    const { bundle, file } = redactedToy().evidence;
    const { payloadType, payload, signatures } = bundle.document;
    const signature = signatureOf(SECOND, pae(payloadType, payload));
    const both = { ...bundle.document, signatures: [...signatures, { keyId: SECOND.keyId, signature }] };
    expect(told(verify(fileOf({ ...bundle, document: both }), contextWith({ trust })))).toEqual([
      "verified",
      true,
      "sm2-sm3",
    ]);
    expect(told(verify(file, contextWith({ trust })))).toEqual(["verified", false, undefined]);
  });
});
