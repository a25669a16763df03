import fc from "fast-check";
import { expect, test } from "vitest";
import { markBody, markText } from "../../src/core/marks/mark-text.ts";
import { gzip } from "../../src/core/record/gzip.ts";
import { MARK_WORDS, type Verdict } from "../../src/verifier/verdict.ts";
import { verify, verifyMarkText } from "../../src/verifier/verify.ts";
import { issuerListText, signedMark, signedStatus } from "../support/mark-issuer.ts";
import { trustListText } from "../support/sealed-results.ts";
import { bytesOfText, contextWith } from "../support/verifier-context.ts";

/** Goal: whatever is held before a camera or chosen as a file gets an answer with one word and a reason, and never an exception. */
const context = contextWith({ trust: bytesOfText(trustListText()), issuers: bytesOfText(issuerListText()) });

function mustBeWhole({ kind, word, failures, content }: Verdict): void {
  expect(kind).not.toBe("");
  expect(["verified", "refused", ...MARK_WORDS]).toContain(word);
  if (word === "verified" || word === "valid") return;
  expect(failures.length).toBeGreaterThan(0);
  for (const { code, zh, en } of failures) expect([code, zh !== "" && en !== ""]).toEqual([code, true]);
  // The verifier's own failure is no answer.
  expect(failures.map(({ code }) => code)).not.toContain("VERIFIER_FAILED");
  if (word === "refused") expect(content).toBeNull();
}

const starts = fc.constantFrom(
  ...[
    "",
    "PM1:",
    "pm1:",
    "PM2:",
    "{",
    "[",
    "\ufeff{",
    '{"schema":"proofmark/day/v1",',
    '{"schema":"proofmark/proof/v1",',
  ],
  ...[
    '{"schema":"proofmark/answered-proof/v1",',
    '{"payloadType":"application/vnd.proofmark.trust-list.v1+json",',
  ],
  ...[
    '{"payloadType":"application/vnd.proofmark.issuer-list.v1+json",',
    "—",
    "WIFI:S:x;;",
    "https://example.org/",
  ],
);

test("any text behind any beginning", () => {
  fc.assert(
    fc.property(starts, fc.string({ maxLength: 60 }), (start, rest) => {
      mustBeWhole(verify(bytesOfText(start + rest), context));
      const asMark = verifyMarkText(start + rest, context);
      mustBeWhole(asMark);
      expect([asMark.kind, asMark.word]).toEqual(["mark", "unreadable"]);
    }),
    { numRuns: 1_500 },
  );
});

test("any bytes, also packed", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.boolean(), (bytes, isPacked) => {
      mustBeWhole(verify(isPacked ? gzip(bytes) : bytes, context));
    }),
    { numRuns: 1_000 },
  );
});

test("any JSON of the kinds it knows", () => {
  fc.assert(
    fc.property(starts, fc.json({ maxDepth: 3 }), (start, json) => {
      mustBeWhole(verify(bytesOfText(start.replace(/,$/, `,"x":${json}}`)), context));
      mustBeWhole(verify(gzip(bytesOfText(json)), context));
    }),
    { numRuns: 1_000 },
  );
});

test("any byte of a mark that is another: never valid, and never read as another mark", () => {
  const mark = signedMark();
  const status = signedStatus(mark);
  const words = new Set<string>();
  for (let at = 0; at < mark.length; at++) {
    const harmed = mark.with(at, (mark[at] as number) ^ (1 << (at % 8)));
    const verdict = verifyMarkText(markText(markBody({ mark: harmed, status })), context);
    mustBeWhole(verdict);
    expect(["unreadable", "unknown-issuer", "forged"]).toContain(verdict.word);
    expect(verdict.content).toBeNull();
    words.add(verdict.word);
  }
  expect([...words].sort()).toEqual(["forged", "unknown-issuer", "unreadable"]);
  for (let at = 0; at < status.length; at++) {
    const harmed = status.with(at, (status[at] as number) ^ (1 << (at % 8)));
    expect(verifyMarkText(markText(markBody({ mark, status: harmed })), context).word).toBe("stale");
  }
});

test("deep nesting and long texts end in a sentence", () => {
  for (const text of [
    "[".repeat(100_000),
    `{"a":${"[".repeat(50_000)}`,
    "{".repeat(100_000),
    `PM1:${"0".repeat(5_000)}`,
  ])
    mustBeWhole(verify(bytesOfText(text), context));
  expect(verify(new Uint8Array(64 * 1024 * 1024 + 1), context).failures[0]?.code).toBe("INPUT_TOO_LARGE");
});
