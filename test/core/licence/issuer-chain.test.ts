import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { licenceCrypto } from "../../../src/adapters/keys/licence-crypto.ts";
import { type Certificate, shownName } from "../../../src/core/licence/certificate/certificate.ts";
import {
  authorityFaults,
  countryOf,
  dayFault,
  isSignedBy,
  namesAuthority,
  signerFaults,
} from "../../../src/core/licence/certificate/licence-profile.ts";
import { licenceAuthorities } from "../../../src/core/licence/licence-authorities.ts";
import { authorityD, pemCertificate } from "../../support/licence-vectors.ts";
import { der, extension, oid } from "../../support/made-certificate.ts";
import {
  AUTHORITY_EXTENSIONS,
  madeAuthority,
  madeCertificateRead,
  madeSigner,
  SIGNER_EXTENSIONS,
  SIGNER_KEY,
} from "../../support/made-licence.ts";
import { peerData } from "../../support/peer-data.ts";

/** Goal: who may sign licences is judged by the profile of the standard, where generic chain builders take what must not be taken. */
const { verify } = licenceCrypto;
const PEMS = ["root_cert", "signer", "intermediate", "leaf_signer"].map((name) => `isomdl_iaca_${name}`);
const ALL = [...PEMS, "isomdl_incorrect_iaca_signer"];

describe("the public chain", () => {
  test("the root is an authority", (ctx) => {
    const root = pemCertificate(ctx, "isomdl_iaca_root_cert");
    expect(authorityFaults(root, verify)).toEqual([]);
    expect(signerFaults(pemCertificate(ctx, "isomdl_iaca_signer"), root, verify)).toEqual([]);
    expect(authorityFaults(authorityD(), verify)).toEqual([]);
  });

  test("its life begins and ends with its seconds", (ctx) => {
    const signer = pemCertificate(ctx, "isomdl_iaca_signer");
    const then = Date.UTC(2023, 11, 1);
    expect(dayFault(signer, then)).toBeNull();
    const { notBeforeMs, notAfterMs } = signer;
    expect(dayFault(signer, notBeforeMs - 1)).toBe("not-yet");
    expect(dayFault(signer, notBeforeMs)).toBeNull();
    expect(dayFault(signer, notAfterMs)).toBeNull();
    expect(dayFault(signer, notAfterMs + 999)).toBeNull();
    expect(dayFault(signer, notAfterMs + 1000)).toBe("ended");
  });

  test("a signer that is an authority is refused, though its signature is good", (ctx) => {
    const root = pemCertificate(ctx, "isomdl_iaca_root_cert");
    const bad = pemCertificate(ctx, "isomdl_incorrect_iaca_signer");
    expect(isSignedBy(bad, root, verify)).toBe(true);
    expect(signerFaults(bad, root, verify)).toEqual(
      expect.arrayContaining(["is-authority", "alternative-name"]),
    );
  });

  test("what is between is no authority, and nobody is signed through it", (ctx) => {
    const root = pemCertificate(ctx, "isomdl_iaca_root_cert");
    const between = pemCertificate(ctx, "isomdl_iaca_intermediate");
    const leaf = pemCertificate(ctx, "isomdl_iaca_leaf_signer");
    expect(isSignedBy(between, root, verify)).toBe(true);
    expect(isSignedBy(leaf, between, verify)).toBe(true);
    expect(authorityFaults(between, verify)).toEqual(
      expect.arrayContaining(["not-self-issued", "key-usage"]),
    );
    expect(namesAuthority(leaf, root)).toBe(false);
    expect(isSignedBy(leaf, root, verify)).toBe(false);
  });

  test("what is read of each is what Node reads", (ctx) => {
    for (const name of ALL) {
      const pem = peerData(ctx, `mdoc/${name}.pem`);
      const [own, node] = [pemCertificate(ctx, name), new X509Certificate(pem)];
      expect(own.notBeforeMs).toBe(Date.parse(node.validFrom));
      expect(own.notAfterMs).toBe(Date.parse(node.validTo));
      expect(shownName(own.subject).split(", ").sort()).toEqual(node.subject.split("\n").sort());
      const jwk = node.publicKey.export({ format: "jwk" });
      expect(Buffer.from(own.key.x).toString("base64url")).toBe(jwk.x);
      expect(Buffer.from(own.key.y ?? []).toString("base64url")).toBe(jwk.y);
    }
  });

  test("a folder takes the root alone, and says of the others why not", (ctx) => {
    const files = ALL.map((name) => ({ name: `${name}.pem`, bytes: peerData(ctx, `mdoc/${name}.pem`) }));
    const { authorities, refused } = licenceAuthorities(files, licenceCrypto);
    expect(authorities.map((each) => shownName(each.subject))).toHaveLength(1);
    expect(new Set(refused.map(({ params }) => (params as { file: string }).file))).toEqual(
      new Set(files.slice(1).map(({ name }) => name)),
    );
  });
});

describe("certificates made here, one thing wrong at a time", () => {
  const authority = madeCertificateRead(madeAuthority());
  const signer = (parts: Parameters<typeof madeSigner>[0]): Certificate =>
    madeCertificateRead(madeSigner(parts));
  const basic = (...parts: Uint8Array[]) => extension("2.5.29.19", true, der(0x30, ...parts));
  const TRUE = der(1, Uint8Array.of(255));

  test("nothing wrong", () => {
    expect(authorityFaults(authority, verify)).toEqual([]);
    expect(signerFaults(signer({}), authority, verify)).toEqual([]);
    expect(namesAuthority(signer({}), authority)).toBe(true);
    expect(countryOf(authority)).toBe("CN");
  });

  test.each([
    ["usage", null, "key-usage"],
    ["usage", extension("2.5.29.15", false, der(3, Uint8Array.of(1, 0x06))), "key-usage"],
    ["usage", extension("2.5.29.15", true, der(3, Uint8Array.of(1, 0x02))), "key-usage"],
    ["basic", null, "not-authority"],
    ["basic", basic(), "not-authority"],
    ["basic", basic(TRUE), "not-authority"],
    ["basic", basic(TRUE, der(2, Uint8Array.of(1))), "not-authority"],
    ["subjectKey", null, "subject-key"],
    ["names", null, "alternative-name"],
    ["points", null, "revocation-point"],
    ["more", extension("1.2.3.4", true, der(5)), "critical-unknown"],
  ])("authority: %s", (part, changed, fault) => {
    const made = madeCertificateRead(madeAuthority({ [part]: changed }));
    expect(authorityFaults(made, verify)).toEqual([fault]);
  });

  test.each([
    ["usage", extension("2.5.29.15", true, der(3, Uint8Array.of(6, 0xc0))), "key-usage"],
    ["usage", null, "key-usage"],
    ["extended", null, "extended-use"],
    ["extended", extension("2.5.29.37", false, der(0x30, oid("1.0.18013.5.1.2"))), "extended-use"],
    ["extended", extension("2.5.29.37", true, der(0x30, oid("1.0.18013.5.1.6"))), "extended-use"],
    ["basic", AUTHORITY_EXTENSIONS.basic, "is-authority"],
    ["names", null, "alternative-name"],
    ["points", null, "revocation-point"],
    ["more", extension("1.2.3.4", true, der(5)), "critical-unknown"],
  ])("signer: %s", (part, changed, fault) => {
    expect(signerFaults(signer({ extensions: { [part]: changed } }), authority, verify)).toEqual([fault]);
  });

  test("a signer of another country, one that lives too long, and one that another key signed", () => {
    expect(signerFaults(signer({ country: "NL" }), authority, verify)).toEqual(["country"]);
    expect(signerFaults(signer({ notAfter: "20270403000000Z" }), authority, verify)).toEqual([]);
    expect(signerFaults(signer({ notAfter: "20270403000001Z" }), authority, verify)).toEqual(["too-long"]);
    expect(signerFaults(signer({ signedBy: SIGNER_KEY }), authority, verify)).toEqual(["signature"]);
    const unnamed = signer({ extensions: { authorityKey: null } });
    expect(namesAuthority(unnamed, authority)).toBe(false);
    expect(SIGNER_EXTENSIONS.authorityKey.length).toBeGreaterThan(20);
  });

  test("of several authorities of one name each is tried", () => {
    const other = madeAuthority({ subjectKey: extension("2.5.29.14", false, der(4, new Uint8Array(20))) });
    const files = [other, madeAuthority()].map((bytes, i) => ({ name: `${i}.der`, bytes }));
    const { authorities, refused } = licenceAuthorities(files, licenceCrypto);
    expect(refused).toEqual([]);
    expect(authorities.map((each) => namesAuthority(signer({}), each))).toEqual([false, true]);
  });

  test("no flipped byte of a certificate is let go", () => {
    const bytes = madeAuthority();
    const taken = Array.from(bytes, (_byte, at) => {
      const spoilt = Uint8Array.from(bytes);
      spoilt[at] = (spoilt[at] as number) ^ 1;
      return licenceAuthorities([{ name: "a.der", bytes: spoilt }], licenceCrypto).authorities.length;
    });
    expect(taken.every((count) => count === 0)).toBe(true);
  });
});
