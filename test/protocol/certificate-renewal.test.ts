import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createFileSigner } from "../../src/adapters/keys/file-signer.ts";
import { keyIdOf } from "../../src/adapters/keys/node-crypto.ts";
import { encodeBase64 } from "../../src/core/record/base64.ts";
import { firstKey } from "../../src/core/registry/following-keys.ts";
import {
  CERTIFICATE_REPLY_BYTES_MAX,
  CERTIFICATE_REPLY_PAYLOAD_TYPE,
  type CertificateReply,
  RENEWAL_BYTES_MAX,
  RENEWAL_PAYLOAD_TYPE,
} from "../../src/core/requests/certificate-messages.ts";
import { signedMessage } from "../../src/core/requests/signed-message.ts";
import { nextCertificateFile } from "../../src/runtime/own-certificate.ts";
import { signQuestionBy } from "../../src/station/signed-question.ts";
import {
  accountOf,
  answeringOf,
  authority,
  DAY_MS,
  LIFE_MS,
  life,
  type Wanted,
} from "../support/certificate-world.ts";
import { WITNESS } from "../support/registry-rig.ts";
import { SealingStation } from "../support/sealing-station.ts";
import { logSigner, recordSigner, TOY_STATION } from "../support/toy-station.ts";

/** Section 25: a certificate that follows another. */
const replyIn = (bytes: Uint8Array | null | undefined): CertificateReply => {
  const { payload } = JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array())) as { payload: string };
  return JSON.parse(Buffer.from(payload, "base64").toString()) as CertificateReply;
};

describe("a certificate that follows another", () => {
  test("RP-246 is given to who has the log key and the TLS key of the station, at its own topic and in few bytes", async () => {
    const on = await life();
    await on.up(true);
    await on.days(61);
    const [request = new Uint8Array()] = on.asked;
    expect(request.length).toBeLessThanOrEqual(RENEWAL_BYTES_MAX);
    const { answering } = on;
    expect(replyIn(await answering.ask(TOY_STATION, request)).refused).toBeNull();
    expect(await answering.ask("HB-WH-0043", request)).toBeNull();
    const { signatures, ...rest } = JSON.parse(new TextDecoder().decode(request)) as {
      signatures: unknown[];
    };
    for (const one of signatures) {
      const half = new TextEncoder().encode(JSON.stringify({ ...rest, signatures: [one] }));
      expect(await answering.ask(TOY_STATION, half)).toBeNull();
    }
    const stranger = accountOf();
    const { logSigner: other } = new SealingStation();
    const log = firstKey({ keyId: other.keyId, spki: other.publicKeySpki });
    expect(await answeringOf({ ...stranger, log }, on.clock, undefined).ask(TOY_STATION, request)).toBeNull();
    const large = new Uint8Array(RENEWAL_BYTES_MAX + 1).fill(32);
    large.set(request);
    expect(await answering.ask(TOY_STATION, large)).toBeNull();
  });

  test("RP-247 is refused in words to a revoked log key and to a TLS key that is good for nothing, and the station says so", async () => {
    const revoked = await life({ account: accountOf(true) });
    const used = await life({ renew: async () => ({ refused: "tls-key" }) });
    for (const [on, why] of [
      [revoked, "log-key"],
      [used, "tls-key"],
    ] as const) {
      await on.up(true);
      await on.days(61);
      expect(replyIn(on.told[0])).toMatchObject({ certificate: null, refused: why });
      expect(on.keeper.word()).toMatchObject({
        code: "CERTIFICATE_NOT_RENEWED",
        params: { minutesLeft: expect.any(Number), why },
      });
      expect(existsSync(nextCertificateFile(on.files.cert))).toBe(false);
    }
    const none = await life();
    const bare = answeringOf(accountOf(), none.clock, undefined);
    await none.up(true);
    await none.days(61);
    expect(replyIn(await bare.ask(TOY_STATION, none.asked[0] ?? new Uint8Array())).refused).toBe(
      "no-authority",
    );
  });

  test("RP-248 is for the key that asked and of the station's name, in few bytes; who asks too often hears nothing", async () => {
    const on = await life();
    await on.up(true);
    await on.days(61);
    expect(on.told[0]?.length).toBeLessThanOrEqual(CERTIFICATE_REPLY_BYTES_MAX);
    const given = new X509Certificate(replyIn(on.told[0]).certificate ?? "");
    expect(given.subject).toBe(`CN=${TOY_STATION}`);
    const spki = new Uint8Array(given.publicKey.export({ format: "der", type: "spki" }));
    expect(keyIdOf(spki)).toBe(on.own.tlsSigner.keyId);
    const often = await life({ renew: async () => null });
    await often.up(true);
    await often.days(61);
    expect([often.asked.length > 0, often.told]).toEqual([true, []]);
  });

  test("RP-249 is asked for in the last third of its life, each day, and after silence later and later", async () => {
    const on = await life();
    await on.up(true);
    await on.days(59);
    expect([on.asked.length, on.keeper.word()]).toEqual([0, null]);
    await on.days(2);
    expect(on.asked).toHaveLength(1);
    // It has the next one, which is young.
    await on.days(20);
    expect([on.asked.length, on.keeper.word()]).toEqual([1, null]);
    const silent = await life();
    silent.way.answers = false;
    await silent.up(true);
    await silent.days(61);
    expect(silent.asked.length).toBeGreaterThan(3);
    expect(silent.keeper.word()).toMatchObject({
      params: { why: "unanswered", minutesLeft: 29 * 1_440 - 60 },
    });
    await silent.days(31);
    expect(silent.keeper.word()).toMatchObject({
      code: "OWN_CERTIFICATE_ENDED",
      params: { why: "unanswered" },
    });
  });

  test("RP-250 is not taken where it is another's, another key's, another authority's, out of its time, no later, or unsigned", async () => {
    const on = await life();
    on.way.answers = false;
    await on.up(true);
    await on.days(60);
    on.clock.advanceBy(DAY_MS);
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const now = on.clock.wallMs();
    const forms: readonly (readonly [string, Wanted])[] = [
      ["of-other-station", { commonName: "HB-WH-0043" }],
      ["other-key", { spki: new Uint8Array(publicKey.export({ format: "der", type: "spki" })) }],
      ["other-authority", { by: await authority("another") }],
      ["not-in-force", { fromMs: now - 2 * LIFE_MS, toMs: now - 1 }],
      ["not-in-force", { fromMs: now + DAY_MS }],
      ["not-longer", { toMs: on.endOf(on.files.cert) }],
      ["not-longer", { toMs: now + DAY_MS }],
    ];
    const before = readFileSync(on.files.cert, "utf8");
    for (const [fault, wanted] of forms) {
      const pem = await on.issue(wanted);
      expect([fault, on.own.take(pem, { station: TOY_STATION, nowMs: now })]).toEqual([fault, fault]);
    }
    expect(
      on.own.take("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", {
        station: TOY_STATION,
        nowMs: now,
      }),
    ).toBe("unreadable");
    expect([existsSync(nextCertificateFile(on.files.cert)), readFileSync(on.files.cert, "utf8")]).toEqual([
      false,
      before,
    ]);

    const count = on.asked.length;
    while (on.asked.length === count) on.clock.advanceBy(1_000);
    // A good one counts only from a witness, for the question in flight, and for this station.
    const good = await on.issue();
    const request = replyRequest(on.asked.at(-1));
    const reply = (changed: Partial<CertificateReply> = {}, by: typeof WITNESS | null = WITNESS): void => {
      const document: CertificateReply = {
        ...{
          schema: "proofmark/certificate-reply/v1",
          station: TOY_STATION,
          request,
          certificate: good,
          refused: null,
        },
        ...changed,
      };
      const bytes = signedMessage(CERTIFICATE_REPLY_PAYLOAD_TYPE, document, by === null ? [] : [by]);
      on.way.listener?.onMessage(bytes);
    };
    reply({}, null);
    reply({ request: "0".repeat(32) });
    reply({ station: "HB-WH-0043" });
    expect(existsSync(nextCertificateFile(on.files.cert))).toBe(false);
    reply();
    expect(existsSync(nextCertificateFile(on.files.cert))).toBe(true);
  });

  test("RP-251 takes the place of the one before when the broker has let the station in with it", async () => {
    const on = await life();
    expect(on.attempt()).toBe("present");
    await on.up(true);
    await on.days(61);
    const [present, next] = [on.endOf(on.files.cert), on.endOf(nextCertificateFile(on.files.cert))];
    expect(next).toBeGreaterThan(present);
    // The broker does not take it: in turns, and neither is lost.
    await on.up(false);
    expect([on.attempt(), on.attempt(), on.attempt(), on.attempt()]).toEqual([
      "next",
      "present",
      "next",
      "present",
    ]);
    await on.up(true);
    expect(on.endOf(on.files.cert)).toBe(present);
    await on.up(false);
    expect(on.attempt()).toBe("next");
    await on.up(true);
    expect([on.endOf(on.files.cert), existsSync(nextCertificateFile(on.files.cert))]).toEqual([next, false]);
    await on.up(false);
    expect(on.attempt()).toBe("present");
  });

  test("a request that names a key which did not sign it is of nobody", async () => {
    const on = await life();
    const other = createFileSigner(on.files.key);
    const tlsKey = {
      keyId: recordSigner.keyId,
      algorithm: "ecdsa-p256-sha256",
      spki: encodeBase64(recordSigner.publicKeySpki),
    };
    const document = {
      schema: "proofmark/certificate-renewal/v1",
      station: TOY_STATION,
      request: "1".repeat(32),
      tlsKey,
    };
    const signed = await new Promise<Uint8Array>((resolve) =>
      signQuestionBy([logSigner, other], RENEWAL_PAYLOAD_TYPE, document, (made) => {
        if (made.kind === "signed") resolve(made.message);
      }),
    );
    expect(await on.answering.ask(TOY_STATION, signed)).toBeNull();
    expect(keyIdOf(other.publicKeySpki)).toBe(other.keyId);
  });
});

function replyRequest(bytes: Uint8Array | undefined): string {
  const { payload } = JSON.parse(new TextDecoder().decode(bytes)) as { payload: string };
  return (JSON.parse(Buffer.from(payload, "base64").toString()) as { request: string }).request;
}
