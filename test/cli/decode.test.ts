import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { decodeCommand } from "../../src/cli/decode.ts";
import { runCli } from "../../src/cli/dispatch.ts";
import { sealed } from "../support/nmea-line.ts";
import { sharedCase } from "../support/shared-cases.ts";
import { ascii, hex, joined } from "../support/wire-bytes.ts";
import {
  FLB100_PEAK,
  FLB100_READING,
  JXFZ_NOTICES,
  JXFZ_RESULT,
  NHA506_MAIN_DATA,
} from "../vectors/instrument-frames.ts";

const folder = mkdtempSync(join(tmpdir(), "proofmark-decode-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function call(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const listed = { name: "decode", summary: "", load: async () => decodeCommand };
  const program = { commands: [listed], version: () => "" };
  const code = await runCli(program, ["decode", ...args], {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  });
  const observations = out.filter((line) => line.startsWith("{")).map((line): unknown => JSON.parse(line));
  return { code, out, err, observations };
}

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const gga = (utc: string): string =>
  sealed(`GNGGA,${utc},3030.00000000,N,11424.00000000,E,4,28,0.6,30.1234,M,-13.5000,M,1.0,0001`);
const rmc = (utc: string): string =>
  sealed(`GNRMC,${utc},A,3030.00000000,N,11424.00000000,E,2.000,090.00,231126,,,R,V`);

describe("proofmark decode", () => {
  test("nmea: comments are not garbage, logs are no comments, the last epoch comes too", async () => {
    const heading =
      '#UNIHEADINGA,97,GPS,FINE,2190,365174000,0,0,18,12;SOL_COMPUTED,NARROW_INT,1.0000,90.0000,10.0000,0.0000,0.1000,0.2000,"0",20,16,18,12,0,00,0,0*5cdb44d1\r\n';
    const text = `# Name: a remark with $GNGGA in it\n#\n#,0\n# END, of remark\n${gga("080000.00")}${rmc("080000.00")}${heading}${gga("080001.00")}`;
    const { code, observations, err } = await call("nmea", file("a.log", ascii(text)));
    expect(code).toBe(0);
    expect(observations).toMatchObject([
      { kind: "gnss-epoch", quality: "good", fix: "fixed" },
      { kind: "gnss-epoch", qualityReason: { code: "SENTENCES_MISSING", params: { sentences: ["RMC"] } } },
    ]);
    expect(err.join()).toMatch(/^2 observations from 4 frames; 0 of \d+ bytes rejected, 0 left/);
  });

  test("nmea: --expect names the sentences of an epoch", async () => {
    const path = file("b.log", ascii(gga("080000.00") + rmc("080000.00") + sealed("GNHDT,10.5,T")));
    expect((await call("nmea", path, "--expect", "gga,rmc,hdt")).observations).toMatchObject([
      { headingDeg: 10.5 },
    ]);
    expect((await call("nmea", path, "--expect", "GGA,XYZ")).code).toBe(2);
  });

  test("jxfz: forces, states and the result", async () => {
    const bytes = joined(
      hex(JXFZ_NOTICES.drag),
      hex("AA 00 12 EE BB 00 14 EE AA 00 13 EE"),
      hex(JXFZ_RESULT),
    );
    const { observations, code } = await call(
      "jxfz",
      file("c.bin", joined(bytes, hex("AA 00 14 EE"))),
      "--json",
    );
    expect(code).toBe(0);
    expect(observations).toMatchObject([
      { kind: "brake-bench-state", notice: "drag" },
      { leftN: "120", rightN: "140" },
      { leftN: "130", rightN: null },
      { kind: "brake-bench-summary", maxLeftN: "2870" },
      { leftN: "140", rightN: null },
    ]);
  });

  test("nha-506, flb-100, nhd-6109, jx-side-slip and mettler-toledo", async () => {
    const gas = await call("nha-506", file("d.bin", joined(hex("06"), hex(NHA506_MAIN_DATA))));
    expect(gas.observations).toMatchObject([{ kind: "exhaust-gas", coPct: "0.61" }]);
    expect(gas.err.join()).toContain("1 of 22 bytes rejected");
    const smoke = await call(
      "flb-100",
      file("s.bin", joined(hex(FLB100_READING), hex("FF"), hex(FLB100_PEAK))),
    );
    expect(smoke.observations).toMatchObject([
      { kind: "smoke", kPerM: "0.61", opacityPct: "23.1" },
      { kind: "smoke-peak", kPerM: "0.68" },
    ]);
    expect(smoke.err.join()).toContain("1 of 22 bytes rejected");
    const block = joined(hex("01 12"), ascii("+0012-0034 215 80-0105+0007"), hex("00 00 00 00 00"));
    expect((await call("nhd-6109", file("e.bin", block))).observations).toMatchObject([{ kind: "headlamp" }]);
    const slip = await call("jx-side-slip", file("f.bin", hex("F0 00 35 FC 00 12")));
    expect(slip.observations).toMatchObject([{ slipMPerKm: "3.5" }, { slipMPerKm: "-1.2" }]);
    const scale = joined(hex("02 2A 30 20"), ascii("   850     0"), hex("0D"));
    const path = file("g.bin", scale);
    expect((await call("mettler-toledo", path, "--no-checksum")).observations).toMatchObject([
      { loadKg: "850" },
    ]);
    expect(await call("mettler-toledo", path)).toMatchObject({ code: 1, observations: [] });
  });

  test("--option sets what the instrument is set to", async () => {
    const scale = joined(hex("02 2A 30 20"), ascii("   850"), hex("0D"));
    const short = ["--option", "tareField=false", "--option", "checkByte=false"];
    expect((await call("mettler-toledo", file("h.bin", scale), ...short)).observations).toMatchObject([
      { loadKg: "850" },
    ]);
  });

  test("a blank tare, a headlamp tester that ends with 47 and a plate that ends its readings with EE", async (ctx) => {
    const scale = await call("mettler-toledo", sharedCase(ctx, "instruments/toledo-blank-tare.bin"));
    expect(scale.observations).toHaveLength(8);
    expect(scale.observations).toMatchObject(Array(8).fill({ loadKg: "820", quality: "good" }));
    const lamps = await call("nhd-6109", sharedCase(ctx, "instruments/nhd-6109-finished-47.bin"));
    expect(lamps.observations).toHaveLength(1);
    const slip = await call("jx-side-slip", sharedCase(ctx, "instruments/jx-side-slip-fetch.bin"));
    expect(slip.observations).toMatchObject(
      ["1.2", "3.5", "4.1", "-0.3", "4.1"].map((slipMPerKm) => ({ slipMPerKm })),
    );
    for (const { err } of [scale, lamps, slip]) expect(err.join()).toMatch(/; 0 of \d+ bytes rejected/);
  });

  test.each([
    ["tareField", /allowed: NAME=VALUE/],
    ["tareField=perhaps", /tareField: found "perhaps", allowed: true or false/],
    ["taraField=true", /taraField is not a known key/],
    ["stableFrames=0", /stableFrames: found 0, allowed: at least 1/],
  ])("--option %s is refused", async (option, sentence) => {
    const path = file("i.bin", hex("02"));
    const { code, err } = await call("mettler-toledo", path, "--option", option);
    expect(code).toBe(2);
    expect(err.join()).toMatch(sentence);
  });

  test.each([
    [[]],
    [["modbus", "x"]],
    [["nmea"]],
    [["nmea", "a", "b"]],
    [["nmea", "a", "--fast"]],
    [["nmea", "/nonexistent/receiver.log"]],
  ])("%j is a wrong call", async (args) => {
    const { code, out, err } = await call(...args);
    expect(code).toBe(2);
    expect(out).toEqual([]);
    expect(err.length).toBeGreaterThan(0);
  });

  test("the help names every protocol and every option", async () => {
    const { out } = await call("--help");
    for (const word of [
      "nmea",
      "mettler-toledo",
      "jxfz",
      "nhd-6109",
      "nha-506",
      "flb-100",
      "jx-side-slip",
      "--expect",
    ])
      expect(out.join("\n")).toContain(word);
  });
});
