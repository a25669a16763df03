import { describe, expect, test } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { createNmeaSession, type NmeaSession } from "../../src/protocols/nmea/session.ts";
import { sealed } from "../support/nmea-line.ts";
import { ascii, joined } from "../support/wire-bytes.ts";

const device = asId<"device">("gnss-1");
const gga = (utc: string): string =>
  sealed(`GNGGA,${utc},3030.00000000,N,11424.00000000,E,4,28,0.6,30.1234,M,-13.5000,M,1.0,0001`);
const rmc = (utc: string): string =>
  sealed(`GNRMC,${utc},A,3030.00000000,N,11424.00000000,E,0.010,090.00,231126,,,R,V`);

function begun(): NmeaSession {
  const session = createNmeaSession({ device, sentences: ["GGA", "RMC"] });
  session.connected(0);
  return session;
}

/** Tenths of a second since eight o'clock. */
const utc = (tenths: number): string =>
  `08${String(Math.floor(tenths / 600)).padStart(2, "0")}${(Math.floor(tenths / 10) % 60).toString().padStart(2, "0")}.${tenths % 10}0`;

describe("the end of a line", () => {
  test.each([["\r\n"], ["\n"], ["\r"], ["\r\r\n"], ["\n\r"], ["\r\n\r\n"]])("%j", (end) => {
    const text = [0, 1, 2].map((at) => gga(utc(at)) + rmc(utc(at))).join("");
    const session = begun();
    expect(session.receive(ascii(text.replaceAll("\r\n", end)), 1).observations).toMatchObject(
      Array(3).fill({ quality: "good" }),
    );
    expect(session.statistics).toMatchObject({ acceptedFrames: 6, rejectedBytes: 0, refused: [] });
  });
});

describe("what travels between the sentences", () => {
  /** RTCM-like: any byte, `$` and `#` among them, with a few capitals behind a `$`. */
  function binary(random: SeededRandom, length: number): Uint8Array {
    return Uint8Array.from({ length }, () => (random.chance(0.02) ? 0x24 : random.below(256)));
  }

  test("binary data is skipped, and a line with all its sentences is not garbled", () => {
    const random = new SeededRandom(77, "rtcm");
    const session = begun();
    const faults: unknown[] = [];
    let good = 0;
    let foreign = 0;
    for (let tenths = 0; tenths < 100; tenths++) {
      const block = binary(random, 700);
      foreign += block.length;
      const bytes = joined(block, ascii(gga(utc(tenths))), block, ascii(rmc(utc(tenths))));
      foreign += block.length;
      const { observations, faults: told } = session.receive(bytes, tenths * 100);
      good += observations.filter(({ quality }) => quality === "good").length;
      faults.push(...told);
    }
    expect([good, faults]).toEqual([100, []]);
    // A line end in the data is nobody's.
    expect(session.statistics.rejectedBytes).toBeGreaterThan(foreign * 0.98);
    expect(session.statistics.rejectedBytes).toBeLessThanOrEqual(foreign);
  });

  test("without a sentence for two seconds the bytes decide", () => {
    const noise = ascii("0123456789abcdef".repeat(32));
    const first = begun();
    expect(first.receive(noise, 1).faults).toEqual([]);
    expect(first.receive(ascii("?"), 2000).faults).toEqual([]);
    expect(first.receive(ascii("?"), 2001).faults).toMatchObject([
      { code: "garbled", raised: true, detail: reason("GARBLED_BYTES", { bytes: 514, last: null }) },
    ]);
    const session = begun();
    session.receive(ascii(gga(utc(0)) + rmc(utc(0))), 1000);
    expect(session.receive(noise, 2999).faults).toEqual([]);
    expect(session.receive(ascii("?"), 3000).faults).toMatchObject([{ code: "garbled", raised: true }]);
    expect(session.receive(ascii(gga(utc(1))), 3001).faults).toMatchObject([
      { code: "garbled", raised: false },
    ]);
  });
});

describe("a line that spoils sentences", () => {
  const spoilt = (line: string): string => line.replace("N,", "S,");

  /** `period` sentences, of which the first `bad` are spoilt, for a hundred sentences. */
  function told(bad: number, period: number): string[] {
    const session = begun();
    const faults: string[] = [];
    for (let at = 0; at < 100; at++) {
      const line = at % period < bad ? spoilt(gga(utc(at))) : gga(utc(at));
      for (const { code, raised } of session.receive(ascii(line), at * 100).faults)
        if (code === "garbled") faults.push(`${raised ? "+" : "-"} ${at}`);
    }
    return faults;
  }

  test("is garbled once the smaller part is sound, and only then", () => {
    expect(told(1, 4)).toEqual([]);
    expect(told(1, 3)).toEqual([]);
    expect(told(3, 4)).toEqual(["+ 16"]);
  });

  test("eleven in a row are enough, and it is sound again when four in five are", () => {
    const session = begun();
    const line = (bad: boolean) => ascii(bad ? spoilt(gga(utc(0))) : gga(utc(0)));
    const at: number[] = [];
    for (let round = 0; round < 40; round++)
      if (session.receive(line(round < 11), round).faults.length > 0) at.push(round);
    expect(at).toEqual([10, 25]);
  });

  test("says why", () => {
    const session = begun();
    const bad = ascii(spoilt(gga(utc(0))).repeat(11));
    const [fault] = session.receive(bad, 1).faults;
    expect(fault?.detail).toEqual(
      reason("GARBLED_SHARE", { goodPct: 49, last: reason("CHECKSUM_WRONG", {}) }),
    );
  });
});

describe("a refusal says why", () => {
  const wrong = sealed("GNGGA,080000.00,3030.00000000,N,11424.00000000,E,A,28,0.6,30.1,M,-13.5,M,1.0,0001");
  const why = reason("FIELD_WRONG", { what: "GNGGA", field: 6, found: "A" });

  test("in the counts of the line, by frame and field", () => {
    const session = begun();
    const cut = gga(utc(0)).slice(0, 30);
    const lines = [wrong, wrong, cut, gga(utc(0)).replace("4,28", "5,28"), "??\r\n$??\r\n"];
    session.receive(ascii(lines.join("")), 1);
    expect(session.statistics.refused).toEqual([
      { why, frames: 2, bytes: 2 * (wrong.length - 2) },
      { why: reason("CHECKSUM_WRONG", {}), frames: 1, bytes: gga(utc(0)).length - 2 },
      { why: reason("SENTENCE_CUT", {}), frames: 1, bytes: 30 },
      { why: reason("CHECKSUM_MISSING", {}), frames: 1, bytes: 3 },
      { why: null, frames: 1, bytes: 2 },
    ]);
  });

  test("in the epoch that lacks it", () => {
    const { observations } = begun().receive(ascii(wrong + rmc(utc(0)) + rmc(utc(1))), 1);
    const missing = reason("SENTENCES_MISSING", { sentences: ["GGA"] });
    expect(observations).toMatchObject([
      { quality: "uncertain", qualityReason: reason("SEVERAL", { because: [missing, why] }) },
    ]);
  });

  test("and is not told of the epochs after", () => {
    const session = begun();
    session.receive(ascii(wrong + rmc(utc(0)) + rmc(utc(1)) + rmc(utc(2))), 1);
    expect(session.receive(ascii(rmc(utc(3))), 2).observations).toMatchObject([
      { qualityReason: reason("SENTENCES_MISSING", { sentences: ["GGA"] }) },
    ]);
  });

  test("in the fault of a receiver without a position", () => {
    const session = begun();
    session.receive(ascii(wrong), 1000);
    const { faults } = session.tick(5000);
    expect(faults.find(({ code }) => code === "bad-quality")?.detail).toEqual(
      reason("NO_POSITION_FOR", { ms: 5000, last: why }),
    );
  });
});
