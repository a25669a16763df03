import { expect, test } from "vitest";
import { scanned } from "../support/personal-scan.ts";

/** Goal: of all that the evidence of a job says of persons nothing stands in what others get, not in the file and not in the document within it: exams. */
test.each<[name: string, times: number, least: number]>([
  ["c1-no-belt", 1, 5],
  ["c1-sound", 1, 5],
  ["c1-killed-while-driving", 1, 5],
  ["c1-examiner-deducts", 1, 6],
])(
  "what others get of %s holds nothing that tells of a person, and is believed",
  async (name, times, least) => {
    const { texts, standing, nowhere, word, told } = await scanned(name, times);
    expect({ standing, nowhere, word }).toEqual({ standing: [], nowhere: [], word: "verified" });
    expect(texts).toBeGreaterThanOrEqual(least);
    console.info(`redacted ${name}: ${told}`);
  },
);
