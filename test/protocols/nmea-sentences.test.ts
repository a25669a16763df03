import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { LineReader } from "../../src/protocols/nmea/parse-line.ts";
import { GNSS_SENTENCES } from "../peer/instruments/gnss-sentences.ts";
import { sealed, sealedLog } from "../support/nmea-line.ts";
import { ascii } from "../support/wire-bytes.ts";

const reader = new LineReader();
const parseLine = (line: string) => {
  const bytes = ascii(`..${line}..`);
  return reader.read(bytes, 2, bytes.length - 2);
};
const parse = (body: string) => parseLine(sealed(body).trim());
const GGA = "GNGGA,133859.80,4134.50180205,N,09345.03586649,W,4,19,0.7,280.827,M,-31.442,M,5.8,0002";
const RMC = "GNRMC,133859.80,A,4134.50180205,N,09345.03586649,W,0.008,0.000,180320,11.5982,E,D";

function replaced(body: string, field: number, value: string): string {
  const fields = body.split(",");
  fields[field] = value;
  return fields.join(",");
}

describe("nmea sentences", () => {
  test.each(GNSS_SENTENCES)("$line", ({ line, says }) => {
    const parsed = parseLine(line);
    if (typeof says === "string") expect(parsed.kind).toBe(says);
    else expect(parsed).toMatchObject({ kind: "sentence", sentence: says });
  });

  test.each(["GN", "GP", "GL", "GA", "GB", "BD", "GQ"])("talker %s", (talker) => {
    expect(parse(`${talker}${GGA.slice(2)}`)).toMatchObject({ sentence: { type: "GGA", fix: "fixed" } });
  });

  test.each([
    ["no star", `$${GGA}`],
    ["no sum", `$${GGA}*`],
    ["one digit", `$${GGA}*6`],
    ["wrong sum", `$${GGA}*6E`],
    ["text behind the sum", `$${GGA}*6D `],
    ["eight digits outside KSXT", sealedLog("$", GGA).trim()],
    ["two stars", `$${GGA}*6D*6D`],
    ["empty", "$*00"],
    ["a # log with an XOR", "#UNIHEADINGA,97;SOL_COMPUTED*2A"],
  ])("refuses a line with %s", (_, line) => {
    expect(parseLine(line).kind).toBe("refused");
  });

  test.each([
    ["GGA of an older set", GGA.split(",").slice(0, 10).join(","), { heightM: null, correctionAgeS: null }],
    ["RMC without variation", RMC.split(",").slice(0, 10).join(","), { fix: "single", day: 18_339 }],
    ["HPR up to its quality", "GNHPR,074615.00,320.9610,-66.1712,000.0000,4", { headingFix: "fixed" }],
    ["fields of a set to come", `${GGA},1,2,3`, { fix: "fixed", correctionAgeS: 5.8 }],
    ["RMC with more", `${RMC},S,1,x`, { fix: "dgps", warning: "" }],
  ])("%s is read as far as it is known", (_, body, says) => {
    expect(parse(body)).toMatchObject({ sentence: says });
  });

  test("a right sum does not excuse a missing field that something is made of", () => {
    for (const body of [GGA, RMC, "GNHPR,074615.00,320.9610,-66.1712,000.0000,4,47,0.00,0999"])
      expect(parse(body.split(",").slice(0, 3).join(",")).kind).toBe("refused");
  });

  test.each([
    [1, "253859.80"],
    [1, "136059.80"],
    [1, "133861.80"],
    [1, "1338598.0"],
    [1, ""],
    [2, "9134.50180205"],
    [2, "4160.00000000"],
    [2, "434.50180205"],
    [2, ""],
    [3, "X"],
    [3, ""],
    [4, "18100.0000"],
    [4, "9345.03586649"],
    [5, "N"],
    [6, ""],
    [6, "44"],
    [6, "A"],
    [7, "1O"],
    [8, "0..7"],
    [9, "28O.827"],
    [9, "1e3"],
    [11, "31:4"],
    [13, "1.O"],
  ])("GGA field %i of %s is refused, and it is said which", (field, value) => {
    expect(parse(replaced(GGA, field, value))).toEqual({
      kind: "refused",
      why: reason("FIELD_WRONG", { what: "GNGGA", field, found: value }),
      type: "GGA",
    });
  });

  test.each([
    [7, "-1", { satellites: null }],
    [8, "-1.0", { hdop: null }],
    [8, "25.0", { hdop: 25 }],
    [10, "F", {}],
    [11, "", { heightM: null }],
    [13, "-0.2", { correctionAgeS: null }],
    [14, "12345", {}],
    [14, "AB12", {}],
  ])("GGA field %i of %s refuses nothing", (field, value, says) => {
    expect(parse(replaced(GGA, field, value))).toMatchObject({ sentence: { fix: "fixed", ...says } });
  });

  test.each([
    [2, "B"],
    [7, "O.008"],
    [8, "3G1"],
    [9, "1803"],
    [9, "18O320"],
    [12, "Q"],
    [12, "DD"],
  ])("RMC field %i of %s is refused", (field, value) => {
    expect(parse(replaced(RMC, field, value)).kind).toBe("refused");
  });

  test.each([
    [7, "-0.008", { speedKmh: null }],
    [8, "361", { courseDeg: null }],
    [8, "-90.5", { courseDeg: 269.5 }],
    [9, "320118", { day: null }],
    [9, "290219", { day: null }],
    [9, "180020", { day: null }],
    [9, "", { day: null }],
    [10, "999.9000", {}],
    [11, "N", {}],
  ])("RMC field %i of %s refuses nothing", (field, value, says) => {
    expect(parse(replaced(RMC, field, value))).toMatchObject({ sentence: { type: "RMC", ...says } });
  });

  test("29 February exists in leap years", () => {
    expect(parse(replaced(RMC, 9, "290220"))).toMatchObject({ sentence: { day: 18_321 } });
  });

  test.each([
    ["0", "none"],
    ["1", "single"],
    ["2", "dgps"],
    ["3", "single"],
    ["4", "fixed"],
    ["5", "float"],
    ["6", "none"],
    ["7", "none"],
    ["8", "none"],
    ["9", "single"],
  ])("GGA quality %s is %s", (quality, fix) => {
    expect(parse(replaced(GGA, 6, quality))).toMatchObject({ sentence: { fix } });
  });

  test.each([
    ["A", "single"],
    ["D", "dgps"],
    ["F", "float"],
    ["R", "fixed"],
    ["P", "single"],
    ["N", "none"],
    ["E", "none"],
    ["M", "none"],
    ["S", "none"],
    ["", "single"],
  ])("RMC mode %s is %s, and void is none", (mode, fix) => {
    expect(parse(replaced(RMC, 12, mode))).toMatchObject({ sentence: { fix } });
    expect(parse(replaced(replaced(RMC, 12, mode), 2, "V"))).toMatchObject({
      sentence: { fix: "none", fixMost: "none" },
    });
  });

  test.each([
    ["R", "fixed"],
    ["F", "float"],
    ["D", "fixed"],
    ["", "fixed"],
    ["A", "single"],
    ["P", "single"],
  ])("beside another sentence RMC mode %s lets no more than %s pass", (mode, fixMost) => {
    expect(parse(replaced(RMC, 12, mode))).toMatchObject({ sentence: { fixMost } });
  });

  test.each([
    ["S", ""],
    ["V", ""],
    ["", ""],
    ["C", "C"],
    ["U", "U"],
  ])("RMC navigational status %s", (status, warning) => {
    expect(parse(`${RMC},${status}`)).toMatchObject({ sentence: { warning } });
  });

  test.each([
    ["A", 244.28, "unknown"],
    ["E", null, "none"],
    ["S", null, "none"],
    ["V", null, "none"],
  ])("THS mode %s", (mode, headingDeg, headingFix) => {
    expect(parse(`GNTHS,244.28,${mode}`)).toMatchObject({ sentence: { headingDeg, headingFix } });
  });

  test.each([
    ["0", null, "none"],
    ["4", 320.961, "fixed"],
    ["5", 320.961, "float"],
    ["1", null, "none"],
  ])("HPR quality %s", (quality, headingDeg, headingFix) => {
    expect(parse(`GNHPR,074615.00,320.9610,-66.1712,000.0000,${quality},47,0.00,0999`)).toMatchObject({
      sentence: { headingDeg, headingFix },
    });
  });

  test("UNIHEADINGA with a float solution, and HEADINGA with another header", () => {
    const float = sealedLog(
      "#",
      'UNIHEADINGA,97,GPS,FINE,2190,365174000,0,0,18,12;SOL_COMPUTED,NARROW_FLOAT,1.0,90.0,10.0,0.0,0.1,0.2,"0",20,16,18,12,0,00,0,0',
    );
    expect(parseLine(float.trim())).toMatchObject({ sentence: { headingDeg: 90, headingFix: "float" } });
    const novatel = sealedLog(
      "#",
      'HEADINGA,COM1,0,60.5,FINESTEERING,2190,365174.000,02000040,e3f3,2724;SOL_COMPUTED,NARROW_INT,1.0,90.0,10.0,0.0,0.1,0.2,"0",20,16,18,12,0,00,0,0',
    );
    expect(parseLine(novatel.trim())).toMatchObject({
      sentence: { timeOfDayMs: null, headingDeg: 90, headingFix: "fixed" },
    });
  });

  test("GST gives the larger of the two horizontal deviations", () => {
    expect(parse("GNGST,055543.00,0.45,0.02,0.01,127.6,0.012,0.018,0.019")).toMatchObject({
      sentence: { type: "GST", sigmaM: 0.018 },
    });
  });

  test("ZDA gives the date", () => {
    expect(parse("GPZDA,193913.00,07,09,2018,00,00")).toMatchObject({
      sentence: { type: "ZDA", day: 17_781 },
    });
    expect(parse("GPZDA,193913.00,31,09,2018,xx,")).toMatchObject({ sentence: { day: null } });
    expect(parse("GPZDA,193913.00,3l,09,2018,00,00").kind).toBe("refused");
  });

  test("of broken sentences far less than the XOR's share passes", () => {
    const random = new SeededRandom(11, "nmea");
    const lines = GNSS_SENTENCES.filter(({ says }) => typeof says === "object").map(({ line }) => line);
    let wrong = 0;
    const rounds = 200_000;
    for (let round = 0; round < rounds; round++) {
      const good = lines[round % lines.length] ?? "";
      const chars = [...good];
      for (let hit = 0; hit < 2; hit++)
        chars[1 + random.below(chars.length - 1)] = String.fromCharCode(32 + random.below(95));
      const bad = chars.join("");
      const parsed = parseLine(bad);
      if (parsed.kind === "sentence" && JSON.stringify(parsed) !== JSON.stringify(parseLine(good))) wrong++;
    }
    // Two hits that cancel in the XOR and both leave a digit a digit do pass: about one in six thousand.
    expect(wrong).toBeLessThan(rounds / 1000);
  });
});
