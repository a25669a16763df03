import { createHash, createPrivateKey, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { readerKeys } from "../../../src/adapters/keys/licence-crypto.ts";
import { type CborNode, entryOf } from "../../../src/core/cbor/cbor-node.ts";
import { embeddedIn, readCbor } from "../../../src/core/cbor/read-cbor.ts";
import { readTranscript } from "../../../src/core/licence/session-transcript.ts";
import { type Cbor, cbor, Raw, wrapped } from "../../support/cbor-bytes.ts";
import {
  annexD,
  authorityD,
  checked,
  codes,
  DEVICE_SECRET,
  hex,
  licenceVector,
  pemCertificate,
  readerSession,
  timeOf,
  transcriptD,
} from "../../support/licence-vectors.ts";

/** Goal: the worked example of the standard comes out as it must, and what is near it is refused for its own reason. */
const TYPE = "org.iso.18013.5.1.mDL";

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

describe("the issuer's part", () => {
  test("is accepted within its time, with what it says", (ctx) => {
    const reading = checked(licenceVector(ctx, "issuer_signed.cbor"));
    expect(codes(reading)).toEqual([]);
    expect(reading.word).toBe("accepted");
    expect(reading.holder).toMatchObject({ kind: "unproven", why: "no-device-part" });
    const { licence } = reading;
    expect(licence?.content).toMatchObject({
      number: "123456789",
      family: "Doe",
      given: null,
      birth: null,
      country: null,
      issued: { day: "2019-10-20", atMs: null },
      expiry: { day: "2024-10-20", atMs: null },
      privileges: [
        { category: "A", issued: { day: "2018-08-09" }, expiry: { day: "2024-10-20" }, codes: [] },
        { category: "B", issued: { day: "2017-02-23" }, expiry: { day: "2024-10-20" }, codes: [] },
      ],
      portrait: { mediaType: "image/jpeg" },
      malformed: [],
    });
    expect(licence?.content.portrait?.bytes.length).toBe(1042);
    expect(sha256(licence?.content.portrait?.bytes ?? new Uint8Array())).toMatch(/^599396d91b71ac7d/);
    expect(Buffer.from(licence?.objectDigest ?? []).toString("hex")).toBe(
      "e84db1be4b2eb8b4d2d5972a8331d0264a9b8fb658fe2569e7843c7c8d3694aa",
    );
    expect(licence?.validUntilMs).toBe(Date.UTC(2021, 9, 1, 13, 30, 2));
    expect(licence?.signerEndsMs).toBe(Date.UTC(2021, 9, 1));
    expect(reading.notes.map(({ code }) => code)).toEqual([
      "LICENCE_COUNTRY_UNSHOWN",
      "LICENCE_HOLDER_UNPROVEN",
      "LICENCE_REVOCATION_UNSAID",
    ]);
  });

  test("the present day refuses it by its ends alone, each told by itself", (ctx) => {
    const now = timeOf(Date.UTC(2026, 10, 30));
    const answer = licenceVector(ctx, "issuer_signed.cbor");
    expect(codes(checked(answer, { now }))).toEqual(["LICENCE_DATA_ENDED", "LICENCE_ENDED"]);
    const alive = checked(answer, { now, signerLife: "now" });
    expect(codes(alive)).toEqual(["LICENCE_CERTIFICATE", "LICENCE_DATA_ENDED", "LICENCE_ENDED"]);
    expect(alive.failures[0]?.params).toMatchObject({ which: "signer", fault: "ended" });
  });

  test.for([
    ["validFrom", Date.UTC(2020, 9, 1, 13, 30, 2), -1000, ["LICENCE_SIGNED_LATER", "LICENCE_NOT_YET"]],
    ["validFrom", Date.UTC(2020, 9, 1, 13, 30, 2), -1, ["LICENCE_SIGNED_LATER", "LICENCE_NOT_YET"]],
    ["validFrom", Date.UTC(2020, 9, 1, 13, 30, 2), 0, []],
    ["validUntil", Date.UTC(2021, 9, 1, 13, 30, 2), -1000, []],
    ["validUntil", Date.UTC(2021, 9, 1, 13, 30, 2), -1, []],
    ["validUntil", Date.UTC(2021, 9, 1, 13, 30, 2), 0, ["LICENCE_DATA_ENDED"]],
    ["validUntil", Date.UTC(2021, 9, 1, 13, 30, 2), 1000, ["LICENCE_DATA_ENDED"]],
  ] as const)("%s: at the second and %i ms: %s", ([, at, step, expected], ctx) => {
    const reading = checked(licenceVector(ctx, "issuer_signed.cbor"), { now: timeOf(at + step) });
    expect(codes(reading)).toEqual(expected);
  });

  test("without a trusted clock nothing is judged by it, and it is not accepted", (ctx) => {
    const reading = checked(licenceVector(ctx, "issuer_signed.cbor"), { now: null });
    expect(reading.word).toBe("time-unknown");
    expect(codes(reading)).toEqual([]);
    expect(reading.notes.map(({ code }) => code)).toContain("LICENCE_TIME_UNKNOWN");
  });

  test("dehydrated: the issuer's signature is good, and no element is", (ctx) => {
    const reading = checked(licenceVector(ctx, "issuer_signed_dehydrated.cbor"));
    expect(reading.word).toBe("refused");
    expect(codes(reading).filter((code) => code === "LICENCE_DIGEST_WRONG")).toHaveLength(6);
    expect(reading.steps.find(({ step }) => step === "signature")?.state).toBe("good");
    expect(reading.licence).toBeNull();
  });

  test("filled again from the private file, it is the whole one byte for byte", (ctx) => {
    const dry = licenceVector(ctx, "issuer_signed_dehydrated.cbor");
    const values = valuesIn(licenceVector(ctx, "namespaced_data.cbor"));
    expect(sha256(refilled(dry, values))).toBe(sha256(licenceVector(ctx, "issuer_signed.cbor")));
  });

  test("of an authority that is not trusted, or of none", (ctx) => {
    const answer = licenceVector(ctx, "issuer_signed.cbor");
    const root = pemCertificate(ctx, "isomdl_iaca_root_cert");
    for (const authorities of [[], [root]]) {
      const reading = checked(answer, { authorities });
      expect(codes(reading)).toEqual(["LICENCE_ISSUER_UNKNOWN"]);
      expect(reading.failures[0]?.params).toEqual({
        signer: "CN=utopia ds, C=US",
        issuer: "CN=utopia iaca, C=US",
      });
      expect(reading.licence).toBeNull();
    }
    expect(codes(checked(answer, { authorities: [root, authorityD()] }))).toEqual([]);
  });

  test("another kind of document than the one asked for", (ctx) => {
    const reading = checked(annexD(ctx), { docType: "org.iso.7367.1.mVRC" });
    expect(codes(reading)).toEqual(["LICENCE_DOCTYPE", "LICENCE_DOCTYPE"]);
    expect(reading.licence).toBeNull();
  });
});

describe("the whole answer", () => {
  test("is the known one", (ctx) => {
    const bytes = annexD(ctx);
    expect(bytes).toHaveLength(3562);
    expect(sha256(bytes)).toBe("a61b7e50d102b05e41df8ccb11d9cef91edbcea141b15a4a1e1a5742fbb99b62");
  });

  test("its MAC is good for the reader of that session, and proves it where the session is ours", (ctx) => {
    const transcript = transcriptD(ctx);
    const reading = checked(annexD(ctx), { transcript, session: readerSession(true) });
    expect(reading.word).toBe("accepted");
    expect(reading.holder).toEqual({ kind: "proven", by: "mac" });
    expect(reading.notes.map(({ code }) => code)).toContain("LICENCE_HOLDER_BY_MAC");
    const other = checked(annexD(ctx), { transcript, session: readerSession(false) });
    expect(other.holder).toEqual({ kind: "unproven", why: "not-our-session", wasChecked: true });
    expect(other.word).toBe("accepted");
  });

  test("without the session, or without the key, the data count and the holder is not proven", (ctx) => {
    expect(checked(annexD(ctx)).holder).toMatchObject({ kind: "unproven", why: "no-transcript" });
    expect(checked(annexD(ctx), { transcript: transcriptD(ctx) }).holder).toMatchObject({
      kind: "unproven",
      why: "no-key",
    });
  });

  test("the values on the way are those of the standard", (ctx) => {
    const read = readTranscript(transcriptD(ctx));
    if (read.kind === "refused") throw new Error(read.reason.code);
    const { inner, wrapped: whole } = read.value;
    expect(sha256(whole)).toBe("f823ac566e22b2106c9b7c02fadc7482e559a1de8a809b56c828779e6d67570e");
    expect(sha256(inner)).toBe("651bcf2efba756fb856a4e8ef84e2e4fa2f198aaa4ee7be44155db4b75ef9c64");
    const bare = readTranscript(inner);
    expect(bare).toEqual(read);
  });

  test("a MAC of another session is refused", (ctx) => {
    const spoilt = transcriptD(ctx).slice();
    // Within the handover: the reader's key stays, what was said is another thing.
    spoilt[spoilt.length - 1] = (spoilt.at(-1) as number) ^ 1;
    const reading = checked(annexD(ctx), { transcript: spoilt, session: readerSession(true) });
    expect(reading.word).toBe("refused");
    expect(reading.failures).toEqual([
      { code: "LICENCE_COSE", params: { part: "device", fault: "tag-wrong" } },
    ]);
    expect(reading.licence).not.toBeNull();
  });

  test("the small sample of another library is refused as what it is", (ctx) => {
    const reading = checked(licenceVector(ctx, "device_response.cbor"));
    expect(reading.word).toBe("refused");
    expect(codes(reading)).toContain("LICENCE_FORMAT");
    expect(codes(reading)).toContain("LICENCE_CHAIN_MISSING");
    expect(reading.licence).toBeNull();
  });
});

describe("a device signature (made here with the published device key: there is none from elsewhere)", () => {
  const NFC =
    "df567fd27f421199392b0df656f2e78d20e63a8016896880cd29ab333c0ee479488aeb37d4d01f0edd068b33736f5bc7215a48d6cc1d31411f3564239ad758c0";
  const QR =
    "67dcb136ce5f0062222f2185e4ed38127869890a1b5742b172b578c31dc71a7d587f69d53aa6c94fb1af6605171aa699efc5c6e7a87f30639c21191d378fdbc3";
  const ENGAGEMENT =
    "owBjMS4wAYIB2BhYS6QBAiABIVggWojRgrzl9C76WZQ_MzWdLoqWj_KJ2T5fpES2JDQxZ_4iWCCxboz4WN3HaQQHumHUwzgjeoz8895qpnL8YKVXqjL8ZwKBgwIBowD0AfULUEXv73QrLEg3qaOw4dBaaRc";

  const answer = (issuerSigned: Uint8Array, signature: Uint8Array, docType = TYPE, nameSpaces: Cbor = {}) =>
    cbor({
      version: "1.0",
      documents: [
        {
          docType,
          issuerSigned: new Raw(issuerSigned),
          deviceSigned: {
            nameSpaces: wrapped(nameSpaces),
            deviceAuth: { deviceSignature: [hex("a10126"), {}, null, signature] },
          },
        },
      ],
      status: 0,
    });

  test("is good for its session alone", (ctx) => {
    const issuerSigned = licenceVector(ctx, "issuer_signed.cbor");
    const nfc = transcriptD(ctx);
    const qr = qrTranscript(nfc);
    expect(sha256(qr)).toBe("0b68e211876aab9cea23461b5e4b3d8c047dd4b57e8639536661aa9c180b975f");
    const session = readerSession(true);
    const of = (signature: string, transcript: Uint8Array) =>
      checked(answer(issuerSigned, hex(signature)), { transcript, session });
    expect(of(NFC, nfc).holder).toEqual({ kind: "proven", by: "signature" });
    expect(of(QR, qr).holder).toEqual({ kind: "proven", by: "signature" });
    expect(of(NFC, nfc).word).toBe("accepted");
    for (const [signature, transcript] of [
      [NFC, qr],
      [QR, nfc],
    ] as const) {
      expect(of(signature, transcript).failures).toEqual([
        { code: "LICENCE_COSE", params: { part: "device", fault: "signature-wrong" } },
      ]);
    }
    const withElement = checked(answer(issuerSigned, hex(NFC), TYPE, { a: {} }), {
      transcript: nfc,
      session,
    });
    expect(codes(withElement)).toEqual(["LICENCE_COSE"]);
    const nobodys = checked(answer(issuerSigned, hex(NFC)), { transcript: nfc });
    expect(nobodys.holder).toEqual({ kind: "unproven", why: "not-our-session", wasChecked: true });
  });

  test("of another kind of document it is another signature", (ctx) => {
    const issuerSigned = licenceVector(ctx, "issuer_signed.cbor");
    const bytes = answer(issuerSigned, hex(NFC), "org.iso.18013.5.1.mD1");
    const reading = checked(bytes, { transcript: transcriptD(ctx), session: readerSession(true) });
    expect(codes(reading)).toEqual(["LICENCE_DOCTYPE", "LICENCE_COSE"]);
  });

  test("our key makes what the page says, so that the two stand for each other", (ctx) => {
    const nfc = readTranscript(transcriptD(ctx));
    if (nfc.kind === "refused") throw new Error(nfc.reason.code);
    const said = wrapped(["DeviceAuthentication", new Raw(nfc.value.inner), TYPE, new Raw(hex("d81841a0"))]);
    expect(sha256(said.bytes)).toBe("8771204241dcefd65e8ac842589cb49cc4413cada7f7c6540b75ce3df0a6bc1e");
    const message = cbor(["Signature1", hex("a10126"), new Uint8Array(0), said.bytes]);
    const key = deviceKey();
    const signature = sign("sha256", message, { key, dsaEncoding: "ieee-p1363" });
    const bytes = answer(licenceVector(ctx, "issuer_signed.cbor"), signature);
    const reading = checked(bytes, { transcript: transcriptD(ctx), session: readerSession(true) });
    expect(reading.holder).toEqual({ kind: "proven", by: "signature" });
  });

  function qrTranscript(nfc: Uint8Array): Uint8Array {
    const read = readTranscript(nfc);
    if (read.kind === "refused") throw new Error(read.reason.code);
    const inner = readCbor(read.value.inner);
    if (inner.kind === "refused" || inner.node.kind !== "array") throw new Error("no transcript");
    const engagement = new Raw(cbor(new Raw(new Uint8Array(Buffer.from(ENGAGEMENT, "base64url")))));
    return cbor([wrapped(engagement), new Raw(inner.node.items[1]?.bytes ?? new Uint8Array(0)), null]);
  }

  function deviceKey() {
    const keys = readerKeys.of(DEVICE_SECRET);
    if (keys === null) throw new Error("the device's key is none");
    const text = (bytes: Uint8Array | null) => Buffer.from(bytes ?? []).toString("base64url");
    const { x, y } = keys.key;
    return createPrivateKey({
      format: "jwk",
      key: { kty: "EC", crv: "P-256", d: text(DEVICE_SECRET), x: text(x), y: text(y) },
    });
  }
});

/** Values of the private file, in its order: the bytes of each. */
function valuesIn(bytes: Uint8Array): readonly Uint8Array[] {
  return itemsOf(bytes).map((item) => {
    const value = item.kind === "map" ? entryOf(item, "value") : null;
    if (value === null) throw new Error("no value");
    return value.bytes;
  });
}

/** Each null, which ends its element, becomes its value. */
function refilled(dry: Uint8Array, values: readonly Uint8Array[]): Uint8Array {
  const items = itemsOf(dry);
  const [first, last] = [items[0], items.at(-1)];
  if (first === undefined || last === undefined) throw new Error("no items");
  const filled = items.map((item, i) => {
    const inner = embeddedIn(item)?.value ?? new Uint8Array(0);
    return wrapped(new Raw(Buffer.concat([inner.subarray(0, -1), values[i] ?? new Uint8Array(0)]))).bytes;
  });
  return Buffer.concat([dry.subarray(0, first.at), ...filled, dry.subarray(last.at + last.bytes.length)]);
}

function itemsOf(bytes: Uint8Array): readonly CborNode[] {
  const read = readCbor(bytes);
  if (read.kind === "refused" || read.node.kind !== "map") throw new Error("no map");
  const spaces = entryOf(read.node, "nameSpaces") ?? entryOf(read.node, "namespaces");
  const items = spaces?.kind === "map" ? spaces.entries[0]?.value : null;
  if (items?.kind !== "array") throw new Error("no name spaces");
  return items.items;
}
