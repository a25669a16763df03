import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { proofmark } from "../support/cli-run.ts";
import { LiveDemo, listens } from "../support/live-demo.ts";
import { journalOf, registryRecords } from "../support/station-evidence.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/**
 * The whole station in a process of its own, killed with SIGKILL at several moments of one journal. Goal: an inspection goes
 * on, an exam is closed as void, every record is at the registry exactly once, and strangers find journal, records and proofs in order.
 */
const ROUNDS = 3;
const ROUND_MS = 120_000;

interface Life {
  readonly data: string;
}

/** Dies somewhere between the first byte of the journal and being up. */
async function dieStarting({ data }: Life, round: number): Promise<void> {
  const first = new LiveDemo({ data });
  const journal = join(data, "journal");
  const moment = [
    () => existsSync(journal),
    () => existsSync(join(data, "registry", "changes")),
    () => first.url !== "",
  ][round % 3];
  await first.until("it has begun to start", moment ?? (() => true));
  await first.kill();
}

/** Dies while an axle is weighed. */
async function dieInAnItem({ data }: Life): Promise<void> {
  const demo = await new LiveDemo({ data }).up();
  expect(await demo.post("/api/jobs", { kind: "inspection" })).toBe(201);
  await demo.until("an axle is weighed", () => demo.line(/axle is being weighed/) !== undefined);
  await demo.kill();
}

/** The inspection goes on; an exam begins, and the process dies while the car drives. */
async function dieDriving({ data }: Life): Promise<{ inspection: string; exam: string }> {
  const before = journalOf(data).length;
  const demo = await new LiveDemo({ data }).up();
  const running = await demo.shown("the inspection goes on", ({ state }) => state === "running");
  expect(await demo.post("/api/jobs", { kind: "inspection" }), "the lane is taken").toBe(409);
  expect(await demo.post("/api/jobs", { kind: "exam" })).toBe(201);
  await demo.until("the car drives", () => movingEpochs(data, before) > 20);
  const asked = demo.lines.filter((line) => /axle is being weighed/.test(line)).length;
  expect(asked, "the vehicle is asked onto the scale again").toBeGreaterThan(0);
  await demo.kill();
  const exam = journalOf(data).findLast((entry) => entry.type === "job-opened");
  return { inspection: running.job, exam: exam?.type === "job-opened" ? exam.job : "" };
}

function movingEpochs(data: string, from: number): number {
  return journalOf(data)
    .slice(from)
    .filter(
      (entry) =>
        entry.type === "job-input" &&
        entry.input.kind === "observation" &&
        entry.input.observation.kind === "gnss-epoch" &&
        Number(entry.input.observation.speedKmh ?? 0) > 1,
    ).length;
}

/** The exam is closed; the operator ends the inspection, and the process dies right after its record is sealed. */
async function dieSealed(
  { data }: Life,
  { inspection, exam }: { inspection: string; exam: string },
): Promise<void> {
  const demo = await new LiveDemo({ data }).up();
  const closed = await demo.shown(
    "the exam is sealed",
    ({ job, state }) => job === exam && state !== "running",
  );
  expect(closed.verdict).toBe("void");
  const abort = { job: inspection, command: { name: "abort", reason: "other", note: "the test ends it" } };
  expect(await demo.post("/api/commands", abort)).toBe(200);
  await demo.until("the inspection's record", () => sealedJobs(data).includes(inspection));
  await demo.kill();
  expect([...sealedJobs(data)].sort()).toEqual([...openedJobs(data)].sort());
}

function openedJobs(data: string): string[] {
  return journalOf(data).flatMap((entry) => (entry.type === "job-opened" ? [entry.job] : []));
}

function sealedJobs(data: string): string[] {
  return journalOf(data).flatMap((entry) => (entry.type === "record-sealed" ? [entry.job] : []));
}

/** One more start: everything is delivered; then Ctrl-C. */
async function deliverAndEnd({ data }: Life): Promise<void> {
  const demo = await new LiveDemo({ data }).up();
  const sealed = journalOf(data).flatMap((entry) => (entry.type === "record-sealed" ? [entry.record] : []));
  await demo.until("all receipts", () => {
    const last = journalOf(data).findLast((entry) => entry.type === "receipt");
    const lastSealed = journalOf(data).findLastIndex((entry) => entry.type === "record-sealed");
    return last?.type === "receipt" && last.size > lastSealed;
  });
  expect(registryRecords(data)).toEqual(sealed);
  await demo.until("the proofs", () =>
    sealed.every((record) => existsSync(join(data, "records", `${record}.proof.json`))),
  );
  const url = demo.url;
  expect(await listens(url)).toBe(true);
  const { code, signal, afterMs } = await demo.interrupt();
  expect({ code, signal, complaints: demo.complaints }).toEqual({ code: 0, signal: null, complaints: [] });
  expect(afterMs).toBeLessThan(8_000);
  await demo.gone();
  expect(await listens(url)).toBe(false);
}

async function strangersAgree({ data }: Life): Promise<void> {
  const replayed = await proofmark("replay", join(data, "journal"), "--json");
  const jobs = replayed.out.split("\n").map((line) => JSON.parse(line) as { outcome: string });
  expect(jobs.map(({ outcome }) => outcome)).toEqual(jobs.map(() => "same"));
  expect(replayed.code).toBe(0);
  const proofs = sealedRecords(data).flatMap((record) => [
    join(data, "records", `${record}.json`),
    join(data, "records", `${record}.proof.json`),
  ]);
  const trust = join(data, "trust.json");
  const verified = await proofmark("verify", ...proofs, join(data, "journal"), "--trust", trust);
  expect({ code: verified.code, out: verified.code === 0 ? "" : verified.out }).toEqual({ code: 0, out: "" });
}

function sealedRecords(data: string): string[] {
  return journalOf(data).flatMap((entry) => (entry.type === "record-sealed" ? [entry.record] : []));
}

test(
  "killed while starting, weighing, driving and just sealed: every job ends once, and everybody can check it",
  async () => {
    const data = temporaryDirectory();
    for (let round = 0; round < ROUNDS; round++) {
      await dieStarting({ data }, round);
      await dieInAnItem({ data });
      const jobs = await dieDriving({ data });
      await dieSealed({ data }, jobs);
      await deliverAndEnd({ data });
      expect(new Set(sealedJobs(data)).size).toBe(2 * (round + 1));
      expect(sealedJobs(data).length).toBe(2 * (round + 1));
      const starts = journalOf(data).filter((entry) => entry.type === "station-started").length;
      expect(starts).toBeGreaterThanOrEqual(4 * (round + 1));
      await strangersAgree({ data });
    }
  },
  ROUNDS * ROUND_MS,
);

test("a port that is taken: one sentence, exit code 2, nothing left running", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  try {
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const demo = new LiveDemo({ data: temporaryDirectory(), port });
    expect(await demo.ended).toEqual({ code: 2, signal: null });
    expect(demo.complaints[0]).toMatch(new RegExp(`127\\.0\\.0\\.1:${port}.*\\[PORT_IN_USE\\]$`));
    expect(demo.complaints.length, "one sentence and one remedy").toBe(2);
    await demo.gone();
  } finally {
    server.close();
  }
}, 30_000);

test("a data directory that cannot be one: one sentence, exit code 2", async () => {
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, "");
  for (const data of [file, join(file, "below")]) {
    const demo = new LiveDemo({ data });
    expect(await demo.ended).toEqual({ code: 2, signal: null });
    expect(demo.complaints[0]).toMatch(/\[DIRECTORY_UNWRITABLE\]$/);
    expect(demo.complaints.length, "one sentence and one remedy").toBe(2);
    await demo.gone();
  }
}, 30_000);

test("a second station on the same directory is refused, and the first does not notice", async () => {
  const data = temporaryDirectory();
  const first = await new LiveDemo({ data }).up();
  const second = new LiveDemo({ data });
  expect(await second.ended).toEqual({ code: 2, signal: null });
  expect(second.complaints[0]).toMatch(/\[JOURNAL_LOCKED\]$/);
  expect(second.complaints.length, "one sentence and one remedy").toBe(2);
  await second.gone();
  expect(await first.post("/api/jobs", { kind: "inspection" })).toBe(201);
  const { job } = await first.shown("the job", ({ state }) => state === "running");
  const command = { name: "abort", reason: "other", note: "the test ends it" };
  expect(await first.post("/api/commands", { job, command })).toBe(200);
  await first.until("its receipt", () => journalOf(data).some((entry) => entry.type === "receipt"));
  expect(registryRecords(data)).toEqual(sealedRecords(data));
  expect((await first.interrupt()).code).toBe(0);
}, 40_000);

test("a journal that does not lead to a start: one sentence, and nothing left running", async () => {
  const data = temporaryDirectory();
  const first = await new LiveDemo({ data }).up();
  // At once: while devices and registry are still being connected.
  expect((await first.interrupt()).code).toBe(0);
  const journal = join(data, "journal", "00000000.segment");
  expect(existsSync(journal)).toBe(true);
  writeFileSync(
    journal,
    "not a journal at all, and long enough to be none: the header has a magic and a checksum",
  );
  const second = new LiveDemo({ data });
  expect(await second.ended).toEqual({ code: 3, signal: null });
  expect(second.complaints[0]).toMatch(/\[JOURNAL_CORRUPT\]$/);
  await second.gone();
}, 40_000);
