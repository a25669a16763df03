import { describe, expect, onTestFinished, test } from "vitest";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { EXAM_COMMAND_FORMS } from "../../src/core/exam/commands.ts";
import { INSPECTION_COMMAND_FORMS } from "../../src/core/inspection/commands.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { Reason } from "../../src/core/trade/reasons.ts";
import { DESK_ACTS, deskAct, isDeskAct } from "../../src/core/trade/words/desk-acts.ts";
import { PERSON_ROLE_CODES } from "../../src/core/trade/words/person-roles.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import { ConsoleDesk, type Present } from "../../src/runtime/console-desk.ts";
import type { NewJob } from "../../src/station/station-options.ts";
import { IDENTITY, PEOPLE, SHA } from "../core/inspection/manual/manual-car.ts";
import { laneAndCourse, type Rig } from "../support/lane-and-course.ts";
import { asks, manualJob } from "../support/manual-job.ts";
import { MemoryPhotoShelf } from "../support/memory-photo-shelf.ts";
import { OWN_ADDRESS, type PeopleWorld, PIN, peopleWorld } from "../support/signed-in.ts";

const CALLER = { person: PEOPLE.wang, from: "192.0.2.7", session: "00112233aabbccdd" };

/**
 * Goal: who may do what, when, on one page that can be read: whoever is not asked for changes nothing, and the journal says that they
 * tried; whoever is asked for is answered by the machine.
 */
interface World {
  readonly rig: Rig;
  readonly people: PeopleWorld;
  readonly desk: ConsoleDesk;
  /** The job that there is, or one that there is not. */
  readonly job: string;
}

const OVER = "a candidate's exam is over";
type State = readonly [name: string, kind: JobKind | null, go: (rig: Rig, job: string) => void, from?: Past];
/** A journal in which the state was reached, and its job: it takes long to get there. */
type Past = () => Promise<{ readonly journal: readonly Uint8Array[]; readonly job: string }>;

function once(made: Past): Past {
  let past: ReturnType<Past> | null = null;
  return () => {
    past ??= made();
    return past;
  };
}

async function reached(kind: JobKind, changes: Partial<NewJob>, go: (rig: Rig, job: string) => void) {
  const rig = await laneAndCourse({ acting: ["inspection", "exam"] });
  const opening = rig.ask(kind, changes);
  if (opening?.kind !== "opened") throw new Error(`not opened: ${JSON.stringify(opening)}`);
  rig.clock.advanceBy(700_000);
  go(rig, opening.job);
  const journal = [...rig.kept.read(0)];
  await rig.close();
  return { journal, job: opening.job };
}

const PARTS = {
  identity: { items: IDENTITY, photos: ["0111", "0112", "0113"] },
  chassis: { items: ["C1-47", "C1-48", "C1-49", "C1-50", "C1-51"], photos: ["0323"] },
} as const;

/** Somebody who is none of those who are asked below has looked at all of it. */
function lookedAt(rig: Rig, job: string): void {
  for (const [part, { items, photos }] of Object.entries(PARTS)) {
    const say = (command: object) => {
      expect(asks(rig, job, PEOPLE.wang, { ...command })?.kind, JSON.stringify(command)).toBe("accepted");
    };
    say({ name: "part-begin", part });
    for (const item of items) say({ name: "part-enter", item, found: "in-order", note: "", values: {} });
    for (const photo of photos) say({ name: "part-photo", part, photo, sha256: SHA });
    rig.clock.advanceBy(61_000);
    say({ name: "part-end", part });
  }
}

const STATES: readonly State[] = [
  ["nothing is under way", null, () => undefined],
  ["a vehicle stands before the lane", "inspection", () => undefined],
  ["a vehicle is being measured", "inspection", (rig) => rig.clock.advanceBy(20_000)],
  ["a candidate sits in the car", "exam", () => undefined],
  ["a candidate drives", "exam", (rig) => rig.clock.advanceBy(60_000)],
  [
    "a vehicle has left the lane, and is to be looked at by hand",
    "inspection",
    () => undefined,
    once(() => reached("inspection", manualJob(), () => undefined)),
  ],
  [
    "somebody else looks at a part of a vehicle",
    "inspection",
    () => undefined,
    once(() =>
      reached("inspection", manualJob(), (rig, job) => {
        asks(rig, job, PEOPLE.wang, { name: "part-begin", part: "identity" });
      }),
    ),
  ],
  [
    "a vehicle waits for its review",
    "inspection",
    () => undefined,
    once(() => reached("inspection", manualJob(), lookedAt)),
  ],
  [
    "a candidate has driven, and the result is to be confirmed",
    "exam",
    () => undefined,
    once(() => reached("exam", { by: CALLER }, () => undefined)),
  ],
  [
    OVER,
    "exam",
    (rig, job) => {
      rig.command(job, { name: "abort", reason: "other", note: "a test" });
      rig.clock.advanceBy(5_000);
    },
  ],
];

const ACTS: readonly (readonly [
  string,
  (world: World, who: Present) => Promise<{ kind: string; reason?: Reason }>,
])[] = [
  ["inspection.open", ({ desk }, who) => desk.startJob("inspection", {}, who)],
  ["exam.open", ({ desk }, who) => desk.startJob("exam", {}, who)],
  ...[
    "part-begin",
    "part-enter",
    "part-photo",
    "part-end",
    "send-back",
    "begin",
    "go-on",
    "stop-item",
    "abort",
    "deduct",
    "withdraw",
    "end",
    "candidate-confirm",
    "sign",
  ].map(
    (name) =>
      [
        name,
        ({ desk, job }: World, who: Present) => desk.command(job, { name, ...REST[name] }, who, PIN),
      ] as const,
  ),
  ["lane.seen-out", ({ desk, job }, who) => desk.seenOut("lane-1", job, who)],
];
const REST: Readonly<Record<string, object>> = {
  "part-begin": { part: "identity" },
  "part-enter": { item: "UC-02", found: "in-order", note: "", values: {} },
  "part-photo": { part: "identity", photo: "0111", sha256: SHA },
  "part-end": { part: "identity" },
  "send-back": { items: ["UC-02"], note: "a test" },
  abort: { reason: "other", note: "a test" },
  "stop-item": { reason: "other", note: "a test" },
  withdraw: { entry: 1, note: "" },
  "candidate-confirm": { agrees: true, note: "" },
  sign: { note: "" },
  deduct: { rule: "s2.gen.av", note: "" },
};

async function world(kind: JobKind | null, go: State[2], from?: Past): Promise<World> {
  const acting: JobKind[] = ["inspection", "exam"];
  const past = await from?.();
  const store = new MemoryJournalStore();
  if (past !== undefined) store.append(past.journal, () => undefined);
  const rig = await laneAndCourse({ acting, store });
  onTestFinished(() => rig.close());
  const job = past?.job ?? (kind === null ? "SIM-0001-000009" : (rig.open(kind) ?? ""));
  go(rig, job);
  const people = peopleWorld();
  const jobs = { ask: async () => ({ kind: "opened" as const, job: "another" }) };
  return {
    rig,
    people,
    desk: new ConsoleDesk({
      station: rig.station,
      people: people.desk,
      jobs,
      earlier: () => null,
      earlierJob: () => null,
      photos: new MemoryPhotoShelf(),
      localDate: () => "2026-06-01",
      wallMs: () => 0,
    }),
    job,
  };
}

async function present(people: PeopleWorld, roles: Parameters<PeopleWorld["person"]>[0]): Promise<Present> {
  const token = await people.enter(await people.person(roles));
  const visitor = people.desk.visitor(token, OWN_ADDRESS, true);
  if (visitor.kind !== "in") throw new Error("not in");
  return visitor;
}

function said({ kind, reason: why }: { kind: string; reason?: Reason }): string {
  if (why === undefined) return kind === "refused" ? "?" : "yes";
  const { because } = why.params as { because?: Reason };
  return why.code === "COMMAND_REFUSED" && because !== undefined ? because.code : why.code;
}

const refusedBy = ({ people }: World) => people.entries.filter(({ type }) => type === "console-refused");

const row = (name: string, cells: readonly string[]): string =>
  [name.padEnd(18), ...cells.map((cell) => cell.padEnd(21))].join(" ").trimEnd();

describe("who may do what, and when", () => {
  test("is one page", async () => {
    const lines: string[] = [];
    for (const [state, kind, go, from] of STATES) {
      lines.push(`== ${state}`, row("", PERSON_ROLE_CODES));
      // Whoever was refused has changed nothing, so that the next act finds the state as it was.
      let untouched: World | null = null;
      for (const [act, ask] of ACTS) {
        const at: World = untouched ?? (await world(kind, go, from));
        const cells = new Map<string, string>();
        const code = isDeskAct(act) ? act : `${kind}.${act}`;
        const mine = isDeskAct(code) ? deskAct(code).roles : [];
        const [others, own] = [
          PERSON_ROLE_CODES.filter((role) => !mine.includes(role)),
          PERSON_ROLE_CODES.filter((role) => mine.includes(role)),
        ];
        // Whoever may not comes first, so that what they changed would be seen.
        const before = at.rig.entries().length;
        const refusedBefore = refusedBy(at).length;
        for (const role of others) {
          const who = await present(at.people, { roles: [role] });
          cells.set(role, said(await ask(at, who)));
        }
        if (isDeskAct(code)) {
          expect(at.rig.entries(), `${state}: ${act}`).toHaveLength(before);
          const refusals = refusedBy(at).slice(refusedBefore);
          const isKnown = !isDeskAct(act) && kind !== null && state !== OVER;
          expect(refusals, `${state}: ${act}`).toHaveLength(isKnown || isDeskAct(act) ? others.length : 0);
        }
        for (const role of own) {
          const who = await present(at.people, { roles: [role] });
          cells.set(role, said(await ask(at, who)));
        }
        untouched = [...cells.values()].includes("yes") ? null : at;
        lines.push(
          row(
            act,
            PERSON_ROLE_CODES.map((role) => cells.get(role) ?? ""),
          ),
        );
      }
      lines.push("");
    }
    await expect(lines.join("\n")).toMatchFileSnapshot("who-may-what.txt");
  }, 120_000);

  test("an interest in the subject keeps the right role out, of a job that others began as well", async () => {
    const at = await world("exam", () => undefined);
    const found = at.rig.station.whatIs(asId<"job">(at.job));
    const name = found?.subject.name ?? "";
    const who = await present(at.people, { roles: ["examiner"], name });
    const before = at.rig.entries().length;
    for (const command of [
      { name: "deduct", ...REST.deduct },
      { name: "abort", ...REST.abort },
    ])
      expect(said(await at.desk.command(at.job, command, who, PIN))).toBe("INTEREST_SELF");
    expect(at.rig.entries()).toHaveLength(before);
  });

  test("every command of every kind of job is somebody's act", () => {
    const commands = [
      ...Object.keys(INSPECTION_COMMAND_FORMS).map((name) => `inspection.${name}`),
      ...Object.keys(EXAM_COMMAND_FORMS).map((name) => `exam.${name}`),
    ];
    expect(commands.filter((command) => !isDeskAct(command))).toEqual([]);
    expect(Object.values(DESK_ACTS).every(({ roles }) => roles.length > 0)).toBe(true);
  });
});
