import { describe, expect, onTestFinished, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { ConsoleDesk, type Present } from "../../src/runtime/console-desk.ts";
import { PHOTOS_A_JOB_MAX, PhotoDesk } from "../../src/runtime/photo-desk.ts";
import type { Answer } from "../../src/station/session-runner.ts";
import { laneAndCourse } from "../support/lane-and-course.ts";
import { manualJob } from "../support/manual-job.ts";
import { MemoryPhotoShelf } from "../support/memory-photo-shelf.ts";
import { jpeg } from "../support/photo-bytes.ts";
import { OWN_ADDRESS, type PeopleWorld, peopleWorld } from "../support/signed-in.ts";

const PHOTO = jpeg(1_600, 1_200);
const NAME = toHex(sha256(PHOTO));

async function present(people: PeopleWorld, changes: Parameters<PeopleWorld["person"]>[0]): Promise<Present> {
  const token = await people.enter(await people.person(changes));
  const visitor = people.desk.visitor(token, OWN_ADDRESS, true);
  if (visitor.kind !== "in") throw new Error("not in");
  return visitor;
}

async function world(kind: "inspection" | "exam" = "inspection") {
  const rig = await laneAndCourse({ acting: ["inspection"] });
  onTestFinished(() => rig.close());
  const people = peopleWorld();
  const photos = new MemoryPhotoShelf();
  const desk = new ConsoleDesk({
    station: rig.station,
    people: people.desk,
    jobs: { ask: async () => ({ kind: "opened" as const, job: "another" }) },
    photos,
    earlier: () => null,
    earlierJob: () => null,
    localDate: () => "2026-06-01",
    wallMs: () => 0,
  });
  const wang = await present(people, { roles: ["operator"] });
  const opening = rig.ask(kind, kind === "inspection" ? manualJob(wang.person.id) : {});
  if (opening?.kind !== "opened") throw new Error("not opened");
  rig.clock.advanceBy(10_000);
  return { rig, people, photos, desk, wang, job: opening.job };
}

const said = (answer: { kind: string; reason?: { code: string; params: object } }): string => {
  const because = (answer.reason?.params as { because?: { code: string } } | undefined)?.because;
  return because?.code ?? answer.reason?.code ?? answer.kind;
};

describe("a photo of a part", () => {
  test("is kept, and stands in the journal by its hash with who took it", async () => {
    const { rig, photos, desk, wang, job } = await world();
    expect(await desk.command(job, { name: "part-begin", part: "identity" }, wang, null)).toEqual({
      kind: "accepted",
    });
    expect(await desk.photo(job, "identity", "0111", PHOTO, wang)).toEqual({ kind: "taken", sha256: NAME });
    expect(await photos.read(NAME)).toMatchObject({ kind: "photo", bytes: PHOTO });
    const named = rig.entries().filter((entry) => JSON.stringify(entry).includes(NAME));
    expect(named).toHaveLength(1);
    expect(JSON.stringify(named)).toContain(wang.person.id);
  });

  test("that the machine does not take is not kept, unless it was there before", async () => {
    const { photos, desk, wang, job } = await world();
    // Nobody has begun the part.
    expect(said(await desk.photo(job, "identity", "0111", PHOTO, wang))).toBe("PART_NOT_TAKEN");
    expect(photos.photos.size).toBe(0);
    await desk.command(job, { name: "part-begin", part: "identity" }, wang, null);
    expect(said(await desk.photo(job, "identity", "0111", PHOTO, wang))).toBe("taken");
    expect(said(await desk.photo(job, "identity", "0199", PHOTO, wang))).toBe("PHOTO_NOT_ASKED");
    expect([...photos.photos.keys()]).toEqual([NAME]);
    // Taken again, the first one stays: the journal names it.
    expect(said(await desk.photo(job, "identity", "0111", jpeg(1_600, 1_200, 1), wang))).toBe("taken");
    expect(photos.photos.size).toBe(2);
  });

  test("whose entry is on its way to the disk when the station stops is kept: the next start finds it named", async () => {
    const { rig, photos, desk, wang, job } = await world();
    await desk.command(job, { name: "part-begin", part: "identity" }, wang, null);
    rig.store.isHeld = true;
    const answer = desk.photo(job, "identity", "0111", PHOTO, wang);
    await expect.poll(() => rig.store.waiting).toBeGreaterThan(0);
    const stopped = rig.close();
    expect(said(await answer)).toBe("STATION_STOPPING");
    rig.store.release();
    await stopped;
    const named = rig.entries().filter((entry) => JSON.stringify(entry).includes(NAME));
    expect(named).toMatchObject([{ type: "job-input", events: [expect.anything()] }]);
    expect([...photos.photos.keys()]).toEqual([NAME]);
  });

  test("of whoever may not, of no job, of an exam, or that is none: nothing is kept and nothing noted", async () => {
    const { rig, people, photos, desk, wang, job } = await world();
    const before = rig.entries().length;
    // Who may not, is told so before a byte of it is kept, and not after it was dropped again.
    let keeps = 0;
    const keep = photos.keep.bind(photos);
    photos.keep = (bytes) => {
      keeps += 1;
      return keep(bytes);
    };
    const examiner = await present(people, { roles: ["examiner", "signatory", "manager", "auditor"] });
    expect(said(await desk.photo(job, "identity", "0111", PHOTO, examiner))).toBe("NOT_YOUR_ACT");
    expect(people.entries.filter(({ type }) => type === "console-refused")).toHaveLength(1);
    const interests = { plates: ["鄂A12345"], employers: [] };
    const owner = await present(people, { roles: ["operator"], interests });
    expect(said(await desk.photo(job, "identity", "0111", PHOTO, owner))).toBe("INTEREST_VEHICLE");
    expect(said(await desk.photo("J-nowhere", "identity", "0111", PHOTO, wang))).toBe("JOB_UNKNOWN");
    expect(said(await desk.photo(job, "identity", "0111", new Uint8Array(9), wang))).toBe(
      "PHOTO_KIND_UNKNOWN",
    );
    const exam = await world("exam");
    expect(said(await exam.desk.photo(exam.job, "identity", "0111", PHOTO, exam.wang))).toBe(
      "PHOTO_OF_NO_INSPECTION",
    );
    expect(rig.entries()).toHaveLength(before);
    expect([keeps, photos.photos.size, exam.photos.photos.size]).toEqual([0, 0, 0]);
  });
});

describe("photos on their way", () => {
  const YES: Answer = { kind: "accepted" };
  const NO = { kind: "refused", reason: { code: "NOTHING_BY_HAND", params: {} } } as const satisfies Answer;

  test.each([
    ["one is taken and the other is not", [YES, NO], 1],
    ["the other way round", [NO, YES], 1],
    ["none is taken", [NO, NO], 0],
  ])(
    "the same one brought twice at once, and %s: it is there if anybody needs it",
    async (_what, answers, left) => {
      for (const order of [
        [0, 1],
        [1, 0],
      ]) {
        const photos = new MemoryPhotoShelf();
        const desk = new PhotoDesk(photos, () => true);
        const tells: ((answer: Answer) => void)[] = [];
        const takes = [0, 1].map((n) =>
          desk.take(`J-${n}`, PHOTO, () => new Promise<Answer>((tell) => (tells[n] = tell))),
        );
        await expect.poll(() => tells.filter((tell) => tell !== undefined).length).toBe(2);
        for (const n of order) {
          tells[n]?.(answers[n] ?? NO);
          await takes[n];
        }
        expect(photos.photos.size).toBe(left);
      }
    },
  );

  const STOPPING = {
    kind: "refused",
    reason: { code: "STATION_STOPPING", params: {} },
  } as const satisfies Answer;

  test.each([
    ["nobody knows whether the machine took", async () => STOPPING],
    ["broke on the way to the machine", () => Promise.reject(new Error("broke"))],
  ])("one that %s stays, with whoever else is refused at once", async (_what, tell) => {
    const photos = new MemoryPhotoShelf();
    const desk = new PhotoDesk(photos, () => true);
    await Promise.allSettled([desk.take("J-1", PHOTO, tell), desk.take("J-2", PHOTO, async () => NO)]);
    expect(photos.photos.size).toBe(1);
  });

  test("one that was there before stays, whoever brings it at once and is refused", async () => {
    const photos = new MemoryPhotoShelf();
    await photos.keep(PHOTO);
    const desk = new PhotoDesk(photos, () => true);
    await Promise.all([1, 2].map(() => desk.take("J-1", PHOTO, async () => NO)));
    expect(photos.photos.size).toBe(1);
  });

  test(`a job takes ${PHOTOS_A_JOB_MAX} of them, whatever becomes of each, and the next job as many`, async () => {
    const photos = new MemoryPhotoShelf();
    const open = new Set(["J-1", "J-2"]);
    const desk = new PhotoDesk(photos, (job) => open.has(job));
    for (let n = 0; n < PHOTOS_A_JOB_MAX; n++)
      await desk.take("J-1", PHOTO, async () => (n % 2 === 0 ? YES : NO));
    expect(said(await desk.take("J-1", PHOTO, async () => YES))).toBe("PHOTOS_TOO_MANY");
    expect(said(await desk.take("J-2", PHOTO, async () => YES))).toBe("taken");
  });
});
