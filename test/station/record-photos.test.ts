import { expect, onTestFinished, test } from "vitest";
import { photosOfRecord } from "../../src/adapters/disk/photo-copies.ts";
import { openSession } from "../../src/runtime/open-session.ts";
import { PEOPLE } from "../core/inspection/manual/manual-car.ts";
import { contentOf, withContent } from "../support/envelope-content.ts";
import { laneAndCourse, problemsOf } from "../support/lane-and-course.ts";
import { asks, manualJob } from "../support/manual-job.ts";

const { wang, li } = PEOPLE;
const sha = (digit: string): string => digit.repeat(64);

async function inspected(photos: readonly (readonly [photo: string, sha256: string])[]) {
  const at = await laneAndCourse({ acting: ["inspection"] });
  onTestFinished(() => at.close());
  const opening = at.ask("inspection", manualJob());
  if (opening?.kind !== "opened") throw new Error("not opened");
  const { job } = opening;
  at.clock.advanceBy(5_000);
  const told = [
    asks(at, job, wang, { name: "part-begin", part: "identity" }),
    ...photos.map(([photo, sha256]) =>
      asks(at, job, wang, { name: "part-photo", part: "identity", photo, sha256 }),
    ),
    asks(at, job, li, { name: "part-begin", part: "chassis" }),
    asks(at, job, li, { name: "part-photo", part: "chassis", photo: "0323", sha256: sha("d") }),
    asks(at, job, wang, { name: "abort", reason: "vehicle-left", note: "" }),
  ];
  expect(new Set(told.map((one) => one?.kind))).toEqual(new Set(["accepted"]));
  at.clock.advanceBy(10_000);
  return at;
}

test("a record names each photo by its hash and who took it, the last of each, in the order of the rulebook, after the signatures", async () => {
  const at = await inspected([
    ["0113", sha("c")],
    ["0111", sha("a")],
    ["0111", sha("b")],
  ]);
  const [record] = at.records();
  expect(record?.photos).toEqual([
    { part: "identity", photo: "0111", sha256: sha("b"), by: wang },
    { part: "identity", photo: "0113", sha256: sha("c"), by: wang },
    { part: "chassis", photo: "0323", sha256: sha("d"), by: li },
  ]);
  const keys = Object.keys(record ?? {});
  expect(keys.indexOf("photos")).toBe(keys.indexOf("faults") - 1);
  expect(at.journalProblems()).toEqual([]);
});

test("a record of another photo than the journal has is contradicted by a replay", async () => {
  const at = await inspected([["0111", sha("a")]]);
  const records = [...at.kept.read(0)];
  const forged = records.map((bytes) => {
    const entry = JSON.parse(new TextDecoder().decode(bytes)) as { type: string; envelope: string };
    if (entry.type !== "record-sealed") return bytes;
    const content = contentOf(entry.envelope);
    expect(content).toContain(sha("a"));
    const envelope = withContent(entry.envelope, content.replace(sha("a"), sha("e")));
    return new TextEncoder().encode(JSON.stringify({ ...entry, envelope }));
  });
  expect(problemsOf(records, openSession)).toEqual([]);
  expect(problemsOf(forged, openSession)).toEqual([expect.stringContaining("differs")]);
});

test("a record without photos says nothing of photos", async () => {
  const at = await laneAndCourse({ acting: ["inspection"] });
  onTestFinished(() => at.close());
  at.open("inspection");
  at.clock.advanceBy(400_000);
  expect(at.records()).toHaveLength(1);
  expect(at.records()[0]).not.toHaveProperty("photos");
});

test("the entries of a journal name each photo that was taken, those that were replaced and those of an open job too", async () => {
  const at = await inspected([
    ["0113", sha("c")],
    ["0111", sha("a")],
    ["0111", sha("b")],
  ]);
  const named = [...at.kept.read(0)].flatMap(photosOfRecord);
  const [job] = named;
  expect(named.map(({ part, photo, sha256 }) => `${part} ${photo} ${sha256[0]}`)).toEqual([
    "identity 0113 c",
    "identity 0111 a",
    "identity 0111 b",
    "chassis 0323 d",
  ]);
  expect(new Set(named.map((one) => one.job))).toEqual(new Set([job?.job]));
});

test("what the machine refused, and what somebody only wrote of, names no photo", async () => {
  const at = await laneAndCourse({ acting: ["inspection"] });
  onTestFinished(() => at.close());
  const opening = at.ask("inspection", manualJob());
  if (opening?.kind !== "opened") throw new Error("not opened");
  at.clock.advanceBy(5_000);
  const { job } = opening;
  const photo = { name: "part-photo", part: "identity", photo: "0111", sha256: sha("a") };
  expect(asks(at, job, wang, photo)?.kind).toBe("refused");
  const note = `{"type":"photo-taken","part":"identity","photo":"0111","sha256":"${sha("a")}"}`;
  expect(asks(at, job, wang, { name: "abort", reason: "other", note })?.kind).toBe("accepted");
  expect(at.entries().some((entry) => JSON.stringify(entry).includes("photo-taken"))).toBe(true);
  expect([...at.kept.read(0)].flatMap(photosOfRecord)).toEqual([]);
});
