import { describe, expect, test } from "vitest";
import type { GnssEpoch, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { type Reason, reason } from "../../src/core/trade/reasons.ts";
import { createNmeaSession } from "../../src/protocols/nmea/session.ts";
import type { NmeaSettings } from "../../src/protocols/nmea/settings.ts";
import { sealed, sealedLog } from "../support/nmea-line.ts";
import { ascii } from "../support/wire-bytes.ts";

/** Goal: the worst of all that a receiver says of one instant counts, whichever sentence says it, and no two are mixed. */
const device = asId<"device">("gnss-1");

interface Said {
  readonly lat?: string;
  readonly lon?: string;
  readonly quality?: string;
  readonly satellites?: string;
  readonly hdop?: string;
  readonly age?: string;
  readonly talker?: string;
  readonly mode?: string;
  readonly status?: string;
  readonly safety?: string;
  readonly knots?: string;
}

const LAT = "3030.00000000";
const LON = "11424.00000000,E";
const gga = (utc: string, said: Said = {}): string =>
  sealed(
    `${said.talker ?? "GN"}GGA,${utc},${said.lat ?? LAT},N,${said.lon ?? LON},${said.quality ?? "4"},${said.satellites ?? "28"},${said.hdop ?? "0.6"},30.1234,M,-13.5000,M,${said.age ?? "1.0"},0001`,
  );
const rmc = (utc: string, said: Said = {}): string =>
  sealed(
    `${said.talker ?? "GN"}RMC,${utc},${said.status ?? "A"},${said.lat ?? LAT},N,${said.lon ?? LON},${said.knots ?? "0.100"},090.00,231126,,,${said.mode ?? "R"},${said.safety ?? "V"}`,
  );
const ksxt = (said: Said & { heading?: string; headingQuality?: string } = {}): string =>
  sealed(
    `KSXT,20261123080000.00,114.40000000,30.50000000,16.6234,${said.heading ?? "90.12"},-1.50,90.00,0.185,,${said.quality ?? "3"},${said.headingQuality ?? "3"},25,${said.satellites ?? "28"},-3.617,-4.468,-7.860,0.0,0.0,0.0,${said.age ?? "1.0"},1,`,
  );
const hpr = (utc: string, heading: string, quality = "4"): string =>
  sealed(`GNHPR,${utc},${heading},-01.5000,000.0000,${quality},27,1.00,0001`);
const hdt = (heading: string): string => sealed(`GNHDT,${heading},T`);
const ths = (heading: string, mode: string): string => sealed(`GNTHS,${heading},${mode}`);
const headingLog = (solution: string, heading: string, baseline = "1.0040"): string =>
  sealedLog(
    "#",
    `HEADINGA,COM1,0,60.5,FINESTEERING,2190,365174.000,0,0,18;${solution},${baseline},${heading},10.0,0.0,0.1,0.2,"0",20,16,18,12,0,00,0,0`,
  );

function epochs(text: string, sentences: NmeaSettings["sentences"] = ["GGA", "RMC"]): GnssEpoch[] {
  const session = createNmeaSession({ device, sentences });
  session.connected(0);
  const heard: Observation[] = [...session.receive(ascii(text), 10).observations];
  heard.push(...session.tick(1010).observations);
  return heard.filter((observation) => observation.kind === "gnss-epoch");
}

function one(text: string, sentences?: NmeaSettings["sentences"]): GnssEpoch {
  const [epoch, more] = epochs(text, sentences);
  if (epoch === undefined || more !== undefined) throw new Error("not one epoch");
  return epoch;
}

function whyOf({ qualityReason }: GnssEpoch): readonly unknown[] {
  if (qualityReason === undefined) return [];
  return qualityReason.code === "SEVERAL" ? qualityReason.params.because : [qualityReason];
}

const UTC = "080000.00";

describe("fix", () => {
  test.each([
    ["4", "R", "A", "fixed", "good"],
    ["4", "D", "A", "fixed", "good"],
    ["4", "", "A", "fixed", "good"],
    ["4", "F", "A", "float", "good"],
    ["5", "R", "A", "float", "good"],
    ["2", "R", "A", "dgps", "good"],
    ["1", "R", "A", "single", "good"],
    ["4", "A", "A", "single", "good"],
    ["4", "N", "A", "none", "bad"],
    ["4", "E", "A", "none", "bad"],
    ["4", "R", "V", "none", "bad"],
    ["0", "R", "A", "none", "bad"],
    ["6", "R", "A", "none", "bad"],
  ])("GGA %s with RMC %s %s is %s and %s", (quality, mode, status, fix, judged) => {
    expect(one(gga(UTC, { quality }) + rmc(UTC, { mode, status }))).toMatchObject({ fix, quality: judged });
  });

  test.each([
    ["3", "4", "fixed"],
    ["2", "4", "float"],
    ["3", "5", "float"],
    ["1", "4", "single"],
  ])("KSXT %s with GGA %s is %s, in either order", (own, quality, fix) => {
    const first = ksxt({ quality: own }) + gga(UTC, { quality });
    expect(one(first, ["KSXT", "GGA"])).toMatchObject({ fix });
    const second = gga(UTC, { quality }) + ksxt({ quality: own });
    expect(one(second, ["KSXT", "GGA"])).toMatchObject({ fix });
  });

  test("RMC alone tells by its mode; GLL tells as RMC does", () => {
    expect(one(rmc(UTC, { mode: "D" }), ["RMC"])).toMatchObject({
      fix: "dgps",
      satellites: null,
      hdop: null,
    });
    const gll = (status: string, mode: string): string =>
      sealed(`GNGLL,${LAT},N,${LON},${UTC},${status},${mode}`);
    const date = sealed(`GNZDA,${UTC},23,11,2026,00,00`);
    expect(one(date + gll("A", "R"), ["GLL"])).toMatchObject({ fix: "fixed", latitudeDeg: 30.5 });
    expect(one(gga(UTC) + rmc(UTC) + gll("V", "N"), ["GGA", "RMC", "GLL"])).toMatchObject({ fix: "none" });
  });

  test("PSTI 030 counts as RMC does", () => {
    const psti = sealed(`PSTI,030,080000.000,A,${LAT},N,${LON},25.0,0.0,0.0,0.0,231126,F,1.2,3.4`);
    expect(one(psti + gga(UTC) + rmc(UTC))).toMatchObject({ fix: "float", quality: "good" });
  });

  test.each(["C", "U"])("navigational status %s is in doubt, S and V are none", (safety) => {
    const epoch = one(gga(UTC) + rmc(UTC, { safety }));
    expect([epoch.quality, whyOf(epoch)]).toEqual([
      "uncertain",
      [reason("NAVIGATION_UNSAFE", { status: safety })],
    ]);
    expect(one(gga(UTC) + rmc(UTC, { safety: "S" })).quality).toBe("good");
  });

  test("satellites 00 beside corrections is a receiver that does not count them", () => {
    for (const quality of ["2", "4", "5"])
      expect(one(gga(UTC, { quality, satellites: "00" }) + rmc(UTC))).toMatchObject({
        quality: "good",
        satellites: 0,
      });
    expect(one(gga(UTC, { quality: "1", satellites: "00" }) + rmc(UTC))).toMatchObject({ quality: "bad" });
  });
});

describe("accuracy, for the exam to judge", () => {
  test("hdop, deviation, age and satellites: the worst that was told", () => {
    const gst = sealed(`GNGST,${UTC},0.45,0.02,0.01,127.6,0.012,0.030,0.019`);
    expect(one(gga(UTC, { hdop: "2.5" }) + gst + rmc(UTC))).toMatchObject({
      quality: "good",
      hdop: 2.5,
      sigmaM: 0.03,
      baselineM: null,
    });
    const both = ksxt({ satellites: "9", age: "7.5" }) + gga(UTC, { age: "1.0" });
    expect(one(both, ["KSXT", "GGA"])).toMatchObject({ satellites: 9, correctionAgeS: 7.5 });
    const turned = gga(UTC, { age: "1.0" }) + ksxt({ satellites: "9", age: "7.5" });
    expect(one(turned, ["KSXT", "GGA"])).toMatchObject({ satellites: 9, correctionAgeS: 7.5 });
  });

  test("not told is null", () => {
    expect(one(gga(UTC, { hdop: "" }) + rmc(UTC))).toMatchObject({
      hdop: null,
      sigmaM: null,
      baselineM: null,
    });
  });

  test("the baseline of HEADINGA, AVR and PSTI 035; none of KSXT and PSTI 032, which is to the base station", () => {
    const of = (line: string) => one(gga(UTC) + line + rmc(UTC)).baselineM;
    expect(of(headingLog("SOL_COMPUTED,NARROW_INT", "90.12"))).toBe(1.004);
    expect(of(headingLog("INSUFFICIENT_OBS,NONE", "0.0"))).toBeNull();
    expect(of(sealed(`PTNL,AVR,${UTC},+90.1,Yaw,-0.0806,Tilt,,,1.575,3,1.4,16`))).toBe(1.575);
    expect(of(sealed("PSTI,035,080000.000,231126,A,R,-0.815,-0.393,0.044,0.906,244.28,,,,,"))).toBe(0.906);
    expect(of(sealed("PSTI,035,080000.000,231126,V,N,-0.815,-0.393,0.044,0.906,244.28,,,,,"))).toBeNull();
    expect(of(sealed("PSTI,032,080000.000,231126,A,R,-0.815,-0.393,0.044,0.906,244.28,,,,,"))).toBeNull();
    expect(one(ksxt(), ["KSXT"]).baselineM).toBeNull();
  });

  test("a height is ellipsoidal or none", () => {
    const without = gga(UTC)
      .slice(1)
      .replace(/\*..\r\n/, "")
      .replace("-13.5000", "");
    expect(one(sealed(without) + rmc(UTC)).heightM).toBeNull();
    expect(one(gga(UTC) + rmc(UTC)).heightM).toBe(16.6234);
  });
});

describe("heading", () => {
  const BOTH: NmeaSettings["sentences"] = ["GGA", "RMC", "HPR"];
  const doubted = (text: string): readonly [string, readonly unknown[]] => {
    const epoch = one(text, BOTH);
    return [epoch.quality, whyOf(epoch)];
  };

  test.each([
    ["90.1900", "good"],
    ["89.8100", "good"],
    ["90.2100", "uncertain"],
    ["270.0000", "uncertain"],
  ])("HPR 90 beside HDT %s is %s", (other, quality) => {
    const epoch = one(gga(UTC) + hdt(other) + rmc(UTC) + hpr(UTC, "090.0000"), BOTH);
    expect(epoch).toMatchObject({ quality, headingDeg: 90, headingFix: "fixed" });
    expect(whyOf(epoch)).toEqual(
      quality === "good" ? [] : [reason("HEADINGS_DIFFER", { first: "GNHPR", second: "GNHDT" })],
    );
  });

  test("across north they are near", () => {
    expect(doubted(gga(UTC) + hdt("359.95") + rmc(UTC) + hpr(UTC, "000.0500"))).toEqual(["good", []]);
  });

  test.each([
    ["4", "3", "fixed", 90.12],
    ["5", "3", "float", 90.12],
    ["4", "2", "float", 90.12],
    ["4", "0", "none", null],
  ])("HPR %s with KSXT %s is %s", (quality, headingQuality, headingFix, headingDeg) => {
    const text = ksxt({ headingQuality }) + hpr(UTC, "090.1200", quality);
    expect(one(text, ["KSXT", "HPR"])).toMatchObject({ headingFix, headingDeg });
  });

  test("HDT tells no quality: it takes nothing away, and an empty one says nothing", () => {
    expect(one(gga(UTC) + hdt("90.00") + rmc(UTC) + hpr(UTC, "090.0000"), BOTH).headingFix).toBe("fixed");
    expect(one(gga(UTC) + hdt("") + rmc(UTC) + hpr(UTC, "090.0000"), BOTH).headingFix).toBe("fixed");
    expect(one(gga(UTC) + ths("90.00", "A") + rmc(UTC) + hpr(UTC, "090.0000"), BOTH).headingFix).toBe(
      "fixed",
    );
  });

  test("THS and HEADINGA that say there is none are believed", () => {
    expect(one(gga(UTC) + ths("90.00", "V") + rmc(UTC) + hpr(UTC, "090.0000"), BOTH)).toMatchObject({
      headingFix: "none",
      headingDeg: null,
    });
    const none = headingLog("INSUFFICIENT_OBS,NONE", "0.0");
    expect(one(gga(UTC) + none + rmc(UTC) + hpr(UTC, "090.0000"), BOTH).headingFix).toBe("none");
  });

  test("a negative heading counts from the other side", () => {
    expect(one(gga(UTC) + rmc(UTC) + hpr(UTC, "-91.234"), BOTH).headingDeg).toBe(268.766);
  });

  test.each([
    [
      "HPD",
      "GPHPD,2319,462170.00,90.00,-1.50,178.48,40.07,116.23,63.03,0,0,0,-0.001,-0.002,-0.001,0.0,48,48",
    ],
    ["THS2", "GNTHS2,90.0000,T"],
  ])("what %s means is not verified: alone it is in doubt, beside another it is not asked", (_, body) => {
    const line = sealed(body);
    const alone = one(gga(UTC) + line + rmc(UTC));
    expect(alone).toMatchObject({ quality: "uncertain", headingDeg: 90, headingFix: "unknown" });
    expect(whyOf(alone)).toEqual([reason("MEANING_UNVERIFIED", { sentence: body.split(",")[0] ?? "" })]);
    const beside = one(gga(UTC) + line + rmc(UTC) + hpr(UTC, "120.0000"), BOTH);
    expect(beside).toMatchObject({ quality: "good", headingDeg: 120, headingFix: "fixed" });
  });
});

describe("one place for one instant", () => {
  const differ = (first: string, second: string): Reason => reason("POSITIONS_DIFFER", { first, second });

  test.each([
    ["3030.00000000", "good"],
    ["3030.00000100", "good"],
    ["3030.00000200", "uncertain"],
    ["3030.0000", "good"],
    ["3030.0001", "good"],
    ["3030.0002", "uncertain"],
  ])("GGA at 3030.00000000 and RMC at %s: %s", (lat, quality) => {
    const epoch = one(gga(UTC) + rmc(UTC, { lat }));
    expect(epoch.quality).toBe(quality);
    expect(whyOf(epoch)).toEqual(quality === "good" ? [] : [differ("GNGGA", "GNRMC")]);
  });

  test("KSXT and GGA", () => {
    expect(one(ksxt() + gga(UTC), ["KSXT", "GGA"]).quality).toBe("good");
    const apart = one(ksxt() + gga(UTC, { lon: "11424.00060000,E" }), ["KSXT", "GGA"]);
    expect(whyOf(apart)).toEqual([differ("KSXT", "GNGGA")]);
  });

  test("on both sides of 180 degrees it is one place, and no jump", () => {
    const here = gga(UTC, { lon: "18000.00000000,E" }) + rmc(UTC, { lon: "18000.00000000,W" });
    const east = { lon: "17959.99990000,E" };
    const west = { lon: "17959.99990000,W" };
    const drive = (utc: string, lon: Said) => gga(utc, lon) + rmc(utc, lon);
    expect(one(here).quality).toBe("good");
    expect(epochs(drive("080000.00", east) + drive("080000.10", west)).map((e) => e.quality)).toEqual([
      "good",
      "good",
    ]);
  });

  test("a second receiver with the same talker", () => {
    const second = { lat: "3030.00050000" };
    const both = gga(UTC) + rmc(UTC) + gga(UTC, second);
    const next = gga("080001.00") + rmc("080001.00");
    const late = epochs(both + next);
    // The first epoch had gone when the second receiver spoke.
    expect(late.map((epoch) => [epoch.quality, whyOf(epoch)])).toEqual([
      ["good", []],
      ["uncertain", [differ("GNGGA", "GNGGA")]],
    ]);
  });

  test("what a second receiver said is over two and a half seconds later", () => {
    const both = gga(UTC) + rmc(UTC) + gga(UTC, { lat: "3030.00050000" });
    const at = (utc: string) => gga(utc) + rmc(utc);
    expect(
      epochs(both + at("080001.00") + at("080002.50") + at("080002.60")).map(({ quality }) => quality),
    ).toEqual(["good", "uncertain", "uncertain", "good"]);
  });

  test("a second receiver of another talker, in the same epoch", () => {
    const text = gga(UTC, { talker: "GP", lon: "11424.00056000,E" }) + gga(UTC) + rmc(UTC);
    expect(whyOf(one(text))).toEqual([differ("GPGGA", "GNGGA")]);
  });

  test("one receiver that says the same twice is one receiver", () => {
    expect(epochs(gga(UTC, { talker: "GP" }) + gga(UTC) + rmc(UTC)).map((e) => e.quality)).toEqual(["good"]);
  });
});

describe("time and standstill", () => {
  test.each([
    ["1.100", "080001.90", "good"],
    ["1.100", "080002.00", "uncertain"],
    ["1.070", "080002.00", "good"],
  ])("the same position at %s knots at %s: %s", (knots, utc, quality) => {
    const text = gga(UTC) + rmc(UTC, { knots }) + gga(utc) + rmc(utc, { knots });
    const [, last] = epochs(text);
    expect(last?.quality).toBe(quality);
    expect(last?.qualityReason?.code).toBe(quality === "good" ? undefined : "POSITION_FROZEN");
  });
});
