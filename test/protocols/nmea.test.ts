import { describe, expect, test } from "vitest";
import type { GnssEpoch, Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { createNmeaSession } from "../../src/protocols/nmea/session.ts";
import type { NmeaSettings } from "../../src/protocols/nmea/settings.ts";
import { describeProtocolSession } from "../contracts/protocol-session.contract.ts";
import { sealed, sealedLog } from "../support/nmea-line.ts";
import { ascii } from "../support/wire-bytes.ts";

const device = asId<"device">("gnss-1");
/** A receiver without a heading. */
const POSITION: NmeaSettings["sentences"] = ["GGA", "RMC"];

interface Fix {
  readonly lat?: string;
  readonly quality?: string;
  readonly date?: string;
}

const gga = (utc: string, { lat = "3030.00000000", quality = "4" }: Fix = {}): string =>
  sealed(`GNGGA,${utc},${lat},N,11424.00000000,E,${quality},28,0.6,30.1234,M,-13.5000,M,1.0,0001`);
const rmc = (utc: string, { lat = "3030.00000000", date = "231126" }: Fix = {}): string =>
  sealed(`GNRMC,${utc},A,${lat},N,11424.00000000,E,2.000,090.00,${date},,,R,V`);
const hpr = (utc: string, heading = "090.1234"): string =>
  sealed(`GNHPR,${utc},${heading},-01.5000,000.0000,4,27,1.00,0001`);
const hdt = (heading: string): string => sealed(`GNHDT,${heading},T`);
const utcMs = (text: string): number => Date.parse(`${text}Z`);

function epochs(text: string, options: Partial<NmeaSettings> = {}, flush = true): GnssEpoch[] {
  const session = createNmeaSession({ device, sentences: POSITION, ...options });
  session.connected(0);
  const heard: Observation[] = [...session.receive(ascii(text), 10).observations];
  if (flush) heard.push(...session.tick(1010).observations);
  return heard.filter((observation) => observation.kind === "gnss-epoch");
}

function values(observation: Observation): string[] {
  if (observation.kind !== "gnss-epoch") return [];
  const { latitudeDeg, longitudeDeg, headingDeg, speedKmh, heightM } = observation;
  return [
    `at ${latitudeDeg} ${longitudeDeg}`,
    ...(headingDeg === null ? [] : [`heading ${headingDeg}`]),
    ...(speedKmh === null ? [] : [`speed ${speedKmh}`]),
    ...(heightM === null ? [] : [`height ${heightM}`]),
  ];
}

describeProtocolSession({
  name: "nmea",
  create: () => createNmeaSession({ device, sentences: ["GGA", "RMC", "HPR"] }),
  conversation: [
    {
      bytes: ascii(
        ["080000.00", "080000.05", "080000.10", "080000.15"]
          .map((utc, at) => {
            const lat = `3030.0000${at}000`;
            return gga(utc, { lat }) + rmc(utc, { lat }) + hpr(utc, `09${at}.0000`);
          })
          .join(""),
      ),
    },
  ],
  valuesOf: values,
  checksummed: true,
  heldBytesMax: 256,
  noise: ascii("no sentence begins here: 0123456789 "),
});

describe("nmea epochs", () => {
  test("one epoch of three sentences", () => {
    const text = gga("080000.05") + rmc("080000.05") + hpr("080000.05");
    expect(epochs(text, { sentences: ["GGA", "RMC", "HPR"] }, false)).toEqual([
      {
        kind: "gnss-epoch",
        device,
        atMs: 10,
        quality: "good",
        raw: `txt:${text}`,
        utcMs: utcMs("2026-11-23T08:00:00.050"),
        latitudeDeg: 30.5,
        longitudeDeg: 114.4,
        heightM: 16.6234,
        fix: "fixed",
        satellites: 28,
        correctionAgeS: 1,
        speedKmh: 3.704,
        courseDeg: 90,
        headingDeg: 90.1234,
        headingFix: "fixed",
        pitchDeg: -1.5,
        rollDeg: 0,
        hdop: 0.6,
        sigmaM: null,
        baselineM: null,
      },
    ]);
  });

  test("the order of the sentences of one UTC does not matter", () => {
    const parts = [gga("080000.05"), rmc("080000.05"), hpr("080000.05")];
    const first = epochs(parts.join(""), { sentences: ["GGA", "RMC", "HPR"] }, false);
    const turned = epochs([...parts].reverse().join(""), { sentences: ["GGA", "RMC", "HPR"] }, false);
    expect(turned.map(({ raw: _, ...rest }) => rest)).toEqual(first.map(({ raw: _, ...rest }) => rest));
  });

  test("leaves when the last expected sentence has come, not before", () => {
    const session = createNmeaSession({ device, sentences: POSITION });
    session.connected(0);
    expect(session.receive(ascii(gga("080000.00")), 10).observations).toEqual([]);
    expect(session.receive(ascii(rmc("080000.00")), 17).observations).toMatchObject([{ atMs: 17 }]);
  });

  test("the next UTC closes an epoch that lacks a sentence; it is uncertain and says which", () => {
    const text = gga("080000.00") + rmc("080000.00") + gga("080000.05") + gga("080000.10");
    expect(epochs(text, {}, false)).toMatchObject([
      { quality: "good" },
      {
        quality: "uncertain",
        qualityReason: reason("SENTENCES_MISSING", { sentences: ["RMC"] }),
        utcMs: utcMs("2026-11-23T08:00:00.050"),
      },
    ]);
  });

  test("the last epoch is sent when nothing follows", () => {
    expect(epochs(rmc("080000.00"))).toMatchObject([{ quality: "uncertain", fix: "fixed" }]);
  });

  test("a heading without time counts to the epoch in progress", () => {
    const text =
      gga("080000.00") + rmc("080000.00") + hdt("10.5") + gga("080001.00") + rmc("080001.00") + hdt("11.5");
    expect(epochs(text, { sentences: ["GGA", "RMC", "HDT"] })).toMatchObject([
      { headingDeg: 10.5, headingFix: "unknown" },
      { headingDeg: 11.5 },
    ]);
  });

  test("a heading that tells its quality is preferred", () => {
    const text = gga("080000.00") + hdt("10.5") + hpr("080000.00") + rmc("080000.00");
    expect(epochs(text, { sentences: ["GGA", "RMC", "HPR", "HDT"] })).toMatchObject([
      { headingDeg: 90.1234, headingFix: "fixed" },
    ]);
  });

  test("KSXT alone is an epoch, with either checksum", () => {
    const body =
      "KSXT,20261123080000.05,114.40000000,30.50000000,16.6234,90.12,-1.50,90.00,3.704,,3,3,28,27,,,,3.704,0.000,0.000,1.0,1,";
    for (const line of [sealed(body), sealedLog("$", body)])
      expect(epochs(line, { sentences: ["KSXT"] }, false)).toMatchObject([
        {
          quality: "good",
          utcMs: utcMs("2026-11-23T08:00:00.050"),
          fix: "fixed",
          latitudeDeg: 30.5,
          heightM: 16.6234,
          speedKmh: 3.704,
          headingDeg: 90.12,
          headingFix: "fixed",
        },
      ]);
  });

  test("VTG fills in where RMC is not expected; without a date there is no epoch", () => {
    const vtg = sealed("GNVTG,171.0,T,,M,010.0,N,018.5,K,D");
    const options: Partial<NmeaSettings> = { sentences: ["GGA", "VTG"] };
    expect(epochs(gga("080000.00") + vtg, options)).toEqual([]);
    const zda = sealed("GNZDA,080000.00,23,11,2026,00,00");
    expect(epochs(gga("080000.00") + zda + vtg, options)).toMatchObject([{ speedKmh: 18.5, courseDeg: 171 }]);
  });

  test("no position is an epoch of bad quality", () => {
    const cold =
      sealed("GNGGA,080000.00,,,,,0,00,99.9,,M,,M,,") + sealed("GNRMC,080000.00,V,,,,,,,231126,,,N,V");
    expect(epochs(cold)).toMatchObject([
      { quality: "bad", qualityReason: reason("NO_POSITION", {}), fix: "none" },
    ]);
  });
});

test("a fix from no satellite is no fix", () => {
  const starting = gga("080000.00")
    .replace(/\*..\r\n/, "")
    .slice(1)
    .replace(",4,28,", ",1,00,");
  expect(epochs(sealed(starting) + rmc("080000.00"))).toMatchObject([
    { quality: "bad", qualityReason: reason("FIX_WITHOUT_SATELLITE", {}) },
  ]);
});

describe("nmea time", () => {
  test("midnight: GGA of the new day comes before any sentence with its date", () => {
    const text =
      gga("235959.95") +
      rmc("235959.95") +
      gga("000000.00") +
      gga("000000.05") +
      rmc("000000.05", { date: "241126" });
    expect(epochs(text).map((epoch) => epoch.utcMs)).toEqual([
      utcMs("2026-11-23T23:59:59.950"),
      utcMs("2026-11-24T00:00:00.000"),
      utcMs("2026-11-24T00:00:00.050"),
    ]);
  });

  test("one contradicting date is doubted, the second is believed", () => {
    const at = (utc: string, date: string): string => {
      const lat = `3030.0000${utc.slice(5, 6)}000`;
      return gga(utc, { lat }) + rmc(utc, { lat, date });
    };
    const text = at("080000.00", "231126") + at("080001.00", "231127") + at("080002.00", "231126");
    expect(epochs(text)).toMatchObject([
      { quality: "good" },
      { quality: "uncertain", utcMs: utcMs("2026-11-23T08:00:01") },
      { quality: "good", utcMs: utcMs("2026-11-23T08:00:02") },
    ]);
    const moved = at("080000.00", "231126") + at("080001.00", "241126") + at("080002.00", "241126");
    expect(epochs(moved)).toMatchObject([
      {},
      { quality: "uncertain" },
      { quality: "good", utcMs: utcMs("2026-11-24T08:00:02") },
    ]);
  });

  test("a sentence from the past changes nothing and is counted", () => {
    const session = createNmeaSession({ device, sentences: POSITION });
    session.connected(0);
    const text = gga("080001.00") + rmc("080001.00") + gga("080000.00") + gga("080002.00") + rmc("080002.00");
    expect(session.receive(ascii(text), 0).observations).toMatchObject([
      { utcMs: utcMs("2026-11-23T08:00:01") },
      { utcMs: utcMs("2026-11-23T08:00:02"), quality: "good" },
    ]);
    expect(session.statistics.outOfOrder).toBe(1);
  });

  test("a repeated sentence changes nothing and is counted", () => {
    const session = createNmeaSession({ device, sentences: POSITION });
    session.connected(0);
    const text =
      gga("080001.00") + gga("080001.00", { lat: "3031.00000000" }) + rmc("080001.00") + gga("080001.00");
    expect(session.receive(ascii(text), 0).observations).toMatchObject([{ latitudeDeg: 30.5 }]);
    expect(session.statistics.repeated).toBe(2);
  });

  test("a receiver that has set its clock back is followed after eight sentences", () => {
    const seconds = ["00", "01", "02", "03", "04", "05"].map((s) => gga(`0700${s}.00`) + rmc(`0700${s}.00`));
    const heard = epochs(gga("080000.00") + rmc("080000.00") + seconds.join(""));
    expect(heard.map((epoch) => epoch.utcMs)).toEqual([
      utcMs("2026-11-23T08:00:00"),
      utcMs("2026-11-23T07:00:03"),
      utcMs("2026-11-23T07:00:04"),
      utcMs("2026-11-23T07:00:05"),
    ]);
  });
});

describe("nmea doubts", () => {
  test("a position that jumps", () => {
    const at = (utc: string, lat: string): string => gga(utc, { lat }) + rmc(utc, { lat });
    const heard = epochs(at("080000.00", "3030.00000000") + at("080000.05", "3030.01000000"));
    expect(heard).toMatchObject([{ quality: "good" }, { quality: "uncertain" }]);
    const why = heard[1]?.qualityReason;
    if (why?.code !== "POSITION_JUMPS") expect.fail(`not a jump: ${why?.code}`);
    expect(Math.floor(why.params.kmh / 100)).toBe(13);
  });
});

describe("nmea line", () => {
  test("a broken sentence leaves the epoch as it was", () => {
    const broken = gga("080000.00").replace("3030", "3031");
    expect(epochs(broken + gga("080000.00") + rmc("080000.00"))).toMatchObject([{ latitudeDeg: 30.5 }]);
  });

  test("a sentence cut off by the next one costs only itself", () => {
    const heard = epochs(gga("080000.00").slice(0, 40) + gga("080000.00") + rmc("080000.00"));
    expect(heard).toMatchObject([{ quality: "good" }]);
  });

  test("LF alone ends a line; a line longer than 256 bytes is none", () => {
    expect(epochs((gga("080000.00") + rmc("080000.00")).replaceAll("\r", ""))).toHaveLength(1);
    const long = sealed(`GNTXT,${"x".repeat(260)}`);
    const session = createNmeaSession({ device, sentences: POSITION });
    session.receive(ascii(long), 0);
    expect(session.statistics).toMatchObject({ acceptedFrames: 0, rejectedBytes: long.length - 2 });
  });

  test("a known sentence longer than 128 characters is refused", () => {
    const padded = sealed(`GNHDT,${"0".repeat(130)}1.0,T`);
    const session = createNmeaSession({ device, sentences: POSITION });
    session.receive(ascii(padded), 0);
    expect(session.statistics.acceptedFrames).toBe(0);
  });

  test("silence, and a receiver that talks without a position", () => {
    const session = createNmeaSession({ device, sentences: POSITION, noPositionAfterMs: 3000 });
    session.connected(0);
    expect(session.tick(2000).faults).toMatchObject([{ code: "silent", raised: true }]);
    expect(session.receive(ascii(hdt("")), 2500).faults).toMatchObject([{ code: "silent", raised: false }]);
    expect(session.receive(ascii(hdt("")), 3100).faults).toMatchObject([
      { code: "bad-quality", raised: true },
    ]);
    const back = session.receive(ascii(gga("080000.00") + rmc("080000.00")), 3200);
    expect(back.faults).toMatchObject([{ code: "bad-quality", raised: false }]);
  });

  test("half a sentence before a new connection is forgotten", () => {
    const session = createNmeaSession({ device, sentences: POSITION });
    session.connected(0);
    session.receive(ascii(gga("080000.00") + rmc("080000.00").slice(0, 30)), 10);
    session.connected(20);
    const rest = rmc("080000.00").slice(30) + gga("080001.00") + rmc("080001.00");
    expect(session.receive(ascii(rest), 30).observations).toMatchObject([
      { utcMs: utcMs("2026-11-23T08:00:01"), quality: "good" },
    ]);
  });
});
