import type { Sentence } from "../core/trade/reason-shape.ts";
import { reason, sentenceOf } from "../core/trade/reasons.ts";
import { FAULTS } from "../core/trade/words/faults.ts";
import { faultSteps, REPAIR_STEPS, type RepairKind } from "../core/trade/words/repair-steps.ts";
import { isRole, speaksByItself } from "../core/trade/words/roles.ts";
import type { CalendarRow, DeviceView, StationView } from "./live-message.ts";

/**
 * `stops`: no new job, or no result comes of one, until it is mended. `voids`: what is measured meanwhile is void. `warns`: nothing
 * stops yet.
 */
export const GRAVITIES = ["stops", "voids", "warns"] as const;
export type Gravity = (typeof GRAVITIES)[number];

export interface Problem {
  /** The same as long as it is the same problem. */
  readonly key: string;
  readonly gravity: Gravity;
  readonly kind: "fault" | RepairKind;
  /** What it is about, where that has a name of its own: a device, a rulebook, a file. */
  readonly name: string | null;
  /** The device whose page shows more; null where it is about none. */
  readonly device: string | null;
  readonly role: string | null;
  readonly why: Sentence;
  /** Set where it stops some alone: which vehicles, while all others go on. */
  readonly only: Sentence | null;
  /** In this order. */
  readonly steps: readonly Sentence[];
  /** When it began, by the wall clock as it was set when the view was made; null where only whoever watches it knows. */
  readonly sinceWallMs: number | null;
  /** The same by its steady clock. */
  readonly sinceMonoMs: number | null;
}

/** Waiting so long with a registry that is there and well: nobody else would say so. */
export const WAITS_LONG_MS = 15 * 60_000;
/** Of a call that was refused for the station's own sake; what a device or the calendar says is told from there. */
const OF_THE_STATION: ReadonlySet<string> = new Set([
  "INTAKE_UNREADABLE",
  "STATION_FILE_REFUSED",
  "NOT_EQUIPPED",
  "SOFTWARE_FAULT",
]);

/** Words about the station's certificate for the broker, which stand among those about keys. */
const OF_CERTIFICATE: ReadonlySet<string> = new Set(["CERTIFICATE_NOT_RENEWED", "OWN_CERTIFICATE_ENDED"]);

/** All that is wrong now or soon, the worst first. Says nothing that the view does not: whether that is live is the caller's to know. */
export function problemsOf(view: StationView): readonly Problem[] {
  const all = [
    ...wordsOf(view),
    ...registryProblems(view),
    ...offlineProblems(view),
    ...keyProblems(view),
    ...orderedProblems(view),
    ...missingProblems(view),
    ...view.devices.flatMap(deviceProblems),
    ...view.calendar.entries.flatMap(calendarProblem),
    ...refusalProblems(view),
  ].map((problem) => ofSome(problem, view));
  return GRAVITIES.flatMap((gravity) => all.filter((problem) => problem.gravity === gravity));
}

const ABOUT_NOTHING = {
  only: null,
  name: null,
  device: null,
  role: null,
  sinceWallMs: null,
  sinceMonoMs: null,
} as const;

function problem(kind: RepairKind, gravity: Gravity, why: Sentence, about: Partial<Problem> = {}): Problem {
  return { key: kind, kind, gravity, why, steps: REPAIR_STEPS[kind], ...ABOUT_NOTHING, ...about };
}

/** Clock, disk, signing and journal, which each have at most one thing to say. */
function wordsOf({ clock, disk, sealing, journal }: StationView): readonly Problem[] {
  const clockKind = clock.word?.stops === true ? "clock" : "clock-source";
  return [
    ...(clock.word === null ? [] : [problem(clockKind, gravityOf(clock.word), clock.word)]),
    ...(disk === null ? [] : [problem("disk", gravityOf(disk), disk)]),
    // Others wait behind it: no job has a result any more.
    ...(sealing === null
      ? []
      : [
          problem("sealing", "stops", sealing, {
            name: sealing.job,
            sinceWallMs: sealing.sinceWallMs,
          }),
        ]),
    ...(journal === null ? [] : [problem("journal", gravityOf(journal), journal)]),
  ];
}

function gravityOf({ stops }: { readonly stops: boolean }): Gravity {
  return stops ? "stops" : "warns";
}

/** The nearest to the station alone: what is behind it cannot be known. */
function registryProblems({ registry, clock }: StationView): readonly Problem[] {
  const { locked = null, refusal = null, trouble, connected, pending, oldestSealedWallMs } = registry;
  const since = { sinceWallMs: null };
  if (locked !== null) return [problem("registry-locked", "stops", locked, since)];
  if (!connected) {
    const why = trouble ?? sentenceOf(reason("REGISTRY_NOT_REACHED", { pending }));
    return [problem("registry-away", "warns", why)];
  }
  if (trouble !== null) return [problem("registry-trouble", "warns", trouble)];
  if (refusal !== null) return [problem("registry-refusal", "warns", refusal)];
  if (oldestSealedWallMs === null) return [];
  const waitedMs = clock.nowWallMs - oldestSealedWallMs;
  if (waitedMs < WAITS_LONG_MS) return [];
  const why = reason("RECORDS_WAIT_LONG", { pending, minutes: Math.floor(waitedMs / 60_000) });
  return [problem("records-wait", "warns", sentenceOf(why), { sinceWallMs: oldestSealedWallMs })];
}

/** Told from the days of warning on: a shorter one is what is said of the registry anyway. */
function offlineProblems({ outages = [] }: StationView): readonly Problem[] {
  return outages.flatMap(({ state, grade, sinceWallMs, because: [why] }) => {
    if (state !== "OFFLINE" || grade === "short" || why === undefined) return [];
    return [problem("offline", gravityOf({ stops: grade === "stopped" }), why, { sinceWallMs })];
  });
}

/** A list that is not taken, or a witness that is revoked, stops nothing here: the registry is told. */
function keyProblems({ keys = [] }: StationView): readonly Problem[] {
  return keys.map((word) => {
    const kind = word.stops ? "own-key" : OF_CERTIFICATE.has(word.code) ? "own-certificate" : "trust-list";
    return problem(kind, gravityOf(word), word, {
      key: `${kind} ${word.code} ${String(word.params.role ?? "")}`,
    });
  });
}

/** One for each lock of the registry that stands. */
function orderedProblems({ commands, clock }: StationView): readonly Problem[] {
  const locked = (commands?.locks ?? []).map(({ number, atWallMs, ...why }) =>
    problem("registry-order", "stops", why, { key: `registry-order ${number}`, sinceWallMs: atWallMs }),
  );
  const overdue = (commands?.rechecks ?? []).filter(
    ({ of, dueMs }) => dueMs < clock.nowWallMs && of.some(({ answered }) => answered === null),
  );
  return [
    ...locked,
    ...overdue.map(({ number, dueMs, ...why }) =>
      problem("recheck-overdue", "warns", why, { key: `recheck ${number}`, sinceWallMs: dueMs }),
    ),
  ];
}

function missingProblems({ missing = [] }: StationView): readonly Problem[] {
  return missing.map(({ seat, kind, roles, reason: why }) => {
    const [role = null] = roles.length === 1 ? roles : [];
    const key = `role-missing ${kind} ${seat} ${roles.join(" ")}`;
    return problem("role-missing", "stops", why, { key, name: seat, role });
  });
}

/** What only some vehicles need stops these alone: it is told with who they are, and not as if the station stood still. */
function ofSome(problem: Problem, { neededBySome = [] }: StationView): Problem {
  const some = neededBySome.find(({ role }) => role === problem.role);
  if (some === undefined || problem.gravity !== "stops") return problem;
  return { ...problem, gravity: problem.kind === "fault" ? "voids" : "warns", only: some.reason };
}

function deviceProblems({ device, role, state, faults }: DeviceView): readonly Problem[] {
  const about = { device, role, name: device };
  if (faults.length === 0 && state === "connecting") {
    const why = sentenceOf(reason("DEVICE_CONNECTING", { device }));
    return [problem("connecting", "stops", why, { ...about, key: `connecting ${device}` })];
  }
  return faults.map(({ code, detail, atMs }) => {
    const mute = code === "silent" && isRole(role) && speaksByItself(role);
    return {
      ...ABOUT_NOTHING,
      ...about,
      key: `fault ${device} ${code}`,
      kind: "fault",
      gravity: FAULTS[code].blocking || mute ? "stops" : "voids",
      why: sentenceOf(reason("DEVICE_AT_FAULT", { role, device, fault: code, detail })),
      steps: faultSteps(code),
      sinceMonoMs: atMs,
    };
  });
}

function calendarProblem({ what, name, role, validTo, word }: CalendarRow): readonly Problem[] {
  if (word === null) return [];
  const device = what === "calibration" ? name : null;
  const key = `${what} ${name} ${validTo} ${word.code}`;
  return [problem(what, gravityOf(word), word, { key, name, role, device })];
}

function refusalProblems({ refusals }: StationView): readonly Problem[] {
  return refusals.flatMap(({ file, reason: why, atWallMs }) => {
    if (file === null && !OF_THE_STATION.has(why.code)) return [];
    const kind = file === null ? "call-refused" : "file-refused";
    return [problem(kind, "warns", why, { key: `${kind} ${why.en}`, name: file, sinceWallMs: atWallMs })];
  });
}
