import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { keptBy, mustSpare, type Reads } from "../../src/cli/out-file.ts";
import type { StationData } from "../../src/cli/station-data.ts";
import { EdgeError } from "../../src/errors.ts";
import { temporaryDirectory } from "../support/journal-directory.ts";

/** Goal: no word of a call can make it write over what it reads, and everything else may be written. */
let folder = "";
const at = (...names: string[]): string => join(folder, ...names);

beforeEach(() => {
  folder = temporaryDirectory();
  for (const name of ["keys", "journal", "records", "photos"]) mkdirSync(at(name));
  for (const name of ["station.yaml", "keys/record.pem", "photos/p.jpg"]) writeFileSync(at(name), name);
  linkSync(at("station.yaml"), at("again.yaml"));
  symlinkSync(at("journal"), at("other-name"));
});

function said(file: string | undefined, reads: Reads): string {
  try {
    mustSpare({ command: "keys enrol", option: "--out", file }, reads);
    return "";
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    return `${cause.code} ${cause.message}`;
  }
}

describe("what a call writes", () => {
  const kept = (): Reads => {
    const [keys, journal, records, photos] = ["keys", "journal", "records", "photos"].map((name) => at(name));
    return keptBy(at("station.yaml"), { keys, journal, records, photos, tlsKey: null } as StationData);
  };

  test.each([
    ["the key of records", ["keys", "record.pem"]],
    ["a new file among the keys", ["keys", "new.json"]],
    ["a file that a journal could take for its own", ["journal", "00000000.segment"]],
    ["the same by another name of its folder", ["other-name", "00000000.segment"]],
    ["the same by a way round", ["keys", "..", "journal", "new"]],
    ["the station file", ["station.yaml"]],
    ["the station file by a second name", ["again.yaml"]],
  ])("is never %s", (_name, names) => {
    expect(said(at(...names), kept())).toMatch(
      /^USAGE proofmark keys enrol --out: .+, which this call reads; name another/,
    );
  });

  test("may be anything else, also where nothing is yet", () => {
    for (const file of [undefined, at("out.json"), at("not-there", "out.json"), "/dev/null", "out.json"])
      expect(said(file, kept())).toBe("");
    expect(said(at("out.json"), { reads: [at("gone"), null, undefined] })).toBe("");
  });

  test("may stand among photos, and writes over none of them", () => {
    const reads = { reads: [], photos: at("photos") };
    expect(said(at("photos", "e.json.gz"), reads)).toBe("");
    expect(said(at("photos", "p.jpg"), reads)).toContain("lies in");
  });
});
