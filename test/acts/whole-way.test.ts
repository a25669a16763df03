import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { loadKeys } from "../../src/adapters/keys/key-directory.ts";
import { keyHalf } from "../../src/adapters/keys/key-forms.ts";
import { keyIdOf } from "../../src/adapters/keys/node-crypto.ts";
import { createTrustList, type TrustListEntry } from "../../src/adapters/keys/trust-list-file.ts";
import { logName } from "../../src/core/record/checkpoint.ts";
import { proofmark } from "../support/cli-run.ts";
import { temporaryDirectory } from "../support/journal-directory.ts";
import { LiveDemo } from "../support/live-demo.ts";
import { writeStationFile } from "../support/station-file.ts";

/** The product's own parts from end to end: a process, a broker, a registry that remembers, and the commands in between. */
const STATION = "DEMO-0001";
const directory = (): string => temporaryDirectory();

function registryOf(data: string): RegistryService {
  const { log, record } = loadKeys(join(data, "keys"));
  const station = { station: STATION, logKeySpki: log.publicKeySpki, recordKeySpki: record.publicKeySpki };
  const witnessSeed = new Uint8Array(readFileSync(join(data, "registry", "witness.seed")));
  return new RegistryService({
    simulation: true,
    witnessSeed,
    directory: join(data, "registry"),
    stations: [station],
  });
}

/** One job that is void at once, and its receipt; the number it had. */
async function jobOf(data: string): Promise<string> {
  const demo = await new LiveDemo({ data }).up();
  expect(await demo.post("/api/jobs", { kind: "exam" })).toBe(201);
  const { job } = await demo.shown("the exam", ({ state }) => state === "running");
  await demo.post("/api/commands", {
    job,
    command: { name: "abort", reason: "other", note: "the test ends it" },
  });
  await demo.shown("its receipt", (shown) => shown.job === job && shown.state === "receipted", 20_000);
  expect((await demo.interrupt()).code).toBe(0);
  return job;
}

/** All keys there ever were, each valid from now on or until now and for the day before it. */
function trustList(data: string, keys: readonly Omit<TrustListEntry, "notBefore" | "notAfter">[]): string {
  const day = 86_400_000;
  const span = {
    notBefore: new Date(Date.now() - day).toISOString(),
    notAfter: new Date(Date.now() + day).toISOString(),
  };
  const file = join(data, "trust.json");
  const authority = loadKeys(join(data, "authority")).record;
  const entries = keys.map((key) => ({ ...key, ...span }));
  writeFileSync(
    file,
    createTrustList({ authority, keys: entries, issued: span.notBefore, validTo: span.notAfter }),
  );
  return file;
}

test("an old copy restored, found out, decided upon and taken; then new keys: every record verifies and replays", async () => {
  const place = directory();
  const data = join(place, "data");
  expect(await jobOf(data)).toBe("DEMO-0001-000001");
  const service = registryOf(data);
  const witness = { name: service.witnessName, spki: service.witnessSpki };
  const config = writeStationFile({
    directory: place,
    brokerUrl: "mqtt://127.0.0.1:1",
    witness,
    ports: { gnss: 1 },
  });
  writeFileSync(config, readFileSync(config, "utf8").replace("BENCH-0001", STATION));
  const call = async (...words: string[]): Promise<string> => {
    const { code, out, err } = await proofmark(...words, "--config", config);
    expect([code, err]).toEqual([0, ""]);
    return out;
  };
  const copy = join(place, "copy");
  await call("journal", "export", "--out", copy);
  expect(await jobOf(data)).toBe("DEMO-0001-000002");
  await call("journal", "restore", "--from", copy, "--replace", "--by", "Wang Li");

  const stopped = await new LiveDemo({ data }).up();
  await stopped.until("it says that it is locked", () =>
    stopped.complaints.some((line) => line.includes("proofmark unlock")),
  );
  expect(await stopped.post("/api/jobs", { kind: "exam" })).toBe(409);
  expect((await stopped.interrupt()).code).toBe(0);

  const { held, receipt } = JSON.parse(await call("unlock", "--json"));
  const registry = registryOf(data);
  expect(held.size).toBe(registry.size(STATION));
  const decision = join(place, "decision.json");
  writeFileSync(decision, registry.resume(STATION, { size: receipt.size, atMs: Date.now() }));
  await call("unlock", "--with", decision, "--by", "Wang Li");
  expect(await jobOf(data)).toBe("DEMO-0001-001003");

  // Keys: asked for, taken up by registry and authority, then activated.
  const keys = join(data, "keys");
  const old = loadKeys(keys);
  const listed: Omit<TrustListEntry, "notBefore" | "notAfter">[] = [
    { key: old.record, role: "record", station: STATION, name: "records-1" },
    { key: old.log, role: "log", station: STATION, name: logName(STATION) },
    {
      key: { keyId: keyIdOf(witness.spki), algorithm: "ed25519", publicKeySpki: witness.spki },
      role: "witness",
      station: null,
      name: witness.name,
    },
  ];
  for (const role of ["record", "log"] as const) {
    const request = join(place, `${role}.json`);
    await call("keys", "rotate", "--role", role, "--out", request);
    expect(registryOf(data).rotate(readFileSync(request, "utf8"))).toBe(true);
    const key = keyHalf(keys, role, "next");
    if (key === null) throw new Error("no next key");
    listed.push({ key, role, station: STATION, name: role === "log" ? logName(STATION) : "records-2" });
    await call("keys", "rotate", "--role", role, "--activate", "--trust", trustList(data, listed));
  }
  expect(await jobOf(data)).toBe("DEMO-0001-001004");
  const { stored, quarantined } = registryOf(data);
  expect(quarantined).toEqual([]);
  expect(stored.map(({ job }) => job.slice(-6))).toEqual(["000001", "000002", "001003", "001004"]);
  const trust = join(data, "trust.json");
  const proofs = stored.map(({ record }) => join(data, "records", `${record}.proof.json`));
  // The second is of the abandoned branch: its sequence number comes again, and its proof stands all the same.
  for (const proof of proofs) expect((await proofmark("verify", proof, "--trust", trust)).code).toBe(0);
  const together = ["verify", ...proofs, "--trust", trust];
  const reused = await proofmark(...together);
  expect([reused.code, reused.out]).toEqual([1, expect.stringContaining("SEQUENCE_REUSED")]);
  expect((await proofmark(...together, "--decision", decision)).code).toBe(0);
  expect((await proofmark(...together, "--decision", trust)).code).toBe(2);
  const journal = join(data, "journal");
  const verified = await proofmark("verify", journal, "--trust", trust, "--json");
  expect([verified.code, JSON.parse(verified.out).failures]).toEqual([0, []]);
  expect(await proofmark("replay", journal)).toMatchObject({
    code: 0,
    out: expect.stringContaining("3 records replay to the same bytes"),
  });
}, 180_000);
