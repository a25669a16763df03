import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { EdgeError } from "../../src/errors.ts";
import type { Log } from "../../src/ports/log.ts";
import { parseAddress } from "../../src/runtime/addresses.ts";
import { boardFileOf } from "../../src/runtime/device-catalogue.ts";
import { liveResolver } from "../../src/runtime/live-resolver.ts";
import { plcSecurity } from "../../src/runtime/plc-security.ts";
import { loadStationConfig, type StationConfig } from "../../src/runtime/station-config.ts";
import { ROOT, readSource } from "../support/source-tree.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: whatever is wrong in a station file is told before anything starts, in one sentence with its place in the file. */
const EXAMPLE = readSource("config/stations/example.yaml");

function fileWith(text: string): string {
  const file = join(temporaryDirectory(), "station.yaml");
  writeFileSync(file, text);
  return file;
}

/** The example with one text replaced, which must be there once. */
function changed(from: string, to: string): string {
  expect(EXAMPLE.split(from), `${from} stands once in the example`).toHaveLength(2);
  return EXAMPLE.replace(from, to);
}

function refusal(call: () => unknown): EdgeError {
  try {
    call();
  } catch (error) {
    if (error instanceof EdgeError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** The sentence without its file, and the text that stands at the line and column it names. */
function told(text: string): { sentence: string; at: string } {
  const file = fileWith(text);
  const { code, message } = refusal(() => loadStationConfig(file));
  expect(code).toBe("CONFIG_INVALID");
  expect(message.startsWith(`${file}:`)).toBe(true);
  const found = /^:(\d+):(\d+): (.*[^.]\.)$/s.exec(message.slice(file.length));
  if (found === null) throw new Error(`no sentence with line and column: ${message}`);
  const line = text.split("\n")[Number(found[1]) - 1] ?? "";
  return { sentence: found[3] ?? "", at: line.slice(Number(found[2]) - 1) };
}

const OPCUA_BLOCK = /^ {4}opcua:\n(?: {6,}.*\n)+/m;
const PLC_ADDRESS = "opc.tcp://192.0.2.20:4840";
const BEAM = "{ name: at-scale, direction: in, line: GPIO17 }";

describe("a station file", () => {
  test("the example is sound as it stands", () => {
    expect(loadStationConfig("config/stations/example.yaml").devices).toHaveLength(8);
  });

  test.each<[what: string, from: string, to: string, sentence: RegExp, at: string]>([
    [
      "a wrong key",
      "course: ../courses/demo-c1.geojson",
      "curse: ../courses/demo-c1.geojson",
      /^curse is not a known key/,
      "curse:",
    ],
    [
      "a wrong key of a device",
      'serial: "MT-20231107"',
      'serial: "MT-20231107"\n    serail: x',
      /serail is not a known key/,
      "serail:",
    ],
    [
      "an unknown model",
      "model: nhd-6109",
      "model: nhd-9999",
      /devices\.2\.model: found "nhd-9999", allowed: .*"nhd-6109"/,
      "nhd-9999",
    ],
    [
      "a wrong address",
      "address: tcp://192.0.2.30:4001",
      "address: http://192.0.2.30:4001",
      /devices\.3\.address: .*is none of: serial:/,
      "http:",
    ],
    [
      "a wrong speed",
      "usb-headlamp?baud=2400",
      "usb-headlamp?baud=24",
      /devices\.2\.address: .*baud=300\.\.4000000/,
      "serial:",
    ],
    [
      "an address of another technology",
      "address: tcp://192.0.2.30:4001",
      "address: gpio:lane-2",
      /devices\.3\.address: .*the model nha-506 is reached at serial:/,
      "gpio:lane-2",
    ],
    [
      "a model in a wrong place",
      "model: nhd-6109",
      "model: nha-506",
      /devices\.2\.model: .*is for the role gas-analyser, not headlamp-tester/,
      "nha-506",
    ],
    [
      "a role used twice",
      "role: headlamp-tester\n    device: headlamp-1\n    model: nhd-6109",
      "role: axle-scale\n    device: headlamp-1\n    model: mettler-toledo",
      /devices\.2\.role: .*scale-1 has this role already/,
      "axle-scale",
    ],
    [
      "a device name used twice",
      "device: headlamp-1",
      "device: scale-1",
      /devices\.2\.device: .*another device has this name/,
      "scale-1",
    ],
    [
      "a beam no inspection knows",
      BEAM,
      "{ name: at-gate, direction: in, line: GPIO17 }",
      /devices\.4\.lines\.0\.name: found "at-gate"; an inspection knows the beams at-slip, at-scale/,
      "at-gate",
    ],
    [
      "a line name used twice",
      BEAM,
      BEAM.replace("scale", "bench"),
      /devices\.4\.lines\.1\.name: .*this name already/,
      "at-bench",
    ],
    [
      "no encryption for a PLC elsewhere",
      EXAMPLE.match(OPCUA_BLOCK)?.[0] ?? "",
      "    opcua: { security: none-loopback-only }\n",
      /devices\.1\.opcua\.security: .*the PLC is not on this machine, so it needs security/,
      "none-loopback-only",
    ],
    [
      "nothing said of the security of a PLC elsewhere",
      EXAMPLE.match(OPCUA_BLOCK)?.[0] ?? "",
      "",
      /devices\.1\.address: .*needs an opcua block with security .*no default/,
      PLC_ADDRESS,
    ],
    [
      "a policy that is none",
      "policy: Basic256Sha256",
      "policy: Basic128Rsa15",
      /devices\.1\.opcua\.security\.policy: found "Basic128Rsa15", allowed: "Basic256Sha256"/,
      "Basic128Rsa15",
    ],
    [
      "an opcua block where it is of no use",
      'serial: "MT-20231107"',
      'serial: "MT-20231107"\n    opcua: { security: none-loopback-only }',
      /devices\.0\.opcua: .*only a device of the model brake-plc has the block opcua/,
      "{ security: none-loopback-only }",
    ],
  ])("%s is told with its place", (_what, from, to, sentence, at) => {
    const answer = told(changed(from, to));
    expect(answer.sentence).toMatch(sentence);
    expect(answer.at.startsWith(at), `${answer.at} begins with ${at}`).toBe(true);
  });

  test.each<[what: string, options: string, zh: RegExp, en: RegExp, at: string]>([
    [
      "an option the model does not have",
      "{ checkBite: false }",
      /此处不认识键 devices\.0\.options\.checkBite/,
      /devices\.0\.options\.checkBite is not a known key/,
      "checkBite:",
    ],
    [
      "a value that the option cannot have",
      "{ netMode: gross }",
      /devices\.0\.options\.netMode：实际为 "gross"，应为 "doubted", "tare-added"/,
      /devices\.0\.options\.netMode: found "gross", allowed: "doubted", "tare-added"/,
      "gross",
    ],
    [
      "a number out of bounds",
      "{ stableFrames: 0 }",
      /stableFrames：实际为 0，应为 至少 1/,
      /stableFrames: found 0, allowed: at least 1/,
      "0 }",
    ],
  ])("%s is told with its place, in both languages", (_, options, zh, en, at) => {
    const text = changed('serial: "MT-20231107"', `serial: "MT-20231107"\n    options: ${options}`);
    const { context } = refusal(() => loadStationConfig(fileWith(text)));
    const { line, column, problem } = context as {
      line: number;
      column: number;
      problem: { zh: string; en: string };
    };
    expect(problem.zh).toMatch(zh);
    expect(problem.en).toMatch(en);
    expect((text.split("\n")[line - 1] ?? "").slice(column - 1).startsWith(at)).toBe(true);
  });

  test("what is wrong between devices is said in both languages", () => {
    const { context } = refusal(() =>
      loadStationConfig(fileWith(changed("model: nhd-6109", "model: nha-506"))),
    );
    expect(context.problem).toEqual({
      zh: 'devices.2.model：实际为 "nha-506"；该型号用作排气分析仪，不能用作前照灯检测仪。',
      en: 'devices.2.model: found "nha-506"; this model is for the role gas-analyser, not headlamp-tester.',
    });
  });

  test("options reach the device with the model's defaults for the rest", () => {
    const text = changed('serial: "MT-20231107"', 'serial: "MT-20231107"\n    options: { checkByte: false }');
    const [scale] = loadStationConfig(fileWith(text)).devices;
    expect(scale?.options).toMatchObject({ checkByte: false, tareField: true, stableFrames: 3 });
  });

  test("a PLC on this machine needs no block; a serial port needs no by-id name", () => {
    const local = EXAMPLE.replace(OPCUA_BLOCK, "").replace(PLC_ADDRESS, "opc.tcp://127.0.0.1:4840");
    const config = loadStationConfig(fileWith(local.replace("by-id/usb-scale", "ttyS0")));
    expect(config.devices[0]?.address).toContain("/dev/serial/ttyS0");
    expect(plcOf(config).opcua).toBeUndefined();
  });

  test("its paths are relative to it", () => {
    const board = "baud=57600\n    calibration: null\n";
    const own = changed("/etc/proofmark/brake-plc.pem", "../plc.pem").replace(
      board,
      `${board}    options: { profile: ../boards/own.yaml }\n`,
    );
    const file = fileWith(own);
    const folder = join(file, "..");
    const config = loadStationConfig(file);
    expect(config.rulebooks.inspection).toEqual([join(folder, "../rules/cn-inspection-2021.yaml")]);
    expect(config.course).toBe(join(folder, "../courses/demo-c1.geojson"));
    expect(config.intake?.exam).toBe(join(folder, "intake/exam"));
    expect(config.devices[6]?.options.profile).toBe(join(folder, "../boards/own.yaml"));
    expect(plcOf(config).opcua?.security).toEqual({
      policy: "Basic256Sha256",
      serverCertificate: join(folder, "../plc.pem"),
      certificateDir: "/var/lib/proofmark/opcua",
    });
  });

  test("a path that nobody wrote is not looked for beside it: a copy of the file elsewhere has the same board", () => {
    const car = loadStationConfig(fileWith(EXAMPLE)).devices[6];
    expect(car && boardFileOf(car)).toBe(join(ROOT, "config/boards/exam-car-v1.yaml"));
  });

  test("that cannot be read is told by its name", () => {
    const file = join(temporaryDirectory(), "none.yaml");
    expect(refusal(() => loadStationConfig(file))).toMatchObject({
      code: "FILE_UNREADABLE",
      message: `Cannot read ${file}: it does not exist.`,
    });
  });
});

function plcOf(config: StationConfig): StationConfig["devices"][number] {
  const plc = config.devices.find(({ model }) => model === "brake-plc");
  if (plc === undefined) throw new Error("the example has no PLC");
  return plc;
}

/** CN=brake-plc, P-256, valid to 2126; made for this test with openssl. */
const PEM = `-----BEGIN CERTIFICATE-----
MIIBfjCCASWgAwIBAgIUL8B8JG+oefrL2PIK0gx44GRsy0UwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJYnJha2UtcGxjMCAXDTI2MTEyMzIzMzk0OVoYDzIxMjYxMDMw
MjMzOTQ5WjAUMRIwEAYDVQQDDAlicmFrZS1wbGMwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQsoM+8mrA/Hw055m9NbO5UdLXUsgBqwVCaLEEcT+jvqjuVVDsygCYm
iFHcdcaLqhlM9iVM71pny6MutmqmvlY5o1MwUTAdBgNVHQ4EFgQUXbDlwPqC4Jvh
xfWJVrhAhmc5gTgwHwYDVR0jBBgwFoAUXbDlwPqC4JvhxfWJVrhAhmc5gTgwDwYD
VR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiA7ZV3aopU4PwFYS2SW41PA
R4DFX3enCIB0MfaFV2Y8KgIgKwOv4WHZzMPvIoRWV8w5OV9n/fbroXAFN9WvZl+5
zU8=
-----END CERTIFICATE-----`;

describe("the security of a PLC", () => {
  const file = (): string => fileWith(changed("/etc/proofmark/brake-plc.pem", "plc.pem"));

  test("its certificate is read from PEM or DER to the same DER", () => {
    const station = file();
    const der = Buffer.from(PEM.split("\n").slice(1, -1).join(""), "base64");
    for (const bytes of [Buffer.from(PEM), der]) {
      writeFileSync(join(station, "../plc.pem"), bytes);
      const security = plcSecurity(plcOf(loadStationConfig(station)));
      expect(security).toMatchObject({ policy: "Basic256Sha256" });
      const read = security === "none-loopback-only" ? null : Buffer.from(security.serverCertificate);
      expect(read?.equals(der)).toBe(true);
    }
  });

  test("a certificate that is missing or is none stops the wiring, and no PLC is made without it", () => {
    const station = file();
    const config = plcOf(loadStationConfig(station));
    const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const clock = new SystemClock();
    const resolve = liveResolver({ clock, timers: clock, log: silent, simulatedLines: null });
    const wire = () => resolve.plc(config, parseAddress(config.address));
    expect(refusal(wire).code).toBe("FILE_UNREADABLE");
    writeFileSync(join(station, "../plc.pem"), "no certificate");
    expect(refusal(wire)).toMatchObject({ code: "CONFIG_INVALID" });
    expect(refusal(wire).message).toMatch(/plc\.pem is no X\.509 certificate in PEM or DER/);
    writeFileSync(join(station, "../plc.pem"), PEM);
    expect(wire).not.toThrow();
  });
});
