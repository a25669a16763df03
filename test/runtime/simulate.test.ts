import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, type TestContext, test } from "vitest";
import { parse, stringify } from "yaml";
import { ptyBridgeMissing } from "../../simulators/kit/pty-bridge.ts";
import { proofmark } from "../support/cli-run.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { Terminal } from "../support/terminal.ts";

/** Goal: any station file runs in two terminals, one with simulators and one with the station, and whatever is wrong is one sentence. */
const CAP_MS = 240_000;
const UP_MS = 60_000;

function needsSocat(ctx: TestContext): void {
  const missing = ptyBridgeMissing();
  if (missing === null) return;
  if (process.env.PROOFMARK_FULL) throw new Error(missing);
  ctx.skip(missing);
}

interface Prepared {
  readonly file: string;
  readonly data: string;
  readonly lines: string;
}

async function prepared(from: string): Promise<Prepared> {
  const out = join(temporaryDirectory(), "practice");
  const { code, err } = await proofmark("simulate", "prepare", "--config", from, "--out", out);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return { file: join(out, "station.yaml"), data: join(out, "data"), lines: join(out, "lines") };
}

const simulate = ({ file }: Prepared, ...words: string[]): Terminal =>
  new Terminal(["simulate", "station", "--config", file, "--speed", "5", ...words]);
const start = ({ file }: Prepared): Terminal => new Terminal(["start", "--config", file]);

function changed(file: string, change: (station: StationYaml) => void): void {
  const station = parse(readFileSync(file, "utf8")) as StationYaml;
  change(station);
  writeFileSync(file, stringify(station, { aliasDuplicateObjects: false }));
}

interface StationYaml {
  registry: { url: string; witness: { spki: string } };
  devices: { device: string; address: string; simulated?: boolean }[];
}

/** Nothing of a simulator is left in the folders of the station. */
function leftOf({ data, lines }: Prepared): string[] {
  return [join(data, "simulators"), lines].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder) : [],
  );
}

describe("two terminals", () => {
  test(
    "the example: a fault switched on voids an item and is told, ok heals, and both come to a receipt",
    async (ctx) => {
      needsSocat(ctx);
      const station = await prepared("config/stations/example.yaml");
      const simulators = simulate(station);
      await simulators.prints(/^Simulators of HB-WH-0042 are up\./, UP_MS);
      const live = start(station);
      await live.prints(/roll free/, CAP_MS);
      simulators.type("fault brake-bench unplug");
      expect(await live.prints(/Service brake of axle 1 .*: void/, CAP_MS)).toMatch(/brake bench/);
      simulators.type("ok brake-bench");
      // Whichever is next: a machine that is loaded too much loses samples of the PLC, and that is void too.
      await live.prints(/(?:Service brake of axle 2|Parking brake|Headlamps) .*: pass/, CAP_MS);
      await live.prints(/^ {2}receipted HB-WH-0042-000001: /, CAP_MS);
      const receipted = await live.prints(/^ {2}receipted HB-WH-0042-000002: /, CAP_MS);
      const trust = join(station.data, "registry-stand-in", "trust.json");
      const verified = await proofmark("verify", receipted.split(": ")[1] ?? "", "--trust", trust, "--json");
      expect(JSON.parse(verified.out)).toMatchObject({ verified: true, facts: { simulated: true } });
      const kept = readFileSync(join(station.data, "registry-stand-in", "changes"), "utf8");
      for (const job of ["HB-WH-0042-000001", "HB-WH-0042-000002"]) expect(kept).toContain(`"job":"${job}"`);
      expect(kept).not.toContain('"defect"');
      expect(simulators.line(/not understood/)).toBeUndefined();
      simulators.type("quit");
      expect(await simulators.ended).toMatchObject({ code: 0 });
      expect(leftOf(station)).toEqual([]);
      live.signal("SIGINT");
      expect(await live.ended).toMatchObject({ code: 0 });
    },
    3 * CAP_MS,
  );

  test(
    "lanes and cars: the station is there first and waits; killed in the middle, the simulators leave nothing and it says so",
    async (ctx) => {
      needsSocat(ctx);
      const station = await prepared("config/stations/lanes-and-cars.yaml");
      const live = start(station);
      await live.prints(/ is up\. Console: /, UP_MS);
      const simulators = simulate(station);
      await simulators.prints(/the station is there/, UP_MS);
      await live.prints(/^ {2}receipted .*/, CAP_MS);
      simulators.type("vehicle weak-brakes");
      await simulators.prints(/鄂S\d+ waits: a car whose left rear brake/, UP_MS);
      simulators.type("vehicle submarine");
      await simulators.prints(
        /"submarine" is no kind of vehicle; allowed: sound, electric, weak-brakes,/,
        UP_MS,
      );
      simulators.type("fault scale-1 hiccup");
      await simulators.prints(
        /"hiccup" is no fault; allowed: unplug, silent, freeze, drift, noise, restart\./,
        UP_MS,
      );
      // Whoever calls hears from which lane or car the answer comes, for "next" alone calls to all of them.
      simulators.type("next");
      await simulators.prints(/^ {2}not called to (?:\S+|car \S+ of \S+): \S/, UP_MS);
      simulators.type("sing");
      await simulators.prints(/"sing" is not understood; allowed: fault, ok, list/, UP_MS);
      simulators.signal("SIGKILL");
      await simulators.ended;
      const again = simulate(station, "--no-call");
      await again.prints(/the station is there/, UP_MS);
      again.type("quit");
      expect(await again.ended).toMatchObject({ code: 0 });
      expect(leftOf(station), "also of the one that was killed").toEqual([]);
      live.signal("SIGINT");
      expect(await live.ended).toMatchObject({ code: 0 });
    },
    3 * CAP_MS,
  );
});

describe("what cannot be is one sentence, and nothing is left running", () => {
  const sentence = async (station: Prepared, env?: NodeJS.ProcessEnv): Promise<string> => {
    const simulators = new Terminal(["simulate", "station", "--config", station.file], env);
    expect(await simulators.ended).toMatchObject({ code: 2 });
    expect(leftOf(station)).toEqual([]);
    return simulators.complaints[0] ?? "";
  };

  test("a real station file, whose devices nobody called simulated", async () => {
    const { code, err } = await proofmark("simulate", "station", "--config", "config/stations/example.yaml");
    expect(code).toBe(2);
    expect(err).toContain("none of its devices says simulated: true (scale-1, brake-bench-1,");
    expect(err).toContain("proofmark simulate prepare");
  });

  test("a station file with a mistake, by its line", async () => {
    const station = await prepared("config/stations/example.yaml");
    writeFileSync(
      station.file,
      readFileSync(station.file, "utf8").replace("role: axle-scale", "role: axle-scales"),
    );
    expect(await sentence(station)).toMatch(/station\.yaml:\d+:\d+/);
  });

  test("a port that another program has", async () => {
    const station = await prepared("config/stations/example.yaml");
    const taken = createServer();
    await new Promise<void>((ready) => taken.listen(0, "127.0.0.1", ready));
    const { port } = taken.address() as { port: number };
    changed(station.file, ({ devices }) => {
      for (const device of devices)
        if (device.device === "analyser-1") device.address = `tcp://127.0.0.1:${port}`;
    });
    expect(await sentence(station)).toMatch(
      /^analyser-1 at tcp:.*: another program has this port.*PORT_IN_USE/,
    );
    taken.close();
  });

  test("no socat", async (ctx) => {
    needsSocat(ctx);
    const station = await prepared("config/stations/example.yaml");
    expect(await sentence(station, { ...process.env, PATH: "" })).toMatch(
      /^scale-1 at serial:.*: simulated serial lines are made with socat: socat is not installed/,
    );
  });

  test("a witness whose key nobody here has", async () => {
    const station = await prepared("config/stations/example.yaml");
    changed(station.file, ({ registry }) => {
      registry.witness.spki = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";
    });
    expect(await sentence(station)).toMatch(
      /registry\.witness\.spki is not the key of the stand-in in .*: write MCow/,
    );
  });
});

describe("simulated and real are never taken for each other without a word", () => {
  test("start refuses a device that could be either, and says which word is missing", async () => {
    const station = await prepared("config/stations/example.yaml");
    changed(station.file, ({ devices }) => {
      for (const device of devices) if (device.device === "analyser-1") delete device.simulated;
    });
    const { code, err } = await proofmark("start", "--config", station.file);
    expect(code).toBe(2);
    expect(err).toMatch(
      /analyser-1 at tcp:.*say simulated: true, or simulated: false.*\[SIMULATION_UNSAID\]/,
    );
  });

  test("and one that is called simulated where no simulator can stand", async () => {
    const station = await prepared("config/stations/example.yaml");
    changed(station.file, ({ devices }) => {
      for (const device of devices)
        if (device.device === "analyser-1") device.address = "tcp://192.0.2.30:4001";
    });
    const { code, err } = await proofmark("start", "--config", station.file);
    expect(code).toBe(2);
    expect(err).toContain("no simulator can stand at such an address");
  });

  test("a simulator does not cover what stands at its path", async (ctx) => {
    needsSocat(ctx);
    const station = await prepared("config/stations/example.yaml");
    const { devices } = parse(readFileSync(station.file, "utf8")) as StationYaml;
    const path = /serial:\/\/([^?]+)/.exec(devices[0]?.address ?? "")?.[1] ?? "";
    const place = temporaryDirectory();
    writeFileSync(join(place, "port"), "");
    changed(station.file, (file) => {
      const [scale] = file.devices;
      if (scale !== undefined) scale.address = scale.address.replace(path, join(place, "port"));
    });
    const { code, err } = await proofmark("simulate", "lane", "--config", station.file);
    expect(code).toBe(2);
    expect(err).toContain("a simulator does not cover it");
  });
});
