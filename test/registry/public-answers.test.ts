import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { SystemClock } from "../../src/adapters/clock/system-clock.ts";
import { logName } from "../../src/core/record/checkpoint.ts";
import { publicAnswerSchema } from "../../src/core/registry/public/public-answer-form.ts";
import { openPublic } from "../../src/runtime/registry/public-answers.ts";
import { builtPages } from "../support/built-program.ts";
import { proofmark } from "../support/cli-run.ts";
import { startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, intakeOn, WITNESS } from "../support/registry-rig.ts";
import { trustListText } from "../support/sealed-results.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, submissionOf } from "../support/submissions.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: from a station's record in the database to what a stranger downloads and verifies without a network, through the parts of a worker. */
vi.setConfig({ testTimeout: 120_000 });

const ALWAYS = { notBefore: "1970-01-01T00:00:00.000Z", notAfter: "2099-01-01T00:00:00.000Z" };
const BLOCK = { host: "127.0.0.1", port: 0, proxies: [] };
const SILENT = { out: () => undefined, err: () => undefined };
const PARTS = { clock: new SystemClock(), witnesses: [WITNESS] as const };

function trustFile(folder: string, station: SealingStation): string {
  const file = join(folder, "trust.json");
  const entries = [
    { key: station.recordSigner, role: "record", station: station.station, name: "record-1", ...ALWAYS },
    {
      key: station.logSigner,
      role: "log",
      station: station.station,
      name: logName(station.station),
      ...ALWAYS,
    },
    {
      key: { keyId: WITNESS.keyId, algorithm: "ed25519", publicKeySpki: WITNESS.spki },
      ...({ role: "witness", station: null, name: WITNESS.name } as const),
      ...ALWAYS,
    },
  ] as const;
  writeFileSync(file, trustListText(entries));
  return file;
}

test("what is downloaded verifies offline, in force and withdrawn, and another byte of it does not", async (context) => {
  const database = await startRegistryDatabase(["fsync=off"]);
  if (typeof database === "string") return void context.skip(`no database: ${database}`);
  const { url, password } = database.server;
  const access = { url, password, connections: 2 };
  const server = await openPublic({ public: BLOCK }, { ...PARTS, access }, SILENT, builtPages());
  try {
    const station = new SealingStation("HB-WH-0042");
    await enrolled(database.pool, [station.registration]);
    const subject = { plate: "鄂A12345", vin: "LSVAA49J132000001" };
    const index = station.seal({ says: { subject } });
    const intake = intakeOn(database.pool);
    await intake.take(bytesOf(submissionOf(station, 0)));
    const entry = JSON.parse(new TextDecoder().decode(station.journal.entries[index])) as { record: string };
    const asked = async (path: string): Promise<string> =>
      await (await fetch(`${server?.url}${path}`)).text();
    const vehicle = publicAnswerSchema.parse(
      JSON.parse(await asked(`/v1/vehicles?plate=${encodeURIComponent(subject.plate)}&vin=000001`)),
    );
    expect(vehicle.results.map(({ state, record }) => [state, record])).toEqual([
      ["in-force", entry.record.slice(0, 12)],
    ]);
    const folder = temporaryDirectory();
    const trust = trustFile(folder, station);
    const verified = async (name: string, text: string) => {
      const file = join(folder, name);
      writeFileSync(file, text);
      return await proofmark("verify", file, "--trust", trust);
    };
    const text = await asked(`/v1/records/${entry.record}/proof`);
    const good = await verified("good.json", text);
    expect([good.code, good.out]).toEqual([0, expect.stringMatching(/state +in-force/)]);
    expect(good.out).toMatch(/says, as of 20.*In force.*\[STATEMENT_SAYS\]/);
    expect(good.out).toMatch(/region +HB/);
    const bad = await verified("bad.json", text.replace(/"index":1/, '"index":2'));
    expect([bad.code, bad.out]).toEqual([1, expect.stringContaining("NOT VERIFIED")]);

    const withdraws = { record: entry.record, sequence: 0 };
    station.withdraw(0, { withdraws });
    await intake.take(bytesOf(submissionOf(station, 2)));
    const gone = await asked(`/v1/records/${entry.record}/proof`);
    const told = await verified("gone.json", gone);
    expect([told.code, told.out]).toEqual([
      0,
      expect.stringContaining("verified 验证通过, WITHDRAWN 已撤销"),
    ]);
    // Who holds both cannot pass the older statement off as of the newer state, nor leave the withdrawal out.
    const without = `${gone.slice(0, gone.indexOf(',"withdrawal":{'))},"withdrawal":null}\n`;
    const left = await verified("left.json", without);
    expect([left.code, left.out]).toEqual([1, expect.stringContaining("STATEMENT_UNLIKE_WITHDRAWAL")]);
    const statement = (of: string): string => of.slice(of.indexOf('"statement":'), of.indexOf(',"proof":'));
    const mixed = await verified(
      "mixed.json",
      gone.replace(statement(gone), () => statement(text)),
    );
    expect([mixed.code, mixed.out]).toEqual([1, expect.stringContaining("STATEMENT_UNLIKE_WITHDRAWAL")]);
  } finally {
    await server?.close();
    await database.close();
  }
});

test("a database that is away is no answer", async () => {
  const access = { url: "postgres://nobody@127.0.0.1:1/none", connections: 1 };
  const server = await openPublic({ public: BLOCK }, { ...PARTS, access }, SILENT, builtPages());
  try {
    const answer = await fetch(`${server?.url}/v1/records/${"0".repeat(64)}`);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([503, "PUBLIC_AWAY"]);
  } finally {
    await server?.close();
  }
});

test("without a block nobody is answered", async () => {
  const access = { url: "postgres://nobody@127.0.0.1:1/none", connections: 1 };
  expect(await openPublic({}, { ...PARTS, access }, SILENT, builtPages())).toBeNull();
});
