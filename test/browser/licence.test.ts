import { describe, expect, test, vi } from "vitest";
import { licenceCrypto, readerKeys } from "../../src/adapters/keys/licence-crypto.ts";
import type { Certificate } from "../../src/core/licence/certificate/certificate.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import { LicenceDesk } from "../../src/runtime/licence-desk.ts";
import { cbor, Raw } from "../support/cbor-bytes.ts";
import {
  annexD,
  authorityD,
  pemCertificate,
  READER_SECRET,
  THEN,
  timeOf,
  transcriptD,
} from "../support/licence-vectors.ts";
import {
  deviceSigned,
  GOOD_AT,
  madeAuthority,
  madeCertificateRead,
  madeLicence,
} from "../support/made-licence.ts";
import { SIZES } from "./browser-stage.ts";
import { deskStation, fillCandidate, kept, send, shot } from "./check-in-desk.ts";
import { browserWith } from "./opened-page.ts";
import { auditPage, foreignWords } from "./page-audit.ts";
import type { RecordedStation } from "./recorded-station.ts";

/** A desk at which licences are read, or not. */
function install(station: RecordedStation, world: ReturnType<typeof deskStation>): void {
  world.install(station);
  const { queue } = station;
  station.queue = { ...queue, look: async (by) => ({ ...(await queue.look(by)), licences: true }) };
  station.licences = licences();
}

/** Goal: a licence that a candidate shows is seen with what was proven, a person says that it is theirs, and what it showed is kept nowhere. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
const { opened } = browserWith({});

interface Trusted {
  readonly authorities: readonly Certificate[];
  readonly wallMs: number;
  /** Default: one that nobody knows before. */
  readonly secret?: Uint8Array;
}

const OWN: Trusted = { authorities: [madeCertificateRead(madeAuthority())], wallMs: GOOD_AT };

function licences({ authorities, wallMs, secret }: Trusted = OWN): LicenceDesk {
  const known = secret === undefined ? null : readerKeys.of(secret);
  return new LicenceDesk({
    authorities: { authorities, refused: [] },
    ...{ signerLife: "at-signing", crypto: licenceCrypto },
    keys: known === null ? readerKeys : { ...readerKeys, make: () => known },
    people: { whyNot: () => null },
    clock: { wallMs: () => wallMs, monoMs: () => 0 },
    localDate: (ms) => timeOf(ms).day,
    isClockSure: () => true,
  });
}

const file = (name: string, bytes: Uint8Array) => ({
  name,
  mimeType: "application/cbor",
  buffer: Buffer.from(bytes),
});

describe("a candidate shows a licence", () => {
  for (const [locale, language] of [
    ["zh-CN", "zh"],
    ["en-GB", "en"],
  ] as const)
    test(`and it is read, seen and confirmed (${language})`, async (context) => {
      const world = deskStation();
      const { page } = await opened(context, {
        locale,
        path: "/#check-in/candidate",
        before: (station) => {
          install(station, world);
        },
      });
      const part = page.locator(".check-in-licence");
      await part.locator("summary").click();
      await part.locator("button").first().click();
      await part.locator(".problem").waitFor();
      await fillCandidate(page);
      await part.locator("button").first().click();
      const readerKey = (await part.locator(".licence-key").innerText()).trim();
      expect(readerKey).toMatch(/^d818584ba4/);
      const transcript = cbor([new Raw(cbor({})), new Raw(Buffer.from(readerKey, "hex")), null]);
      const answer = madeLicence({ deviceSigned: (docType) => deviceSigned(transcript, docType) });
      await part.locator("input[type=file]").nth(0).setInputFiles(file("a.cbor", answer));
      await part.locator("input[type=file]").nth(1).setInputFiles(file("t.cbor", transcript));
      await part.getByRole("button", { name: /^(核验|Read and check)$/ }).click();
      await part.getByText(language === "zh" ? "核验通过" : "Accepted").waitFor();
      await part.getByText("420101199002280011").waitFor();
      await part.locator("img").waitFor();
      expect(await foreignWords(page, language)).toEqual([]);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        expect(await auditPage(page), `${size.width}`).toEqual([]);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(wide, `${size.width}`).toBeLessThanOrEqual(0);
        await shot(page, `licence-${language}-${size.width}`);
      }
      await part.locator("input[type=checkbox]").check();
      expect(await kept(page)).not.toMatch(/420101199002280011|Ming|1990-02-28/);
      await send(page).click();
      await expect.poll(() => world.asked.length).toBe(1);
      expect(world.asked).toMatchObject([{ kind: "exam", licence: expect.stringMatching(/^[0-9a-f]{32}$/) }]);
    });

  test("where none is read, nothing is said of them", async (context) => {
    const world = deskStation();
    const { page } = await opened(context, {
      locale: "zh-CN",
      path: "/#check-in/candidate",
      before: (station) => world.install(station),
    });
    await page.locator(".check-in-more summary").waitFor();
    await expect.poll(() => page.locator(".check-in-licence").count()).toBe(0);
  });

  test("one of another issuer is read in a session and from a file; a wrong issuer, a wrong digest and an end are refused with the reason", async (context) => {
    const world = deskStation();
    const { page, station } = await opened(context, {
      locale: "en-GB",
      path: "/#check-in/candidate",
      before: (made) => install(made, world),
    });
    const part = page.locator(".check-in-licence");
    await part.locator("summary").click();
    await fillCandidate(page);
    const [whole, root] = [annexD(context), pemCertificate(context, "isomdl_iaca_root_cert")];
    const theirs: Trusted = { authorities: [authorityD()], wallMs: THEN, secret: READER_SECRET };
    const read = async (trusted: Trusted, bytes: Uint8Array, isLive: boolean): Promise<string> => {
      station.licences = licences(trusted);
      await part.locator("button").first().click();
      await part.locator(".licence-key").waitFor();
      await part.locator("input[type=file]").nth(0).setInputFiles(file("a.cbor", bytes));
      const session = isLive ? [file("t.cbor", transcriptD(context))] : [];
      await part.locator("input[type=file]").nth(1).setInputFiles(session);
      const asked = page.waitForResponse((answer) => answer.url().endsWith("/api/check-in/licence"));
      await part.getByRole("button", { name: "Read and check" }).click();
      expect((await asked).status()).toBe(200);
      await part.locator("section").waitFor();
      return await part.locator("section").innerText();
    };
    expect(await read(theirs, whole, true)).toMatch(
      /Accepted holder proven by the device \(MAC\).*123456789/s,
    );
    // A person confirms what was shown: the example withholds the birth date.
    await part
      .locator("section label.check", { hasText: "the same: portrait, number; the record" })
      .waitFor();
    expect(await read(theirs, whole, false)).toMatch(
      /Accepted data authentic, holder not proven.*123456789/s,
    );
    const stranger = await read({ ...theirs, authorities: [root] }, whole, true);
    expect(stranger).toMatch(
      /Not accepted neither.*CN=utopia iaca, C=US of the signer .* is not among those/s,
    );
    const changed = Buffer.from(whole);
    changed.write("124", changed.indexOf("123456789"));
    const wrong = await read(theirs, changed, true);
    expect(wrong).toMatch(/Not accepted neither.*document_number .* is not what the issuer signed/s);
    await expect.poll(() => part.locator("section input, section img").count()).toBe(0);
    // What is not proven is not called authentic.
    for (const words of [stranger, wrong]) expect(words).not.toMatch(/12[34]456789|Doe|data authentic/);
    const ended = await read({ ...theirs, wallMs: GOOD_AT }, whole, true);
    expect(ended).toMatch(
      /Not accepted holder proven.*good until 2021-10-01T13:30:02Z.*good until 2024-10-20/s,
    );
  });

  test("one that is known no more is said, and the next press goes without it", async (context) => {
    const world = deskStation();
    const { page } = await opened(context, {
      locale: "en-GB",
      path: "/#check-in/candidate",
      before: (station) => install(station, world),
      known: /409/,
    });
    const part = page.locator(".check-in-licence");
    await part.locator("summary").click();
    await fillCandidate(page);
    await part.locator("input[type=file]").first().setInputFiles(file("a.cbor", madeLicence()));
    await part.getByRole("button", { name: "Read and check" }).click();
    await part.locator("input[type=checkbox]").check();
    world.refuse(reason("LICENCE_READ_OVER", {}));
    await send(page).click();
    await page.getByText("is not held here any more").waitFor();
    await expect.poll(() => part.locator("input[type=checkbox]").isChecked()).toBe(false);
    world.refuse(null);
    await send(page).click();
    await expect.poll(() => world.asked.length).toBe(2);
    expect(world.asked[0]).toHaveProperty("licence");
    expect(world.asked[1]).not.toHaveProperty("licence");
  });
});
