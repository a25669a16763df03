import { expect, test } from "vitest";
import { scanned } from "../support/personal-scan.ts";

/** Goal: of all that the evidence of a job says of persons nothing stands in what others get, not in the file and not in the document within it: inspections. */
test.each<[name: string, times: number, least: number]>([
  ["k3-sound", 2, 5],
  ["k3-killed-while-braking", 1, 5],
  ["k3-record-withdrawn", 1, 7],
  ["k3-by-hand", 1, 9],
  ["k3-inspected-again", 1, 6],
])(
  "what others get of %s holds nothing that tells of a person, and is believed",
  async (name, times, least) => {
    const { texts, standing, nowhere, word, told } = await scanned(name, times);
    expect({ standing, nowhere, word }).toEqual({ standing: [], nowhere: [], word: "verified" });
    expect(texts).toBeGreaterThanOrEqual(least);
    console.info(`redacted ${name}: ${told}`);
  },
);
