import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import type { CheckResult, Checkup } from "../../src/core/doctor/check-result.ts";
import type { DisciplineWord } from "../../src/ports/clock.ts";
import { checkUp, type DoctorPorts } from "../../src/runtime/doctor/doctor.ts";
import { ROOT } from "./source-tree.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A station file and what `proofmark doctor` says of it. Only for tests. */
export const SPKI = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

export interface DoctorWorld {
  readonly directory: string;
  readonly data: string;
  readonly file: string;
}

/** Keys of the station file in the place of the usual ones. */
export function doctorWorld(change: Readonly<Record<string, unknown>> = {}): DoctorWorld {
  const directory = temporaryDirectory();
  const data = join(directory, "data");
  mkdirSync(data, { mode: 0o700 });
  const config = (path: string): string => join(ROOT, "config", path);
  const file = join(directory, "station.yaml");
  const station = {
    schema: "proofmark/station/v1",
    station: "DOC-0001",
    data,
    console: { host: "127.0.0.1", port: 0 },
    registry: { url: "mqtt://127.0.0.1:1", witness: { name: "w", spki: SPKI } },
    rulebooks: {
      inspection: config("rules/cn-inspection-2021.yaml"),
      exam: config("rules/cn-exam-c1-2022.yaml"),
    },
    course: config("courses/demo-c1.geojson"),
    vehicle: config("vehicles/santana-c1.yaml"),
    devices: [],
    ...change,
  };
  writeFileSync(file, JSON.stringify(station));
  return { directory, data, file };
}

export const KEPT: DisciplineWord = { kind: "disciplined", aheadMs: 3, withinMs: 1 };

export function ports(change: Partial<DoctorPorts> = {}, word: DisciplineWord = KEPT): DoctorPorts {
  return {
    clock: new SystemClock(),
    discipline: { ask: (told) => told(word) },
    freeBytes: () => 2 ** 40,
    sysfsRoot: "/nowhere/gpio",
    ...change,
  };
}

export async function looked(
  world: Pick<DoctorWorld, "file">,
  change: Partial<DoctorPorts> = {},
): Promise<Checkup> {
  return checkUp(world.file, ports(change));
}

/** State and code of one check: `wrong DEVICE_AWAY`. */
export function saidOf(
  { results }: Checkup,
  check: CheckResult["check"],
  about: string | null = null,
): string[] {
  return results
    .filter((result) => result.check === check && (about === null || result.about === about))
    .map(({ state, found }) => `${state} ${found.code}`);
}

/** A server on 127.0.0.1 that is closed with its test. */
export async function serving(onConnection: Parameters<typeof createServer>[1]): Promise<number> {
  const server: Server = createServer(onConnection);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Every file below with its size and its last change. */
export function stateOf(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .sort()
    .map((path) => {
      const { mtimeMs, size, mode } = statSync(join(directory, path));
      return `${path} ${size} ${mode} ${mtimeMs}`;
    });
}
