import { pbkdf2Sync } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startBroker } from "../../simulators/registry/broker.ts";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { lockDirectory } from "../../src/adapters/disk/directory-lock.ts";
import { doctorDocument, doctorDocumentSchema, exitCodeOf } from "../../src/core/doctor/check-result.ts";
import { checkUp } from "../../src/runtime/doctor/doctor.ts";
import { registryChecks } from "../../src/runtime/doctor/registry-check.ts";
import type { SeenStation } from "../../src/runtime/doctor/running-station.ts";
import { loadStationConfig } from "../../src/runtime/station-config.ts";
import { journalDirectory, keysDirectory, stationKeys } from "../../src/runtime/station-keys.ts";
import { doctorWorld, looked, ports, saidOf, serving, stateOf } from "../support/doctor-world.ts";
import { FakeBroker } from "../support/fake-broker.ts";
import { journalWith, openStore, testRecords } from "../support/journal-directory.ts";
import { mosquittoMissing, startMosquittoAs } from "../support/mosquitto.ts";
import { receiptedRecords } from "../support/receipted-journal.ts";

/** Goal: each thing that can be wrong with a station is found by itself, told with what to do, within ten seconds, and nothing is changed. */
const measuring = { calibration: { certificate: "C", validTo: "2099-12-31" }, serial: "1" };
const scaleAt = (address: string) => ({
  ...{ role: "axle-scale", device: "scale-1", model: "mettler-toledo", address },
  ...measuring,
});
const gnssAt = (address: string) => ({
  ...{ role: "gnss", device: "gnss-1", model: "gnss-nmea", address },
  ...measuring,
});

describe("a station that was never started", () => {
  test("has nothing wrong but a registry that is not there", async () => {
    const world = doctorWorld();
    const checkup = await looked(world);
    expect(
      checkup.results
        .filter(({ state }) => state !== "well")
        .map(({ check, found }) => `${check} ${found.code}`),
    ).toEqual(["console CONSOLE_ANY_PORT", "registry BROKER_UNREACHABLE"]);
    expect(saidOf(checkup, "keys")).toEqual(["well KEYS_NOT_YET"]);
    expect(saidOf(checkup, "journal")).toEqual(["well JOURNAL_NOT_YET"]);
    expect(exitCodeOf(checkup.results)).toBe(1);
  });

  test("with a broker gets a clean bill, and nothing is changed by it", async () => {
    const broker = await startBroker({ port: 0 });
    const world = doctorWorld({ registry: { url: broker.url, witness: { name: "w", spki: "AAAA" } } });
    const before = stateOf(world.directory);
    const checkup = await looked(world);
    await broker.close();
    expect(saidOf(checkup, "registry")).toEqual(["well BROKER_LETS_IN"]);
    expect(exitCodeOf(checkup.results)).toBe(0);
    expect(stateOf(world.directory)).toEqual(before);
  });
});

test("the document has the published form, wrong things first, each with what to do", async () => {
  const world = doctorWorld({ devices: [scaleAt("tcp://127.0.0.1:1")] });
  const document = doctorDocument(await looked(world));
  expect(doctorDocumentSchema.parse(document)).toEqual(document);
  expect(document).toMatchObject({ station: "DOC-0001", running: false, allWell: false });
  const order = document.results.map(({ state }) =>
    ["wrong", "doubtful", "not-known", "well"].indexOf(state),
  );
  expect([...order].sort((a, b) => a - b)).toEqual(order);
  for (const { state, found, remedy } of document.results) {
    expect([found.code, found.zh === "" || found.en === ""]).toEqual([found.code, false]);
    if (state === "wrong" || state === "doubtful")
      expect([found.code, remedy === null]).toEqual([found.code, false]);
  }
});

describe("devices", () => {
  const device = async (config: object, change = {}) => {
    const world = doctorWorld({ devices: [config] });
    const checkup = await looked(world, change);
    return {
      said: saidOf(checkup, "device"),
      result: checkup.results.find(({ check }) => check === "device"),
    };
  };

  test("nobody listens there", async () => {
    const { said, result } = await device(scaleAt("tcp://127.0.0.1:1"));
    expect(said).toEqual(["wrong DEVICE_AWAY"]);
    expect(result?.found.params).toMatchObject({ because: { code: "CONNECTION_REFUSED" } });
  });

  test("there is no such serial line", async () => {
    const { said, result } = await device(scaleAt("serial:///dev/serial/by-id/nothing"));
    expect(said).toEqual(["wrong DEVICE_AWAY"]);
    expect(result?.found.params).toMatchObject({ because: { code: "PORT_MISSING" } });
  });

  test("a line that takes the connection and says nothing: a receiver would speak, a lane instrument may wait to be asked", async () => {
    const port = await serving(() => undefined);
    expect((await device(gnssAt(`tcp://127.0.0.1:${port}`))).said[0]).toMatch(
      /^wrong DEVICE_(?:QUIET|AT_FAULT)$/,
    );
    const analyser = { ...scaleAt(`tcp://127.0.0.1:${port}`), role: "gas-analyser", model: "nha-506" };
    expect((await device(analyser)).said[0]).toMatch(/^(?:not-known DEVICE_QUIET|doubtful DEVICE_AT_FAULT)$/);
  });

  test("one that speaks another is told as what it is", async () => {
    const port = await serving((socket) => {
      const timer = setInterval(() => socket.write(Buffer.alloc(200, 0x55)), 20);
      socket.on("error", () => undefined).on("close", () => clearInterval(timer));
    });
    const { said, result } = await device(scaleAt(`tcp://127.0.0.1:${port}`));
    expect(said[0]).toMatch(/DEVICE_AT_FAULT$/);
    expect(result?.found.params).toMatchObject({ fault: "garbled" });
  });

  test("an OPC UA server that is not there", async () => {
    const plc = { ...scaleAt("opc.tcp://127.0.0.1:1"), role: "brake-bench", model: "brake-plc" };
    expect((await device(plc)).said).toEqual(["wrong DEVICE_AWAY"]);
  });

  test("a bank of lines is looked for and not touched", async () => {
    const bank = (line: number) => ({
      ...{ role: "lane-beams", device: "beams-1", model: "line-bank", serial: "1", calibration: null },
      ...{ address: "gpio:main", lines: [{ name: "at-scale", direction: "in", line }] },
    });
    expect((await device(bank(4))).said).toEqual(["wrong DEVICE_LINES_ABSENT"]);
    const { directory } = doctorWorld();
    const chip = join(directory, "gpio", "gpiochip512");
    mkdirSync(chip, { recursive: true });
    for (const [name, text] of Object.entries({ label: "pinctrl-rp1", base: "512", ngpio: "54" }))
      writeFileSync(join(chip, name), text);
    const sysfsRoot = join(directory, "gpio");
    expect((await device(bank(4), { sysfsRoot })).said).toEqual(["well DEVICE_LINES_FOUND"]);
    expect((await device(bank(99), { sysfsRoot })).said).toEqual(["wrong DEVICE_LINES_ABSENT"]);
    expect(readdirSync(sysfsRoot)).toEqual(["gpiochip512"]);
  });

  test("a device of a running station is not opened", async () => {
    let connections = 0;
    const port = await serving(() => connections++);
    const world = doctorWorld({ devices: [gnssAt(`tcp://127.0.0.1:${port}`)] });
    mkdirSync(journalDirectory(world.data), { recursive: true });
    const lock = lockDirectory(journalDirectory(world.data));
    try {
      const checkup = await looked(world);
      expect(checkup.running).toBe(true);
      expect(saidOf(checkup, "device")).toEqual(["not-known DEVICE_HELD"]);
      expect(connections).toBe(0);
    } finally {
      lock.release();
    }
  });
});

describe("files and calendar", () => {
  test("a file that the station file names and that is wrong does not hide the rest", async () => {
    const checkup = await looked(doctorWorld({ vehicle: "/nowhere/car.yaml" }));
    expect(saidOf(checkup, "station-file")).toEqual(["wrong STATION_FILE_NOTED"]);
    expect(saidOf(checkup, "disk")).toEqual(["well DISK_ENOUGH"]);
  });

  test("a station file that cannot be read is the caller's", async () => {
    await expect(checkUp("/nowhere/station.yaml", ports())).rejects.toThrow("/nowhere/station.yaml");
  });

  test("a calibration that has ended, that ends soon, that is not there", async () => {
    const day = (offset: number): string =>
      new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
    const one = (device: string, role: string, model: string, validTo: string | null) => ({
      ...{ device, role, model, serial: "1", address: "tcp://127.0.0.1:1" },
      calibration: validTo === null ? null : { certificate: "C", validTo },
    });
    const checkup = await looked(
      doctorWorld({
        devices: [
          one("a", "axle-scale", "mettler-toledo", day(-3)),
          one("b", "gas-analyser", "nha-506", day(10)),
          one("c", "headlamp-tester", "nhd-6109", null),
        ],
      }),
    );
    expect(saidOf(checkup, "calendar", "a")).toEqual(["wrong CALIBRATION_ENDED"]);
    expect(saidOf(checkup, "calendar", "b")).toEqual(["doubtful CALIBRATION_ENDS"]);
    expect(saidOf(checkup, "calendar", "c")).toEqual(["wrong CALIBRATION_MISSING"]);
  });
});

describe("keys and journal", () => {
  test("keys that are whole, open to others, missing, another station's", async () => {
    const world = doctorWorld();
    stationKeys(world.data);
    // No list of keys was fetched yet.
    expect(saidOf(await looked(world), "keys")).toEqual(["well KEYS_WELL", "not-known TRUST_LIST_NOT_YET"]);
    chmodSync(join(keysDirectory(world.data), "log.pem"), 0o644);
    expect(saidOf(await looked(world), "keys")).toEqual(["wrong KEYS_UNUSABLE"]);
    chmodSync(join(keysDirectory(world.data), "log.pem"), 0o600);
    // The journal's newest receipt was signed with another log key.
    copyJournal(await journalWith(receiptedRecords(4, 2)), world.data);
    const other = await looked(world);
    expect(saidOf(other, "keys")).toEqual(["wrong KEYS_UNUSABLE", "not-known TRUST_LIST_NOT_YET"]);
    const remedy = other.results.find(({ check }) => check === "keys")?.remedy;
    expect(remedy).toMatchObject({
      code: "DO_RESTORE_KEYS",
      params: { command: `npx proofmark keys show --config ${world.file}` },
    });
    rmSync(keysDirectory(world.data), { recursive: true });
    expect(saidOf(await looked(world), "keys")).toEqual(["wrong KEYS_UNUSABLE"]);
  });

  test("a journal that is whole, without its index, torn, damaged; and none of that is put right by looking", async () => {
    const world = doctorWorld();
    copyJournal(await journalWith(testRecords(40)), world.data);
    const journal = journalDirectory(world.data);
    const whole = await looked(world);
    expect(saidOf(whole, "journal")).toEqual(["well JOURNAL_WELL"]);
    expect(whole.results.find(({ check }) => check === "journal")?.found.params).toMatchObject({
      entries: 40,
    });
    appendFileSync(join(journal, "00000000.segment"), new Uint8Array([200, 0, 0, 0, 1, 2, 3]));
    const before = stateOf(world.directory);
    expect(saidOf(await looked(world), "journal")).toEqual(["doubtful JOURNAL_TORN"]);
    expect(stateOf(world.directory)).toEqual(before);
    rmSync(join(journal, "tree.hashes"));
    expect(saidOf(await looked(world), "journal")).toEqual(["doubtful JOURNAL_INDEX"]);
    expect(readdirSync(journal)).not.toContain("tree.hashes");
    writeFileSync(join(journal, "00000000.segment"), new Uint8Array(300));
    const damaged = await looked(world);
    expect(saidOf(damaged, "journal")).toEqual(["wrong JOURNAL_UNUSABLE"]);
    expect(damaged.results.find(({ check }) => check === "journal")?.remedy?.code).toBe("DO_KEEP_JOURNAL");
  });

  test("the lock stays with whoever has it, and a start after it finds everything", async () => {
    const world = doctorWorld();
    copyJournal(await journalWith(testRecords(5)), world.data);
    const store = openStore(journalDirectory(world.data));
    const running = await looked(world);
    expect(running.running).toBe(true);
    expect(saidOf(running, "journal")).toEqual(["well JOURNAL_WELL"]);
    expect(saidOf(running, "running")).toEqual(["not-known STATION_RUNS_UNASKED"]);
    await store.close();
    expect((await looked(world)).running).toBe(false);
  });
});

function copyJournal(from: string, data: string): void {
  mkdirSync(journalDirectory(data), { recursive: true });
  for (const name of readdirSync(from))
    if (name !== "lock") copyFileSync(join(from, name), join(journalDirectory(data), name));
}

describe("disk and clock, as they are injected", () => {
  test.each([
    [2 ** 40, "well DISK_ENOUGH"],
    [2 ** 30 - 1, "doubtful DISK_FILLS_UP"],
    [256 * 2 ** 20, "doubtful DISK_FILLS_UP"],
    [256 * 2 ** 20 - 1, "wrong DISK_NEARLY_FULL"],
    [0, "wrong DISK_NEARLY_FULL"],
    [null, "not-known DISK_UNKNOWN"],
  ])("%s bytes: %s", async (bytes, said) => {
    expect(saidOf(await looked(doctorWorld(), { freeBytes: () => bytes }), "disk")).toEqual([said]);
  });

  class SetClock extends SystemClock {
    readonly #byMs: number;
    constructor(byMs: number) {
      super();
      this.#byMs = byMs;
    }
    override wallMs(): number {
      return super.wallMs() + this.#byMs;
    }
  }
  const clockOf = async (
    word: Parameters<typeof ports>[1],
    clock = new SystemClock(),
    world = doctorWorld(),
  ) => saidOf(await checkUp(world.file, ports({ clock }, word)), "clock");

  test("kept, kept by nobody, kept and far off", async () => {
    expect(await clockOf({ kind: "disciplined", aheadMs: 2, withinMs: 1 })).toEqual(["well CLOCK_AGREES"]);
    expect(await clockOf({ kind: "free" })).toEqual(["not-known CLOCK_UNCOMPARED"]);
    expect(await clockOf({ kind: "disciplined", aheadMs: -90_000, withinMs: 1 })).toEqual([
      "wrong CLOCK_IN_DOUBT",
    ]);
  });

  test("before the software's release, or before the journal's own last entry", async () => {
    expect(await clockOf({ kind: "free" }, new SetClock(-5 * 365 * 86_400_000))).toEqual([
      "wrong CLOCK_IN_DOUBT",
    ]);
    const world = doctorWorld();
    const store = openStore(journalDirectory(world.data));
    const ahead = new SetClock(86_400_000).wallMs();
    const entry = { type: "receipt", at: { wallMs: ahead, monoMs: 1 }, size: 0, checkpoint: "x" };
    await new Promise<void>((done) =>
      store.append([new TextEncoder().encode(JSON.stringify(entry))], () => done()),
    );
    await store.close();
    expect(await clockOf({ kind: "free" }, new SystemClock(), world)).toEqual(["wrong CLOCK_IN_DOUBT"]);
  });
});

describe("the registry", () => {
  const at = (url: string, more: object = {}) =>
    doctorWorld({ registry: { url, witness: { name: "w", spki: "AAAA" }, ...more } });

  test("a broker that takes the connection and is silent costs no more than its time", async () => {
    const port = await serving(() => undefined);
    const fromMs = performance.now();
    const checkup = await looked(at(`mqtt://127.0.0.1:${port}`));
    expect(saidOf(checkup, "registry")).toEqual(["wrong BROKER_SILENT"]);
    expect(performance.now() - fromMs).toBeLessThan(14_000);
  });

  test("credentials that are not there", async () => {
    const checkup = await looked(
      at("mqtt://127.0.0.1:1", { username: "u", passwordFile: "/nowhere/password" }),
    );
    expect(saidOf(checkup, "registry")).toEqual(["wrong CREDENTIALS_WRONG"]);
  });

  test("a wrong password, a right one, and a list that refuses the doctor's name alone", async (ctx) => {
    const missing = mosquittoMissing();
    if (missing !== null) return ctx.skip(missing);
    const { directory } = doctorWorld();
    const passwords = join(directory, "passwords");
    // As mosquitto_passwd writes it: PBKDF2 with SHA-512.
    const salt = Buffer.alloc(12, 7);
    const hash = pbkdf2Sync("right", salt, 101, 64, "sha512").toString("base64");
    writeFileSync(passwords, `station:$7$101$${salt.toString("base64")}$${hash}\n`, { mode: 0o600 });
    const broker = await startMosquittoAs(
      `listener 0\nallow_anonymous false\npassword_file ${passwords}\nmax_packet_size 300000`,
      directory,
    );
    const secret = (text: string): object => {
      const file = join(directory, `secret-${text}`);
      writeFileSync(file, text, { mode: 0o600 });
      return { username: "station", passwordFile: file };
    };
    try {
      const wrong = await looked(at(broker.url, secret("wrong")));
      expect(saidOf(wrong, "registry")[0]).toMatch(/^wrong BROKER_(?:NOT_AUTHORIZED|PASSWORD_WRONG)$/);
      expect(wrong.results.find(({ check }) => check === "registry")?.remedy).not.toBeNull();
      const right = await looked(at(broker.url, secret("right")));
      expect(right.results.find(({ check }) => check === "registry")).toMatchObject({
        state: "well",
        found: { code: "BROKER_LETS_IN", params: { packetBytesMax: 300_000 } },
      });
    } finally {
      await broker.kill();
    }
  });

  test("a broker whose list refuses the doctor's name says nothing of the station's", async () => {
    // CONNACK of MQTT 5: 133 is "client identifier not valid", 135 "not authorized".
    const refusing = (code: number) =>
      serving((socket) => {
        socket.on("error", () => undefined);
        socket.once("data", () => socket.write(new Uint8Array([0x20, 3, 0, code, 0])));
      });
    const config = (port: number) => loadStationConfig(at(`mqtt://127.0.0.1:${port}`).file);
    const view = (connected: boolean): SeenStation => ({
      station: "DOC-0001",
      devices: [],
      registry: { connected, pending: 2, trouble: null },
      clock: { status: "synchronised", by: null, aheadMs: null, word: null },
    });
    const said = async (code: number, seen: SeenStation | null) =>
      (await registryChecks(config(await refusing(code)), Date.now(), { view: seen, withinMs: 4000 })).map(
        ({ state, found }) => `${state} ${found.code}`,
      );
    expect(await said(133, null)).toEqual(["not-known BROKER_REFUSES_THE_DOCTOR"]);
    expect(await said(135, null)).toEqual(["wrong BROKER_NOT_AUTHORIZED"]);
    expect(await said(135, view(true))).toEqual([
      "well REGISTRY_WELL",
      "not-known BROKER_REFUSES_THE_DOCTOR",
    ]);
    expect(await said(135, view(false))).toEqual(["wrong REGISTRY_AWAY", "wrong BROKER_NOT_AUTHORIZED"]);
  });

  test("comes under a name of its own, subscribes to nothing, leaves no will and no session", async () => {
    const broker = await FakeBroker.start();
    const checkup = await looked(at(broker.url));
    expect(saidOf(checkup, "registry")).toEqual(["well BROKER_LETS_IN"]);
    const [connect] = broker.connects;
    expect(connect).toMatchObject({ clientId: "proofmark-DOC-0001-doctor", clean: true, will: null });
    expect(broker.packets.map(({ cmd }) => cmd)).not.toContain("subscribe");
    await broker.close();
  });
});
