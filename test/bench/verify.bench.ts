import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeYear, YEAR_LOG } from "../support/year-journal.ts";
import type { Measure } from "./main.ts";
import type { VerifyOrder, VerifyTold } from "./verify-worker.ts";

/**
 * What `verify` needs for a journal and for one that is five times as long: 500 vehicles are two and a half million entries, in 1.1 GB. Each
 * in a process of its own, whose peak of resident memory is told; `replay` and `journal export` read by the same reader. The log's and
 * the witness's signatures and the roots of the receipts are checked, the records' signatures are none. Usage: npm run bench verify
 */
const VEHICLES = [100, 500] as const;

export async function bench(): Promise<Measure[]> {
  const told: VerifyTold[] = [];
  for (const vehicles of VEHICLES) {
    const directory = mkdtempSync(join(tmpdir(), "proofmark-bench-"));
    try {
      await writeYear(directory, vehicles, YEAR_LOG);
      told.push(await verified({ directory }));
    } finally {
      rmSync(directory, { recursive: true });
    }
  }
  const [small, large] = told as [VerifyTold, VerifyTold];
  for (const { entries, receiptedSize } of told)
    if (receiptedSize !== entries - 1) throw new Error("a receipt of the bench's journal is not taken");
  return [
    ...told.map(({ peakMiB }, at) => ({
      name: `verify, peak of resident memory, ${VEHICLES[at]} vehicles`,
      value: peakMiB,
      unit: "MiB",
      atMost: 300,
    })),
    {
      name: "verify, five times the journal to the journal, peak of memory",
      value: large.peakMiB / small.peakMiB,
      unit: "x",
      atMost: 1.15,
    },
    {
      name: `verify, ${VEHICLES[1]} vehicles`,
      value: large.entries / large.seconds,
      unit: "entries/s",
    },
  ];
}

async function verified(order: VerifyOrder): Promise<VerifyTold> {
  const file = join(import.meta.dirname, "verify-worker.ts");
  const worker = fork(file, [], { execArgv: ["--import", "tsx"] });
  await once(worker, "message");
  worker.send(order);
  const [told] = (await once(worker, "message")) as [VerifyTold];
  worker.kill();
  await once(worker, "exit");
  return told;
}
