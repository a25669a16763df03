import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { machineDiscipline, readTracking } from "../../../src/adapters/clock/machine-discipline.ts";
import type { DisciplineWord } from "../../../src/ports/clock.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

/** Fields of chrony 4.3: the fifth is how slow the clock is. */
const TRACKING =
  "C0A80001,192.168.0.1,3,1795778644.193275418,0.012500000,-0.000100000,0.000300000,1.234,0.001,0.050,0.004000000,0.001000000,64.2,Normal";

test.each<[what: string, line: string, word: DisciplineWord | null]>([
  ["12.5 ms slow of its servers", TRACKING, { kind: "disciplined", aheadMs: -12.5, withinMs: 3 }],
  ["no server answers", TRACKING.replace("Normal", "Not synchronised"), { kind: "free" }],
  ["its own local clock", TRACKING.replace("C0A80001", "7F7F0101"), { kind: "free" }],
  [
    "a leap second is due",
    TRACKING.replace("Normal", "Insert second"),
    { kind: "disciplined", aheadMs: -12.5, withinMs: 3 },
  ],
  ["a word for a number", TRACKING.replace("0.012500000", "slow"), null],
  ["another program", "506 Cannot talk to daemon", null],
  ["nothing", "", null],
])("%s", (_what, line, word) => {
  expect(readTracking(line)).toEqual(word);
});

const path = process.env.PATH;
afterEach(() => {
  process.env.PATH = path;
});

/** Programs of these names alone, saying that and ending so. */
function only(programs: Readonly<Record<string, string>>): void {
  const folder = temporaryDirectory();
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  process.env.PATH = folder;
}

const asked = (): Promise<DisciplineWord> => new Promise((told) => machineDiscipline.ask(told));

test.each<[what: string, programs: Readonly<Record<string, string>>, word: DisciplineWord]>([
  ["chronyd keeps it", { chronyc: `echo ${TRACKING}` }, { kind: "disciplined", aheadMs: -12.5, withinMs: 3 }],
  [
    "chronyd is down, systemd's own keeps it",
    { chronyc: "echo '506 Cannot talk to daemon'; exit 1", timedatectl: "echo yes" },
    { kind: "disciplined", aheadMs: null, withinMs: null },
  ],
  ["systemd says that nothing does", { timedatectl: "echo no" }, { kind: "free" }],
  ["no systemd here", { timedatectl: "echo 'Failed to connect to bus' >&2; exit 1" }, { kind: "free" }],
  ["neither program is installed", {}, { kind: "free" }],
])("%s", async (_what, programs, word) => {
  only(programs);
  expect(await asked()).toEqual(word);
});
