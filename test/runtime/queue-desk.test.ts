import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { QueueRow, QueueView } from "../../src/core/queue/queue-view.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import type { Seat } from "../../src/station/sites.ts";
import { filesIn } from "../support/intake-world.ts";
import { present, type QueueRig, type QueueRigOptions, queueRig, whyAt } from "../support/queue-rig.ts";
import { entriesOf } from "../support/whole-day.ts";

/** Goal: what the list says of somebody is what calling them comes to; nobody is missing from it, and nobody is lost by being arranged. */
const K3 = readFileSync("config/dossiers/demo-k3.yaml", "utf8");
const C1 = readFileSync("config/dossiers/candidate-c1.yaml", "utf8");
const vehicle = (plate: string): string => K3.replace("鄂A12345", plate);
const candidate = (name: string): string => C1.replace("李明", name);

const INSPECTION = {
  "01.yaml": vehicle("鄂A00001"),
  "02.yaml": "schema: proofmark/dossier/v2\nplate: [",
  "03.yaml": new Uint8Array([0xb6, 0xf5, 0x0a]),
  "04.yaml": `# ${"x".repeat(70_000)}`,
  "05.yaml": vehicle("鄂A00005").replace("kerbMassKg", "kurbMassKg").replace("seats: 5", "seats: 500"),
  "06.yaml": vehicle("鄂A00006"),
};
const EXAM = {
  "01.yaml": candidate("王一"),
  "02.yaml": candidate("王二").replace("licenceClass: C1", "licenceClass: A1"),
  "03.yaml": candidate("王三"),
};
const LANES: readonly Seat[] = ["lane-1", "lane-2"].map((site) => ({ site, car: null }));
const CARS: readonly Seat[] = ["car-1", "car-2"].map((car) => ({ site: "course-1", car }));
const SEATS = { inspection: LANES, exam: CARS };
const KINDS = ["inspection", "exam"] as const;

type State = readonly [name: string, options: QueueRigOptions, act: (rig: QueueRig) => Promise<void> | void];
const STATES: readonly State[] = [
  ["all is well", {}, () => undefined],
  [
    "a calibration has ended",
    {
      devices: (all) =>
        all.map((one) =>
          one.site === "lane-2" && one.role === "brake-bench" && one.calibration !== null
            ? { ...one, calibration: { ...one.calibration, validTo: "2026-05-31" } }
            : one,
        ),
    },
    () => undefined,
  ],
  [
    "a role is missing",
    { devices: (all) => all.filter(({ role, car }) => !(role === "vehicle-io" && car === "car-2")) },
    () => undefined,
  ],
  [
    "a device is unplugged",
    {},
    ({ lanes, clock }) => {
      lanes[0]?.sims.defects["brake-bench"]?.arm({ device: "brake-bench", kind: "disconnect" });
      clock.advanceBy(30_000);
    },
  ],
  [
    "a lane and a car are taken",
    { inspection: { "00.yaml": vehicle("鄂A00000") }, exam: { "00.yaml": candidate("王零") } },
    async (rig) => {
      await rig.next("inspection", { site: "lane-1" });
      await rig.next("exam", { car: "car-2" });
    },
  ],
  [
    "two are to go to one place",
    {},
    async (rig) => {
      await place(rig, "inspection", "01.yaml", { seat: { site: "lane-2", car: null } });
      await place(rig, "exam", "03.yaml", { seat: { site: "course-1", car: "car-1" } });
    },
  ],
  ["the journal is lost", {}, ({ station }) => station.journalLost()],
  ["somebody set the clock", {}, ({ clock }) => clock.setWallBy(-9e9)],
];

async function place(rig: QueueRig, kind: JobKind, file: string, what: object) {
  const row = rowOf(await rig.look(), kind, file);
  return await rig.queue.place({ kind, file, modifiedMs: row.modifiedMs, ...what }, rig.who);
}

function rowsOf(view: QueueView, kind: JobKind): readonly QueueRow[] {
  return view.queues.find((queue) => queue.kind === kind)?.rows ?? [];
}

function rowOf(view: QueueView, kind: JobKind, file: string): QueueRow {
  const row = rowsOf(view, kind).find((one) => one.file === file);
  if (row === undefined) throw new Error(`${file} is not in the queue`);
  return row;
}

const filesOf = (view: QueueView, kind: JobKind): string[] => rowsOf(view, kind).map(({ file }) => file);

async function rigIn([, options, act]: State): Promise<QueueRig> {
  const rig = await queueRig({
    ...options,
    inspection: { ...INSPECTION, ...options.inspection },
    exam: { ...EXAM, ...options.exam },
  });
  mkdirSync(join(rig.folders.inspection, "07.yaml"));
  await act(rig);
  // Seen lying still for a second, whatever the clocks say.
  await rig.look();
  rig.clock.advanceBy(10_000);
  return rig;
}

/** What was said before against what came: the same reason, but for where a file lies since. */
function expectSame(view: QueueView, why: number, answer: Awaited<ReturnType<QueueRig["call"]>>, at: string) {
  if (answer.kind === "opened") throw new Error(`${at}: opened, against ${view.whys[why]?.code}`);
  const [said, came] = [view.whys[why], answer.reason];
  expect(came.code, at).toBe(said?.code);
  expect({ ...came.params, movedTo: null }, at).toEqual({ ...said?.params, movedTo: null });
}

describe("the list and the door", () => {
  for (const state of STATES)
    test(`say the same when ${state[0]}`, async () => {
      const rig = await rigIn(state);
      const may: (readonly [JobKind, string, Seat])[] = [];
      for (const kind of KINDS)
        for (const { file } of rowsOf(await rig.look(), kind))
          for (const seat of SEATS[kind]) {
            const view = await rig.look();
            const row = rowOf(view, kind, file);
            const why = row.at[SEATS[kind].indexOf(seat)] ?? null;
            const at = `${kind} ${file} at ${seat.site} ${seat.car}`;
            if (why === null) {
              may.push([kind, file, seat]);
              continue;
            }
            expectSame(view, why, await rig.call(kind, row, seat), at);
            // What can never be taken has left the queue for `rejected`, and is put back for the next seat.
            if (!filesOf(await rig.look(), kind).includes(file)) {
              const texts = { inspection: INSPECTION, exam: EXAM }[kind] as Record<string, string>;
              rig.put(kind, file, texts[file] ?? "");
              await rig.look();
              rig.clock.advanceBy(2_000);
            }
          }
      for (const [kind, file, seat] of may) {
        const fresh = await rigIn(state);
        const answer = await fresh.call(kind, rowOf(await fresh.look(), kind, file), seat);
        expect(answer.kind, `${kind} ${file} at ${seat.site} ${seat.car}: ${JSON.stringify(answer)}`).toBe(
          "opened",
        );
      }
      expect(`${state[0]}: ${may.length} may`).toMatchSnapshot();
    }, 120_000);

  test("tell everybody's reasons on one page", async () => {
    const lines: string[] = [];
    for (const state of STATES) {
      const view = await (await rigIn(state)).look();
      for (const kind of KINDS)
        for (const { file } of rowsOf(view, kind))
          lines.push(
            `${state[0]} | ${kind} ${file} | ${SEATS[kind].map((seat) => whyAt(view, kind, file, seat) ?? "may begin").join(", ")}`,
          );
    }
    expect(lines.join("\n")).toMatchSnapshot();
  });
});

describe("who waits", () => {
  test("is told by what names them, since when, and whoever may not call is told why", async () => {
    const rig = await rigIn(["", {}, () => undefined]);
    const view = await rig.look();
    expect(filesOf(view, "inspection")).toEqual(
      ["01", "02", "03", "04", "05", "06", "07"].map((n) => `${n}.yaml`),
    );
    const row = rowOf(view, "inspection", "01.yaml");
    expect(row.subject).toMatchObject({ plate: "鄂A00001" });
    expect(view.atWallMs - row.sinceWallMs).toBeGreaterThan(3_600_000);
    expect(rowOf(view, "exam", "01.yaml").subject).toMatchObject({ name: "王一", licenceClass: "C1" });
    expect(JSON.stringify(view)).not.toContain("420106");
    const looker = await present(rig.people, ["auditor"]);
    const seen = await rig.look(looker);
    expect(
      seen.queues.map(({ call, place: arrange }) => [call, arrange].map((why) => seen.whys[why ?? -1]?.code)),
    ).toEqual([
      ["NOT_YOUR_ACT", "NOT_YOUR_ACT"],
      ["NOT_YOUR_ACT", "NOT_YOUR_ACT"],
    ]);
    // Looking is no attempt: nothing of it stands in the journal.
    expect(entriesOf(rig).filter(({ type }) => type === "console-refused")).toEqual([]);
  });

  test("is told what will stand in the way once the place is free", async () => {
    const taken = STATES.find(([name]) => name === "a lane and a car are taken");
    if (taken === undefined) throw new Error("there is such a state");
    const view = await (await rigIn(taken)).look();
    const row = rowOf(view, "inspection", "02.yaml");
    expect(row.at.map((why) => view.whys[why ?? -1]?.code)).toEqual(["JOB_BUSY", "FILE_REFUSED"]);
    expect(row.onceFree.map((why) => view.whys[why ?? -1]?.code)).toEqual(["FILE_REFUSED", undefined]);
    expect(rowOf(view, "inspection", "01.yaml").onceFree).toEqual([null, null]);
  });

  test("a file that is changed is read again, and one that goes is gone", async () => {
    const rig = await rigIn(["", {}, () => undefined]);
    expect(whyAt(await rig.look(), "inspection", "02.yaml", LANES[0] as Seat)).toBe("FILE_REFUSED");
    rig.put("inspection", "02.yaml", vehicle("鄂A00002"));
    expect(whyAt(await rig.look(), "inspection", "02.yaml", LANES[0] as Seat)).toBe("FILE_BEING_WRITTEN");
    rig.clock.advanceBy(2_000);
    expect(whyAt(await rig.look(), "inspection", "02.yaml", LANES[0] as Seat)).toBeNull();
    await rig.call("inspection", rowOf(await rig.look(), "inspection", "02.yaml"));
    expect(filesOf(await rig.look(), "inspection")).not.toContain("02.yaml");
    expect(filesIn(rig.folders.inspection, "taken")).toHaveLength(1);
  });
});

describe("the order", () => {
  const FOUR = {
    "a.yaml": candidate("甲"),
    "b.yaml": candidate("乙"),
    "c.yaml": candidate("丙"),
    "d.yaml": candidate("丁"),
  };

  test("is what people make of it, by name until then; each act stands in the journal with who", async () => {
    const rig = await queueRig({ exam: FOUR });
    const order = async () =>
      filesOf(await rig.look(), "exam")
        .map((file) => file[0])
        .join("");
    expect(await order()).toBe("abcd");
    await place(rig, "exam", "d.yaml", { before: "a.yaml" });
    expect(await order()).toBe("dabc");
    await place(rig, "exam", "a.yaml", { before: null });
    expect(await order()).toBe("dbca");
    await place(rig, "exam", "c.yaml", { before: "b.yaml" });
    await place(rig, "exam", "a.yaml", { before: "b.yaml" });
    expect(await order()).toBe("dcab");
    rig.put("exam", "e.yaml", candidate("戊"));
    expect(await order()).toBe("dcabe");
    const acts = entriesOf(rig).filter(
      (entry) => entry.type === "console-acted" && entry.act.kind === "queue-placed",
    );
    expect(acts).toHaveLength(4);
    expect(acts[0]).toMatchObject({ by: { person: rig.who.person.id }, act: { file: "d.yaml" } });
    await rig.next("exam");
    expect(await order()).toBe("cabe");
    expect(filesIn(rig.folders.exam, "taken").join()).toContain("d.yaml");
  });

  test("survives a restart, and holds for this very file alone", async () => {
    const rig = await queueRig({ exam: FOUR });
    await place(rig, "exam", "d.yaml", { before: "a.yaml" });
    await place(rig, "exam", "c.yaml", { seat: { site: "course-1", car: "car-2" } });
    const again = await queueRig({ before: { store: rig.store, folders: rig.folders } });
    const view = await again.look();
    expect(
      filesOf(view, "exam")
        .map((file) => file[0])
        .join(""),
    ).toBe("dabc");
    expect(rowOf(view, "exam", "c.yaml").seat).toEqual({ site: "course-1", car: "car-2" });
    // Another file under the name is somebody else, and waits where its name puts it.
    again.put("exam", "d.yaml", candidate("别人"));
    const { utimesSync } = await import("node:fs");
    utimesSync(join(again.folders.exam, "d.yaml"), 1_700_000_000, 1_700_000_000);
    expect(
      filesOf(await again.look(), "exam")
        .map((file) => file[0])
        .join(""),
    ).toBe("abcd");
  });

  test("whoever is to go to a car is taken there, and the next one goes where there is room", async () => {
    const rig = await queueRig({ exam: FOUR });
    await place(rig, "exam", "a.yaml", { seat: { site: "course-1", car: "car-2" } });
    expect((await rig.next("exam", { car: "car-1" })).kind).toBe("opened");
    expect(filesIn(rig.folders.exam, "taken").join()).toContain("b.yaml");
    expect((await rig.next("exam")).kind).toBe("opened");
    const opened = entriesOf(rig).filter((entry) => entry.type === "job-opened");
    expect(opened.map(({ order, source }) => [order.seat.car, source?.file])).toEqual([
      ["car-1", "b.yaml"],
      ["car-2", "a.yaml"],
    ]);
  });

  test("nobody is taken where all who wait are to go elsewhere", async () => {
    const rig = await queueRig({ exam: { "a.yaml": candidate("甲") } });
    await place(rig, "exam", "a.yaml", { seat: { site: "course-1", car: "car-2" } });
    expect(await rig.next("exam", { car: "car-1" })).toMatchObject({
      reason: { code: "ALL_WAIT_ELSEWHERE" },
    });
    expect(await rig.call("exam", { file: "a.yaml", modifiedMs: 1 })).toMatchObject({
      reason: { code: "WAITS_NO_MORE" },
    });
    expect(filesIn(rig.folders.exam, ".")).toEqual(["a.yaml"]);
  });

  test("is refused for whom it is not, for nobody, for a lane that is none, and beside somebody who has gone", async () => {
    const rig = await queueRig({ exam: FOUR });
    const row = rowOf(await rig.look(), "exam", "b.yaml");
    const asked = { kind: "exam" as const, file: row.file, modifiedMs: row.modifiedMs };
    const operator = await present(rig.people, ["operator"]);
    const code = async (what: object, by = rig.who) => {
      const answer = await rig.queue.place({ ...asked, ...what }, by);
      return answer.kind === "refused" ? answer.reason.code : answer.kind;
    };
    expect(await code({ before: null }, operator)).toBe("NOT_YOUR_ACT");
    expect(await code({ before: null, file: "x.yaml" })).toBe("WAITS_NO_MORE");
    expect(await code({ before: null, modifiedMs: 1 })).toBe("WAITS_NO_MORE");
    expect(await code({ before: "x.yaml" })).toBe("QUEUE_CHANGED");
    expect(await code({ seat: { site: "lane-1", car: null } })).toBe("SITE_UNKNOWN");
    expect(await code({ before: "a.yaml", seat: null })).toBe("accepted");
  });
});
