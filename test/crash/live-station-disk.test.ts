import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { LiveDemo } from "../support/live-demo.ts";
import { ROOT } from "../support/source-tree.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/**
 * A data directory on a small disk that is filled while a job runs. Goal: no job is begun on it when it is nearly full; full, one
 * sentence and exit code 3; and when space is free again the station starts and holds every entry that it had called durable.
 */
const DISK = "300m";

/** Keeps a mount namespace with the small disk until the test is over; null where this is not permitted. */
async function smallDisk(directory: string): Promise<number | null> {
  const script = `mount -t tmpfs -o size=${DISK} tmpfs '${directory}' && echo mounted && exec sleep 300`;
  const holder = spawn("unshare", ["-m", "sh", "-c", script], { stdio: ["ignore", "pipe", "ignore"] });
  const ended = new Promise<null>((resolve) => {
    holder.on("error", () => resolve(null));
    holder.on("close", () => resolve(null));
  });
  onTestFinished(async () => {
    holder.kill("SIGKILL");
    await ended;
  });
  const lines = createInterface({ input: holder.stdout });
  const mounted = new Promise<number | null>((resolve) =>
    lines.once("line", () => resolve(holder.pid ?? null)),
  );
  return Promise.race([mounted, ended]);
}

test("a full disk ends the station with a sentence; with space again it goes on and has lost nothing", async () => {
  const directory = temporaryDirectory();
  const holder = await smallDisk(directory);
  if (holder === null) throw new Error("no mount namespace may be made here (unshare -m, nsenter, tmpfs)");
  const enter = ["-t", String(holder), "-m", "sh", "-c"];
  const inside = (script: string): number | null =>
    spawnSync("nsenter", [...enter, script], { stdio: "ignore" }).status;
  const through = ["nsenter", ...enter, 'cd "$0" && exec "$@"', ROOT];
  const data = join(directory, "data");

  const first = await new LiveDemo({ data, through }).up();
  expect(inside(`dd if=/dev/zero of='${directory}/most' bs=1M count=60`)).toBe(0);
  expect(await first.post("/api/jobs", { kind: "exam" })).toBe(409);
  const { disk } = (await first.snapshot()).station;
  expect(disk).toMatchObject({ code: "DISK_NEARLY_FULL", stops: true });
  expect(inside(`rm '${directory}/most'`)).toBe(0);
  expect(await first.post("/api/jobs", { kind: "exam" })).toBe(201);
  await first.shown("the exam", ({ state }) => state === "running");
  const { journalSize } = (await first.snapshot()).station;
  inside(`dd if=/dev/zero of='${directory}/filler' bs=64k; dd if=/dev/zero of='${directory}/rest' bs=1`);
  expect(await first.ended).toEqual({ code: 3, signal: null });
  expect(first.complaints.filter((line) => line.includes("[DISK_FULL]")).length).toBe(1);
  expect(first.complaints.join("\n")).not.toContain("    at ");
  await first.gone();

  expect(inside(`rm '${directory}/filler' '${directory}/rest'`)).toBe(0);
  const second = await new LiveDemo({ data, through }).up();
  const closed = await second.shown("the exam is closed", ({ state }) => state === "receipted");
  expect(closed.verdict).toBe("void");
  const again = await second.snapshot();
  expect(again.station.journalSize).toBeGreaterThan(journalSize);
  expect(again.station.registry.pending).toBe(0);
  expect((await second.interrupt()).code).toBe(0);
}, 60_000);
