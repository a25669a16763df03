import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type TestContext, test } from "vitest";
import type { StationKeys } from "../../src/adapters/keys/key-directory.ts";
import { secretSource } from "../../src/adapters/keys/secret-source.ts";
import { KeyCustody } from "../../src/adapters/keys/station-custody.ts";
import { proofmark } from "../support/cli-run.ts";
import { journalFacts } from "../support/kill-ledger.ts";
import { LoadedStage, soundSubject } from "../support/loaded-stage.ts";
import { AS_BUILT, type LoadedStation } from "../support/loaded-station.ts";
import { SoftToken, softTokenMissing } from "../support/soft-token.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/**
 * Goal: a whole station whose two keys are in a token seals, delivers and is receipted; the token pulled out costs no record, neither does a kill while it is away, and what was sealed verifies for
 * a stranger.
 */
const SEAL_MS = 60_000;
const LIMIT_MS = 300_000;

function needsToken(ctx: TestContext): void {
  const missing = softTokenMissing();
  if (missing !== null) ctx.skip(missing);
}

async function stageOn(token: SoftToken): Promise<LoadedStage> {
  const block = { record: token.custody("record key"), log: token.custody("log key") };
  const make = async (directory: string): Promise<StationKeys> => {
    const pin = secretSource(`file:${token.pinFile}`);
    if (pin === null) throw new Error("no source");
    const kept = { custody: "pkcs11", module: token.module, token: token.label, pin } as const;
    const custody = new KeyCustody({
      directory,
      custody: { record: { ...kept, key: "record key" }, log: { ...kept, key: "log key" } },
      tool: token.tool,
    });
    const keys = await custody.loadOrMake(false);
    custody.close();
    return keys;
  };
  return LoadedStage.start(temporaryDirectory(), 5, AS_BUILT, { block, env: token.env, make });
}

/** Its log says that this job could not be signed. */
function failed({ data }: LoadedStage, job: string): boolean {
  const file = join(data, "station.log");
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return lines.some((line) => line.includes("sealing failed") && line.includes(job));
}

/** One vehicle, called and ended by a person: the shortest way to a record. */
async function job(stage: LoadedStage, station: LoadedStation, number: number): Promise<string> {
  stage.put("inspection", `${number}.yaml`, soundSubject("inspection", number));
  stage.comes("inspection", number);
  let body: Record<string, unknown> = {};
  await expect
    .poll(
      async () => {
        const answer = await station.call("inspection");
        ({ body } = answer);
        return answer.status;
      },
      { timeout: SEAL_MS, interval: 200 },
    )
    .toBe(201);
  await station.abort(String(body.job));
  return String(body.job);
}

test(
  "sealed and receipted from a token; pulled out and plugged in while it runs; killed and started without it; and back",
  async (ctx) => {
    needsToken(ctx);
    const token = new SoftToken();
    const stage = await stageOn(token);
    const lives: LoadedStation[] = [];
    const live = async (): Promise<LoadedStation> => {
      const station = stage.station();
      lives.push(station);
      return station.up();
    };
    const isReceipted = (): boolean => {
      const { receiptedSize, lastSealedIndex } = journalFacts(stage.data);
      return lastSealedIndex >= 0 && receiptedSize > lastSealedIndex;
    };
    try {
      const first = await live();
      const sealed = await job(stage, first, 1);
      await first.until("the first is sealed", () => first.hasSealed(sealed), SEAL_MS);
      await first.until("it is receipted", isReceipted, SEAL_MS);

      // Pulled out: to SoftHSM its files are gone, and so is every key.
      token.takeTokens();
      const second = await job(stage, first, 2);
      await first.until("it is told", () => failed(stage, second), SEAL_MS);
      expect(first.hasSealed(second)).toBe(false);
      token.putTokens();
      await first.until("it is sealed by itself", () => first.hasSealed(second), SEAL_MS);

      // Again, and the module with it; then killed, and started without.
      token.takeTokens();
      token.takeModule();
      const third = await job(stage, first, 3);
      await first.until("it is told", () => failed(stage, third), SEAL_MS);
      await first.kill();
      const without = await live();
      expect(without.complaints.join(" ")).toContain(
        `The record key is in a token that cannot be used now: the module ${token.module} cannot be used: there is no such file.`,
      );
      expect(without.hasSealed(third)).toBe(false);

      await without.kill();
      token.putModule();
      token.putTokens();
      const back = await live();
      await back.until("what waited is sealed", () => back.hasSealed(third), SEAL_MS);
      await back.until("and receipted", isReceipted, SEAL_MS);
      expect((await back.interrupt()).code).toBe(0);
      const { sealed: records, opened } = journalFacts(stage.data);
      expect(records.map(({ job }) => job)).toEqual(opened.map(({ job }) => job));
      const { trustFile } = stage.registry;
      const verified = await proofmark("verify", join(stage.data, "journal"), "--trust", trustFile);
      expect([verified.code, verified.err]).toEqual([
        0,
        expect.stringMatching(/^The trust list is signed by authority [0-9a-f]{64};[^\n]*\n?$/),
      ]);
    } finally {
      for (const station of lives) await station.kill();
      await stage.close();
    }
  },
  LIMIT_MS,
);
