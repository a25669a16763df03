import { describe, expect, test } from "vitest";
import { asId } from "../../src/core/quantities/ids.ts";
import { type Reason, reason, told } from "../../src/core/trade/reasons.ts";
import { FAULTS, type FaultCode } from "../../src/core/trade/words/faults.ts";
import { REPAIR_STEPS } from "../../src/core/trade/words/repair-steps.ts";
import type { DeviceView, StationView } from "../../src/station/live-message.ts";
import { type Problem, problemsOf, WAITS_LONG_MS } from "../../src/station/station-problems.ts";
import { VIEW } from "../console/served-console.ts";

/** Goal: whatever is wrong at a station stands in one list, the worst first, with what to do; and nothing else does. */
const NOW = 1_780_000_000_000;
const word = (why: Reason, stops: boolean) => ({ ...told(why), stops });

function problems(changes: Partial<StationView>): readonly Problem[] {
  const clock = { ...VIEW.clock, nowWallMs: NOW };
  return problemsOf({ ...VIEW, clock, ...changes });
}
const registry = (changes: Partial<StationView["registry"]>) => ({
  registry: { ...VIEW.registry, locked: null, refusal: null, ...changes },
});

const since = "2026-06-01T08:00:00.000Z";
const offline = (grade: "warned" | "stopped"): Partial<StationView> => ({
  outages: [
    {
      ...{ state: "OFFLINE", grade, sinceWallMs: NOW - 4 * 86_400_000 },
      because: [told(reason("OFFLINE_SINCE", { since, from: since, by: "noted", days: 4, pending: 9 }))],
    },
  ],
});

function device(changes: Partial<DeviceView> = {}, ...faults: FaultCode[]): DeviceView {
  return {
    ...{ site: "lane-1", car: null, role: "axle-scale", device: "scale-1", model: "m", address: "a" },
    state: faults.length > 0 ? "fault" : "ready",
    faults: faults.map((code) => ({
      ...{ device: asId<"device">("scale-1"), code, raised: true, atMs: 5_000, detail: null },
    })),
    ...changes,
  };
}

/** Each kind of problem by itself: what is wrong, how grave, and since when the view says. */
const CASES: readonly [string, Partial<StationView>, string, Problem["gravity"]][] = [
  [
    "a clock in doubt",
    {
      clock: {
        ...VIEW.clock,
        word: word(reason("CLOCK_IN_DOUBT", { because: reason("CLOCK_STEPPED", { byS: 90 }) }), true),
      },
    },
    "clock",
    "stops",
  ],
  [
    "a source that has the time wrong",
    {
      clock: {
        ...VIEW.clock,
        word: word(reason("CLOCK_SOURCE_WRONG", { source: "gnss", aheadS: 9 }), false),
      },
    },
    "clock-source",
    "warns",
  ],
  [
    "a full disk",
    { disk: word(reason("DISK_NEARLY_FULL", { freeMiB: 9, leastMiB: 256 }), true) },
    "disk",
    "stops",
  ],
  [
    "a disk that fills",
    { disk: word(reason("DISK_FILLS_UP", { freeMiB: 900, leastMiB: 256 }), false) },
    "disk",
    "warns",
  ],
  [
    "a record that is not signed",
    { sealing: { ...told(reason("SYSTEM_SAID", { text: "x" })), job: "J-1", sinceWallMs: NOW - 60_000 } },
    "sealing",
    "stops",
  ],
  [
    "a damaged journal",
    { journal: word(reason("JOURNAL_SEGMENT_DAMAGED", { segment: 2, position: 9 }), false) },
    "journal",
    "warns",
  ],
  ["a locked registry", registry({ locked: { zh: "锁", en: "locked" } }), "registry-locked", "stops"],
  [
    "a lock by the registry",
    {
      commands: {
        locks: [
          {
            ...{ code: "COMMAND_LOCKED", params: {}, zh: "锁", en: "locked" },
            ...{ number: 3, by: "Wu", scope: "station", atWallMs: 0 },
          },
        ],
        newest: [],
      },
    },
    "registry-order",
    "stops",
  ],
  [
    "a vehicle that was to be inspected again",
    {
      commands: {
        ...{ locks: [], newest: [] },
        rechecks: [
          {
            ...{ code: "RECHECK_ORDERED", params: {}, zh: "复检", en: "again", number: 4, by: "Wu" },
            ...{ atWallMs: 0, dueMs: -1, isDrawn: true },
            of: [{ vin: "LFV2A21K8D4123456", plate: "A12345", record: null, job: null, answered: null }],
          },
        ],
      },
    },
    "recheck-overdue",
    "warns",
  ],
  ["days without the registry", offline("warned"), "offline", "warns"],
  ["more days without it than are allowed", offline("stopped"), "offline", "stops"],
  ["a registry that is away", registry({ connected: false, pending: 3 }), "registry-away", "warns"],
  ["a broker in trouble", registry({ trouble: { zh: "忙", en: "busy" } }), "registry-trouble", "warns"],
  [
    "a refusal of the registry",
    registry({ refusal: { zh: "拒", en: "refused" } }),
    "registry-refusal",
    "warns",
  ],
  [
    "a record without an answer for long",
    registry({ pending: 1, oldestSealedWallMs: NOW - WAITS_LONG_MS }),
    "records-wait",
    "warns",
  ],
  [
    "a role without a device",
    {
      missing: [
        {
          kind: "inspection",
          seat: "lane-1",
          roles: ["lane-beams"],
          reason: told(reason("ROLE_MISSING", { roles: ["lane-beams"] })),
        },
      ],
    },
    "role-missing",
    "stops",
  ],
  ["a device that is not there yet", { devices: [device({ state: "connecting" })] }, "connecting", "stops"],
  [
    "a calibration that has ended",
    {
      calendar: {
        today: "2026-11-27",
        entries: [
          {
            ...{ what: "calibration", role: "axle-scale", name: "scale-1", certificate: "C", state: "ended" },
            ...{ validTo: "2026-11-01", daysLeft: -26 },
            word: word(
              reason("CALIBRATION_ENDED", { device: "scale-1", validTo: "2026-11-01", today: "2026-11-27" }),
              true,
            ),
          },
        ],
      },
    },
    "calibration",
    "stops",
  ],
  [
    "a rulebook that ends",
    {
      calendar: {
        today: "2026-11-27",
        entries: [
          {
            ...{ what: "rulebook", role: null, name: "gb", certificate: null, state: "ends-soon" },
            ...{ validTo: "2026-12-01", daysLeft: 4 },
            word: word(reason("RULEBOOK_ENDS", { rulebook: "gb", validTo: "2026-12-01", days: 4 }), false),
          },
        ],
      },
    },
    "rulebook",
    "warns",
  ],
  [
    "a certificate that has ended",
    {
      calendar: {
        today: "2026-11-27",
        entries: [
          {
            ...{ what: "certificate", role: null, name: "ca.pem", certificate: null, state: "ended" },
            ...{ validTo: "2026-11-01", daysLeft: -26 },
            word: word(
              reason("CERTIFICATE_ENDED", { file: "ca.pem", validTo: "2026-11-01", today: "2026-11-27" }),
              true,
            ),
          },
        ],
      },
    },
    "certificate",
    "stops",
  ],
  [
    "a file that was sent back",
    {
      refusals: [
        {
          atWallMs: NOW - 5_000,
          kind: "exam",
          file: "a.yaml",
          reason: told(reason("FILE_BEING_WRITTEN", { file: "a.yaml" })),
        },
      ],
    },
    "file-refused",
    "warns",
  ],
  [
    "an intake that cannot be read",
    {
      refusals: [
        {
          atWallMs: NOW,
          kind: "exam",
          file: null,
          reason: told(reason("INTAKE_UNREADABLE", { folder: "in", why: "x" })),
        },
      ],
    },
    "call-refused",
    "warns",
  ],
  [
    "a revoked key of the station",
    {
      keys: [
        word(
          reason("OWN_KEY_REVOKED", { role: "record", key: "ab".repeat(32), from: "", why: "lost", list: 7 }),
          true,
        ),
      ],
    },
    "own-key",
    "stops",
  ],
  [
    "a list of keys that is not taken",
    {
      keys: [
        word(
          reason("TRUST_LIST_REFUSED", { because: reason("TRUST_LIST_OLDER", { number: 6, held: 7 }) }),
          false,
        ),
      ],
    },
    "trust-list",
    "warns",
  ],
  [
    "a certificate for the broker that is not renewed",
    { keys: [word(reason("CERTIFICATE_NOT_RENEWED", { minutesLeft: 90, why: "unanswered" }), false)] },
    "own-certificate",
    "warns",
  ],
  [
    "a certificate for the broker that has ended",
    {
      keys: [
        word(
          reason("OWN_CERTIFICATE_ENDED", { until: "2026-11-27T08:00:00.000Z", why: "broker-away" }),
          false,
        ),
      ],
    },
    "own-certificate",
    "warns",
  ],
];

describe("each kind of problem", () => {
  for (const [name, view, kind, gravity] of CASES)
    test(`${name}: told once, as ${gravity}, with steps in both languages`, () => {
      const found = problems(view);
      expect(found.map((one) => [one.kind, one.gravity])).toEqual([[kind, gravity]]);
      expect(found[0]?.why.en).not.toBe("");
      expect(found[0]?.steps.length).toBeGreaterThan(0);
    });

  for (const code of Object.keys(FAULTS) as FaultCode[])
    test(`the fault ${code} leads to its device, and its remedy comes first`, () => {
      const [one] = problems({ devices: [device({}, code)] });
      expect(one).toMatchObject({ kind: "fault", device: "scale-1", sinceMonoMs: 5_000 });
      expect(one?.gravity).toBe(FAULTS[code].blocking ? "stops" : "voids");
      expect(one?.steps[0]).toBe(FAULTS[code].remedy);
    });

  test("a receiver that is silent stops the next exam, an instrument that waits to be asked does not", () => {
    expect(problems({ devices: [device({ role: "gnss" }, "silent")] })[0]?.gravity).toBe("stops");
    expect(problems({ devices: [device({}, "silent")] })[0]?.gravity).toBe("voids");
  });

  test("every kind of the list has its case here, and every step is said in both languages", () => {
    const shown = new Set(CASES.map(([, , kind]) => kind));
    expect(Object.keys(REPAIR_STEPS).filter((kind) => !shown.has(kind))).toEqual([]);
    for (const { zh, en } of Object.values(REPAIR_STEPS).flat()) {
      expect(zh).toMatch(/[\u4e00-\u9fff].*。$/);
      expect(en).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe("what only some vehicles need", () => {
  const only = told(reason("NEEDED_BY_SOME", { fuels: ["diesel"], itemsZh: ["烟度"], itemsEn: ["smoke"] }));
  const missing = [
    {
      ...{ kind: "inspection" as const, seat: "", roles: ["opacimeter"] },
      reason: told(reason("ROLE_MISSING", { roles: ["opacimeter"] })),
    },
  ];
  const neededBySome = [{ role: "opacimeter", reason: only }];

  test("stops nobody else: what is missing warns, and says whom it stops", () => {
    expect(problems({ missing })).toMatchObject([{ gravity: "stops", only: null }]);
    expect(problems({ missing, neededBySome })).toMatchObject([{ gravity: "warns", only }]);
    expect(problems({ missing, neededBySome: [{ role: "gas-analyser", reason: only }] })).toMatchObject([
      { gravity: "stops", only: null },
    ]);
  });
});

describe("the list", () => {
  test("a station that is well has none, however long ago it was told", () => {
    expect(problems({ devices: [device()] })).toEqual([]);
    expect(problems(registry({ pending: 2, oldestSealedWallMs: NOW - WAITS_LONG_MS + 1 }))).toEqual([]);
    expect(
      problems({
        refusals: [{ atWallMs: NOW, kind: "exam", file: null, reason: told(reason("NOBODY_WAITS", {})) }],
      }),
    ).toEqual([]);
  });

  test("begins with what stops, then what voids, then what warns; each has a key of its own", () => {
    const all = Object.assign({}, ...CASES.map(([, view]) => view)) as Partial<StationView>;
    const found = problems({
      ...all,
      devices: [device({}, "garbled", "disconnected"), device({ device: "scale-2" }, "garbled")],
    });
    const order = found.map(({ gravity }) => ["stops", "voids", "warns"].indexOf(gravity));
    expect(order).toEqual([...order].sort());
    expect(new Set(order).size).toBe(3);
    expect(new Set(found.map(({ key }) => key)).size).toBe(found.length);
  });

  test("of the registry only the nearest is told: behind it nobody can see", () => {
    const found = problems(
      registry({
        connected: false,
        trouble: { zh: "断", en: "no route" },
        refusal: { zh: "拒", en: "refused" },
        oldestSealedWallMs: 1,
      }),
    );
    expect(found.map(({ kind, why }) => [kind, why.en])).toEqual([["registry-away", "no route"]]);
  });
});
