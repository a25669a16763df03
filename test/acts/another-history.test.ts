import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RegistryService } from "../../simulators/registry/registry-service.ts";
import { createDeterministicSigner } from "../../src/adapters/keys/deterministic-signer.ts";
import { formatEnvelope, pae, parseEnvelope } from "../../src/core/record/dsse.ts";
import { openStore } from "../support/journal-directory.ts";
import { signed } from "../support/sealing-station.ts";
import { reasonOf, StoppedStation } from "../support/stopped-station.ts";
import { logSigner, recordSigner, TOY_STATION } from "../support/toy-station.ts";

/** Goal: an old copy in the place of the journal begins no job under a used number, whatever happens, and there is a way out of it. */
async function restored(): Promise<StoppedStation> {
  const station = new StoppedStation();
  await station.jobs(1);
  const copy = join(station.directory, "copy");
  expect((await station.call("journal", "export", "--out", copy)).code).toBe(0);
  await station.jobs(2);
  const restore = ["journal", "restore", "--from", copy, "--by", "Wang Li"];
  expect(await station.call(...restore)).toMatchObject({
    code: 2,
    err: expect.stringMatching(/would leave \d+ out.*恢复会丢下 \d+ 条.*\[ACT_REFUSED\]/s),
  });
  expect((await station.call(...restore, "--replace")).code).toBe(0);
  return station;
}

async function locked(): Promise<StoppedStation> {
  const station = await restored();
  const { result } = await station.run((toy, clock) => {
    clock.advanceBy(5000);
    return toy.open();
  });
  expect(reasonOf(result)).toBe("NO_JOB_IN_ANOTHER_HISTORY");
  return station;
}

/** The same with one more or another member, signed by whom the test says. */
function changed(decision: string, change: object, seed: Uint8Array | null = null): string {
  const parsed = parseEnvelope(decision);
  if (parsed.kind !== "envelope") throw new Error("no envelope");
  const { payloadType, payload, signatures } = parsed.envelope;
  const document = { ...JSON.parse(new TextDecoder().decode(payload)), ...change };
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  const stranger = createDeterministicSigner("stranger", "ed25519");
  const signature = signed(stranger, pae(payloadType, bytes));
  const keyId = signatures[0]?.keyId ?? "";
  return formatEnvelope({
    payloadType,
    payload: bytes,
    signatures: [{ keyId, signature: seed ?? signature }],
  });
}

describe("an old copy in the place of the journal", () => {
  test("no job begins before the registry has answered, and none after it: the journal keeps the lock", async () => {
    const station = await restored();
    const first = await station.run((toy) => toy.open(), 6);
    expect([reasonOf(first.result), first.status.locked]).toEqual([
      "ASKING_REGISTRY",
      expect.objectContaining({ kind: "rollback" }),
    ]);
    expect(station.entries().filter(({ type }) => type === "delivery-locked")).toHaveLength(1);
    station.isOffline = true;
    const offline = await station.run((toy) => toy.open());
    expect([reasonOf(offline.result), offline.records]).toEqual([
      "NO_JOB_IN_ANOTHER_HISTORY",
      ["locked rollback"],
    ]);
    // Once, however often it is started.
    expect(station.entries().filter(({ type }) => type === "delivery-locked")).toHaveLength(1);
  });

  test("nor does one where the registry has decided and nobody has taken the decision here", async () => {
    const station = await locked();
    station.resumed();
    expect((await station.jobs(1)).map(reasonOf)).toEqual(["NO_JOB_IN_ANOTHER_HISTORY"]);
  });

  test("with the registry's decision it goes on under new numbers, and both branches are in force", async () => {
    const station = await locked();
    const before = station.registry.stored.map(({ job }) => job);
    expect(before).toEqual(["TOY-1-000001", "TOY-1-000002", "TOY-1-000003"]);
    const text = station.resumed();
    const unlock = await station.call("unlock", "--with", station.decision(text), "--by", "Wang Li");
    expect([unlock.code, unlock.err]).toEqual([0, ""]);
    expect(unlock.out).toContain("Wang Li let delivery go on");
    expect(station.acts().at(-1)).toEqual({ kind: "delivery-unlocked", decision: text });
    const [opening] = await station.jobs(1);
    expect(opening).toEqual({ kind: "opened", job: "TOY-1-001004" });
    const { status } = await station.run(() => null);
    expect(status).toMatchObject({ pending: 0, locked: null });
    expect(station.registry.stored.map(({ job }) => job)).toEqual([...before, "TOY-1-001004"]);
    expect(station.registry.quarantined).toEqual([]);
    const again = await station.call("unlock", "--with", station.decision(text));
    expect(again).toMatchObject({ code: 2, err: expect.stringMatching(/has been used.*已经用过/s) });
  });

  test("also where the registry takes it up below the journal's newest receipt: receipts keep rising", async () => {
    const station = new StoppedStation();
    await station.jobs(3);
    const sizes = station.entries().flatMap((entry) => (entry.type === "receipt" ? [entry.size] : []));
    await station.oldCopy(2);
    await station.run(() => null);
    const text = station.resumedAt(sizes[0] ?? 0);
    expect((await station.call("unlock", "--with", station.decision(text))).code).toBe(0);
    expect((await station.jobs(1)).map(reasonOf)).toEqual(["opened"]);
    const { status } = await station.run(() => null);
    expect([status.pending, status.locked, station.registry.quarantined]).toEqual([0, null, []]);
    const now = station.entries().flatMap((entry) => (entry.type === "receipt" ? [entry.size] : []));
    expect(now).toEqual([...now].sort((a, b) => a - b));
    expect(station.registry.stored.map(({ job }) => job.slice(-6))).toEqual([
      ...["000001", "000002", "000003"],
      "001004",
    ]);
  });

  test("and where no copy was left at all, from the beginning: the new journal is taken up at size 0", async () => {
    const station = new StoppedStation();
    await station.jobs(2);
    rmSync(station.journal, { recursive: true });
    // It does not know of the old one before it delivers.
    expect((await station.jobs(1)).map(reasonOf)).toEqual(["opened"]);
    expect((await station.jobs(1)).map(reasonOf)).toEqual(["NO_JOB_IN_ANOTHER_HISTORY"]);
    const file = station.decision(station.resumedAt(0));
    expect((await station.call("unlock", "--with", file)).code).toBe(0);
    expect((await station.jobs(1)).map(reasonOf)).toEqual(["opened"]);
    await station.run(() => null);
    expect(station.registry.quarantined.map(({ defect }) => defect)).toEqual(["job-used"]);
    expect(station.registry.stored.map(({ job }) => job.slice(-6))).toEqual(["000001", "000002", "001003"]);
  });

  test("a job that was done meanwhile under a used number is quarantined by its number, and its record kept", async () => {
    const station = await restored();
    station.isOffline = true;
    expect((await station.jobs(1)).map(reasonOf)).toEqual(["opened"]);
    station.isOffline = false;
    await station.run(() => null);
    const text = station.resumed();
    expect((await station.call("unlock", "--with", station.decision(text))).code).toBe(0);
    await station.jobs(1);
    await station.run(() => null);
    expect(station.registry.quarantined.map(({ defect }) => defect)).toEqual(["job-used"]);
    expect(station.registry.stored.map(({ job }) => job).at(-1)).toBe("TOY-1-001004");
  });

  test("unlock is refused while the station runs", async () => {
    const station = await locked();
    const file = station.decision(station.resumed());
    const running = openStore(station.journal, { station: TOY_STATION });
    const answer = await station.call("unlock", "--with", file);
    expect([answer.code, answer.err]).toEqual([2, expect.stringContaining("[JOURNAL_LOCKED]")]);
    await running.close();
    expect((await station.call("unlock", "--with", file)).code).toBe(0);
  });

  test("unlock shows what the registry has to know, and changes nothing", async () => {
    const station = await locked();
    const count = station.entries().length;
    const shown = JSON.parse((await station.call("unlock", "--json")).out);
    expect(shown).toMatchObject({
      station: TOY_STATION,
      entries: count,
      receipt: { size: expect.any(Number) },
      held: { kind: "rollback", size: station.registry.size(TOY_STATION) },
    });
    expect((await station.call("unlock")).out).toContain("locked          rollback");
    expect(station.entries()).toHaveLength(count);
  });
});

describe("a decision that is not for this journal", () => {
  const refusal = async (station: StoppedStation, text: string): Promise<string> => {
    const before = station.entries().length;
    const { code, err } = await station.call("unlock", "--with", station.decision(text, "other.json"));
    expect([code, station.entries().length]).toEqual([2, before]);
    expect(err).toMatch(/[\u4e00-\u9fff].*\[ACT_REFUSED\]/s);
    return err;
  };

  test("is refused by its signature before anything in it is read, and by each of its figures", async () => {
    const station = await locked();
    const early = station.registry.resume(TOY_STATION, { size: 0, atMs: Date.now() - 86_400_000 });
    expect(await refusal(station, early)).toContain("ask for a new one");
    const good = station.resumed();
    expect(await refusal(station, changed(good, { jobsFrom: 1 }))).toContain("is not signed by the registry");
    expect(await refusal(station, "{}")).toContain("does not have the documented form");
    expect(await refusal(station, good.replace("registry-decision.v1", "registry-decision.v2"))).toContain(
      "is not signed",
    );
    expect((await station.call("unlock", "--with", join(station.directory, "none.json"))).code).toBe(2);
    expect((await station.call("unlock", "--by", "\n")).code).toBe(2);
  });

  test("of another station, beyond the journal or of another root is refused", async () => {
    const station = await locked();
    const registration = { logKeySpki: logSigner.publicKeySpki, recordKeySpki: recordSigner.publicKeySpki };
    const stations = [{ station: "TOY-2", ...registration }];
    const same = new RegistryService({ witnessSeed: new Uint8Array(32).fill(7), stations });
    const other = same.resume("TOY-2", { size: 0, atMs: station.nowMs });
    expect(await refusal(station, other)).toContain("for station TOY-2, not for TOY-1");
    const held = station.registry.size(TOY_STATION);
    expect(await refusal(station, station.resumedAt(held))).toContain("takes the log up at size");
    const foreign = await locked();
    expect(await refusal(station, foreign.resumed())).toContain("are not those of this journal");
  });
});
