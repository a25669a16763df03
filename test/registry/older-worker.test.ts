import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EdgeError } from "../../src/errors.ts";
import { printEvents } from "../../src/runtime/registry/registry-events.ts";
import { loadRegistryFile } from "../../src/runtime/registry/registry-file.ts";
import { openRegistry } from "../../src/runtime/registry/registry-parts.ts";
import { startWorker } from "../../src/runtime/registry/run-registry.ts";
import { eventually } from "../support/eventually.ts";
import { type RegistryDatabase, startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled } from "../support/registry-rig.ts";
import { registryFile } from "../support/registry-workers.ts";
import { SealingStation } from "../support/sealing-station.ts";

/** Goal: a worker that runs while a newer one changes the tables gives no receipt by rules that are no longer all of them. */
let database: RegistryDatabase | string = "not started";
const directory = mkdtempSync(join(tmpdir(), "proofmark-older-"));
beforeAll(async () => {
  database = await startRegistryDatabase(["fsync=off"]);
});
afterAll(async () => {
  if (typeof database !== "string") await database.close();
  rmSync(directory, { recursive: true });
});

function fileOn({ server: { url, password } }: RegistryDatabase): string {
  return registryFile("worker-1", { directory, url, password, broker: "mqtt://127.0.0.1:1" });
}

test("a worker gives up its stations when the tables are those of a newer software, and says so", async (context) => {
  if (typeof database === "string") return context.skip(`no database: ${database}`);
  await enrolled(database.pool, [new SealingStation("HB-WH-0042").registration]);
  const config = loadRegistryFile(fileOn(database));
  const parts = await openRegistry(config, "act");
  const lines: string[] = [];
  const io = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) };
  const ends: EdgeError[] = [];
  const worker = startWorker(config, parts, io, (cause) => ends.push(cause));
  try {
    await eventually("hears", () => lines.some((line) => line.includes("hears 1 of 1")));
    expect(ends).toEqual([]);
    await database.pool.query("insert into migration (number, what) values (9999, 'of a newer software')");
    await eventually("ends", () => ends.length > 0);
    expect(ends[0]?.code).toBe("DATABASE_NEWER");
    expect(ends[0]?.message).toContain("at step 9999");
    const shares = await database.pool.query("select 1 from pg_locks where locktype = 'advisory'");
    expect(shares, "another worker can hear them at once").toEqual([]);
  } finally {
    await worker.close();
    await parts.close();
    await database.pool.query("delete from migration where number = 9999");
  }
});

test("events behind a position that was never given are not waited for in silence", async (context) => {
  if (typeof database === "string") return context.skip(`no database: ${database}`);
  const io = { out: () => undefined, err: () => undefined };
  const asked = { station: null, job: null, follow: true };
  await expect(printEvents(fileOn(database), { ...asked, after: 4711 }, io)).rejects.toThrow(
    /found 4711, allowed: a position up to 0, the newest that this database has given/,
  );
  expect(await printEvents(fileOn(database), { ...asked, after: 0, follow: false }, io)).toBe(0);
});
