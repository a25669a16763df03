import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { proofmark } from "../support/cli-run.ts";
import { annexD, IACA, licenceVector, READER_SECRET, transcriptD } from "../support/licence-vectors.ts";
import { madeAuthority, madeLicence } from "../support/made-licence.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** Goal: a licence from a file is told with every check, by exit code and in words, and a wrong call in one sentence. */
const PEM = `-----BEGIN CERTIFICATE-----\n${IACA}\n-----END CERTIFICATE-----\n`;

function folder(certificates: Readonly<Record<string, string | Uint8Array>> = { "utopia.pem": PEM }) {
  const place = temporaryDirectory();
  mkdirSync(join(place, "issuers"));
  for (const [name, bytes] of Object.entries(certificates))
    writeFileSync(join(place, "issuers", name), bytes);
  const put = (name: string, bytes: string | Uint8Array): string => {
    writeFileSync(join(place, name), bytes);
    return join(place, name);
  };
  return { put, issuers: join(place, "issuers") };
}

describe("decode licence", () => {
  test("the standard's example: accepted then, and told why not today", async (ctx) => {
    const { put, issuers } = folder();
    const file = put("answer.hex", Buffer.from(annexD(ctx)).toString("hex"));
    const then = await proofmark(
      "decode",
      "licence",
      file,
      "--issuers",
      issuers,
      "--at",
      "2021-01-01T00:00:00Z",
    );
    expect([then.code, then.err]).toEqual([0, ""]);
    expect(then.out).toContain(
      "licence, accepted 采信, data authentic 数据真实, holder not proven 未证明持有人",
    );
    expect(then.out).toMatch(/^ {2}number +123456789$/m);
    expect(then.out).toMatch(/^ {2}category A +2018-08-09 to 2024-10-20$/m);
    expect(then.out).toContain("1042 bytes, image/jpeg");
    const today = await proofmark(
      "decode",
      "licence",
      file,
      "--issuers",
      issuers,
      "--at",
      "2026-11-30T08:00:00Z",
    );
    expect(today.code).toBe(1);
    expect(today.out).toContain("[LICENCE_DATA_ENDED]");
    expect(today.out).toContain("[LICENCE_ENDED]");
  });

  test("with transcript and reader's key the MAC is checked", async (ctx) => {
    const { put, issuers } = folder();
    const answer = put("answer.cbor", annexD(ctx));
    const more = [
      ...["--issuers", issuers, "--at", "2021-01-01T00:00:00Z", "--json"],
      ...["--transcript", put("transcript.cbor", transcriptD(ctx))],
    ];
    const key = put("key.hex", Buffer.from(READER_SECRET).toString("hex"));
    const checked = await proofmark("decode", "licence", answer, ...more, "--reader-key", key);
    expect(checked.code).toBe(0);
    const told = JSON.parse(checked.out) as { steps: { step: string; state: string }[]; holder: string };
    expect(told.holder).toBe("not-proven");
    expect(told.steps.find(({ step }) => step === "holder")?.state).toBe("good");
    const other = put("other.hex", `${"0".repeat(63)}7`);
    const wrong = await proofmark("decode", "licence", answer, ...more, "--reader-key", other);
    expect(wrong.out).toContain("not-our-session");
  });

  test("an authority that is none, and a folder without any, are told; nothing is accepted by them", async (ctx) => {
    const { put, issuers } = folder({
      "a.pem": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    });
    const file = put("a.cbor", licenceVector(ctx, "issuer_signed.cbor"));
    const { code, out, err } = await proofmark("decode", "licence", file, "--issuers", issuers);
    expect(code).toBe(1);
    expect(err).toContain("a.pem of the trusted authorities is not taken");
    expect(err).toContain("holds no certificate of an issuing authority");
    expect(out).toContain("[LICENCE_ISSUER_UNKNOWN]");
    expect(out).not.toContain("123456789");
  });

  test("one made here, in base64url, by an authority in DER", async () => {
    const { put, issuers } = folder({ "made.der": madeAuthority() });
    const file = put("a.txt", Buffer.from(madeLicence()).toString("base64url"));
    const made = await proofmark(
      "decode",
      "licence",
      file,
      "--issuers",
      issuers,
      "--at",
      "2026-11-30T08:00:00Z",
    );
    expect([made.code, made.err]).toEqual([0, ""]);
  });

  test.each([
    [["decode", "licence"], "needs one FILE"],
    [["decode", "licence", "a", "b"], "needs one FILE"],
    [["decode", "licence", "a"], "needs --issuers DIR"],
    [["decode", "licence", "a", "--issuers", "/nowhere"], "Cannot read the folder /nowhere"],
    [["decode", "licence", "a", "--issuers", ".", "--at", "today"], "--at: found"],
    [["decode", "licence", "a", "--issuers", ".", "--signer-life", "x"], "allowed: at-signing or now"],
    [["decode", "licence", "/nowhere", "--issuers", "."], "Cannot read /nowhere"],
    [["decode", "licence", "package.json", "--issuers", "."], "neither binary CBOR"],
  ])("%j: %s", async (args, why) => {
    const { code, err } = await proofmark(...args);
    expect(err).toContain(why);
    expect(code).toBe(2);
  });
});
