import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { withSigns } from "../../src/console/web/appeal/hidden-parts.ts";
import { recordJob } from "../../src/console/web/appeal/record-job.ts";
import { bundleOf } from "../../src/console/web/appeal/shown-bundle.ts";
import { WITHDRAWAL_FIELDS } from "../../src/core/evidence/redaction/personal-fields.ts";
import { Redactor } from "../../src/core/evidence/redaction/redact-document.ts";
import type { Json } from "../../src/core/record/canonical-json.ts";
import type { AnyReason, Told } from "../../src/core/trade/reason-shape.ts";
import { causesOf, sentenceOf, told } from "../../src/core/trade/reasons.ts";
import { verify } from "../../src/verifier/verify.ts";
import { playedScenario } from "../support/evidence-world.ts";
import { countedBytes, redactedScenario } from "../support/redacted-world.ts";
import { bytesOfText, contextWith } from "../support/verifier-context.ts";

/** Goal: a page for others says of every reason what stands open of it, with a sign for the rest, and never a word of the machine. */
const UNSAID = /undefined|\bNaN\b|\[object |Invalid Date/;
const STOPPED = {
  code: "STOPPED_FOR",
  params: { by: "P-7K3M9Q2X", choice: "danger", note: "王五 stood there" },
};

const samples: AnyReason[] = [];
beforeAll(async () => {
  const folder = join(import.meta.dirname, "../support/reason-samples");
  for (const file of readdirSync(folder)) {
    const module: unknown = await import(/* @vite-ignore */ pathToFileURL(join(folder, file)).href);
    for (const [name, rows] of Object.entries(module as Record<string, Record<string, AnyReason["params"]>>))
      if (name.endsWith("SAMPLES"))
        for (const [code, params] of Object.entries(rows)) samples.push({ code, params });
  }
  expect(samples.length).toBeGreaterThan(500);
});

function redacted(why: AnyReason): unknown {
  const redactor = new Redactor({ digest: sha256, random: countedBytes }, null);
  const document = redactor.document({ reason: told(why) } as unknown as Json, WITHDRAWAL_FIELDS, "d");
  return (document as { readonly reason: Json }).reason;
}

/** As the page says it: by its causes, and by its sentence. */
function said(value: unknown): string {
  return everyWord(withSigns(value) as Told);
}

function everyWord(why: Told): string {
  const causes = causesOf(why).map(sentenceOf);
  return [why, ...causes].map(({ zh, en }) => `${zh} ${en}`).join("\n");
}

describe("a reason of which others see a part", () => {
  test("says what stands open, also of a reason within it", () => {
    for (const why of [
      { code: "ITEM_VOID", params: { item: "B1", why: STOPPED } },
      { code: "MEASURED_AGAIN", params: { because: STOPPED } },
      {
        code: "ITEM_UNDECIDED",
        params: { item: "B1", because: [{ code: "NOT_MEASURED", params: {} }, STOPPED] },
      },
    ]) {
      const found = redacted(why);
      expect(JSON.stringify(found)).not.toMatch(/P-7K3M9Q2X|王五/);
      expect(JSON.stringify(found)).toContain('"choice":"danger"');
      expect(said(found)).toContain("danger");
      expect(said(found)).toContain("▇▇▇");
      expect(said(found)).not.toMatch(UNSAID);
    }
  });

  test("is never said by words of the machine, whichever reason of the house it is", () => {
    const plain = samples.filter((why) => !UNSAID.test(everyWord(told(why))));
    expect(samples.length - plain.length).toBeLessThan(3);
    for (const why of plain) expect([why.code, UNSAID.test(said(redacted(why)))]).toEqual([why.code, false]);
  });

  test("nor where another station hid any one of its parts whole", () => {
    const digest = { digest: "ab".repeat(32) };
    for (const { code, params } of samples)
      for (const name of Object.keys(params)) {
        const value = { code, params: { ...params, [name]: digest }, zh: digest, en: digest };
        expect([code, name, UNSAID.test(said(value))]).toEqual([code, name, false]);
      }
  });

  test("of a lane in which an inspector stops an item", async () => {
    const played = await playedScenario("k3-inspector-stops-and-goes-on");
    const { file } = redactedScenario(played);
    const verdict = verify(file, contextWith({ trust: bytesOfText(played.trustText) }));
    const shown = bundleOf(verdict);
    if (shown === null) throw new Error("the bundle is not believed");
    const job = recordJob(shown.document, null);
    const stopped = [...job.reasons, ...job.notes, ...job.items.flatMap(({ reasons }) => reasons)];
    const words = stopped.map((why) => everyWord(why as Told)).join("\n");
    expect(words).toContain("▇▇▇");
    expect(words).not.toMatch(UNSAID);
  });
});
