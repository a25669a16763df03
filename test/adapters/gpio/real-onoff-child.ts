import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createOnoffLines, type OnoffModule } from "../../../src/adapters/gpio/onoff-lines.ts";

/** Runs in a mount namespace whose `/sys/class` is empty; see `real-onoff.test.ts`. */
const GPIO = "/sys/class/gpio";

function file(path: string, text: string): void {
  writeFileSync(join(GPIO, path), text);
}

function read(path: string): string {
  return readFileSync(join(GPIO, path), "utf8").trim();
}

mkdirSync(join(GPIO, "gpiochip512"), { recursive: true });
file("gpiochip512/label", "pinctrl-bcm2711\n");
file("gpiochip512/base", "512\n");
file("gpiochip512/ngpio", "58\n");
file("export", "");
file("unexport", "");
for (const number of [517, 519]) {
  mkdirSync(join(GPIO, `gpio${number}`));
  for (const name of ["value", "direction", "active_low", "edge"]) file(`gpio${number}/${name}`, "0");
}
file("gpio517/value", "1");

const beam: boolean[] = [];
const lost: string[] = [];
const io = createOnoffLines({
  lines: [
    { name: "beam", line: 5, direction: "in", activeLow: true },
    { name: "lamp", line: 7, direction: "out" },
  ],
  clock: { monoMs: () => performance.now(), wallMs: () => Date.now() },
  loadOnoff: async () => createRequire(process.argv[2] ?? "")("onoff") as OnoffModule,
});
io.onLost(({ code }) => lost.push(code));
await io.open();
const lampAfterOpen = read("gpio519/value");
io.write("lamp", true);
const lampOn = read("gpio519/value");
// A regular file cannot be polled: onoff throws, which must come out as a loss and not as a crash.
io.watch("beam", ({ active }) => beam.push(active));
await new Promise((resolve) => setImmediate(resolve));
process.stdout.write(
  JSON.stringify({
    lampAfterOpen,
    lampOn,
    lampDirection: read("gpio519/direction"),
    beamActiveLow: read("gpio517/active_low"),
    beam,
    lost,
    lampAfterLoss: read("gpio519/value"),
    unexported: read("unexport"),
  }),
);
