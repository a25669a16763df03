import { gunzipSync, gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { nodeGzip } from "../../src/adapters/zlib/node-gzip.ts";
import { readDay, writeDay } from "../../src/core/evidence/day-file.ts";
import { type EvidenceBundle, writeEvidence } from "../../src/core/evidence/evidence-bundle.ts";
import { disclose } from "../../src/core/evidence/gather.ts";
import { receiptedRoot } from "../../src/core/record/journal-receipt.ts";
import { bundleOf, type PlayedScenario, playedScenario, provenJournal } from "../support/evidence-world.ts";
import { AT, goodDay } from "../support/journal-day.ts";
import { KEYS, STATION, trustListText } from "../support/sealed-results.ts";
import { answered, sealedWithProof, TOY_DOCUMENTS, withdrawalOf } from "../support/verifier-corpus.ts";
import { auditPage } from "./page-audit.ts";
import { chooseFile, shot, verifierStage, word } from "./verifier-stage.ts";

/** Goal: whoever has the page on a disk and no network checks a proof, a day and the evidence of a job, and is told what each shows and what it does not. */
vi.setConfig({ testTimeout: 120_000 });
const { opened } = verifierStage();
const CHOOSE = "图片或文件";
const trusting = { keys: { authority: KEYS.authority.keyId, trust: trustListText() }, nowMs: AT.wallMs };

describe("the evidence of a job", () => {
  let played: PlayedScenario;
  let bundle: EvidenceBundle;
  beforeAll(async () => {
    played = await playedScenario("c1-no-belt");
    bundle = bundleOf(played.journal, played.run.records.at(-1)?.document.job ?? "");
  }, 60_000);
  const bytesOf = (of: EvidenceBundle): Buffer => {
    const written = writeEvidence(of, nodeGzip);
    if (written.kind === "refused") throw new Error(written.reason.code);
    return Buffer.from(written.bytes);
  };
  const known = () => ({
    keys: { authority: played.run.signers.authority.keyId, trust: played.trustText },
    nowMs: Date.parse("2026-11-30T08:00:00Z"),
  });

  test("is believed with what the record says, and says how many entries bear it out", async (context) => {
    const page = await opened(context, known());
    await chooseFile(page, CHOOSE, "e.json.gz", bytesOf(bundle));
    await word(page, "仅供试用");
    await page.getByText("结论：不合格").waitFor();
    await page.getByText(`${bundle.entries.length} `).first().waitFor();
    await shot(page, "verifier-evidence-zh");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByText("Result: fail").waitFor();
    expect(await auditPage(page)).toEqual([]);
  });

  test("with one entry changed, one left out, or one byte of the file flipped is refused with the reason", async (context) => {
    const page = await opened(context, known());
    const whole = bytesOf(bundle);
    const text = gunzipSync(whole).toString("utf8");
    const changed = text.replace(
      /\\"monoMs\\":(\d)/,
      (_all, digit) => `\\"monoMs\\":${(Number(digit) + 1) % 10}`,
    );
    expect(changed).not.toBe(text);
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1] = (flipped[whole.length >> 1] ?? 0) ^ 1;
    const short = { ...bundle, entries: bundle.entries.filter((_entry, at) => at !== 5) };
    for (const bytes of [gzipSync(changed), flipped, bytesOf(short)]) {
      await chooseFile(page, CHOOSE, "e.json.gz", bytes);
      await word(page, "核验不通过");
      await expect.poll(() => page.locator(".answer .told li").count()).toBeGreaterThanOrEqual(1);
      await page.getByRole("button", { name: "首页" }).click();
    }
  });
});

describe("the records of a day", () => {
  function dayText(chosenBut: number): string {
    const day = goodDay();
    const shifted = new Date(AT.wallMs + 86_400_000).toISOString();
    day.sealed({ time: { started: shifted, ended: shifted, status: "synchronised" } });
    day.receipt(day.store.size());
    const records = [...day.store.read(0)];
    const receipt = receiptedRoot(records.at(-1) as Uint8Array);
    const sealedAt = records.flatMap((bytes, at) =>
      /"type":"(?:record|withdrawal)-sealed"/.test(new TextDecoder().decode(bytes)) ? [at] : [],
    );
    const chosen = sealedAt.filter((_at, nth) => nth !== chosenBut);
    const disclosed = disclose(provenJournal(STATION, records), chosen, receipt);
    if (disclosed.kind === "refused") throw new Error(disclosed.reason.code);
    const { kind: _, ...rest } = disclosed;
    const of = new Date(AT.wallMs).toISOString().slice(0, 10);
    const written = writeDay({ ...rest, day: of, zone: "UTC" });
    if (written.kind === "refused") throw new Error(written.reason.code);
    expect(readDay(written.text).kind).not.toBe("refused");
    return written.text;
  }

  test("are listed, and that none is missing is told", async (context) => {
    const page = await opened(context, trusting);
    await chooseFile(page, CHOOSE, "day.json", Buffer.from(dayText(-1)));
    await word(page, "仅供试用");
    await page.getByRole("heading", { name: "日清单" }).waitFor();
    await shot(page, "verifier-day-zh");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "The records of a day" }).waitFor();
    expect(await auditPage(page)).toEqual([]);
  });

  test("of which somebody left one out are refused", async (context) => {
    const page = await opened(context, trusting);
    await chooseFile(page, CHOOSE, "day.json", Buffer.from(dayText(1)));
    await word(page, "核验不通过");
  });
});

describe("proofs", () => {
  test("of a record, and what the registry answered of it; a withdrawn one is told before all else", async (context) => {
    const page = await opened(context, trusting);
    const [document] = TOY_DOCUMENTS;
    if (document === undefined) throw new Error("there is a document");
    const real = { ...document, devices: document.devices.map((one) => ({ ...one, simulated: false })) };
    const of = sealedWithProof(real);
    const withdrawal = sealedWithProof(withdrawalOf(of.record, real));
    for (const [text, expected] of [
      [of.proof, "核验通过"],
      [answered(of.record, of.proof, null), "核验通过"],
      [answered(of.record, of.proof, withdrawal), "记录已撤销"],
    ] as const) {
      await chooseFile(page, CHOOSE, "p.json", Buffer.from(text));
      await word(page, expected);
      await page.getByRole("button", { name: "首页" }).click();
    }
    const damaged = of.proof.replace(
      /"inclusion":\["(.)/,
      (_all, first) => `"inclusion":["${first === "A" ? "B" : "A"}`,
    );
    expect(damaged).not.toBe(of.proof);
    await chooseFile(page, CHOOSE, "p.json", Buffer.from(damaged));
    await word(page, "核验不通过");
  });
});
