import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exitCodeOf } from "../../src/core/doctor/check-result.ts";
import { licenceChecks } from "../../src/runtime/doctor/licence-check.ts";
import { loadStationConfig } from "../../src/runtime/station-config.ts";
import { doctorWorld, looked } from "../support/doctor-world.ts";
import { AUTHORITY_EXTENSIONS, GOOD_AT, madeAuthority } from "../support/made-licence.ts";

/** Goal: a station that reads electronic licences is told by the doctor, before a candidate shows one, by whose certificates it can. */
type Files = Readonly<Record<string, string | Uint8Array | null>>;
const WORLD = { licences: { issuers: "issuers" } };

/** Null: a folder of that name. */
function world(files: Files | null) {
  const made = doctorWorld(WORLD);
  const folder = join(made.directory, "issuers");
  if (files !== null) mkdirSync(folder);
  for (const [name, bytes] of Object.entries(files ?? {}))
    if (bytes === null) mkdirSync(join(folder, name));
    else writeFileSync(join(folder, name), bytes);
  return made;
}

function said(files: Files | null, wallMs: number = GOOD_AT) {
  const { file, directory } = world(files);
  const results = licenceChecks(loadStationConfig(file), wallMs);
  const folder = join(directory, "issuers");
  expect(results.filter(({ check, about }) => check !== "station-file" || about !== folder)).toEqual([]);
  for (const { state, remedy } of results) expect(remedy === null).toBe(state === "well");
  return results.map(({ state, found: { code, params } }) => {
    const { fault, file: which, count } = params as { fault?: string; file?: string; count?: number };
    return [state, code, ...[which, fault, count].filter((each) => each !== undefined)].join(" ");
  });
}

const pem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString("base64")}\n-----END CERTIFICATE-----\n`;

describe("the folder of licence authorities", () => {
  test("of a station that names none nothing is said", async () => {
    const { file } = doctorWorld();
    expect(licenceChecks(loadStationConfig(file), GOOD_AT)).toEqual([]);
  });

  test("with authorities that can be used", () => {
    const two = `${pem(madeAuthority())}${pem(madeAuthority())}`;
    expect(said({ "a.der": madeAuthority(), "b.pem": two, "README.txt": "whose these are" })).toEqual([
      "well LICENCE_ISSUERS_WELL 3",
    ]);
  });

  test("that is not there, or holds none", () => {
    expect(said(null)).toEqual(["wrong LICENCE_ISSUERS_UNREADABLE"]);
    expect(said({})).toEqual(["wrong LICENCE_ISSUERS_NONE"]);
    expect(said({ "README.txt": "to come" })).toEqual(["wrong LICENCE_ISSUERS_NONE"]);
  });

  test("with files that are none, each by its name, beside one that is", () => {
    const files = {
      "a.pem": "no certificate",
      "b.crt": null,
      "c.cer": Buffer.alloc(1024 * 1024 + 1, 0x30),
      "d.der": madeAuthority({ basic: null }),
      "e.der": madeAuthority(),
    };
    expect(AUTHORITY_EXTENSIONS.basic).not.toBeNull();
    expect(said(files)).toEqual([
      "doubtful LICENCE_ISSUER_FILE b.crt unread",
      "doubtful LICENCE_ISSUER_FILE c.cer unread",
      "doubtful LICENCE_ISSUER_FILE a.pem unreadable",
      "doubtful LICENCE_ISSUER_FILE d.der not-authority",
      "well LICENCE_ISSUERS_WELL 1",
    ]);
  });

  test("whose authority has ended, or does not count yet", () => {
    const files = { "a.der": madeAuthority() };
    expect(said(files, Date.UTC(2035, 0, 1))).toEqual(["well LICENCE_ISSUERS_WELL 1"]);
    expect(said(files, Date.UTC(2035, 0, 1, 0, 0, 1))).toEqual(["doubtful LICENCE_CERTIFICATE ended"]);
    expect(said(files, Date.UTC(2024, 11, 31))).toEqual(["doubtful LICENCE_CERTIFICATE not-yet"]);
  });

  test("is looked at with all else, and what is wrong there makes no clean bill", async () => {
    const checkup = await looked(world(null));
    const rows = checkup.results.filter(({ found }) => found.code.startsWith("LICENCE_"));
    expect(rows.map(({ state, found }) => `${state} ${found.code}`)).toEqual([
      "wrong LICENCE_ISSUERS_UNREADABLE",
    ]);
    expect(exitCodeOf(rows)).toBe(1);
    const well = await looked(world({ "a.der": madeAuthority() }));
    expect(well.results.map(({ found }) => found.code)).toContain("LICENCE_ISSUERS_WELL");
  });
});
