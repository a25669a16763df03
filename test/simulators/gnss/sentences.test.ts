import { describe, expect, test } from "vitest";
import { crc32NovAtel, xorChecksum } from "../../../simulators/gnss/checksums.ts";
import * as sentences from "../../../simulators/gnss/sentences.ts";

/** The forms of exam.md section 8, from recordings of real receivers. */
const GGA = "$GNGGA,133859.80,4134.50180205,N,09345.03586649,W,4,19,0.7,280.827,M,-31.442,M,5.8,0002*6D";
const HPR = "$GNHPR,074615.00,320.9610,-66.1712,000.0000,4,47,0.00,0999*45";
const KSXT_XOR =
  "$KSXT,20211016083433.00,116.31296102,39.95817066,49.4911,223.57,-11.32,330.19,0.024,,1,3,28,27,,,,-0.012,0.021,0.020,,*2D";
const KSXT_CRC =
  "$KSXT,20201222075720.00,119.17084152,32.07387900,83.5770,269.94,1.19,207.28,0.001,,3,3,25,25,-3.617,-4.468,-7.860,-0.000,-0.001,-0.022,1.0,56,*33736701";
const THS = "$GNTHS,244.28,A*11";
const HDT = "$GNHDT,244.28,T*13";

const body = (sentence: string): string => sentence.slice(1, sentence.lastIndexOf("*"));
const sum = (sentence: string): string => sentence.trim().slice(sentence.lastIndexOf("*") + 1);

const solution: sentences.Solution = {
  utcMs: Date.UTC(2021, 9, 16, 8, 34, 33, 50),
  latitudeDeg: 41 + 34.50180205 / 60,
  longitudeDeg: -(93 + 45.03586649 / 60),
  heightM: 249.385,
  geoidM: -31.442,
  fix: "fixed",
  satellites: 19,
  correctionAgeS: 5.8,
  station: 2,
  speedMPerS: 0.514444 * 4,
  courseDeg: -30,
  velocityEnu: [-1, 1.5, 0.01],
  headingDeg: 320.961,
  pitchDeg: -6.1712,
  headingFix: "fixed",
  headingSatellites: 47,
  ...sentences.HONEST,
};

describe("sums", () => {
  test.each([GGA, HPR, KSXT_XOR, THS, HDT, "$GPHDT,,T*1B"])("XOR of %s", (sentence) => {
    expect(xorChecksum(body(sentence))).toBe(sum(sentence));
  });

  test("CRC-32 of a recorded KSXT", () => {
    expect(crc32NovAtel(body(KSXT_CRC))).toBe(sum(KSXT_CRC));
  });

  test("the command answer's sum takes the $ in", () => {
    expect(xorChecksum("$command,GNRMC 1,response: OK")).toBe("1A");
  });
});

describe("sentences", () => {
  test("GGA has the recorded form", () => {
    expect(body(sentences.gga(solution))).toBe(
      "GNGGA,083433.05,4134.50180205,N,09345.03586649,W,4,19,0.7,280.8270,M,-31.4420,M,5.8,0002",
    );
  });

  test("RMC in the form of NMEA 4.1", () => {
    expect(body(sentences.rmc(solution))).toBe(
      "GNRMC,083433.05,A,4134.50180205,N,09345.03586649,W,4.000,330.000,161021,,,R,V",
    );
  });

  test("HPR, HDT and THS", () => {
    expect(body(sentences.hpr(solution))).toBe("GNHPR,083433.05,320.9610,-06.1712,000.0000,4,47,0.00,0999");
    expect(body(sentences.hdt(solution))).toBe("GNHDT,320.9610,T");
    expect(body(sentences.ths(solution))).toBe("GNTHS,320.9610,A");
    expect(body(sentences.ths({ ...solution, headingFix: "float" }))).toBe("GNTHS,320.9610,E");
  });

  test("KSXT has the fields of the recording, with either sum", () => {
    const xor = sentences.ksxtXor(solution);
    expect(body(xor)).toBe(
      "KSXT,20211016083433.05,-93.75059777,41.57503003,249.3850,320.96,-6.17,330.00,7.408,,3,3,47,19,,,,-3.600,5.400,0.036,5.8,2,",
    );
    expect(body(xor).split(",")).toHaveLength(body(KSXT_CRC).split(",").length);
    expect(sum(xor)).toBe(xorChecksum(body(xor)));
    expect(sum(sentences.ksxtCrc32(solution))).toBe(crc32NovAtel(body(xor)));
  });

  test("what is lost is left empty and says so", () => {
    const lost: sentences.Solution = { ...solution, fix: "none", headingFix: "none", satellites: 0 };
    expect(body(sentences.gga(lost))).toBe("GNGGA,083433.05,,,,,0,00,99.9,,M,,M,,");
    expect(body(sentences.rmc(lost))).toBe("GNRMC,083433.05,V,,,,,,,161021,,,N,V");
    expect(body(sentences.hpr(lost))).toBe("GNHPR,083433.05,000.0000,000.0000,000.0000,0,00,0.00,0999");
    expect(sentences.hdt(lost)).toBe("$GNHDT,,T*05\r\n");
    expect(body(sentences.ths(lost))).toBe("GNTHS,,V");
    expect(body(sentences.ksxtXor(lost))).toBe("KSXT,20211016083433.05,,,,,,,,,0,0,0,0,,,,,,,,,");
  });

  test("minutes never round to sixty, nor headings to 360", () => {
    const edge = { ...solution, latitudeDeg: 29.9999999999999, headingDeg: 359.99999 };
    expect(sentences.gga(edge)).toContain(",3000.00000000,N,");
    expect(body(sentences.hdt(edge))).toBe("GNHDT,0.0000,T");
  });
});
