import type { TestContext } from "vitest";
import { describe, expect, test } from "vitest";
import { licenceCrypto, readerKeys } from "../../src/adapters/keys/licence-crypto.ts";
import type { Certificate } from "../../src/core/licence/certificate/certificate.ts";
import type { LicenceTold } from "../../src/core/licence/licence-told.ts";
import { encodeBase64 } from "../../src/core/record/base64.ts";
import { LicenceDesk } from "../../src/runtime/licence-desk.ts";
import {
  annexD,
  authorityD,
  licenceVector,
  pemCertificate,
  READER_SECRET,
  THEN,
  timeOf,
  transcriptD,
} from "../support/licence-vectors.ts";
import { served } from "./served-console.ts";

/**
 * Goal: a licence of another issuer (the worked example of the standard) is read at the desk over HTTP, in a session and without one; of
 * a wrong issuer, with a wrong digest and at the end of its time it is refused, and the answer says why.
 */
const CERTIFICATE = "420100123456";

interface Answered {
  readonly status: number;
  readonly told: LicenceTold;
  readonly portrait: string | null;
}

/** A console whose desk trusts these, on that day; its reader has the published key of the example, for the example answers no other. */
async function deskOn(wallMs: number, authorities: readonly Certificate[]) {
  const published = readerKeys.of(READER_SECRET);
  if (published === null) throw new Error("the reader's key is none");
  const licences = new LicenceDesk({
    authorities: { authorities, refused: [] },
    ...{ signerLife: "at-signing", crypto: licenceCrypto, keys: { ...readerKeys, make: () => published } },
    people: { whyNot: () => null },
    clock: { wallMs: () => wallMs, monoMs: () => 0 },
    localDate: (ms) => timeOf(ms).day,
    isClockSure: () => true,
  });
  const { post } = await served({ licences });
  const begin = async (): Promise<string> => {
    const answer = await post("/api/check-in/licence-session", JSON.stringify({ certificate: CERTIFICATE }));
    expect(answer.status).toBe(201);
    return ((await answer.json()) as { session: string }).session;
  };
  const shows = async (
    bytes: Uint8Array,
    session: string | null = null,
    transcript: Uint8Array | null = null,
  ): Promise<Answered> => {
    const said = transcript === null ? null : encodeBase64(transcript);
    const body = { session, certificate: CERTIFICATE, answer: encodeBase64(bytes), transcript: said };
    const answer = await post("/api/check-in/licence", JSON.stringify(body));
    return { status: answer.status, ...((await answer.json()) as Omit<Answered, "status">) };
  };
  return { begin, shows };
}

/** Each failure by code; every one has its sentence in both languages. */
function failures({ told }: Answered): readonly string[] {
  for (const { code, zh, en } of told.failures)
    expect([code, /\p{Script=Han}/u.test(zh), /[a-z]/.test(en)]).toEqual([code, true, true]);
  return told.failures.map(({ code }) => code);
}

describe("a licence of another issuer", () => {
  test("is read live: in a session of this station its holder is proven, once", async (ctx) => {
    const { begin, shows } = await deskOn(THEN, [authorityD()]);
    const session = await begin();
    const answer = await shows(annexD(ctx), session, transcriptD(ctx));
    expect(answer).toMatchObject({
      status: 200,
      told: { word: "accepted", data: "authentic", holder: "mac" },
    });
    expect(failures(answer)).toEqual([]);
    expect(answer.told.licence).toMatchObject({ number: "123456789", family: "Doe", expiry: "2024-10-20" });
    expect(Buffer.from(answer.portrait ?? "", "base64")).toHaveLength(1042);
    expect((await shows(annexD(ctx), session, transcriptD(ctx))).status).toBe(409);
  });

  test("is read from a file alone: authentic, and nothing proves who showed it", async (ctx) => {
    const { shows } = await deskOn(THEN, [authorityD()]);
    for (const bytes of [annexD(ctx), licenceVector(ctx, "issuer_signed.cbor")]) {
      const answer = await shows(bytes);
      expect(answer.told).toMatchObject({ word: "accepted", data: "authentic", holder: "not-proven" });
      expect(failures(answer)).toEqual([]);
    }
  });
});

describe("is refused, with the reason", () => {
  const nothingShown = (answer: Answered): void => {
    expect(answer).toMatchObject({ status: 200, portrait: null });
    expect(answer.told).toMatchObject({ word: "refused", data: "not-authentic", licence: null });
    expect(JSON.stringify(answer)).not.toMatch(/123456789|Doe/);
  };
  const inSession = async (
    ctx: TestContext,
    wallMs: number,
    authorities: readonly Certificate[],
    bytes: Uint8Array,
  ) => {
    const { begin, shows } = await deskOn(wallMs, authorities);
    return await shows(bytes, await begin(), transcriptD(ctx));
  };

  test("of an issuer that is not trusted here", async (ctx) => {
    const root = pemCertificate(ctx, "isomdl_iaca_root_cert");
    const answer = await inSession(ctx, THEN, [root], annexD(ctx));
    nothingShown(answer);
    expect(answer.told.holder).toBe("not-proven");
    expect(failures(answer)).toEqual(["LICENCE_ISSUER_UNKNOWN"]);
    expect(answer.told.failures[0]?.en).toContain("CN=utopia iaca");
  });

  test("whose elements are not what was signed: all of them, or one letter of one", async (ctx) => {
    const { shows } = await deskOn(THEN, [authorityD()]);
    const dry = await shows(licenceVector(ctx, "issuer_signed_dehydrated.cbor"));
    nothingShown(dry);
    expect(failures(dry).filter((code) => code === "LICENCE_DIGEST_WRONG")).toHaveLength(6);
    const changed = Buffer.from(annexD(ctx));
    changed.write("124", changed.indexOf("123456789"));
    const answer = await inSession(ctx, THEN, [authorityD()], changed);
    nothingShown(answer);
    expect(failures(answer)).toEqual(["LICENCE_DIGEST_WRONG"]);
    expect(answer.told.failures[0]?.zh).toContain("document_number");
  });

  test("that has ended, by each of its ends; what it says is shown all the same", async (ctx) => {
    const answer = await inSession(ctx, Date.UTC(2026, 10, 30), [authorityD()], annexD(ctx));
    expect(failures(answer)).toEqual(["LICENCE_DATA_ENDED", "LICENCE_ENDED"]);
    expect(answer.told).toMatchObject({ word: "refused", data: "authentic", holder: "mac" });
    expect(answer.told.failures.map(({ en }) => en).join()).toMatch(/2021-10-01T13:30:02Z.*2024-10-20/);
  });
});
