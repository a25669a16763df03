import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { IntakeFs } from "../../src/adapters/disk/intake-fs.ts";
import type { TakeInAnswer, TakeInAsked } from "../../src/core/queue/queue-view.ts";
import type { JobKind } from "../../src/core/trade/words/roles.ts";
import { errno, Killed, watchedFs } from "../support/intake-world.ts";
import { going, present, type QueueRig, queueRig } from "../support/queue-rig.ts";
import { entriesOf } from "../support/whole-day.ts";

/** Goal: whoever is taken in at a console waits once, for good, by the door that all files go through; nothing is lost by a kill, nobody comes twice. */
const VEHICLE = {
  schema: "proofmark/dossier/v2",
  ...{ job: "J-2026-0001", plate: "鄂A12345", plateClass: "02", vin: "LFV2A21K8D4123456" },
  ...{ vehicleClass: "K33", use: "A", passengerCar: true, grossMassKg: 1820, curbMassKg: 1380 },
  axles: [
    { position: "front", steered: true, suspension: "independent", parkingBrake: false },
    { position: "rear", steered: false, suspension: "non-independent", parkingBrake: true },
  ],
  ...{ lampSystem: "two-lamp", highBeamIndependentlyAdjustable: null, lampHeightMm: null, fuel: "petrol" },
  ...{ firstRegistered: "2013-08-20", ratedEngineSpeedRpm: 5500, maxSpeedKmh: 185, limitSet: "a" },
  ...{ check: "in-use", regionOfTest: "天津", regionOfRegistration: "湖北武汉", seats: 5 },
};
const CANDIDATE = {
  ...{ name: "李明", idMasked: "420106********1234", learnerCertificate: "420100123456" },
  ...{ licenceClass: "C1", attempt: 1, examiner: "examiner-07" },
};
const request = (number: number): string => number.toString(16).padStart(32, "0");

function vehicle(number: number, changes: object = {}): TakeInAsked {
  return { kind: "inspection", request: request(number), papers: { ...VEHICLE, ...changes } };
}

function candidate(number: number, changes: object = {}): TakeInAsked {
  return { kind: "exam", request: request(number), papers: { ...CANDIDATE, ...changes } };
}

/** Files are of the machine's time, which goes on while the rig's stands. */
async function taken(rig: QueueRig, asked: TakeInAsked): Promise<{ file: string; modifiedMs: number }> {
  const answer = await going(rig, rig.checkIn.takeIn(asked, rig.who));
  if (answer.kind !== "taken-in") throw new Error(JSON.stringify(answer));
  rig.clock.advanceBy(1_500);
  return { file: answer.file, modifiedMs: answer.modifiedMs };
}

async function refusal(rig: QueueRig, asked: TakeInAsked): Promise<{ code: string; params: object }> {
  const answer = await going(rig, rig.checkIn.takeIn(asked, rig.who));
  if (answer.kind !== "refused") throw new Error(JSON.stringify(answer));
  return answer.reason;
}

/** Names in a folder of the intake, hidden ones too. */
function namesIn(rig: Pick<QueueRig, "folders">, kind: JobKind, place = "."): string[] {
  try {
    return readdirSync(join(rig.folders[kind], place), { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw cause;
  }
}

const actsOf = (rig: QueueRig, kind: string) =>
  entriesOf(rig).flatMap((entry) =>
    entry.type === "console-acted" && entry.act.kind === kind ? [entry] : [],
  );
const rows = async (rig: QueueRig, kind: JobKind) =>
  (await rig.look()).queues.find((queue) => queue.kind === kind)?.rows ?? [];
const filesOf = async (rig: QueueRig, kind: JobKind) => (await rows(rig, kind)).map(({ file }) => file);

describe("taking in", () => {
  test("writes the file, journals who, and the job that is made of it says who", async () => {
    const rig = await queueRig();
    const one = await taken(rig, vehicle(1));
    expect(namesIn(rig, "inspection")).toEqual([one.file]);
    expect(one.file).toMatch(/^\d{8}-\d{6}-\d{3}-[0-9a-f]{8}\.json$/);
    expect(JSON.parse(readFileSync(join(rig.folders.inspection, one.file), "utf8"))).toEqual(VEHICLE);
    expect(actsOf(rig, "taken-in")).toMatchObject([
      { by: { person: rig.who.person.id }, act: { ...one, instead: null, queue: "inspection" } },
    ]);
    // A file is whole when it has lain still for a second.
    await rows(rig, "inspection");
    rig.clock.advanceBy(1_500);
    expect(await rows(rig, "inspection")).toMatchObject([{ file: one.file, takenIn: true, state: "ready" }]);
    expect((await rig.call("inspection", one)).kind).toBe("opened");
    const opened = entriesOf(rig).find((entry) => entry.type === "job-opened");
    expect(opened?.type === "job-opened" && opened.takenIn).toMatchObject({ by: rig.who.person.id });
    // Nothing of it is kept for longer than it waits, but that this press was answered.
    expect(rig.station.takenIn.waiting).toEqual([]);
  });

  test("a press that comes twice, at once or later, takes in once", async () => {
    const rig = await queueRig();
    const both = await going(
      rig,
      Promise.all([rig.checkIn.takeIn(candidate(1), rig.who), rig.checkIn.takeIn(candidate(1), rig.who)]),
    );
    const again = await going(rig, rig.checkIn.takeIn(candidate(1), rig.who));
    expect(both[1]).toEqual(both[0]);
    expect(again).toEqual(both[0]);
    expect(namesIn(rig, "exam")).toHaveLength(1);
    expect(actsOf(rig, "taken-in")).toHaveLength(1);
    // The same press with other contents is none that was answered.
    expect((await refusal(rig, candidate(1, { name: "王芳" }))).code).toBe("REQUEST_ANSWERED_OTHERWISE");
    const after = await queueRig({ before: { store: rig.store, folders: rig.folders } });
    expect(await going(after, after.checkIn.takeIn(candidate(1), after.who))).toEqual(both[0]);
    expect(namesIn(after, "exam")).toHaveLength(1);
  });

  test("whoever waits or is under way is said and not taken in again, whichever way they came", async () => {
    const rig = await queueRig({
      inspection: {
        "01.yaml": readFileSync("config/dossiers/demo-k3.yaml", "utf8").replace("鄂A12345", "鄂A·00007"),
      },
    });
    expect((await refusal(rig, vehicle(1, { plate: "鄂a00007", vin: "1M8GDM9AXKP042788" }))).code).toBe(
      "WAITS_ALREADY",
    );
    expect(await refusal(rig, vehicle(2))).toMatchObject({
      code: "WAITS_ALREADY",
      params: { file: "01.yaml" },
    });
    await rig.next("inspection");
    expect((await refusal(rig, vehicle(3))).code).toBe("INSIDE_ALREADY");
    await taken(rig, candidate(4));
    expect((await refusal(rig, candidate(5, { name: "王芳" }))).code).toBe("WAITS_ALREADY");
    const [first, second] = await going(
      rig,
      Promise.all([
        rig.checkIn.takeIn(candidate(6, { name: "王芳", learnerCertificate: "420100123457" }), rig.who),
        rig.checkIn.takeIn(candidate(7, { name: "王芳", learnerCertificate: "420100123457" }), rig.who),
      ]),
    );
    expect([first.kind, second.kind]).toEqual(["taken-in", "refused"]);
  });

  test("the door of the files says what is wrong, at its field, and nothing is written", async () => {
    const rig = await queueRig();
    for (const [asked, field] of [
      [vehicle(1, { seats: 500 }), "seats"],
      [vehicle(2, { grossMassKg: 900 }), "grossMassKg"],
      [vehicle(3, { axles: [{ ...VEHICLE.axles[0], suspension: "soft" }] }), "axles.0.suspension"],
      [vehicle(4, { colour: "red" }), "colour"],
      [candidate(5, { idMasked: "420106199001011234" }), "idMasked"],
      [candidate(6, { learnerCertificate: "12" }), "learnerCertificate"],
    ] as const)
      expect(await refusal(rig, asked)).toMatchObject({ code: "FIELD_REFUSED", params: { field } });
    expect((await refusal(rig, candidate(7, { licenceClass: "A1" }))).code).not.toBe("FIELD_REFUSED");
    expect([...namesIn(rig, "inspection"), ...namesIn(rig, "exam")]).toEqual([]);
    expect(actsOf(rig, "taken-in")).toEqual([]);
  });

  test("is for its roles, and for nobody with an interest", async () => {
    const rig = await queueRig();
    const operator = await present(rig.people, ["operator"]);
    expect(await rig.checkIn.takeIn(candidate(1), operator)).toMatchObject({
      reason: { code: "NOT_YOUR_ACT" },
    });
    const own = await rig.people.person({
      roles: ["operator"],
      interests: { plates: ["鄂A12345"], employers: [] },
    });
    const visitor = rig.people.desk.visitor(await rig.people.enter(own), "127.0.0.1", true);
    if (visitor.kind !== "in") throw new Error("not in");
    expect(await going(rig, rig.checkIn.takeIn(vehicle(2), visitor))).toMatchObject({
      reason: { code: "INTEREST_VEHICLE" },
    });
    expect(namesIn(rig, "inspection")).toEqual([]);
    const one = await taken(rig, vehicle(3));
    const out = { kind: "inspection", request: request(4), choice: "left", note: "", ...one } as const;
    expect(await going(rig, rig.checkIn.takeOut(out, visitor))).toMatchObject({
      reason: { code: "INTEREST_VEHICLE" },
    });
    expect(rig.checkIn.papers("inspection", one, visitor)).toMatchObject({
      reason: { code: "INTEREST_VEHICLE" },
    });
    // And goes on waiting, in nobody's hand.
    expect((await rig.call("inspection", one)).kind).toBe("opened");
  });

  test("comes behind those who wait, whatever their files are called", async () => {
    const text = readFileSync("config/dossiers/candidate-c1.yaml", "utf8");
    const other = text.replace("李明", "王芳").replace("420100123456", "420100123457");
    const rig = await queueRig({ exam: { "z.yaml": other } });
    const one = await taken(rig, candidate(1));
    expect(await filesOf(rig, "exam")).toEqual(["z.yaml", one.file]);
  });
});

describe("correcting, and taking out", () => {
  test("what is corrected keeps its place, and what was there before lies in taken-out/", async () => {
    const rig = await queueRig();
    const first = await taken(rig, candidate(1));
    const second = await taken(
      rig,
      candidate(2, { name: "王芳", learnerCertificate: "420100123457", idMasked: "420106********1235" }),
    );
    expect(rig.checkIn.papers("exam", first, rig.who)).toEqual({ kind: "papers", papers: CANDIDATE });
    const mended = await taken(rig, { ...candidate(3, { school: "江城驾校" }), instead: first });
    expect(await filesOf(rig, "exam")).toEqual([mended.file, second.file]);
    expect(namesIn(rig, "exam", "taken-out")).toEqual([first.file]);
    expect(actsOf(rig, "taken-in")[2]?.act).toMatchObject({ instead: first, ...mended });
    // It is another one by now.
    expect((await refusal(rig, { ...candidate(4, { attempt: 2 }), instead: first })).code).toBe(
      "WAITS_NO_MORE",
    );
    // Refused, it stays as it was.
    expect((await refusal(rig, { ...candidate(5, { attempt: 3 }), instead: mended })).code).toBe(
      "FIELD_REFUSED",
    );
    expect((await rig.call("exam", mended)).kind).toBe("opened");
  });

  test("whoever is taken out waits no more; act and file say who it was and why", async () => {
    const rig = await queueRig();
    const one = await taken(rig, candidate(1));
    const out = {
      kind: "exam",
      request: request(2),
      choice: "other",
      note: "改日再考",
      ...one,
    } as const;
    expect(await going(rig, rig.checkIn.takeOut(out, rig.who))).toEqual({ kind: "accepted" });
    expect(await going(rig, rig.checkIn.takeOut(out, rig.who))).toEqual({ kind: "accepted" });
    expect(await filesOf(rig, "exam")).toEqual([]);
    expect(namesIn(rig, "exam", "taken-out")).toEqual([one.file]);
    expect(actsOf(rig, "taken-out")).toMatchObject([
      { by: { person: rig.who.person.id }, act: { ...one, choice: "other", note: "改日再考" } },
    ]);
    expect((await rig.call("exam", one)).kind).toBe("refused");
    await taken(rig, candidate(3));
  });

  test("files of others are theirs", async () => {
    const text = readFileSync("config/dossiers/candidate-c1.yaml", "utf8");
    const rig = await queueRig({ exam: { "01.yaml": text } });
    const [row] = await rows(rig, "exam");
    const one = { file: "01.yaml", modifiedMs: row?.modifiedMs ?? 0 };
    expect(row?.takenIn).toBe(false);
    const out = { kind: "exam", request: request(1), choice: "left", note: "", ...one } as const;
    expect(await going(rig, rig.checkIn.takeOut(out, rig.who))).toMatchObject({
      reason: { code: "NOT_TAKEN_IN_HERE" },
    });
    expect(rig.checkIn.papers("exam", one, rig.who)).toMatchObject({ reason: { code: "NOT_TAKEN_IN_HERE" } });
    expect(namesIn(rig, "exam")).toEqual(["01.yaml"]);
  });
});

/** Whom the journal says to wait, by request, and what lies where. */
function standing(rig: QueueRig) {
  return {
    waiting: rig.station.takenIn.waiting.map(({ file }) => file).sort(),
    there: namesIn(rig, "exam"),
    out: namesIn(rig, "exam", "taken-out"),
  };
}

type Step = (rig: QueueRig) => Promise<unknown>;
const STEPS: Readonly<Record<string, Step>> = {
  "somebody is taken in": async (rig) => await rig.checkIn.takeIn(candidate(2), rig.who),
  "somebody is corrected": async (rig) => {
    const [known] = rig.station.takenIn.waiting;
    if (known === undefined) throw new Error("nobody waits");
    const { file, modifiedMs } = known;
    return await rig.checkIn.takeIn(
      { ...candidate(3, { attempt: 2, ...OTHER }), instead: { file, modifiedMs } },
      rig.who,
    );
  },
  "somebody is taken out": async (rig) => {
    const [known] = rig.station.takenIn.waiting;
    if (known === undefined) throw new Error("nobody waits");
    const { file, modifiedMs } = known;
    return await rig.checkIn.takeOut(
      { kind: "exam", request: request(4), file, modifiedMs, choice: "left", note: "" },
      rig.who,
    );
  },
};
const OTHER = { name: "王芳", learnerCertificate: "420100123457", idMasked: "420106********1235" };

/** A station where one waits, whose disk does as it is told from then on. */
async function rigWithOne(before: (at: number) => void) {
  let isArmed = false;
  let at = 0;
  const fs: IntakeFs = watchedFs(() => {
    if (isArmed) before(at++);
  });
  const rig = await queueRig({ fs });
  await taken(rig, candidate(1, OTHER));
  isArmed = true;
  return { rig, calls: () => at };
}

describe("a kill at any call of the file system", () => {
  for (const [name, step] of Object.entries(STEPS))
    test(`while ${name}: nothing, or the act and, after the restart, the file; asked again it is done once`, async () => {
      let kills = 0;
      for (let kill = 0; ; kill++) {
        const { rig, calls } = await rigWithOne((at) => {
          if (at >= kill) throw new Killed();
        });
        const acts = entriesOf(rig).length;
        const came = await going(rig, step(rig)).then(
          () => "answered",
          (cause: unknown) => {
            if (cause instanceof Killed) return "killed";
            throw cause;
          },
        );
        const isActed = entriesOf(rig).length > acts;
        const again = await queueRig({ before: { store: rig.store, folders: rig.folders } });
        const { waiting, there, out } = standing(again);
        const where = `killed at ${kill} of ${calls()}`;
        // What the journal says is what lies there, under its own name and no other.
        expect(there, where).toEqual(waiting);
        expect(out.length, where).toBe(isActed && name !== "somebody is taken in" ? 1 : 0);
        expect(waiting.length, where).toBe(
          1 +
            (name === "somebody is taken in" && isActed ? 1 : 0) -
            (name === "somebody is taken out" && isActed ? 1 : 0),
        );
        // The page asks again with the number of the press; a page that was answered does not.
        if (!(isActed && name !== "somebody is taken in")) await going(again, step(again));
        again.clock.advanceBy(1_500);
        const after = standing(again);
        expect(after.there, where).toEqual(after.waiting);
        expect(after.waiting.length, where).toBe(
          name === "somebody is taken in" ? 2 : name === "somebody is corrected" ? 1 : 0,
        );
        if (came === "answered") break;
        kills += 1;
      }
      expect(kills).toBeGreaterThan(5);
    }, 120_000);
});

test.each(["ENOSPC", "EACCES", "EIO"])(
  "%s at any call: no throw, an answer that is true, and no one twice",
  async (code) => {
    for (let bad = 0; ; bad++) {
      const { rig, calls } = await rigWithOne((at) => {
        if (at === bad) throw errno(code);
      });
      const answer = (await going(
        rig,
        STEPS["somebody is taken in"]?.(rig) as Promise<TakeInAnswer>,
      )) as TakeInAnswer;
      const seen = calls();
      const isActed = rig.station.takenIn.waiting.length === 2;
      expect(answer.kind === "taken-in", `${bad}`).toBe(isActed);
      // What the disk refused is tried again at the next look.
      rig.clock.advanceBy(2_000);
      await rig.look();
      await going(rig, rig.checkIn.takeIn(candidate(2), rig.who));
      expect(
        namesIn(rig, "exam").filter((file) => !file.startsWith(".")),
        `${bad}`,
      ).toHaveLength(2);
      const again = await queueRig({ before: { store: rig.store, folders: rig.folders } });
      expect(standing(again).there, `${bad}`).toEqual(standing(again).waiting);
      if (seen <= bad) break;
    }
  },
  120_000,
);
