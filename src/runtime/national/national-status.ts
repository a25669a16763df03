import { existsSync } from "node:fs";
import { nodeDurableFs } from "../../adapters/disk/durable-fs.ts";
import type { CliIo } from "../../cli/command.ts";
import type { SettleAsked } from "../../cli/national.ts";
import { sentenceOf } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import { nextCall } from "../../national/delivery.ts";
import { callsOf } from "../../national/job-calls.ts";
import { JobStore } from "../../national/job-store.ts";
import { factsOf, GivenValues, loadNational, lockData } from "./national-files.ts";

/** Takes no lock: it may be asked while another process sends. Throws what `loadNational` throws. */
export async function nationalStatus(path: string, io: CliIo, isJson: boolean): Promise<number> {
  const { file, mapping, data } = loadNational(path);
  // Whoever only looks makes nothing.
  if (!existsSync(data)) {
    io.out(isJson ? JSON.stringify({ position: 0, jobs: 0, waiting: 0, done: 0 }) : "Nothing was sent yet.");
    return 0;
  }
  const store = new JobStore(nodeDurableFs, data);
  const given = new GivenValues(file.given);
  const { position } = store.cursor();
  const done = store.doneCount();
  const jobs = store.jobs().map((job) => {
    const calls = callsOf(mapping, factsOf(file, given, store, job), job.events);
    const next = nextCall(calls, job);
    const gaps = [...new Set(calls.flatMap((call) => call.gaps.map((gap) => `${call.call}.${gap}`)))];
    return {
      station: job.station,
      job: job.job,
      sent: job.done.length,
      next: next?.key ?? null,
      gaps,
      problem: job.problem,
      isStopped: job.isStopped,
    };
  });
  const waiting = jobs.filter(({ problem }) => problem !== null);
  if (isJson) {
    io.out(JSON.stringify({ position, jobs: jobs.length, waiting: waiting.length, done }));
    for (const job of jobs) io.out(JSON.stringify(job));
    return waiting.length > 0 ? 1 : 0;
  }
  const open = jobs.filter(({ next }) => next !== null).length;
  io.out(
    `position ${position}  jobs ${jobs.length}  with calls to make ${open}  waiting ${waiting.length}  done ${done}`,
  );
  for (const { station, job, next, problem, isStopped } of waiting) {
    if (problem === null) continue;
    const { zh, en } = sentenceOf(problem);
    const mark = isStopped ? "needs a person: proofmark national settle" : "goes on by itself when it can";
    io.out(`${station} ${job}  ${next ?? ""}  ${zh} / ${en} [${problem.code}]  (${mark})`);
  }
  return waiting.length > 0 ? 1 : 0;
}

/** Throws what `loadNational` and `lockData` throw, EdgeError USAGE where nothing of the job waits. */
export async function settleNational(asked: SettleAsked, io: CliIo): Promise<number> {
  const { file, mapping, data } = loadNational(asked.file);
  const lock = lockData(data);
  try {
    const store = new JobStore(nodeDurableFs, data);
    const job = store.job(asked.station, asked.job);
    if (job === null || job.problem === null)
      throw new EdgeError("USAGE", `Nothing of ${asked.station} ${asked.job} waits.`);
    const facts = factsOf(file, new GivenValues(file.given), store, job);
    const next = nextCall(callsOf(mapping, facts, job.events), job);
    const isCall = job.missed === null && asked.isTaken && next !== null;
    store.put({
      ...job,
      done: isCall ? [...job.done, next.key] : job.done,
      asked: isCall ? null : job.asked,
      again: !asked.isTaken,
      tries: 0,
      problem: null,
      isStopped: false,
      missed: null,
    });
    io.out(`${asked.station} ${asked.job}: ${asked.isTaken ? "taken" : "again"} ${next?.key ?? ""}`.trim());
    return 0;
  } finally {
    lock.release();
  }
}
