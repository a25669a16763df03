import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { licenceCrypto } from "../../../src/adapters/keys/licence-crypto.ts";
import { readCbor } from "../../../src/core/cbor/read-cbor.ts";
import type { Curve, CurveKey } from "../../../src/core/cose/algorithms.ts";
import type { CoseAsk } from "../../../src/core/cose/cose-parts.ts";
import { mac0Fault, readMac0 } from "../../../src/core/cose/read-mac0.ts";
import { readSign1, sign1Fault } from "../../../src/core/cose/read-sign1.ts";
import { type Cbor, cbor, Tagged } from "../../support/cbor-bytes.ts";
import { hex, licenceVector } from "../../support/licence-vectors.ts";
import { peerData } from "../../support/peer-data.ts";

/** Goal: the public COSE vectors come out as they must, and a message that could mean two things is refused. */
const TAGGED: CoseAsk = { profile: "lenient", isTagged: true, detached: null };
const STRICT: CoseAsk = { profile: "strict", isTagged: false, detached: null };

interface Vector {
  readonly input: {
    readonly sign0: {
      readonly key: { readonly crv: Curve; readonly x: string; readonly y: string };
      readonly external?: string;
    };
  };
  readonly intermediates: { readonly ToBeSign_hex: string };
  readonly output: { readonly cbor: string };
}

/** The word for what came of it: a fault, or "good". */
function outcome(bytes: Uint8Array, key: CurveKey, ask: CoseAsk): string {
  const read = readCbor(bytes);
  if (read.kind === "refused") return read.fault;
  const sign1 = readSign1(read.node, ask);
  return sign1.kind === "refused" ? sign1.fault : (sign1Fault(sign1, key, licenceCrypto.verify) ?? "good");
}

function keyOf({ input }: Vector): CurveKey {
  const { crv, x, y } = input.sign0.key;
  return { curve: crv, x: Buffer.from(x, "base64url"), y: Buffer.from(y, "base64url") };
}

describe("public vectors", () => {
  test.for([
    ["ecdsa-sig-01", "good", "good"],
    ["ecdsa-sig-02", "good", "good"],
    ["ecdsa-sig-03", "good", "good"],
    ["sign-pass-01", "good", "algorithm-unprotected"],
    ["sign-pass-02", "good", "good"],
    ["sign-pass-03", "untagged", "good"],
    ["sign-fail-01", "not-sign1", "not-sign1"],
    ["sign-fail-02", "signature-wrong", "signature-wrong"],
    ["sign-fail-03", "algorithm-unknown", "algorithm-unknown"],
    ["sign-fail-04", "algorithm-unknown", "algorithm-unknown"],
    ["sign-fail-06", "signature-wrong", "signature-wrong"],
    ["sign-fail-07", "signature-wrong", "signature-wrong"],
  ] as const)("%s: %s, strictly and untagged %s", ([name, lenient, strict], ctx) => {
    const vector = JSON.parse(peerData(ctx, `cose/${name}.json`).toString("utf8")) as Vector;
    const bytes = hex(vector.output.cbor);
    const { external } = vector.input.sign0;
    const aad = external === undefined ? {} : { aad: hex(external) };
    expect(outcome(bytes, keyOf(vector), { ...TAGGED, ...aad })).toBe(lenient);
    expect(outcome(bytes, keyOf(vector), { ...STRICT, ...aad })).toBe(strict);
  });

  test.for(["ecdsa-sig-01", "ecdsa-sig-02", "ecdsa-sig-03", "sign-pass-01", "sign-pass-02", "sign-pass-03"])(
    "%s signs the bytes that it says",
    (name, ctx) => {
      const vector = JSON.parse(peerData(ctx, `cose/${name}.json`).toString("utf8")) as Vector;
      const { external } = vector.input.sign0;
      const read = readCbor(hex(vector.output.cbor));
      if (read.kind === "refused") throw new Error(read.fault);
      const aad = external === undefined ? {} : { aad: hex(external) };
      const sign1 = readSign1(read.node, { profile: "lenient", isTagged: false, detached: null, ...aad });
      if (sign1.kind === "refused") throw new Error(sign1.fault);
      expect(Buffer.from(sign1.message).toString("hex")).toBe(
        vector.intermediates.ToBeSign_hex.toLowerCase(),
      );
    },
  );

  test("what is signed beside the message counts", (ctx) => {
    const vector = JSON.parse(peerData(ctx, "cose/sign-pass-02.json").toString("utf8")) as Vector;
    expect(outcome(hex(vector.output.cbor), keyOf(vector), TAGGED)).toBe("signature-wrong");
  });

  test("the sample of another library is the same message, untagged", (ctx) => {
    const vector = JSON.parse(peerData(ctx, "cose/sign-pass-03.json").toString("utf8")) as Vector;
    const bytes = licenceVector(ctx, "cose-sign1-serialized.cbor");
    expect(Buffer.from(bytes).toString("hex")).toBe(vector.output.cbor.toLowerCase());
    expect(outcome(bytes, keyOf(vector), STRICT)).toBe("good");
  });

  test("every flipped bit of a good one is refused", (ctx) => {
    const vector = JSON.parse(peerData(ctx, "cose/ecdsa-sig-01.json").toString("utf8")) as Vector;
    const bytes = hex(vector.output.cbor);
    const accepted: number[] = [];
    const kid = Buffer.from(bytes).indexOf(Buffer.from("3131", "hex"));
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const spoilt = bytes.slice();
      spoilt[bit >> 3] = (spoilt[bit >> 3] as number) ^ (1 << (bit & 7));
      if (outcome(spoilt, keyOf(vector), TAGGED) === "good") accepted.push(bit >> 3);
    }
    // The kid is not signed: it is a hint, and another label there is another hint.
    expect(accepted.filter((at) => at < kid - 2 || at > kid + 1)).toEqual([]);
  });
});

const KEY = createPrivateKey({
  format: "jwk",
  key: {
    kty: "EC",
    crv: "P-256",
    x: "usWxHK2PmfnHKwXPS54m0kTcGJ90UiglWiGahtagnv8",
    y: "IBOL-C3BttVivg-lSreASjpkttcsz-1rb7btKLv8EX4",
    d: "V8kgd2ZBRuh2dgyVINBUqpPDr7BOMGcF22CQMIUHtNM",
  },
});
const PUBLIC: CurveKey = {
  curve: "P-256",
  x: Buffer.from("usWxHK2PmfnHKwXPS54m0kTcGJ90UiglWiGahtagnv8", "base64url"),
  y: Buffer.from("IBOL-C3BttVivg-lSreASjpkttcsz-1rb7btKLv8EX4", "base64url"),
};
const PAYLOAD = Buffer.from("This is the content.");

interface Made {
  readonly inside?: Cbor;
  readonly outside?: Cbor;
  readonly payload?: Cbor;
  readonly key?: KeyObject;
}

/** A message signed over what it carries, whatever that is. */
function made({
  inside = new Map([[1, -7]]),
  outside = {},
  payload = PAYLOAD,
  key = KEY,
}: Made = {}): Uint8Array {
  const bytes = inside instanceof Uint8Array ? inside : cbor(inside);
  const message = cbor(["Signature1", bytes, new Uint8Array(0), PAYLOAD]);
  const signature = sign("sha256", message, { key, dsaEncoding: "ieee-p1363" });
  return cbor([bytes, outside, payload, signature]);
}

describe("messages that could mean two things", () => {
  test("a plain one is good", () => {
    expect(outcome(made(), PUBLIC, STRICT)).toBe("good");
  });

  test.each<[string, Made, string]>([
    ["no algorithm", { inside: new Map() }, "algorithm-missing"],
    ["algorithm outside alone", { inside: new Map(), outside: new Map([[1, -7]]) }, "algorithm-unprotected"],
    ["algorithm in both buckets", { outside: new Map([[1, -7]]) }, "label-twice"],
    [
      "kid in both buckets",
      {
        inside: new Map<Cbor, Cbor>([
          [1, -7],
          [4, PAYLOAD],
        ]),
        outside: new Map([[4, PAYLOAD]]),
      },
      "label-twice",
    ],
    ["a MAC's algorithm with a public key", { inside: new Map([[1, 5]]) }, "algorithm-unknown"],
    ["another curve's algorithm", { inside: new Map([[1, -35]]) }, "signature-length"],
    ["Ed25519's algorithm", { inside: new Map([[1, -8]]) }, "algorithm-unlike-key"],
    ["an algorithm in words", { inside: new Map([[1, "ES256"]]) }, "algorithm-unknown"],
    [
      "something critical that nobody knows",
      {
        inside: new Map<Cbor, Cbor>([
          [1, -7],
          [2, [99]],
          [99, 0],
        ]),
      },
      "critical",
    ],
    [
      "something critical that is not there",
      {
        inside: new Map<Cbor, Cbor>([
          [1, -7],
          [2, [4]],
        ]),
      },
      "critical",
    ],
    [
      "an empty list of critical ones",
      {
        inside: new Map<Cbor, Cbor>([
          [1, -7],
          [2, []],
        ]),
      },
      "critical",
    ],
    ["critical ones that are not protected", { outside: new Map([[2, [1]]]) }, "critical"],
    ["protected headers that are no map", { inside: cbor([1]) }, "protected-headers"],
    ["the same protected header twice", { inside: hex("a201260126") }, "protected-headers"],
    ["bytes behind the protected headers", { inside: hex("a1012600") }, "protected-headers"],
    ["no payload", { payload: null }, "payload-missing"],
    ["a payload that is text", { payload: "This is the content." }, "not-sign1"],
  ])("%s", (_name, parts, fault) => {
    expect(outcome(made(parts), PUBLIC, STRICT)).toBe(fault);
  });

  test("what is known may be marked as critical, and the newer name of ES256 is read", () => {
    expect(
      outcome(
        made({
          inside: new Map<Cbor, Cbor>([
            [1, -7],
            [2, [1]],
          ]),
        }),
        PUBLIC,
        STRICT,
      ),
    ).toBe("good");
    expect(outcome(made({ inside: new Map([[1, -9]]) }), PUBLIC, STRICT)).toBe("good");
  });

  test("detached is taken where that was agreed, and nowhere else", () => {
    const bytes = made({ payload: null });
    expect(outcome(bytes, PUBLIC, { ...STRICT, detached: PAYLOAD })).toBe("good");
    expect(outcome(bytes, PUBLIC, { ...STRICT, detached: Buffer.from("other") })).toBe("signature-wrong");
    expect(outcome(made(), PUBLIC, { ...STRICT, detached: PAYLOAD })).toBe("payload-present");
  });

  test("another key, a point beside the curve, a signature of zeros: wrong, never a throw", () => {
    const off: CurveKey = { ...PUBLIC, y: PUBLIC.x };
    expect(outcome(made(), off, STRICT)).toBe("signature-wrong");
    const zeros = cbor([cbor(new Map([[1, -7]])), {}, PAYLOAD, new Uint8Array(64)]);
    expect(outcome(zeros, PUBLIC, STRICT)).toBe("signature-wrong");
    expect(outcome(cbor(new Tagged(18, 1)), PUBLIC, STRICT)).toBe("tag-content");
  });

  test("Ed25519 (a vector made here)", () => {
    const signature = hex(
      "2b67df9b75a134921f5feb0dca8f6f7e54e69eca37c27563e8150fac2690f12881e3432aa658f8e60463fe2229dbb749b345cd3a3100ba720c353ad74f8a8805",
    );
    const x = Buffer.from("6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw", "base64url");
    const bytes = cbor([hex("a10127"), {}, PAYLOAD, signature]);
    const key: CurveKey = { curve: "Ed25519", x, y: null };
    expect(outcome(bytes, key, STRICT)).toBe("good");
    expect(outcome(bytes, PUBLIC, STRICT)).toBe("algorithm-unlike-key");
    expect(outcome(cbor([hex("a10126"), {}, PAYLOAD, signature]), key, STRICT)).toBe("algorithm-unlike-key");
  });
});

describe("MAC", () => {
  const key = new Uint8Array(32).fill(7);
  const message = cbor(["MAC0", hex("a10105"), new Uint8Array(0), PAYLOAD]);
  const tag = licenceCrypto.hmac(key, message);
  const of = (parts: Cbor, ask: CoseAsk = STRICT): string => {
    const read = readCbor(cbor(parts));
    if (read.kind === "refused") return read.fault;
    const mac0 = readMac0(read.node, ask);
    return mac0.kind === "refused" ? mac0.fault : (mac0Fault(mac0, key, licenceCrypto.hmac) ?? "good");
  };

  test("the whole tag, and its own algorithm alone", () => {
    expect(of([hex("a10105"), {}, PAYLOAD, tag])).toBe("good");
    expect(of(new Tagged(17, [hex("a10105"), {}, PAYLOAD, tag]))).toBe("good");
    expect(of([hex("a10105"), {}, PAYLOAD, tag.subarray(0, 8)])).toBe("signature-length");
    expect(of([hex("a10104"), {}, PAYLOAD, tag])).toBe("algorithm-unknown");
    expect(of([hex("a10126"), {}, PAYLOAD, tag])).toBe("algorithm-unknown");
    expect(of([hex("a10105"), {}, Buffer.from("other"), tag])).toBe("tag-wrong");
    expect(of(new Tagged(18, [hex("a10105"), {}, PAYLOAD, tag]))).toBe("not-mac0");
  });
});
