import { describe, expect, test } from "vitest";
import { sha256 } from "../../../src/adapters/keys/node-crypto.ts";
import type { AuditFinding } from "../../../src/core/audit/audit-report.ts";
import { EventAudit, type EventRow } from "../../../src/core/audit/event-audit.ts";
import { eventSha256, eventText } from "../../../src/core/events/event-batch.ts";
import type { StationEvent } from "../../../src/core/events/station-event.ts";

/** Goal: whatever is changed of what a registry was told is named, and nothing else is; events that nobody signed together blame nobody. */
const SIZE = 40;
const told: readonly StationEvent[] = [
  [3, 0],
  [5, 0],
  [5, 1],
  [9, 0],
  [20, 0],
  [30, 0],
].map(([index = 0, part = 0]) => ({
  ...{ schema: "proofmark/event/v1", station: "TEST-0001", at: { index, part }, after: null },
  ...{ wallMs: index, job: `J-${index}`, event: { what: "process-start" } },
}));

type Changing = { -readonly [Key in keyof EventRow]: EventRow[Key] };

/** As an honest registry has them. */
function rowsOf(events: readonly StationEvent[]): Changing[] {
  return events.map((event, n) => {
    const text = eventText(event);
    return {
      ...{ kind: "event", ...event.at, position: n + 1, job: event.job, event: text, isAbandoned: false },
      ...{ after: events[n - 1]?.at ?? null, sha256: eventSha256(sha256, text) },
    };
  });
}

interface Held {
  readonly rows: readonly EventRow[];
  readonly proven?: number;
  readonly events?: readonly StationEvent[];
  /** The place of the head; the last row unless given. */
  readonly head?: EventRow | null;
  readonly unread?: string;
}

function audited({ rows, proven = SIZE, events = told, head = rows.at(-1) ?? null, unread }: Held) {
  const findings: AuditFinding[] = [];
  const audit = new EventAudit(
    {
      ...{ digest: sha256, told: events[Symbol.iterator](), size: SIZE, provenSize: proven },
      head: head === null ? null : { at: { index: head.index, part: head.part }, sha256: head.sha256 ?? "" },
      isUnread: (job) => job === unread,
    },
    (side, kind, why) => void findings.push({ side, kind, reason: why }),
  );
  for (const row of rows) audit.row(row);
  const sums = audit.conclude();
  return { found: findings.map(({ side, reason }) => `${side} ${reason.code} ${say(reason.params)}`), sums };
}

const say = (params: object): string => Object.values(params).join(" ");
const at = (rows: Changing[], n: number): Changing => {
  const row = rows[n];
  if (row === undefined) throw new Error(`there is no row ${n}`);
  return row;
};
const put = (rows: Changing[], n: number, what: Partial<Changing>): void => {
  Object.assign(at(rows, n), what);
};
function changed(change: (rows: Changing[]) => void): readonly EventRow[] {
  const rows = rowsOf(told);
  change(rows);
  return rows;
}

describe("an audit of events", () => {
  test("finds nothing where the registry holds what it was told, all of it or a beginning", () => {
    for (let count = 0; count <= told.length; count++)
      expect(audited({ rows: rowsOf(told.slice(0, count)) })).toEqual({
        found: [],
        sums: { held: count, notTold: told.length - count, inGaps: 0, abandoned: 0 },
      });
    const gap: EventRow = {
      ...{ kind: "gap", index: 7, part: -1, position: 2, after: { index: 3, part: 0 } },
      ...{ job: null, sha256: null, event: null, isAbandoned: false },
    };
    const [first, , , ...rest] = rowsOf(told);
    const behind = rest.map((row, n) => ({ ...row, ...(n === 0 ? { after: null } : {}) }));
    const rows = [first as EventRow, gap, ...behind];
    expect(audited({ rows }).found).toEqual([]);
    expect(audited({ rows }).sums).toMatchObject({ held: 4, inGaps: 2 });
    const given: EventRow = { ...at(rowsOf(told), 4), isAbandoned: true, event: "another" };
    const back: EventRow = { ...gap, kind: "set-back", index: 20, part: -2 };
    expect(audited({ rows: [...rowsOf(told).slice(0, 4), back, given], head: at(rowsOf(told), 3) })).toEqual({
      found: [],
      sums: { held: 4, notTold: 2, inGaps: 0, abandoned: 1 },
    });
  });

  test.each<readonly [string, readonly EventRow[], readonly string[]]>([
    ["one is taken out", changed((rows) => void rows.splice(3, 1)), ["MISSING 9.0", "ALTERED 20.0"]],
    [
      "one is taken out, and what follows is made to fit",
      changed((rows) => {
        rows.splice(3, 1);
        at(rows, 3).after = { index: 5, part: 1 };
      }),
      ["MISSING 9.0"],
    ],
    [
      "one is there twice",
      changed((rows) => void rows.splice(3, 0, { ...at(rows, 2), position: 3.5 })),
      ["DOUBLED 5.1"],
    ],
    [
      "one is another",
      changed((rows) => {
        const row = at(rows, 3);
        row.event = (row.event ?? "").replace("process-start", "process-end");
        row.sha256 = eventSha256(sha256, row.event);
      }),
      ["ALTERED 9.0"],
    ],
    ["a hash is another", changed((rows) => put(rows, 3, { sha256: "0".repeat(64) })), ["ALTERED 9.0"]],
    ["a job is another", changed((rows) => put(rows, 3, { job: "J-1" })), ["ALTERED 9.0"]],
    ["what was before it is another", changed((rows) => put(rows, 3, { after: null })), ["ALTERED 9.0"]],
    [
      "one is hidden as given up",
      changed((rows) => put(rows, 3, { isAbandoned: true })),
      ["MISSING 9.0", "ALTERED 20.0"],
    ],
    [
      "one is made up",
      changed((rows) => {
        rows.splice(4, 0, { ...at(rows, 3), index: 12, position: 4.5, after: { index: 9, part: 0 } });
        at(rows, 5).after = { index: 12, part: 0 };
      }),
      ["FORGED 12.0"],
    ],
    [
      "two changed places",
      changed((rows) => {
        put(rows, 1, { position: 4 });
        put(rows, 3, { position: 2 });
      }),
      ["REORDERED 5.1", "REORDERED 9.0"],
    ],
  ])("names what is wrong where %s", (_what, rows, codes) => {
    const { found } = audited({ rows });
    expect(found).toEqual(codes.map((code) => `registry AUDIT_EVENT_${code}`));
    // Nobody signed it together: the two differ, and that is all.
    const unsigned = audited({ rows, proven: 0 });
    expect(unsigned.found).toHaveLength(1);
    expect(unsigned.found[0]).toContain(`registry AUDIT_EVENTS_DIFFER ${codes.length}`);
  });

  test("names an end that was cut off at the registry, and one that the journal lost", () => {
    const rows = rowsOf(told);
    expect(audited({ rows: rows.slice(0, 4), head: at(rows, 5) }).found).toEqual([
      "registry AUDIT_EVENT_MISSING 20.0",
      "registry AUDIT_EVENT_MISSING 30.0",
    ]);
    expect(audited({ rows, head: at(rows, 2) }).found).toEqual(["registry AUDIT_EVENT_ALTERED 5.1"]);
    const beyond = { ...at(rows, 5), index: SIZE + 2, position: 7, after: { index: 30, part: 0 } };
    expect(audited({ rows: [...rows, beyond] }).found).toEqual([`station AUDIT_EVENTS_BEYOND ${SIZE} 1`]);
  });

  test("says nothing of a job that it cannot open", () => {
    const rows = changed((all) => put(all, 3, { event: "what another software made of it" }));
    expect(audited({ rows, unread: "J-9" }).found).toEqual([]);
  });
});
