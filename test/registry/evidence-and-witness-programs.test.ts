import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test, vi } from "vitest";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { keyIdOf, sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { createTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import { decodeBase64 } from "../../src/core/record/base64.ts";
import { addCheckpointText } from "../../src/core/registry/witness/add-checkpoint.ts";
import { isCosignedBy, withLine } from "../../src/core/registry/witness/second-cosignature.ts";
import { nodeWords } from "../support/built-program.ts";
import { eventually } from "../support/eventually.ts";
import { runProgram } from "../support/program-run.ts";
import { startRegistryDatabase } from "../support/registry-database.ts";
import { enrolled, intakeOn } from "../support/registry-rig.ts";
import { registryFile } from "../support/registry-workers.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { ROOT } from "../support/source-tree.ts";
import { bytesOf, checkpointNote, submissionOf } from "../support/submissions.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: evidence of a record and a witness of somebody else, as people call them: programs of their own, one after another, on what the one before left. */
vi.setConfig({ testTimeout: 240_000 });

test("evidence is put, held, given back, found damaged, and swept; each answer has its exit code", async (context) => {
  const database = await startRegistryDatabase();
  if (typeof database === "string") return void context.skip(`no database: ${database}`);
  onTestFinished(() => database.close());
  const directory = temporaryDirectory();
  const { url, password } = database.server;
  const config = registryFile("registry", { directory, url, password, broker: "mqtt://127.0.0.1:1" });
  appendFileSync(config, "\nevidence: { directory: ./evidence }\n");
  const station = new SealingStation("HB-WH-0042");
  station.seal();
  await enrolled(database.pool, [station.registration]);
  await intakeOn(database.pool).take(bytesOf(submissionOf(station, 0)));
  const rows = await database.pool.query<{ record: string }>("select record from record");
  const record = rows[0]?.record ?? "";
  const bytes = bytesOf("what was measured");
  const hash = keyIdOf(bytes);
  const [file, back] = [join(directory, "bundle.zip"), join(directory, "back.zip")];
  writeFileSync(file, bytes);
  const evidence = async (word: string, ...words: readonly string[]) => {
    const { code, out, err } = await runProgram(["registry", "evidence", word, "--config", config, ...words]);
    return { code, out: out.trimEnd(), err: err.trimEnd() };
  };
  const why = ["--sha256", hash, "--why", "appeal 7", "--by", "chen"];

  const stranger = await evidence("put", "--file", file, "--record", "0".repeat(64));
  expect(stranger).toEqual({ code: 1, out: "", err: `No record ${"0".repeat(64)} is held.` });
  const type = ["--type", "application/zip", "--by", "chen"];
  const put = ["put", "--file", file, "--record", record, ...type] as const;
  expect(await evidence(...put)).toEqual({ code: 0, out: hash, err: "" });
  expect(await evidence(...put), "the same once more changes nothing").toEqual({
    code: 0,
    out: hash,
    err: "",
  });
  expect(await evidence("hold", ...why)).toMatchObject({ code: 0, out: `${hash} is held, by chen.` });
  const listed = await evidence("list", "--record", record, "--json");
  expect(listed.out.split("\n").map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ sha256: hash, record, mediaType: "application/zip", bytes: bytes.length }),
  ]);
  expect(JSON.parse(listed.out)).toMatchObject({ removed: null, holds: [{ why: "appeal 7", by: "chen" }] });
  const got = await evidence("get", "--sha256", hash, "--out", back);
  expect(got).toEqual({ code: 0, out: `${back}: ${bytes.length} bytes.`, err: "" });
  expect(new Uint8Array(readFileSync(back))).toEqual(bytes);
  expect(statSync(back).mode & 0o077).toBe(0);
  expect(await evidence("verify")).toEqual({ code: 0, out: "1 looked at, 0 missing or altered.", err: "" });

  // Somebody changes the store behind its back.
  const kept = join(directory, "evidence", hash.slice(0, 2), hash.slice(2, 4), hash);
  writeFileSync(kept, "what was measured?");
  expect(await evidence("verify")).toMatchObject({
    code: 1,
    out: `${hash}: altered\n1 looked at, 1 missing or altered.`,
  });
  const spoilt = await evidence("get", "--sha256", hash, "--out", join(directory, "spoilt"));
  expect(spoilt).toMatchObject({ code: 2, out: "", err: expect.stringContaining("[EVIDENCE_DAMAGED]") });
  expect(existsSync(join(directory, "spoilt"))).toBe(false);
  writeFileSync(kept, bytes);

  // Its day is over, and it is held.
  await database.pool.query("update evidence set keep_until = to_timestamp(1)");
  expect(await evidence("sweep")).toMatchObject({ code: 0, out: "0 went." });
  expect(await evidence("release", ...why)).toMatchObject({
    code: 0,
    out: `1 holds of ${hash} ended, by chen.`,
  });
  expect(await evidence("release", ...why)).toMatchObject({ code: 1, err: "Nobody holds it." });
  expect(await evidence("sweep")).toMatchObject({ code: 0, out: `${hash}\n1 went.` });
  expect(existsSync(kept)).toBe(false);
  expect(await evidence("hold", ...why)).toMatchObject({ code: 1, err: `No evidence ${hash} is kept.` });
  expect((await evidence("get", "--sha256", hash, "--out", back)).code).toBe(1);
});

interface RunningWitness {
  readonly child: ChildProcess;
  readonly url: string;
  readonly spki: Uint8Array;
}

async function startWitness(config: string): Promise<RunningWitness> {
  const child = spawn(
    process.execPath,
    [...nodeWords("src/runtime/main.ts"), "witness", "--config", config],
    {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => lines.push(line));
  await eventually("its key", () => lines.some((line) => line.startsWith("  key: ")), 60_000);
  const [, url = ""] = /is up at (\S+), for 1 logs\.$/.exec(lines[0] ?? "") ?? [];
  return { child, url, spki: decodeBase64(lines[1]?.slice("  key: ".length) ?? "") ?? new Uint8Array() };
}

async function stopped({ child }: RunningWitness): Promise<number | null> {
  const ended = once(child, "exit");
  child.kill("SIGINT");
  const [code] = (await ended) as [number | null];
  return code;
}

test("a witness cosigns, remembers over a restart, refuses another history, and forgets only while it is stopped", async () => {
  const directory = temporaryDirectory();
  const station = new SealingStation("HB-WH-0042");
  for (let n = 0; n < 4; n++) station.seal();
  const span = { notBefore: "1970-01-01T00:00:00.000Z", notAfter: "2100-01-01T00:00:00.000Z" };
  const authority = createDeterministicSigner("authority", "ecdsa-p256-sha256");
  const log = { key: station.logSigner, role: "log", station: station.station } as const;
  const keys = [{ ...log, name: `proofmark/${station.station}`, ...span }];
  const list = createTrustList({ authority, keys, issued: span.notBefore, validTo: span.notAfter });
  writeFileSync(join(directory, "trust.json"), list);
  const config = join(directory, "witness.yaml");
  const name = "witness.example/w1";
  writeFileSync(
    config,
    [
      ...["schema: proofmark/witness/v1", `name: ${name}`, "key: ./witness.pem", "data: ./data"],
      ...["trust: ./trust.json", `authority: "${keyIdOf(authority.publicKeySpki)}"`, "port: 0"],
    ].join("\n"),
  );
  const asked = async ({ url, spki }: RunningWitness, oldSize: number, size: number) => {
    const note = checkpointNote(station, size);
    const proof = oldSize === 0 ? [] : station.journal.consistencyProof(oldSize, size);
    const body = addCheckpointText({ oldSize, proof, note });
    const answer = await fetch(`${url}/add-checkpoint`, { method: "POST", body });
    const text = await answer.text();
    if (answer.status !== 200) return `${answer.status} ${text.trim()}`;
    const whole = withLine(note, name, text) ?? "";
    const isGood = isCosignedBy(whole, { name, spki }, { digest: sha256, verify: verifySignature });
    return isGood ? "cosigned" : "a line that is none";
  };
  const forget = async () => {
    const words = ["--config", config, "--station", station.station, "--by", "chen"];
    const { code, out, err } = await runProgram(["witness", "forget", ...words]);
    return { code, said: `${out}${err}`.trimEnd() };
  };

  const first = await startWitness(config);
  expect(await asked(first, 0, 4)).toBe("cosigned");
  expect(await asked(first, 4, 8)).toBe("cosigned");
  expect(await forget(), "while it runs").toMatchObject({
    code: 2,
    said: expect.stringContaining("[JOURNAL_LOCKED]"),
  });
  expect(await stopped(first)).toBe(0);

  const second = await startWitness(config);
  expect(second.spki).toEqual(first.spki);
  expect(await asked(second, 4, 8), "it has gone on").toBe("409 8");
  expect(await asked(second, 0, 4)).toBe("409 8");
  expect(await stopped(second)).toBe(0);

  expect(await forget()).toEqual({
    code: 0,
    said: "The log of HB-WH-0042, cosigned up to size 8, begins anew, by chen.",
  });
  expect(await forget()).toEqual({ code: 1, said: "Nothing was cosigned of the log of HB-WH-0042." });
  const third = await startWitness(config);
  expect(await asked(third, 0, 4)).toBe("cosigned");
  expect(await stopped(third)).toBe(0);
});
