import { beforeAll, describe, expect, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { createTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { differenceFromWhole } from "../../src/verifier/bundles/hidden-values.ts";
import type { Context } from "../../src/verifier/verdict.ts";
import { verify } from "../../src/verifier/verify.ts";
import { type PlayedScenario, playedScenario, SPAN } from "../support/evidence-world.ts";
import {
  bundleWith,
  fileOf,
  lastJobOf,
  type RedactedEvidence,
  redactedEvidence,
  redactedScenario,
  unpacked,
} from "../support/redacted-world.ts";
import { KEYS } from "../support/sealed-results.ts";
import { bytesOfText, contextWith, outcomeOf } from "../support/verifier-context.ts";

/**
 * Goal: what others get of a job is believed as far as it goes and says how far that is; and whatever a stranger changes in it, or a station signs of it that its own
 * entries speak against, is refused.
 */
type Members = Record<string, unknown>;

let played: PlayedScenario;
let made: RedactedEvidence;
let context: Context;
let document: Members;

beforeAll(async () => {
  played = await playedScenario("k3-record-withdrawn");
  made = redactedScenario(played);
  context = contextWith({ trust: bytesOfText(played.trustText) });
  document = JSON.parse(unpacked(made.bundle.document.payload)) as Members;
});

/** As a station would sign it that wants others to believe it. */
function signedAs(change: (document: Members) => Members, disclosed = made.redaction.disclosed): Uint8Array {
  const payload = nodeGzip(bytesOfText(JSON.stringify(change(structuredClone(document)))));
  return fileOf(bundleWith(played, made.gathered, { payload, disclosed }, played.run.signers.record));
}

const result = (of: Members): Members => of.result as Members;
const withResult =
  (change: Members) =>
  (of: Members): Members => ({ ...of, result: { ...result(of), ...change } });
const withReason =
  (change: Members) =>
  (of: Members): Members => {
    const { of: id, document: withdrawal } = of.withdrawal as { of: unknown; document: Members };
    const reason = { ...(withdrawal.reason as Members), ...change };
    return { ...of, withdrawal: { of: id, document: { ...withdrawal, reason } } };
  };
const withScope =
  (change: Members) =>
  (of: Members): Members =>
    withResult({ scope: { ...(result(of).scope as Members), ...change } })(of);
const withItem =
  (change: Members) =>
  (of: Members): Members => {
    const items = structuredClone(result(of).items) as Members[];
    Object.assign(items[0] ?? {}, change);
    return withResult({ items })(of);
  };
/** In the first finding of all. */
const withFinding =
  (change: Members) =>
  (of: Members): Members => {
    const items = structuredClone(result(of).items) as { findings: Members[] }[];
    const first = items.find(({ findings }) => findings.length > 0);
    Object.assign(first?.findings[0] ?? {}, change);
    return withResult({ items })(of);
  };
const hiddenOf = (of: Members) => of.hidden as { index: number; entry: string }[];
const indexOf = (entry: string): number => hiddenOf(document).find((one) => one.entry === entry)?.index ?? -1;

describe("evidence for others", () => {
  test("is believed, says what it hides and what it rests on, and that the record is withdrawn", () => {
    const verdict = verify(made.file, context);
    expect([verdict.kind, verdict.word, verdict.failures]).toEqual(["evidence", "verified", []]);
    expect(verdict.checked.map(({ code }) => code)).toEqual([
      "CHECKED_REDACTED",
      "CHECKED_ENTRIES",
      "CHECKED_REDACTED_COMPLETE",
      "CHECKED_TEXTS",
    ]);
    const notes = verdict.notes.map(({ code }) => code);
    expect(notes).toEqual(
      expect.arrayContaining(["REDACTED_WITHDRAWN", "REDACTED_HIDES", "REDACTED_RESTS_ON_STATION"]),
    );
    expect(verdict.facts).toMatchObject({
      redacted: true,
      verdict: "pass",
      entriesHidden: 7,
      simulated: true,
    });
    expect("record" in verdict.facts).toBe(false);
  });

  test("shows with the salts what a value was, whole or a part of them", () => {
    const all = JSON.parse(made.salts) as { values: { path: string; value: unknown }[] };
    const with_ = (salts: unknown) => ({ ...context, salts: bytesOfText(JSON.stringify(salts)) });
    const shown = verify(made.file, with_(all));
    expect(shown.checked.map(({ code }) => code)).toContain("CHECKED_HIDDEN");
    const plate = all.values.find(({ path }) => path === "result.subject.plate");
    expect(plate?.value).toBe("鄂A12345");
    expect((shown.content as { shown: unknown[] }).shown).toContainEqual({
      path: plate?.path,
      value: plate?.value,
    });
    const one = { ...all, values: [plate] };
    expect(outcomeOf(made.file, with_(one))).toBe("verified");
    const lied = { ...all, values: [{ ...plate, value: "鄂A12346" }] };
    expect(outcomeOf(made.file, with_(lied))).toBe("HIDDEN_VALUE_UNLIKE");
    const moved = { ...all, values: [{ ...plate, path: "result.subject.vin" }] };
    expect(outcomeOf(made.file, with_(moved))).toBe("HIDDEN_VALUE_UNLIKE");
    expect(outcomeOf(made.file, with_({ ...all, document: "ab".repeat(32) }))).toBe("SALTS_OF_OTHER");
    expect(outcomeOf(made.file, with_({ ...all, values: [] }))).toBe("SALTS_MALFORMED > FIELD_MALFORMED");
    const short = { ...all, values: [{ ...plate, salt: "AAAA" }] };
    expect(outcomeOf(made.file, with_(short))).toBe("SALTS_MALFORMED > FIELD_MALFORMED");
  });

  test("is signed by the key of now, and judged at the time at which it was made", () => {
    const { authority, record, log } = played.run.signers;
    const since = "2026-06-15T00:00:00.000Z";
    const of = { station: made.gathered.station, ...SPAN };
    const trustOf = (later: { notBefore: string; notAfter: string }): Context => {
      const list = JSON.parse(played.trustText) as { envelope: { payload: string } };
      const told = JSON.parse(Buffer.from(list.envelope.payload, "base64").toString()) as {
        keys: { role: string; spki: string; name: string }[];
      };
      const spki = new Uint8Array(
        Buffer.from(told.keys.find(({ role }) => role === "witness")?.spki ?? "", "base64"),
      );
      const name = told.keys.find(({ role }) => role === "witness")?.name ?? "";
      const keyId = Buffer.from(sha256(spki)).toString("hex");
      const text = createTrustList({
        ...{ authority, issued: SPAN.notBefore, validTo: SPAN.notAfter },
        keys: [
          { key: record, role: "record", name: "records", ...of, notAfter: since },
          { key: KEYS.record, role: "record", name: "records-2", ...of, ...later },
          { key: log, role: "log", name: `proofmark/${of.station}`, ...of },
          {
            key: { keyId, algorithm: "ed25519", publicKeySpki: spki },
            role: "witness",
            name,
            ...SPAN,
            station: null,
          },
        ],
      });
      return contextWith({ trust: bytesOfText(text) });
    };
    const rotated = redactedEvidence(played, lastJobOf(played), { signer: KEYS.record });
    const good = trustOf({ notBefore: since, notAfter: SPAN.notAfter });
    expect(verify(rotated.file, good)).toMatchObject({ word: "verified", facts: { signedBy: "records-2" } });
    // The key of then signs nothing any more.
    expect(outcomeOf(made.file, good)).toBe("KEY_NOT_VALID_THEN");
    expect(outcomeOf(rotated.file, trustOf({ notBefore: since, notAfter: "2026-06-30T00:00:00.000Z" }))).toBe(
      "KEY_NOT_VALID_THEN",
    );
    expect(outcomeOf(rotated.file, context)).toBe("SIGNER_UNKNOWN");
  });
});

describe("what a station may sign, and its own log speaks against", () => {
  test.each<[string, (of: Members) => Members, string]>([
    ["as it is", (of) => of, "verified"],
    [
      "a verdict better than its items",
      withItem({ verdict: "void" }),
      "VERDICT_INCONSISTENT > VERDICT_UNLIKE_ITEMS",
    ],
    [
      "another verdict, where nothing could be withheld",
      (of) => ({
        ...withResult({ verdict: "fail", scope: { ...(result(of).scope as Members), required: 9 } })(of),
        withheld: null,
      }),
      "VERDICT_INCONSISTENT > VERDICT_UNLIKE_ITEMS",
    ],
    ["a number of what is required, where something is withheld", withScope({ required: 9 }), "SCHEMA_WRONG"],
    [
      "other rules",
      withResult({ rulebook: { id: "x", edition: "x", sha256: "ab".repeat(32) } }),
      "REDACTED_ENTRY_OPEN",
    ],
    [
      "a course that it does not show",
      withResult({ course: { id: "x", sha256: "ab".repeat(32) } }),
      "ARTIFACT_MISMATCH > ARTIFACT_NOT_BEFORE",
    ],
    [
      "another program",
      withResult({ software: { name: "p", version: "1", sha256: "00" } }),
      "JOURNAL_CONTRADICTED",
    ],
    ["another station", (of) => ({ ...of, station: "SIM-0002" }), "STATION_MISMATCH"],
    ["another job", (of) => ({ ...of, job: "SIM-0001-000002" }), "JOURNAL_CONTRADICTED"],
    [
      "a better clock",
      (of) => withResult({ time: { ...(result(of).time as Members), status: "relative" } })(of),
      "JOURNAL_CONTRADICTED",
    ],
    [
      "before it was cosigned",
      (of) => ({ ...of, at: "2026-06-01T07:00:00.000Z" }),
      "REDACTED_BEFORE_RECEIPT",
    ],
    ["no withdrawal", (of) => ({ ...of, withdrawal: null }), "JOURNAL_CONTRADICTED"],
    ["a plate that stands open", withResult({ subject: { plate: "鄂A12345" } }), "SCHEMA_WRONG"],
    [
      "a person who stands open",
      withResult({ acts: [{ act: "a", by: "P-1", at: "2026-06-01T08:00:02.000Z" }] }),
      "SCHEMA_WRONG",
    ],
    ["one sentence of a hidden reason", withReason({ zh: "由王五撤销" }), "SCHEMA_WRONG"],
    ["both sentences over a hidden part", withReason({ zh: "由王五撤销", en: "by Wang Wu" }), "SCHEMA_WRONG"],
    ["a reason without a hidden part, said", withReason({ params: {}, zh: "x", en: "x" }), "verified"],
    ["a name as a figure that was found", withFinding({ value: "王五" }), "SCHEMA_WRONG"],
    [
      "a plate as what was computed with",
      withFinding({ inputs: [{ name: "vehicle.class", value: "鄂A12345", unit: "", reason: null }] }),
      "SCHEMA_WRONG",
    ],
    [
      "a word of a list as what was computed with",
      withFinding({ inputs: [{ name: "vehicle.class", value: "K33", unit: "", reason: null }] }),
      "verified",
    ],
    [
      "one entry less than there are",
      (of) => ({ ...of, entries: (of.entries as number) - 1 }),
      "REDACTED_ENTRIES_MISSING",
    ],
    [
      "without the opening",
      (of) => ({
        ...of,
        entries: (of.entries as number) - 1,
        hidden: hiddenOf(of).filter(({ entry }) => entry !== "job-opened"),
      }),
      "JOURNAL_ORDER_WRONG > ENTRY_OF_NO_JOB",
    ],
    [
      "without the seal",
      (of) => ({
        ...of,
        entries: (of.entries as number) - 1,
        hidden: hiddenOf(of).filter(({ entry }) => entry !== "record-sealed"),
      }),
      "JOURNAL_ORDER_WRONG > ENTRY_OF_NO_JOB",
    ],
    [
      "an entry twice",
      (of) => ({
        ...of,
        entries: (of.entries as number) + 1,
        hidden: [...hiddenOf(of), { index: 12, entry: "job-input" }].sort((a, b) => a.index - b.index),
      }),
      "ENTRIES_NOT_RISING",
    ],
    [
      "an entry beyond the log",
      (of) => ({
        ...of,
        entries: (of.entries as number) + 1,
        hidden: [...hiddenOf(of), { index: 99_999, entry: "console-acted" }],
      }),
      "ENTRIES_NOT_RISING",
    ],
    [
      "a kind of entry that there is none of",
      (of) => ({ ...of, hidden: [{ index: 1, entry: "secret" }] }),
      "SCHEMA_WRONG",
    ],
  ])("%s", (_, change, outcome) => {
    expect(outcomeOf(signedAs(change), context)).toBe(outcome);
  });

  test("signals that are left out, or are called hidden and counted elsewhere", () => {
    const { disclosed } = made.redaction;
    const [left] = disclosed.slice(2_000);
    const rest = disclosed.filter((index) => index !== left);
    expect(
      outcomeOf(
        signedAs((of) => of, rest),
        context,
      ),
    ).toBe("REDACTED_ENTRIES_MISSING");
    const fewer = (of: Members): Members => ({ ...of, entries: (of.entries as number) - 1 });
    expect(outcomeOf(signedAs(fewer, rest), context)).toBe("JOURNAL_CONTRADICTED");
    // Named as hidden it is no lie, and seen: the reader is told how many there are.
    const named = (of: Members): Members => ({
      ...of,
      hidden: [...hiddenOf(of), { index: left, entry: "job-input" }].sort(
        (a, b) => (a.index ?? 0) - (b.index ?? 0),
      ),
    });
    expect(verify(signedAs(named, rest), context)).toMatchObject({
      word: "verified",
      facts: { entriesHidden: 8 },
    });
  });

  test.each(["job-opened", "record-sealed", "console-acted", "withdrawal-sealed", "artifact-stored"])(
    "an entry that tells of persons and stands open: %s",
    (entry) => {
      const open = indexOf(entry);
      const disclosed = [...made.redaction.disclosed, open].sort((a, b) => a - b);
      const less = (of: Members): Members => ({
        ...of,
        hidden: hiddenOf(of).filter(({ index }) => index !== open),
      });
      expect(outcomeOf(signedAs(less, disclosed), context)).toBe("REDACTED_ENTRY_OPEN");
    },
  );

  test("a worse verdict than its items, which what is withheld may explain, is told", () => {
    const toldOf = (file: Uint8Array) => verify(file, context).notes.map(({ code }) => code);
    const worse = signedAs(withResult({ verdict: "fail" }));
    expect(outcomeOf(worse, context)).toBe("verified");
    expect(toldOf(worse)).toContain("REDACTED_VERDICT_UNSHOWN");
    expect(toldOf(made.file)).toContain("REDACTED_WITHHOLDS");
    expect(toldOf(made.file)).not.toContain("REDACTED_VERDICT_UNSHOWN");
  });

  test("a row that is left out shows beside the whole record, where it is none that may be withheld", () => {
    const whole = JSON.parse(JSON.stringify(played.run.records.at(-1)?.document)) as Members;
    const without = (list: string, nth: number): unknown => {
      const rows = (result(document)[list] as unknown[]).filter((_, at) => at !== nth);
      return { ...result(document), [list]: rows };
    };
    expect(differenceFromWhole(without("items", 0), whole)).toBe("result.items.0");
    expect(differenceFromWhole(without("unverifiedRules", 0), whole)).toBe("result.unverifiedRules.0");
    const swapped = { ...result(document), items: (result(document).items as unknown[]).toReversed() };
    expect(differenceFromWhole(swapped, whole)).toMatch(/^result\.items\./);
  });

  test("a lie about what nobody sees stands until the whole record is there", () => {
    const lied = signedAs(withResult({ unverifiedRules: [] }));
    const verdict = verify(lied, context);
    expect(verdict.word).toBe("verified");
    const whole = played.run.records.at(-1)?.document;
    const found = (verdict.content as { document: unknown }).document;
    expect(differenceFromWhole(found, whole)).toBe("result.unverifiedRules.0");
    expect(differenceFromWhole(result(document), whole)).toBeNull();
  });
});

describe("what a stranger may do to the file", () => {
  const changed = (change: (value: Members) => Members): string =>
    outcomeOf(
      nodeGzip(bytesOfText(JSON.stringify(change(JSON.parse(unpacked(made.file)) as Members)))),
      context,
    );

  test.each<[string, (value: Members) => Members, string]>([
    ["nothing", (value) => value, "verified"],
    ["another job in front of it", (value) => ({ ...value, job: "SIM-0001-000009" }), "JOURNAL_CONTRADICTED"],
    [
      "a record beside it",
      (value) => ({ ...value, record: "ab".repeat(32) }),
      "EVIDENCE_MALFORMED > FIELD_MALFORMED",
    ],
    ["photos beside it", (value) => ({ ...value, photos: [] }), "EVIDENCE_MALFORMED > FIELD_MALFORMED"],
    ["called whole", ({ redacted: _, ...value }) => value, "EVIDENCE_MALFORMED > FIELD_MALFORMED"],
    [
      "called redacted by another word",
      (value) => ({ ...value, redacted: "yes" }),
      "EVIDENCE_MALFORMED > FIELD_MALFORMED",
    ],
    [
      "no signature",
      (value) => ({ ...value, document: { ...(value.document as Members), signatures: [] } }),
      "SIGNER_UNKNOWN",
    ],
    [
      "another kind of document",
      (value) => ({
        ...value,
        document: { ...(value.document as Members), payloadType: "application/vnd.proofmark.result.v3+gzip" },
      }),
      "REDACTED_TYPE_WRONG",
    ],
    [
      "a hash less",
      (value) => ({ ...value, hashes: (value.hashes as string[]).slice(1) }),
      "ENTRIES_NOT_IN_LOG",
    ],
  ])("%s", (_, change, outcome) => {
    expect(changed(change)).toBe(outcome);
  });
});
