import { describe, expect, onTestFinished, test } from "vitest";
import { EXAM_COMMAND_FORMS } from "../../src/core/exam/commands.ts";
import { INSPECTION_COMMAND_FORMS } from "../../src/core/inspection/commands.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import type { Reason } from "../../src/core/trade/reasons.ts";
import { DESK_ACTS, deskAct, isDeskAct } from "../../src/core/trade/words/desk-acts.ts";
import { PERSON_ROLE_CODES } from "../../src/core/trade/words/person-roles.ts";
import { CheckInDesk } from "../../src/runtime/check-in-desk.ts";
import { ConsoleDesk, type Present } from "../../src/runtime/console-desk.ts";
import { earlierRecord } from "../../src/runtime/earlier-record.ts";
import type { JobSource } from "../../src/runtime/job-desk.ts";
import { QueueDesk } from "../../src/runtime/queue-desk.ts";
import { WithdrawalDesk } from "../../src/runtime/withdrawal-desk.ts";
import { SHA } from "../core/inspection/manual/manual-car.ts";
import { reachedState, STATES, type Way } from "../support/desk-states.ts";
import type { Rig } from "../support/lane-and-course.ts";
import { MemoryPhotoShelf } from "../support/memory-photo-shelf.ts";
import { noLicences } from "../support/no-licences.ts";
import { OWN_ADDRESS, type PeopleWorld, PIN, peopleWorld } from "../support/signed-in.ts";

/**
 * Goal: who may do what, when, on one page that can be read: whoever is not asked for changes nothing, and the journal says that they
 * tried; whoever is asked for is answered by the machine.
 */
interface World {
  readonly rig: Rig;
  readonly people: PeopleWorld;
  readonly desk: ConsoleDesk;
  readonly withdrawals: WithdrawalDesk;
  readonly queue: QueueDesk;
  readonly checkIn: CheckInDesk;
  /** The job that there is, or one that there is not. */
  readonly job: string;
}

const REQUEST = "ab".repeat(16);
/** Nobody waits at this station, and nobody is taken in. */
const NOBODY = { file: "01.json", modifiedMs: 1 };
const NO_SOURCE = {
  look: () => ({ waiting: [], unreadable: null, more: 0 }),
  files: () => ({ kind: "none" as const, reason: null }),
};

type Asked = readonly [string, (world: World, who: Present) => Promise<{ kind: string; reason?: Reason }>];

const ACTS: readonly Asked[] = [
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
  ...(["inspection", "exam"] as const).flatMap((kind): Asked[] => [
    [`${kind}.place`, ({ queue }, who) => queue.place({ kind, ...NOBODY, before: null }, who)],
    [`${kind}.take-in`, ({ checkIn }, who) => checkIn.takeIn({ kind, request: REQUEST, papers: {} }, who)],
    [
      `${kind}.take-out`,
      ({ checkIn }, who) =>
        checkIn.takeOut({ kind, request: REQUEST, ...NOBODY, choice: "other", note: "a test" }, who),
    ],
  ]),
  // Asked of the console by its routes alone: it is open to these, and to nobody else.
  ...(["look", "slip.look", "screens.look", "people.look", "people.change"] as const).map(
    (act): Asked => [
      act,
      async ({ people }, who) => {
        const why = people.desk.whyNot(who, OWN_ADDRESS, act);
        return why === null ? { kind: "accepted" } : { kind: "refused", reason: why };
      },
    ],
  ),
  ["lane.seen-out", ({ desk, job }, who) => desk.seenOut("lane-1", job, who)],
  [
    "withdraw-record",
    ({ withdrawals, rig, job }, who) =>
      withdrawals.withdraw({ record: recordOf(rig, job), choice: "other", note: "a test", pin: PIN }, who),
  ],
];

/** Of that job; of none where there is none. */
function recordOf(rig: Rig, job: string): string {
  const sealed = rig.entries().find((entry) => entry.type === "record-sealed" && entry.job === job);
  return sealed?.type === "record-sealed" ? sealed.record : "ab".repeat(32);
}

function earlier(rig: Rig, record: string) {
  const sealed = rig.entries().find((entry) => entry.type === "record-sealed" && entry.record === record);
  return sealed?.type === "record-sealed" ? earlierRecord(rig.kept, sealed.envelope, record) : null;
}

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

async function world(...way: Way): Promise<World> {
  const { rig, job } = await reachedState(way, { shown: false });
  onTestFinished(() => rig.close());
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
    withdrawals: new WithdrawalDesk({
      station: rig.station,
      people: people.desk,
      earlier: (record) => earlier(rig, record),
      isWithdrawal: () => false,
    }),
    ...queueOf(rig, people),
    job,
  };
}

function queueOf({ station, clock }: Rig, people: PeopleWorld): Pick<World, "queue" | "checkIn"> {
  const source = NO_SOURCE as unknown as JobSource;
  const checkIn = new CheckInDesk({
    station,
    source,
    folder: null,
    people: people.desk,
    licences: noLicences,
    clock,
  });
  const queue = new QueueDesk({
    ...{ station, source, clock, checkIn },
    people: people.desk,
    jobs: { whyNot: () => null, whyNotThere: () => null },
    log: { error: () => undefined },
    localDate: () => "2026-06-01",
  });
  return { queue, checkIn };
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
          // Whoever asks for what nobody can have is told so, and it is nothing against them.
          const denied = others.filter((role) => cells.get(role) === "NOT_YOUR_ACT");
          expect(refusals, `${state}: ${act}`).toHaveLength(denied.length);
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
  }, 300_000);

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

  test("every act that can be asked for stands on the page", () => {
    const asked = new Set(ACTS.flatMap(([act]) => [act, `inspection.${act}`, `exam.${act}`]));
    expect(Object.keys(DESK_ACTS).filter((act) => !asked.has(act))).toEqual([]);
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
