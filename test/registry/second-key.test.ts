import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { loadTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../src/adapters/postgres/embedded-postgres.ts";
import { PostgresPool } from "../../src/adapters/postgres/postgres-access.ts";
import { publicKeyOf, signedRequest } from "../../src/cli/keys-enrol.ts";
import { ENROLMENT_PAYLOAD_TYPE, ROTATION_PAYLOAD_TYPE } from "../../src/core/record/key-request.ts";
import { EdgeError } from "../../src/errors.ts";
import type { Signer } from "../../src/ports/signer.ts";
import { proofmark } from "../support/cli-run.ts";
import { intakeOn, WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../support/submissions.ts";

/** Goal: a registry with its database takes an SM2 key up, at the beginning or later, follows it, and asks for its signature as its list says. */
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
      "authority: { key: ./authority.pem }",
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

const SECOND = createDeterministicSigner("the second key", "sm2-sm3");
const THIRD = createDeterministicSigner("a third second key", "sm2-sm3");
const NEXT = createDeterministicSigner("the next second key", "sm2-sm3");
const registry = (word: string, ...more: string[]) =>
  proofmark("registry", word, "--config", config, ...more, "--by", "chen");

async function enrol(
  { station, recordSigner, logSigner }: SealingStation,
  second: Signer | null,
  ...more: readonly string[]
) {
  const document = {
    ...{ schema: "proofmark/enrolment/v1", station, log: `proofmark/${station}` },
    ...{ recordKey: publicKeyOf(recordSigner), logKey: publicKeyOf(logSigner) },
    ...(second !== null && { secondKey: publicKeyOf(second) }),
    issued: "2026-11-28T08:00:00.000Z",
  };
  const signers = [recordSigner, logSigner, ...(second === null ? [] : [second])];
  const file = join(directory, "request.json");
  writeFileSync(file, await signedRequest(ENROLMENT_PAYLOAD_TYPE, document, signers));
  return await registry(
    ...(["enrol", "--request", file, "--region", "HB"] as const),
    ...["--record-key", recordSigner.keyId, "--log-key", logSigner.keyId, ...more],
  );
}

test("an SM2 key from the beginning, one that comes later, one that is followed", async (context) => {
  if (typeof server === "string") return void context.skip(`no database: ${server}`);
  expect(await proofmark("registry", "--config", config, "--check")).toMatchObject({ code: 0 });
  const [early, late] = [new SealingStation("HB-WH-0042"), new SealingStation("HB-WH-0043")];
  expect(await enrol(early, SECOND)).toMatchObject({ code: 0 });
  expect(await enrol(late, null)).toMatchObject({ code: 0 });
  expect((await enrol(late, SECOND)).out).toContain(`the SM2 key ${SECOND.keyId}`);
  for (const station of [early, late]) expect((await enrol(station, NEXT)).err).toContain("enrolled already");

  const out = join(directory, "trust.json");
  expect(await registry("trust", "--out", out)).toMatchObject({ code: 0 });
  const { stations = [], keys } = loadTrustList(out);
  expect(stations.map(({ station, fromMs }) => [station, fromMs > Date.now()])).toEqual([
    [early.station, false],
    [late.station, true],
  ]);
  expect(keys.filter(({ keyId }) => keyId === SECOND.keyId)).toMatchObject([
    { role: "record", algorithm: "sm2-sm3", station: early.station },
    { role: "record", algorithm: "sm2-sm3", station: late.station },
  ]);

  const pool = new PostgresPool({ ...server, connections: 2 });
  try {
    const intake = intakeOn(pool);
    const sent = async (station: SealingStation, beside: readonly Signer[]): Promise<readonly unknown[]> => {
      const size = station.journal.size();
      station.beside = beside;
      station.seal();
      const answer = messageOf(await intake.take(bytesOf(submissionOf(station, size))));
      return (answer as { readonly quarantined: readonly unknown[] }).quarantined;
    };
    expect(await sent(early, [SECOND])).toEqual([]);
    const [missing] = await sent(early, []);
    expect(missing).toMatchObject({ sentence: { en: expect.stringContaining("bears both") } });
    // Its time has not come yet: one is enough, and both are good.
    expect(await sent(late, [])).toEqual([]);
    expect(await sent(late, [SECOND])).toEqual([]);

    const document = {
      ...{ schema: "proofmark/key-rotation/v1", station: early.station, log: `proofmark/${early.station}` },
      ...{ role: "second", oldKey: publicKeyOf(SECOND), newKey: publicKeyOf(NEXT) },
      issued: "2026-11-28T08:00:00.000Z",
    };
    const rotation = join(directory, "rotation.json");
    writeFileSync(rotation, await signedRequest(ROTATION_PAYLOAD_TYPE, document, [SECOND, NEXT]));
    expect(await registry("rotate", "--request", rotation)).toMatchObject({ code: 0 });
    expect(await sent(early, [SECOND])).toEqual([]);
    expect(await sent(early, [NEXT])).toEqual([]);
    expect(await sent(early, [SECOND])).toHaveLength(1);
    const rows = await pool.query<{ place: number; given_up: boolean }>(
      "select place, followed is not null as given_up from station_key where station = $1 and role = 'second' order by place",
      [early.station],
    );
    expect(rows).toMatchObject([
      { place: 0, given_up: true },
      { place: 1, given_up: false },
    ]);

    // The present one is lost: a person revokes it, and takes the other by its id. The request alone does neither.
    const asked = (...more: string[]) => enrol(early, THIRD, ...more);
    const told = ["--second-key", THIRD.keyId.toUpperCase()];
    expect((await asked(...told)).err).toContain(`has the SM2 key ${NEXT.keyId}`);
    const lost = ["--station", early.station, "--key", NEXT.keyId, "--why", "lost"];
    expect(await registry("revoke", ...lost)).toMatchObject({ code: 0 });
    expect((await asked()).err).toContain(`The request has ${THIRD.keyId}`);
    expect((await asked("--second-key", NEXT.keyId)).err).toContain(`the SM2 key ${THIRD.keyId}`);
    expect((await enrol(early, NEXT, "--second-key", NEXT.keyId)).err).toContain("enrolled already");
    expect(await sent(early, [THIRD])).toHaveLength(1);
    expect((await asked(...told)).out).toContain("in place of the one that was revoked");
    expect(await sent(early, [THIRD])).toEqual([]);
    expect(await registry("trust", "--out", out)).toMatchObject({ code: 0 });
    const listed = loadTrustList(out);
    const from = new Map((listed.stations ?? []).map(({ station, fromMs }) => [station, fromMs]));
    expect(from.get(early.station)).toBe(stations[0]?.fromMs);
    expect(
      listed.keys
        .filter(({ station, algorithm }) => station === early.station && algorithm === "sm2-sm3")
        .map(({ keyId, revoked }) => [keyId, revoked?.why]),
    ).toEqual([
      [SECOND.keyId, undefined],
      [NEXT.keyId, "lost"],
      [THIRD.keyId, undefined],
    ]);
  } finally {
    await pool.end();
  }
});
