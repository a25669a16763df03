import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { createDeterministicSigner } from "../../../src/adapters/keys/deterministic-signer.ts";
import { AuditRig, receiptEntry } from "../../support/audit-rig.ts";

/** Goal: each thing that is wrong between a station and the registry is named as what it is, on the side where it is, and nothing else is; where nothing is wrong nothing is found. */

/** Nine records, one of them withdrawn, in three deliveries. */
function rig(): AuditRig {
  const made = new AuditRig();
  for (let n = 0; n < 9; n++) {
    made.station.seal();
    if (n === 4) made.station.withdraw(2);
    if (n % 3 === 2) made.deliver();
  }
  return made;
}

const found = (made: AuditRig): readonly string[] =>
  made.audit().findings.map(({ reason: { code } }) => code);

/** Changes one letter of the signed bytes of an entry. */
function bent(entry: string): string {
  const at = entry.indexOf('payload\\":') + 60;
  return `${entry.slice(0, at)}${entry[at] === "A" ? "B" : "A"}${entry.slice(at + 1)}`;
}

const decode = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Each by hand, with the one thing that has to be said of it. `place`: which record it is done to. */
const FAULTS: Readonly<Record<string, { readonly says: string; do(made: AuditRig, place: number): void }>> = {
  "a row deleted": {
    says: "AUDIT_MISSING_AT_REGISTRY",
    do: (made, place) => void made.rows.splice(place, 1),
  },
  "a row doubled under another id": {
    says: "AUDIT_DOUBLED_AT_REGISTRY",
    do: (made, place) => {
      const row = made.rows[place];
      if (row !== undefined) made.rows.push({ ...row, index: 1000, record: "ab".repeat(32) });
    },
  },
  "one bit of a row changed": {
    says: "AUDIT_ALTERED_AT_REGISTRY",
    do: (made, place) => {
      const row = made.rows[place];
      if (row !== undefined) row.entry = bent(row.entry);
    },
  },
  "a verdict changed in its column": {
    says: "AUDIT_ALTERED_AT_REGISTRY",
    do: (made, place) => {
      const row = made.rows[place];
      if (row !== undefined) row.verdict = "undecided";
    },
  },
  "a withdrawal undone in its column": {
    says: "AUDIT_ALTERED_AT_REGISTRY",
    do: (made) => {
      const row = made.rows.find(({ withdrawnBy }) => withdrawnBy !== null);
      if (row !== undefined) row.withdrawnBy = null;
    },
  },
  "a record taken out of force without a cause": {
    says: "AUDIT_APART_WITHOUT_CAUSE",
    do: (made) => {
      const row = made.rows[0];
      if (row !== undefined)
        Object.assign(row, { kind: "quarantined", record: null, defect: "SIGNATURE_INVALID" });
    },
  },
  "a proof spoilt": {
    says: "AUDIT_ALTERED_AT_REGISTRY",
    do: (made, place) => {
      const row = made.rows[place];
      if (row !== undefined) row.inclusion = [...(row.inclusion ?? []), new Uint8Array(32)];
    },
  },
  "a record that was never in the log": {
    says: "AUDIT_FORGED_AT_REGISTRY",
    do: (made, place) => {
      const row = made.rows[place];
      const stranger = decode(made.station.entry(77, { forged: true }));
      if (row !== undefined)
        made.rows.push({ ...row, index: 1001, record: "cd".repeat(32), entry: stranger });
    },
  },
  "a root changed in its column": {
    says: "AUDIT_CHECKPOINT_ALTERED",
    do: (made) => {
      const checkpoint = made.checkpoints[1];
      if (checkpoint !== undefined) checkpoint.root = new Uint8Array(32);
    },
  },
  "a checkpoint lost": {
    says: "AUDIT_CHECKPOINT_MISSING",
    do: (made) => {
      const lost = made.checkpoints.splice(0, 1)[0];
      // What leads to it goes with it: the rows of the first delivery are proven anew.
      const next = made.checkpoints[0];
      for (const row of made.rows)
        if (row.size === lost?.size && next !== undefined)
          Object.assign(row, {
            size: next.size,
            inclusion: made.station.journal.inclusionProof(row.index, next.size),
          });
    },
  },
  "a record taken out of the journal at its end": {
    says: "AUDIT_JOURNAL_SHORT",
    do: (made) => made.rewrite((entries) => entries.slice(0, made.head.size - 3)),
  },
  "one bit of a record of the journal changed": {
    says: "AUDIT_ALTERED_AT_STATION",
    do: (made, place) =>
      made.rewrite((entries) => {
        const index = made.rows[place]?.index ?? 0;
        return entries.map((entry, at) => (at === index ? encode(bent(decode(entry))) : entry));
      }),
  },
  "an entry changed that is no record": {
    says: "AUDIT_ENTRIES_ALTERED",
    do: (made, place) =>
      made.rewrite((entries) => {
        const before = (made.rows[place]?.index ?? 0) - 1;
        return entries.map((entry, at) => (at === before ? encode('{"type":"job-input","n":-1}') : entry));
      }),
  },
  "a receipt of another key": {
    says: "AUDIT_RECEIPT_FORGED",
    do: (made) => {
      const other = new AuditRig();
      other.station.seal();
      other.deliver();
      const note = other.checkpoints[0]?.note.replace(/\n— proofmark-registry[^\n]*\n/, "\n") ?? "";
      made.station.journal.append([receiptEntry(2, note)], () => undefined);
    },
  },
  "a record of the journal made unreadable": {
    says: "AUDIT_ALTERED_AT_STATION",
    do: (made, place) =>
      made.rewrite((entries) =>
        entries.map((entry, at) => (at === made.rows[place]?.index ? encode("{}") : entry)),
      ),
  },
  "a receipt of a larger tree than exists": {
    says: "AUDIT_RECEIPT_AHEAD",
    do: (made) => {
      const note = made.checkpoints[0]?.note ?? "";
      made.station.journal.append([receiptEntry(made.station.journal.size() + 100, note)], () => undefined);
    },
  },
};

describe("between a station and the registry", () => {
  test("nothing is found where nothing is wrong", () => {
    const { findings, sums } = rig().audit();
    expect(findings).toEqual([]);
    expect(sums).toMatchObject({ records: 10, missing: 0, doubled: 0, notYet: 0, apart: 0, receipts: 3 });
  });

  test("what no receipt covers yet is not missing", () => {
    const made = rig();
    for (let n = 0; n < 4; n++) made.station.seal();
    expect(found(made)).toEqual([]);
    expect(made.audit().sums).toMatchObject({ records: 14, missing: 0, notYet: 4 });
  });

  test("a receipt that was lost on the way is none that is missing", () => {
    const made = rig();
    made.station.seal();
    made.deliver({ isLost: true });
    expect(found(made)).toEqual([]);
    expect(made.audit().sums).toMatchObject({ records: 11, notYet: 0, receipts: 3 });
  });

  for (const [what, { says, do: spoil }] of Object.entries(FAULTS))
    test(`${what}: ${says}, and nothing else`, () => {
      const made = rig();
      spoil(made, 1);
      expect(found(made)).toEqual([says]);
    });

  test("two rows swapped are two that stand elsewhere", () => {
    const made = rig();
    const [one, other] = [made.rows[1], made.rows[3]];
    if (one === undefined || other === undefined) throw new Error("the rig has ten rows");
    [one.index, other.index] = [other.index, one.index];
    expect(found(made)).toEqual(["AUDIT_REORDERED_AT_REGISTRY", "AUDIT_REORDERED_AT_REGISTRY"]);
  });

  test("two records swapped in the journal are two that stand elsewhere, and it is the station's doing", () => {
    const made = rig();
    const [one = 0, other = 0] = [made.rows[1]?.index, made.rows[3]?.index];
    made.rewrite((entries) => {
      const swapped = [...entries];
      swapped[one] = entries[other] as Uint8Array;
      swapped[other] = entries[one] as Uint8Array;
      return swapped;
    });
    expect(found(made)).toEqual(["AUDIT_REORDERED_AT_STATION", "AUDIT_REORDERED_AT_STATION"]);
  });

  test("a record taken out of the middle of a journal is the one that is missing", () => {
    const made = rig();
    const index = made.rows[5]?.index ?? 0;
    made.rewrite((entries) => entries.filter((_entry, at) => at !== index));
    expect(found(made)[0]).toBe("AUDIT_MISSING_AT_STATION");
    expect(found(made)).not.toContain("AUDIT_REORDERED_AT_STATION");
    expect(made.audit().sums).toMatchObject({ missing: 1, reordered: 0 });
  });

  test("a record twice in the journal is kept apart there, and doubled", () => {
    const made = rig();
    const again = made.station.journal.entries[made.rows[1]?.index ?? 0] as Uint8Array;
    made.station.journal.append([again], () => undefined);
    made.deliver();
    expect(found(made)).toEqual(["AUDIT_DOUBLED_AT_STATION"]);
    expect(made.audit().sums).toMatchObject({ apart: 1, doubled: 1 });
  });

  test("a record that another key signed is forged at the station, and the registry was right to keep it apart", () => {
    const made = rig();
    made.station.seal({ forged: true });
    made.deliver();
    expect(found(made)).toEqual(["AUDIT_FORGED_AT_STATION"]);
  });

  test("a registry that was set back has signed more than it stands at", () => {
    const made = rig();
    const [first] = made.checkpoints;
    if (first === undefined) throw new Error("the rig delivered three times");
    made.checkpoints = [first];
    made.head = first;
    made.rows = made.rows.filter(({ size }) => size === first.size);
    expect(found(made)).toContain("AUDIT_HEAD_BEHIND");
    expect(made.audit().sums.missing).toBe(7);
  });

  test("a log that went on from an earlier size by a signed decision is no fork; without the decision it is", () => {
    const made = rig();
    made.restore(15);
    made.deliver();
    // With a job number of the branch that was given up: kept apart, and rightly so.
    made.station.seal({ padding: 9 });
    made.deliver();
    expect(found(made)).toEqual([]);
    expect(made.audit().sums.apart).toBe(1);
    expect(made.audit().sums.abandoned).toBeGreaterThan(0);
    made.decisions = [];
    expect(found(made)).toContain("AUDIT_DECISION_MISSING");
  });

  test("a witness that nobody trusts proves nothing, on either side", () => {
    const stranger = createDeterministicSigner("another witness", "ed25519");
    const { findings, sums } = rig().audit(stranger);
    expect(new Set(findings.map(({ reason: { code } }) => code))).toEqual(
      new Set(["AUDIT_CHECKPOINT_FORGED", "AUDIT_RECEIPT_FORGED"]),
    );
    expect(sums.receipts).toBe(0);
  });
});

describe("random histories", () => {
  const kinds = Object.entries(FAULTS);
  for (let seed = 0; seed < 40; seed++)
    test(`history ${seed}: no false finding, and the fault is found`, () => {
      const random = new SeededRandom(seed, "audit");
      const made = new AuditRig();
      const withdrawn = new Set<number>();
      for (let n = 0; n < 8 + random.below(8); n++) {
        made.station.seal();
        const of = random.below(n + 1);
        // The numbers of withdrawals are numbers too: only a result can be taken out of force.
        if (n < 4 && !withdrawn.has(of) && withdrawn.size === 0) {
          withdrawn.add(of);
          made.station.withdraw(0);
        }
        if (random.chance(0.4)) made.deliver({ isLost: made.checkpoints.length > 0 && random.chance(0.2) });
      }
      made.deliver();
      for (let n = random.below(3); n > 0; n--) made.station.seal();
      expect(found(made)).toEqual([]);
      const [what, fault] = kinds[random.below(kinds.length)] as (typeof kinds)[number];
      const results = made.rows.flatMap(({ kind }, at) => (kind === "result" && at > 1 ? [at] : []));
      fault.do(made, results[random.below(results.length)] ?? 2);
      expect(found(made).length, what).toBeGreaterThan(0);
    });
});
