import { join } from "node:path";
import { expect, test } from "vitest";
import { loadYamlFile } from "../../src/adapters/config/yaml-file.ts";
import { dossierSchema } from "../../src/core/inspection/dossier.ts";
import type { QueueView } from "../../src/core/queue/queue-view.ts";
import { LiveDemo } from "../support/live-demo.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: in the demo, as started, a newcomer can take in a vehicle at the desk, sees it wait, calls it and sees it measured. */
const PLATE = "沪A88888";

test("a vehicle taken in at the demo's desk waits, is called, and the instruments of the lane measure it", async () => {
  const demo = await new LiveDemo({ data: join(temporaryDirectory(), "data") }).up();
  // The link is read from a pipe: the lines after it may come a moment later.
  const hint = /Take in a vehicle or a candidate of your own/;
  await demo.until("the hint at the desk", () => demo.line(hint) !== undefined);
  const { value } = loadYamlFile("config/dossiers/demo-k3.yaml", dossierSchema);
  const papers = { ...value, plate: PLATE, vin: "1M8GDM9AXKP042788", job: "DESK-1" };
  expect(
    await demo.post("/api/check-in", { kind: "inspection", request: "0".repeat(31).concat("1"), papers }),
  ).toBe(201);
  const { view } = (await (await demo.get("/api/queue")).json()) as { readonly view: QueueView };
  const waiting = view.queues.find(({ kind }) => kind === "inspection")?.rows ?? [];
  expect(waiting.map(({ takenIn }) => takenIn)).toEqual([false, true]);
  const guest = waiting.find(({ takenIn }) => takenIn);
  // A file must lie still for a second before it is taken; a call waits for that.
  const called = { file: guest?.file, modifiedMs: guest?.modifiedMs };
  expect(await demo.post("/api/jobs", { kind: "inspection", called })).toBe(201);
  await demo.until("an axle is weighed", () => demo.line(/axle is being weighed/) !== undefined, 60_000);
  const shown = await demo.shown("the vehicle of the desk", ({ state }) => state === "running");
  expect(shown).toMatchObject({ subject: { plate: PLATE } });
}, 120_000);
