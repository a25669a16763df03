import { execFileSync } from "node:child_process";
import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { provenIssuer } from "../../../src/adapters/keys/certificate-issuer.ts";
import { newSerial } from "../../../src/adapters/keys/registry-ca.ts";
import { nextCertificateFile } from "../../../src/runtime/own-certificate.ts";
import { authority, type LifeOptions, life, type Wanted } from "../../support/certificate-world.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { opensslEnvironment, opensslMissing } from "../../support/test-certificates.ts";
import { TOY_STATION } from "../../support/toy-station.ts";

const missing = opensslMissing();
if (missing !== null) console.warn(`certificate-issuer: partly skipped, ${missing}`);

/** What a station with these files makes of a certificate that comes: the fault, or null. */
async function made(wanted: Wanted, options: LifeOptions = {}, change?: (pem: string) => string) {
  const on = await life(options);
  on.clock.advanceBy(70 * 86_400_000);
  const pem = await on.issue(wanted);
  const taken = on.own.take(change?.(pem) ?? pem, { station: TOY_STATION, nowMs: on.clock.wallMs() });
  expect(existsSync(nextCertificateFile(on.files.cert))).toBe(typeof taken !== "string");
  return { on, fault: typeof taken === "string" ? taken : null };
}

describe("RP-250 the same authority by its signature", () => {
  test("is shown by its certificate, which comes behind the station's and stays there for the one after it", async () => {
    const { on, fault } = await made({});
    expect(fault).toBeNull();
    expect(readFileSync(nextCertificateFile(on.files.cert), "utf8")).toContain(on.ca.cert.trim());
    expect(on.own.forAttempt()).toBe(nextCertificateFile(on.files.cert));
    expect(on.own.noteUp()).toBe(true);
    // The next one from a registry that sends no authority's certificate: it is at hand by now.
    on.clock.advanceBy(86_400_000);
    const bare = await on.issue({ bare: true });
    expect(on.own.take(bare, { station: TOY_STATION, nowMs: on.clock.wallMs() })).toMatchObject({
      fromMs: expect.any(Number),
    });
  });

  test("is not shown by a name: another authority of the same name, with whichever certificates it sends", async () => {
    const [ca, twin] = [await authority("one"), await authority("one")];
    expect(new X509Certificate(twin.cert).subject).toBe(new X509Certificate(ca.cert).subject);
    expect((await made({ by: twin }, { ca })).fault).toBe("authority-unshown");
    expect((await made({ by: twin, bare: true }, { ca })).fault).toBe("authority-unshown");
    const withBoth = (pem: string): string => `${pem}${ca.cert}`;
    expect((await made({ by: twin }, { ca }, withBoth)).fault).toBe("other-authority");
    const named: LifeOptions = { ca, configured: ca.cert };
    expect((await made({ by: twin }, named)).fault).toBe("other-authority");
  });

  test("without any certificate of it, neither sent nor at hand, nothing is taken", async () => {
    expect((await made({ bare: true })).fault).toBe("authority-unshown");
    const ca = await authority("one");
    expect((await made({ bare: true }, { ca, configured: ca.cert })).fault).toBeNull();
    // Of the broker alone, as where its certificate is of another authority.
    const broker = await authority("broker");
    expect((await made({ bare: true }, { ca, configured: broker.cert })).fault).toBe("authority-unshown");
    expect((await made({}, { ca, configured: broker.cert })).fault).toBeNull();
    expect((await made({ bare: true }, { ca, configured: "spoilt" })).fault).toBe("authority-unshown");
  });

  test("another authority is taken where the station file names it, and there alone", async () => {
    const [ca, next] = [await authority("one"), await authority("two")];
    expect((await made({ by: next }, { ca })).fault).toBe("other-authority");
    expect((await made({ by: next }, { ca, configured: ca.cert })).fault).toBe("other-authority");
    expect((await made({ by: next }, { ca, configured: `${ca.cert}${next.cert}` })).fault).toBeNull();
  });

  test("a certificate that is no authority's signs nothing, though its key could", async () => {
    const ca = await authority("one");
    const on = await life({ ca });
    const own = new X509Certificate(readFileSync(on.files.cert));
    const given = new X509Certificate((await on.issue({ bare: true })).trim());
    const of = { present: own, given };
    expect(provenIssuer({ ...of, configured: [own], beside: [own] })).toMatchObject({ kind: "fault" });
    expect(provenIssuer({ ...of, configured: [], beside: [] })).toEqual({
      kind: "fault",
      fault: "authority-unshown",
    });
    // A present one that cannot be read proves nothing of the one that came with it.
    const issuer = new X509Certificate(ca.cert);
    expect(provenIssuer({ present: null, given, configured: [], beside: [issuer] })).toMatchObject({
      kind: "fault",
    });
    expect(provenIssuer({ present: null, given, configured: [issuer], beside: [] })).toMatchObject({
      kind: "proven",
    });
  });

  test.skipIf(missing !== null)(
    "a sent authority counts by a named curve alone: with parameters of one's own, or an RSA key, anybody can fit one to a signature",
    async () => {
      for (const kind of [
        "ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
        "rsa:2048",
        "ec -pkeyopt ec_paramgen_curve:P-384",
      ]) {
        const { authority: issuer, leaves } = signedByOpenssl(kind);
        const [present, given] = leaves;
        // It did sign both, and where people named it that is enough.
        expect(provenIssuer({ present, given, configured: [issuer], beside: [] }).kind).toBe("proven");
        expect([kind, provenIssuer({ present, given, configured: [], beside: [issuer] })]).toEqual([
          kind,
          { kind: "fault", fault: "authority-unshown" },
        ]);
      }
    },
  );
});

test.skipIf(missing !== null)(
  "RP-250 where nothing but the signature tells two authorities apart, the signature does",
  () => {
    const kind = "ec -pkeyopt ec_paramgen_curve:P-256";
    const [own, twin] = [signedByOpenssl(kind), signedByOpenssl(kind)];
    const [present] = own.leaves;
    const [given] = twin.leaves;
    // Name and identifiers fit: by them alone it would be of the same authority.
    expect(given.checkIssued(own.authority)).toBe(true);
    for (const some of [
      { configured: [own.authority], beside: [] },
      { configured: [], beside: [own.authority, twin.authority] },
    ])
      expect(provenIssuer({ present, given, ...some })).toEqual({ kind: "fault", fault: "other-authority" });
    // A key that signed both and whose certificate is no authority's.
    const none = signedByOpenssl(`${kind} -addext basicConstraints=critical,CA:FALSE`);
    const [one, two] = none.leaves;
    const issuer = none.authority;
    expect([issuer.ca, two.verify(issuer.publicKey)]).toEqual([false, true]);
    for (const some of [
      { configured: [issuer], beside: [] },
      { configured: [], beside: [issuer] },
    ])
      expect(provenIssuer({ present: one, given: two, ...some }).kind).toBe("fault");
    expect(
      provenIssuer({ present, given: own.leaves[1], configured: [], beside: [own.authority] }).kind,
    ).toBe("proven");
  },
);

/** An authority with a key of that kind, and two certificates that it signed. */
function signedByOpenssl(kind: string) {
  const directory = temporaryDirectory();
  const openssl = (words: string): void => {
    execFileSync("openssl", words.split(" "), { cwd: directory, stdio: "pipe", env: opensslEnvironment() });
  };
  openssl(`req -x509 -newkey ${kind} -nodes -days 30 -subj /CN=odd -keyout ca.key -out ca.crt`);
  const leaf = (name: string): X509Certificate => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    writeFileSync(join(directory, `${name}.key`), privateKey.export({ format: "pem", type: "pkcs8" }));
    openssl(`req -new -key ${name}.key -subj /CN=${TOY_STATION} -out ${name}.csr`);
    openssl(
      `x509 -req -in ${name}.csr -CA ca.crt -CAkey ca.key -set_serial 0x${newSerial()} -days 20 -out ${name}.crt`,
    );
    return new X509Certificate(readFileSync(join(directory, `${name}.crt`)));
  };
  const authority = new X509Certificate(readFileSync(join(directory, "ca.crt")));
  return { authority, leaves: [leaf("one"), leaf("two")] as const };
}
