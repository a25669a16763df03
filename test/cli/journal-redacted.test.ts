import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openSegmentStore } from "../../src/adapters/disk/segment-store.ts";
import { loadOrCreateKeys } from "../../src/adapters/keys/key-directory.ts";
import { keyIdOf } from "../../src/adapters/keys/node-crypto.ts";
import { createTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import { cleanIo } from "../../src/cli/command.ts";
import { createJournalCommand } from "../../src/cli/journal.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { logName } from "../../src/core/record/checkpoint.ts";
import { EdgeError } from "../../src/errors.ts";
import { stationData } from "../../src/runtime/station-keys.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { proofmark } from "../support/cli-run.ts";
import { playedScenario, SPAN } from "../support/evidence-world.ts";
import { writeOneByOne } from "../support/journal-directory.ts";
import { lastJobOf } from "../support/redacted-world.ts";
import { trustListText } from "../support/sealed-results.ts";
import { writeStationFile } from "../support/station-file.ts";

/** Goal: from the journal of a station to a file that anybody may have, signed by a key that came since; and with the salts to the very value that was hidden. */
let folder = "";
let config = "";
let trust = "";
let job = "";
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "proofmark-redacted-"));
  const played = await playedScenario("c1-no-belt");
  const { record, log, authority } = played.run.signers;
  const { witnessName, witnessSpki } = played.run.registry;
  config = writeStationFile({
    ...{ directory: folder, brokerUrl: "mqtt://127.0.0.1:1", ports: {}, station: SCENARIO_STATION },
    witness: { name: witnessName, spki: witnessSpki },
  });
  const station = asId<"station">(SCENARIO_STATION);
  const store = openSegmentStore({ directory: join(at("data"), "journal"), station });
  await writeOneByOne(store, played.records);
  await store.close();
  const of = { station: SCENARIO_STATION, ...SPAN };
  const now = loadOrCreateKeys(join(at("data"), "keys")).record;
  const witness = { keyId: keyIdOf(witnessSpki), algorithm: "ed25519", publicKeySpki: witnessSpki } as const;
  trust = at("trust.json");
  const list = createTrustList({
    ...{ authority, issued: SPAN.notBefore, validTo: SPAN.notAfter },
    keys: [
      { key: record, role: "record", name: "records", ...of, notAfter: "2026-06-15T00:00:00.000Z" },
      { key: now, role: "record", name: "records-2", ...of, notBefore: "2026-06-15T00:00:00.000Z" },
      { key: log, role: "log", name: logName(SCENARIO_STATION), ...of },
      { key: witness, role: "witness", name: witnessName, ...of, station: null },
    ],
  });
  writeFileSync(trust, list);
  job = lastJobOf(played);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function redacted(name: string, ...more: string[]): Promise<string> {
  const out = at(name);
  const args = ["--config", config, "--job", job, "--out", out, "--redacted", ...more];
  const made = await proofmark("journal", "evidence", ...args);
  expect([made.code, made.err], made.out).toEqual([0, ""]);
  return out;
}

test("proofmark journal appeal --redacted puts the same into a page, with its salts beside it, and says so", async () => {
  const block = (id: string, text = ""): string =>
    `<script type="application/octet-stream" id="${id}">${text}</script>`;
  const page = { path: "appeal.html", html: `${block("evidence")}${block("trust")}` };
  const command = createJournalCommand(
    stationData,
    () => {
      throw new Error("nothing is copied");
    },
    () => page,
  );
  const told: string[] = [];
  const io = cleanIo({ out: (line) => told.push(line), err: (line) => told.push(line) });
  const args = ["--config", config, "--job", job, "--out", at("r.html"), "--trust", trust];
  const of = [...args, "--redacted", "--salts-out", at("page-salts.json")];
  expect(await command.run(["appeal", ...of], io), told.join("\n")).toBe(0);
  expect(told.join("\n")).toMatch(
    /redacted for others, \d+ bytes\.\n\d+ entries of a log of \d+ are shown and \d+ hidden/,
  );
  const html = readFileSync(at("r.html"), "utf8");
  const [, carried = ""] = /id="evidence">([^<]*)</.exec(html) ?? [];
  const text = gunzipSync(Buffer.from(carried, "base64")).toString("utf8");
  expect([text.includes('"redacted":true'), text.includes("李明")]).toEqual([true, false]);
  writeFileSync(at("of-page.json.gz"), Buffer.from(carried, "base64"));
  const salts = ["--trust", trust, "--salts", at("page-salts.json")];
  expect(await proofmark("verify", at("of-page.json.gz"), ...salts)).toMatchObject({ code: 0 });
  const without = createJournalCommand(
    stationData,
    () => {
      throw new Error("nothing is copied");
    },
    () => {
      throw new EdgeError("FILE_UNREADABLE", "no page was built");
    },
  );
  const lost = ["appeal", ...args, "--redacted", "--salts-out", at("lost.json")];
  await expect(async () => await without.run(lost, io)).rejects.toThrow("no page was built");
  expect(existsSync(at("lost.json"))).toBe(false);
  for (const wrong of [
    [...args, "--salts-out", at("x.json")],
    ["--job", job, "--out", at("y.html"), "--redacted", at("data/journal")],
  ])
    await expect(async () => await command.run(["appeal", ...wrong], io)).rejects.toThrow(
      "proofmark journal appeal: --",
    );
});

describe("proofmark journal evidence --redacted", () => {
  test("writes what verify believes, without a name, and says how far it goes", async () => {
    const file = await redacted("r.json.gz", "--salts-out", at("salts.json"), "--trust", trust);
    const value = JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as Record<string, unknown>;
    expect(Object.keys(value)).toEqual([
      "schema",
      "redacted",
      "station",
      "job",
      "size",
      "checkpoint",
      "entries",
      "hashes",
      "document",
      "trust",
    ]);
    expect(JSON.stringify(value)).not.toContain("李明");
    for (const name of ["r.json.gz", "salts.json"]) expect(statSync(at(name)).mode & 0o077).toBe(0);
    const told = await proofmark("verify", file, "--trust", trust);
    expect(told.code, told.out).toBe(0);
    expect(told.out).toMatch(/r\.json\.gz: evidence, verified 验证通过/);
    for (const words of ["[REDACTED_HIDES]", "[REDACTED_RESTS_ON_STATION]", "signedBy       records-2"])
      expect(told.out).toContain(words);
    expect(told.out).not.toContain("李明");
    const json = await proofmark("verify", file, "--trust", trust, "--json");
    expect(JSON.parse(json.out)).toMatchObject({
      verified: true,
      facts: { redacted: true, verdict: "fail" },
    });
  });

  test("with the salts shows what was hidden, and not what was not", async () => {
    const file = await redacted("s.json.gz", "--salts-out", at("s.json"));
    const shown = await proofmark("verify", file, "--trust", trust, "--salts", at("s.json"));
    expect([shown.code, shown.out.includes("values that were given are those")], shown.out).toEqual([
      0,
      true,
    ]);
    const salts = readFileSync(at("s.json"), "utf8");
    expect(salts).toContain("李明");
    writeFileSync(at("lied.json"), salts.replace("李明", "王明"));
    const lied = await proofmark("verify", file, "--trust", trust, "--salts", at("lied.json"));
    expect([lied.code, lied.out.includes("[HIDDEN_VALUE_UNLIKE]")]).toEqual([1, true]);
    const other = await redacted("other.json.gz");
    const foreign = await proofmark("verify", other, "--trust", trust, "--salts", at("s.json"));
    expect([foreign.code, foreign.out.includes("[SALTS_OF_OTHER]")]).toEqual([1, true]);
  });

  test("is held against the whole where both are given", async () => {
    const file = await redacted("w.json.gz");
    const whole = at("whole.json.gz");
    const made = await proofmark("journal", "evidence", "--config", config, "--job", job, "--out", whole);
    expect(made.code, made.err).toBe(0);
    const both = await proofmark("verify", file, whole, "--trust", trust);
    expect([both.code, both.out.includes("[REDACTION_AS_WHOLE]")], both.out).toEqual([0, true]);
  });

  test("is nothing that can be replayed, and that is said in one sentence", async () => {
    const file = await redacted("p.json.gz");
    const told = await proofmark("replay", file);
    expect([told.code, told.out]).toEqual([2, ""]);
    expect(told.err).toContain("EVIDENCE_REFUSED");
    expect(told.err).toContain("The bundle is redacted for others");
  });

  test("a file with another byte in it is refused", async () => {
    const file = await redacted("b.json.gz");
    const text = gunzipSync(readFileSync(file)).toString("utf8");
    const spoilt = gzipSync(text.replace(/"index":7,/, '"index":8,'));
    spoilt[9] = 255;
    writeFileSync(file, spoilt);
    const told = await proofmark("verify", file, "--trust", trust);
    expect([told.code, told.out.includes("NOT VERIFIED")], told.out).toEqual([1, true]);
  });

  test.each<[string, () => string[], string]>([
    [
      "a journal directory, which has no key",
      () => [join(at("data"), "journal"), "--job", job, "--out", at("x"), "--redacted"],
      "--config",
    ],
    [
      "photos, which are never in it",
      () => ["--config", config, "--job", job, "--out", at("x"), "--redacted", "--photos", folder],
      "photos are never",
    ],
    [
      "salts of a whole bundle",
      () => ["--config", config, "--job", job, "--out", at("x"), "--salts-out", at("y")],
      "--salts-out is of --redacted",
    ],
    [
      "one file for both",
      () => ["--config", config, "--job", job, "--out", at("x"), "--redacted", "--salts-out", at("x")],
      "name another file",
    ],
    [
      "salts that would be written over others",
      () => ["--config", config, "--job", job, "--out", at("x"), "--redacted", "--salts-out", trust],
      "trust.json, which is there already",
    ],
  ])("refuses %s", async (_, args, words) => {
    const told = await proofmark("journal", "evidence", ...args());
    expect([told.code, told.err.includes(words)], told.err).toEqual([2, true]);
  });

  test("refuses a list of keys by which nobody would believe it, before its salts are written", async () => {
    writeFileSync(at("other.json"), trustListText());
    const of = [
      "--config",
      config,
      "--job",
      job,
      "--out",
      at("z"),
      "--redacted",
      "--salts-out",
      at("z.json"),
    ];
    const told = await proofmark("journal", "evidence", ...of, "--trust", at("other.json"));
    expect([told.code, told.err.includes("nobody would believe the evidence of job")], told.err).toEqual([
      2,
      true,
    ]);
    expect([existsSync(at("z")), existsSync(at("z.json"))]).toEqual([false, false]);
  });

  test("leaves no salts of a bundle that could not be written", async () => {
    const of = ["--config", config, "--job", job, "--redacted", "--salts-out", at("of-nothing.json")];
    const told = await proofmark("journal", "evidence", ...of, "--out", join(folder, "nowhere", "r"));
    expect([told.code, told.err.includes("FILE_UNWRITABLE")], told.err).toEqual([2, true]);
    expect(existsSync(at("of-nothing.json"))).toBe(false);
  });

  test("verify takes salts for one redacted bundle alone", async () => {
    const told = await proofmark("verify", trust, "--trust", trust, "--salts", trust);
    expect([told.code, told.err.includes("--salts is of one redacted bundle")], told.err).toEqual([2, true]);
  });
});
