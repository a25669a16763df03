import { createPrivateKey, createPublicKey } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { loadTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../src/adapters/postgres/embedded-postgres.ts";
import { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { publicKeyOf, signedRequest } from "../../src/cli/keys-enrol.ts";
import { readDecision } from "../../src/core/delivery/registry-decision.ts";
import { ENROLMENT_PAYLOAD_TYPE, ROTATION_PAYLOAD_TYPE } from "../../src/core/record/key-request.ts";
import type { TrustList } from "../../src/core/record/trust-list.ts";
import { EdgeError } from "../../src/errors.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { proofmark } from "../support/cli-run.ts";
import { appointmentLine, CANDIDATE, DOSSIER, dossierLine, orderLine } from "../support/papers-examples.ts";
import { intakeOn, WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";

/** Goal: what people of the registry do about stations, as they type it; each refusal says why and changes nothing. */
vi.setConfig({ testTimeout: 120_000 });

const directory = mkdtempSync(join(tmpdir(), "proofmark-registry-"));
chmodSync(directory, 0o711);
const config = join(directory, "registry.yaml");
let server: EmbeddedPostgres | string = "not started";

beforeAll(async () => {
  writeFileSync(
    config,
    [
      "schema: proofmark/registry/v1",
      "name: registry-1",
      "database: { embedded: ./database }",
      'broker: { url: "mqtt://127.0.0.1:1" }',
      `witnesses: [{ name: ${WITNESS.name}, key: ./witness.pem }]`,
    ].join("\n"),
  );
  try {
    server = await startEmbeddedPostgres({ directory: join(directory, "database") });
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code !== "DATABASE_NOT_HERE") throw error;
    server = error.message;
  }
});
afterAll(async () => {
  if (typeof server !== "string") await server.stop();
  rmSync(directory, { recursive: true });
});

const station = new SealingStation("HB-WH-0042");

async function requestFile(
  name: string,
  signers?: readonly Signer[],
  of: SealingStation = station,
): Promise<string> {
  const document = {
    ...{ schema: "proofmark/enrolment/v1", station: of.station, log: `proofmark/${of.station}` },
    ...{ recordKey: publicKeyOf(of.recordSigner), logKey: publicKeyOf(of.logSigner) },
    issued: "2026-11-28T08:00:00.000Z",
  };
  const file = join(directory, name);
  writeFileSync(
    file,
    await signedRequest(ENROLMENT_PAYLOAD_TYPE, document, signers ?? [of.recordSigner, of.logSigner]),
  );
  return file;
}

/** The ids of both keys, as a station tells them where it was not invited. */
const told = ({ recordSigner, logSigner }: SealingStation): readonly string[] => [
  ...["--record-key", recordSigner.keyId, "--log-key", logSigner.keyId],
];

test("whoever only looks makes no database, no table and no key", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  const elsewhere = join(directory, "elsewhere.yaml");
  writeFileSync(elsewhere, readFileSync(config, "utf8").replace("./database", "./nowhere"));
  const away = await proofmark("registry", "status", "--config", elsewhere);
  expect(away.code).toBe(3);
  expect(away.err).toMatch(/^There is no database in .*nowhere\. \[DATABASE_UNAVAILABLE\]/);
  const empty = await proofmark("registry", "status", "--config", config);
  expect(empty.code).toBe(2);
  expect(empty.err).toMatch(
    /^The database is at step 0, and this software needs step \d+\. \[DATABASE_OLDER\]/,
  );
  expect(readdirSync(directory).sort()).toEqual(["database", "elsewhere.yaml", "registry.yaml"]);
});

test("a station is enrolled by its request, once; keys follow each other; a log goes on from an earlier size", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  const registry = (word: string, ...more: string[]) =>
    proofmark("registry", word, "--config", config, ...more, "--by", "chen");
  expect(await proofmark("registry", "--config", config, "--check")).toMatchObject({ code: 0 });
  expect((await proofmark("registry", "status", "--config", config)).out).toContain(
    "No station is enrolled yet",
  );
  const half = await requestFile("half.json", [station.logSigner]);
  expect(await registry("enrol", "--request", half, ...told(station))).toMatchObject({ code: 1, out: "" });
  const request = await requestFile("whole.json");
  expect(await registry("enrol", "--request", request, "--region", "HB", ...told(station))).toMatchObject({
    code: 0,
  });
  const again = await registry("enrol", "--request", request, ...told(station));
  expect(again.code).toBe(1);
  expect(again.err).toContain("enrolled already");

  const pool = new PostgresPool({ ...server, connections: 2 });
  try {
    for (let n = 0; n < 2; n++) station.seal();
    const intake = intakeOn(pool);
    expect(messageOf(await intake.take(bytesOf(submissionOf(station, 0))))).toMatchObject({ size: 4 });
    const earlier = station.journal.copy(4);
    station.seal();
    expect(messageOf(await intake.take(bytesOf(submissionOf(station, 4))))).toMatchObject({ size: 6 });
    const status = await proofmark("registry", "status", "--config", config, "--json");
    expect(JSON.parse(status.out)).toMatchObject({
      station: "HB-WH-0042",
      region: "HB",
      size: 6,
      records: 3,
    });

    const out = join(directory, "decision.json");
    const never = await registry("resume", "--station", station.station, "--size", "5", "--out", out);
    expect(never).toMatchObject({ code: 1, err: "HB-WH-0042 was never cosigned at size 5." });
    expect(await registry("resume", "--station", station.station, "--size", "4", "--out", out)).toMatchObject(
      {
        code: 0,
      },
    );
    const spki = witnessSpki();
    const check = { digest: sha256, verify: verifySignature, witness: { name: WITNESS.name, spki } };
    const read = readDecision(check, readFileSync(out, "utf8"));
    expect(read).toMatchObject({ kind: "decision", decision: { resume: { size: 4 }, held: { size: 6 } } });
    // The branch that goes on from there: another record in the place of the one that was given up.
    station.journal = earlier;
    station.sealed = 2;
    station.seal({ padding: 9 });
    expect(messageOf(await intake.take(bytesOf(submissionOf(station, 4))))).toMatchObject({
      size: 6,
      quarantined: [{ index: 5 }],
    });

    const next = createDeterministicSigner("the next log key", "ed25519");
    const rotation = join(directory, "rotation.json");
    const document = {
      ...{
        schema: "proofmark/key-rotation/v1",
        station: station.station,
        log: `proofmark/${station.station}`,
      },
      ...{ role: "log", oldKey: publicKeyOf(station.logSigner), newKey: publicKeyOf(next) },
      issued: "2026-11-28T08:00:00.000Z",
    };
    writeFileSync(rotation, await signedRequest(ROTATION_PAYLOAD_TYPE, document, [station.logSigner, next]));
    expect(await registry("rotate", "--request", rotation)).toMatchObject({ code: 0 });
    expect((await registry("rotate", "--request", rotation)).err).toContain("is not the log key");
    const acts = await pool.query<{ what: string; by: string }>(
      "select what, by from registry_act order by act",
    );
    expect(acts.map(({ what, by }) => `${what} ${by}`)).toEqual([
      "enrolled chen",
      "resumed chen",
      "rotated chen",
    ]);
  } finally {
    await pool.end();
  }
});

test("facts about vehicles are taken in as a whole or not at all, and a faulty line is named", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  const file = join(directory, "facts.jsonl");
  const fact = {
    ...{ schema: "proofmark/vehicle-fact/v1", check: "theft", plate: "鄂A12345", vin: null },
    ...{ found: true, km: null, on: null, asOf: "2026-11-28T08:00:00.000Z" },
  };
  const reading = { ...fact, check: "odometer", found: null, km: 91_200, on: "2026-01-08" };
  const facts = (lines: readonly unknown[]) => {
    const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
    writeFileSync(file, text.join("\n"));
    return proofmark("registry", "facts", "--config", config, "--file", file, "--by", "chen");
  };
  const pool = new PostgresPool({ url: server.url, password: server.password, connections: 2 });
  const count = async () =>
    Number((await pool.query<{ n: string }>("select count(*) as n from vehicle_fact"))[0]?.n);
  try {
    expect(await facts([fact, "", reading])).toMatchObject({
      code: 0,
      out: "2 facts about vehicles are taken in, by chen.",
    });
    expect(await count()).toBe(2);
    for (const wrong of [
      "{",
      '{"schema":"a","schema":"b"}',
      { ...fact, more: 1 },
      { ...fact, plate: null },
      { ...fact, km: 1 },
      { ...reading, on: null },
      { ...fact, asOf: "yesterday" },
      { ...fact, asOf: "2126-11-28T08:00:00.000Z" },
      { ...fact, check: "previousResults" },
    ]) {
      const told = await facts([fact, wrong]);
      expect(told.code).toBe(2);
      expect(told.err).toContain("facts.jsonl, line 2: ");
    }
    expect(await count()).toBe(2);
  } finally {
    await pool.end();
  }
});

test("papers are taken in as a whole or not at all, by who gave them, and a faulty line is named", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  const file = join(directory, "papers.jsonl");
  const papers = (lines: readonly unknown[]) => {
    const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
    writeFileSync(file, text.join("\n"));
    return proofmark("registry", "papers", "--config", config, "--file", file, "--by", "chen");
  };
  const pool = new PostgresPool({ ...server, connections: 2 });
  const count = async () =>
    Number((await pool.query<{ n: string }>("select count(*) as n from papers"))[0]?.n);
  try {
    const all = await papers([dossierLine(), "", orderLine(), appointmentLine()]);
    expect(all).toMatchObject({ code: 0, out: "3 lines of papers are taken in, by chen." });
    expect(await count()).toBe(3);
    for (const [wrong, at] of [
      ["{", ""],
      [{ ...dossierLine(), more: 1 }, ""],
      [dossierLine({ dossier: { ...DOSSIER, vin: "LFV2A21K0D4123456" } }), "dossier.vin"],
      [dossierLine({ dossier: { ...DOSSIER, seats: 500 } }), "dossier.seats"],
      [
        appointmentLine({}, { candidate: { ...CANDIDATE, idMasked: "440100199001011234" } }),
        "appointment.candidate.idMasked",
      ],
    ] as const) {
      const said = await papers([dossierLine({ vin: "LFV2A21K0D4999999" }), wrong]);
      expect(said.code).toBe(2);
      expect(said.err).toContain("papers.jsonl, line 2: ");
      expect(said.err).toContain(at);
    }
    // One spoilt byte within a name, where the form alone would not see it.
    const bytes = Buffer.from(`${JSON.stringify(orderLine())}\n`);
    bytes[bytes.indexOf('"number":"') + '"number":"'.length] = 0xff;
    writeFileSync(file, bytes);
    const spoilt = await proofmark("registry", "papers", "--config", config, "--file", file);
    expect(spoilt).toMatchObject({ code: 2, err: expect.stringMatching(/papers\.jsonl:1:\d+: .*not UTF-8/) });
    const ahead = await papers([dossierLine({ asOf: "2126-11-28T08:00:00.000Z" })]);
    expect(ahead).toMatchObject({ code: 2, err: expect.stringContaining("ahead of this machine's clock") });
    expect(await count()).toBe(3);
  } finally {
    await pool.end();
  }
});

test.each([
  [["registry", "sing"], "knows invite, enrol, rotate, revoke, trust, resume, facts, papers, status"],
  [["registry"], "--config"],
  [["registry", "enrol", "--config", "F"], "--request"],
  [["registry", "invite", "--config", "F"], "--station, --region"],
  [["registry", "invite", "--config", "F", "--station", "a b", "--region", "HB"], "a station code"],
  [["registry", "invite", "--config", "F", "--station", "S", "--region", "HB", "--for", "31d"], "1h to 720h"],
  [
    ["registry", "invite", "--config", "F", "--station", "S", "--region", "HB", "--for", "soon"],
    "1h to 720h",
  ],
  [["registry", "facts", "--config", "F"], "--file"],
  [["registry", "resume", "--config", "F", "--station", "S"], "--size, --out"],
  [
    ["registry", "resume", "--config", "F", "--station", "S", "--size", "-1", "--out", "o"],
    "number of entries",
  ],
  [["registry", "--config", "/nowhere.yaml"], "/nowhere.yaml"],
])("a wrong call is answered by one sentence: %j", async (words, sentence) => {
  const { code, out, err } = await proofmark(...words);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(sentence);
});

test.each([
  ["database: {}", "url"],
  ["database: { url: 'postgres://a:secret@h:1/d' }", "password"],
  ["database: { url: 'postgres://a@h:1/d', embedded: ./x }", "embedded"],
  ["witnesses: []", "witnesses"],
])("a registry file with a fault is refused at its line: %s", async (line, sentence) => {
  const file = join(directory, "faulty.yaml");
  const name = line.split(":")[0] ?? "";
  const lines = readFileSync(config, "utf8").split("\n");
  writeFileSync(file, lines.map((own) => (own.startsWith(name) ? line : own)).join("\n"));
  const { code, err } = await proofmark("registry", "--config", file, "--check");
  expect(code).toBe(2);
  expect(err).toMatch(/faulty\.yaml:\d+/);
  expect(err).toContain(sentence);
});

/** Of the key that the command made beside the registry file. */
function witnessSpki(): Uint8Array {
  const key = createPublicKey(createPrivateKey(readFileSync(join(directory, "witness.pem"))));
  return new Uint8Array(key.export({ format: "der", type: "spki" }));
}

test("a revoked key signs nothing more, what it signed before stays, and the lists of keys say so", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  const registry = (word: string, ...more: string[]) =>
    proofmark("registry", word, "--config", config, ...more, "--by", "chen");
  const other = new SealingStation("HB-WH-0043");
  const out = join(directory, "trust.json");
  expect((await registry("trust", "--out", out)).err).toMatch(
    /names no authority, .*add authority: \{ key: FILE \}/,
  );
  writeFileSync(config, `${readFileSync(config, "utf8")}\nauthority: { key: ./authority.pem }\n`);
  expect(
    await registry("enrol", "--request", await requestFile("other.json", undefined, other), ...told(other)),
  ).toMatchObject({ code: 0 });
  const listed = async (): Promise<TrustList> => {
    const told = await registry("trust", "--out", out);
    expect(told).toMatchObject({ code: 0, err: "" });
    const list = loadTrustList(out);
    expect(told.out).toContain(`list ${list.number} of ${list.keys.length} keys`);
    expect(told.out).toContain(list.authority);
    return list;
  };
  const first = await listed();
  const second = await listed();
  expect([first.number, second.number]).toEqual([1, 2]);
  expect(second.authority).toBe(first.authority);

  const { keyId } = other.recordSigner;
  const revoke = (...more: string[]) => registry("revoke", "--station", other.station, ...more);
  expect((await revoke("--key", keyId, "--why", "angry")).err).toContain(
    "allowed: compromised, lost, closed",
  );
  const soon = new Date(Date.now() + 60_000).toISOString();
  expect((await revoke("--key", keyId, "--why", "lost", "--from", soon)).err).toContain("not in the future");
  expect((await revoke("--key", "00", "--why", "lost")).err).toBe("HB-WH-0043 has no key 00.");
  const pool = new PostgresPool({ ...server, connections: 2 });
  try {
    const intake = intakeOn(pool);
    other.seal();
    expect(messageOf(await intake.take(bytesOf(submissionOf(other, 0))))).toMatchObject({ quarantined: [] });
    const later = await revoke("--key", keyId, "--why", "compromised", "--from", "2026-11-28T09:00:00Z");
    expect(later).toMatchObject({ code: 0 });
    expect((await revoke("--key", keyId, "--why", "lost")).err).toContain("revoked already");
    let size = other.journal.size();
    other.seal();
    expect(messageOf(await intake.take(bytesOf(submissionOf(other, size))))).toMatchObject({
      quarantined: [],
    });
    // What is sealed here ended at eight.
    const earlier = await revoke("--key", keyId, "--why", "compromised", "--from", "2026-11-28T07:00:00Z");
    expect(earlier).toMatchObject({ code: 0 });
    expect(earlier.out).toContain("2 results of it that ended after that are in force");
    size = other.journal.size();
    other.seal();
    const sentence = { en: expect.stringContaining("The key was revoked from 2026-11-28T07:00") };
    const answer = messageOf(await intake.take(bytesOf(submissionOf(other, size))));
    expect(answer).toMatchObject({ quarantined: [{ index: size + 1, sentence }] });

    expect(await revoke("--key", other.logSigner.keyId, "--why", "compromised")).toMatchObject({ code: 0 });
    const again = other.journal.size();
    other.seal();
    expect(messageOf(await intake.take(bytesOf(submissionOf(other, again))))).toMatchObject({ code: 403 });
  } finally {
    await pool.end();
  }
  const list = await listed();
  const revoked = list.keys.filter(({ revoked: is }) => is !== undefined);
  expect(revoked.map(({ role, station: of }) => [role, of]).sort()).toEqual([
    ["log", other.station],
    ["record", other.station],
  ]);
  expect(list.keys.filter(({ role }) => role === "witness").map(({ name }) => name)).toEqual([WITNESS.name]);

  // Whoever has the revoked key could ask for another one: the station has to have told its id.
  const next = createDeterministicSigner("next record", "ecdsa-p256-sha256");
  const request = join(directory, "next.json");
  const document = {
    ...{ schema: "proofmark/key-rotation/v1", station: other.station, log: `proofmark/${other.station}` },
    ...{ role: "record", oldKey: publicKeyOf(other.recordSigner), newKey: publicKeyOf(next) },
    issued: "2026-11-28T08:00:00.000Z",
  };
  writeFileSync(request, await signedRequest(ROTATION_PAYLOAD_TYPE, document, [other.recordSigner, next]));
  expect((await registry("rotate", "--request", request)).err).toContain(
    `--new-key. The request has ${next.keyId}`,
  );
  expect(await registry("rotate", "--request", request, "--new-key", keyId)).toMatchObject({ code: 1 });
  expect(await registry("rotate", "--request", request, "--new-key", next.keyId)).toMatchObject({ code: 0 });
  expect((await listed()).keys.map(({ keyId: id }) => id)).toContain(next.keyId);
});
