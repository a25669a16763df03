import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { runCli } from "../../src/cli/dispatch.ts";
import { createVerifyCommand } from "../../src/cli/verify.ts";
import { nextCommand } from "../../src/core/commands/acknowledged.ts";
import { COMMAND_PAYLOAD_TYPE, type CommandOrder } from "../../src/core/commands/command-messages.ts";
import { drawCount, drawn } from "../../src/core/commands/draw.ts";
import { type DrawCandidate, toldDraw } from "../../src/core/commands/told-draw.ts";
import { signedMessage } from "../../src/core/requests/signed-message.ts";
import { temporaryDirectory } from "../support/journal-directory.ts";
import { KEYS, receiptNote, STATION, signatureOf, trustListText } from "../support/sealed-results.ts";

/** Goal: a lot is drawn again from its file alone, and a lot that is none is named by what differs. */
const FROM = "2026-11-17T16:00:00.000Z";
const TO = "2026-11-18T16:00:00.000Z";
const AFTER_S = Date.parse(TO) / 1_000 + 60;
const hash = (at: number): string => at.toString(16).padStart(64, "0");
/** Four results are of each vehicle. */
const RECORDS: readonly DrawCandidate[] = Array.from({ length: 40 }, (_none, at) => ({
  record: hash(at + 1),
  vin: `LFV2A21K8D4${String(at % 10).padStart(6, "0")}`,
}));

interface Lot {
  readonly records?: readonly DrawCandidate[];
  readonly sharePercent?: number;
  readonly timeS?: number;
  readonly of?: number;
  readonly signer?: typeof KEYS.witness;
  readonly change?: (of: Recheck["of"]) => Recheck["of"];
  readonly order?: CommandOrder;
}
type Recheck = Extract<CommandOrder, { kind: "recheck" }>;

function lotOf({ records = RECORDS, sharePercent = 20, signer = KEYS.witness, ...more }: Lot = {}): string {
  const checkpoint = receiptNote(90, new Uint8Array(32), { timeS: more.timeS ?? AFTER_S });
  const ground = { station: STATION, number: 7, from: FROM, to: TO, checkpoint };
  const ids = RECORDS.map(({ record }) => record);
  const lots = drawn(sha256, ground, ids, drawCount(ids.length, 20));
  const picked = lots.flatMap((record) => RECORDS.filter((one) => one.record === record));
  const each = picked.filter((one, at) => picked.findIndex(({ vin }) => vin === one.vin) === at);
  const of = each.map((one) => ({ ...one, plate: "A12345" }));
  const why = { zh: "抽查。", en: "A check by lot." };
  const draw = { from: FROM, to: TO, of: more.of ?? RECORDS.length, checkpoint };
  const order = more.order ?? {
    ...{ kind: "recheck", of: more.change?.(of) ?? of, due: "2026-11-26T00:00:00.000Z", draw, why },
  };
  const issuedMs = AFTER_S * 1_000;
  const document = nextCommand(
    { number: 6, command: hash(6) },
    { station: STATION, order: order as CommandOrder, by: "Wu", issuedMs, untilMs: issuedMs + 1 },
  );
  const keys = [{ keyId: signer.keyId, sign: (message: Uint8Array) => signatureOf(signer, message) }];
  return toldDraw(
    new TextDecoder().decode(signedMessage(COMMAND_PAYLOAD_TYPE, document, keys)),
    sharePercent,
    records,
  );
}

let folder = "";
beforeEach(() => {
  folder = temporaryDirectory();
  writeFileSync(join(folder, "trust.json"), trustListText());
});

async function verify(text: string): Promise<{ code: number; codes: string[]; out: string }> {
  const file = join(folder, "lot.json");
  writeFileSync(file, text);
  const out: string[] = [];
  const io = { out: (line: string) => void out.push(line), err: () => undefined };
  const listed = [{ name: "verify", summary: "", load: async () => createVerifyCommand([]) }];
  const run = (...more: string[]) =>
    runCli(
      { commands: listed, version: () => "" },
      ["verify", file, "--trust", join(folder, "trust.json"), ...more],
      io,
    );
  const code = await run("--json");
  const { failures } = JSON.parse(out[0] ?? "{}") as { failures: { code: string }[] };
  await run();
  return { code, codes: failures.map((one) => one.code), out: out.slice(1).join("\n") };
}

test("RP-231 a lot is drawn again from the file alone, whoever listed the results in whatever order", async () => {
  for (const records of [RECORDS, [...RECORDS].reverse()]) {
    const { code, codes, out } = await verify(lotOf({ records }));
    expect([code, codes]).toEqual([0, []]);
    expect(out).toContain("40 results, 20 %");
    expect(out).toContain("[DRAW_RESTS_ON]");
  }
});

const other = (of: Recheck["of"]) => {
  const free = RECORDS.find(({ vin }) => !of.some((one) => one.vin === vin));
  if (free === undefined) throw new Error("one was not drawn");
  return [{ ...free, plate: "A12345" }, ...of.slice(1)];
};

test.each<readonly [string, Lot, readonly string[]]>([
  ["another vehicle took the place of one", { change: other }, ["DRAW_LEAVES_OUT", "DRAW_ADDS"]],
  ["one is left out", { change: (of) => of.slice(1) }, ["DRAW_LEAVES_OUT"]],
  ["the share was a larger one", { sharePercent: 60 }, ["DRAW_LEAVES_OUT"]],
  ["the share was a smaller one", { sharePercent: 5 }, ["DRAW_ADDS"]],
  ["a result is not in the list", { records: RECORDS.slice(1) }, ["DRAW_OF_OTHERS"]],
  [
    "a result is twice in the list",
    { records: [...RECORDS.slice(1), ...RECORDS.slice(-1)] },
    ["DRAW_OF_OTHERS"],
  ],
  ["the command counts others", { of: 41 }, ["DRAW_OF_OTHERS"]],
  [
    "a result is of another vehicle",
    { change: (of) => of.map((one, at) => (at === 0 ? { ...one, vin: "X" } : one)) },
    ["DRAW_OTHER_VEHICLE"],
  ],
  [
    "the seed was known before the hours ended",
    { timeS: Date.parse(TO) / 1_000 - 1 },
    ["DRAW_CHECKPOINT_EARLY"],
  ],
  ["the command is a log key's", { signer: KEYS.log }, ["DRAW_UNSIGNED"]],
  [
    "it is of no lot",
    { order: { kind: "lock", of: { what: "station" }, why: { zh: "一", en: "One" } } },
    ["DRAW_OF_NO_LOT"],
  ],
])("RP-231 a lot is wrong where %s", async (_what, lot, codes) => {
  expect(await verify(lotOf(lot))).toMatchObject({ code: 1, codes });
});

test("RP-231 what is no file of a draw, or was changed after it was signed, is refused", async () => {
  const text = lotOf();
  expect((await verify(text.replace('"sharePercent"', '"share"'))).codes).toEqual(["DRAW_MALFORMED"]);
  const at = text.indexOf('"payload":"') + 40;
  const spoilt = `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
  expect((await verify(spoilt)).codes).toEqual(["DRAW_UNSIGNED"]);
});
