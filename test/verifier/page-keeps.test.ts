import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { signTrustList } from "../../src/adapters/keys/trust-list-file.ts";
import { markBody, markText } from "../../src/core/marks/mark-text.ts";
import type { TrustListDocument } from "../../src/core/record/trust-list.ts";
import { followTime } from "../../src/verifier/page/judged-again.ts";
import {
  acceptCandidate,
  candidate,
  compareHeld,
  contextOfKeys,
  forgetKeys,
  held,
  isUncompared,
  offerList,
  pinned,
  startKeys,
  told,
} from "../../src/verifier/page/keys-store.ts";
import { notesShown } from "../../src/verifier/page/notes-shown.ts";
import { keepSeen, seenSoFar } from "../../src/verifier/page/seen-store.ts";
import { verify } from "../../src/verifier/verify.ts";
import { issuerListText, signedMark, signedStatus, VEHICLE } from "../support/mark-issuer.ts";
import { KEYS, STATION, signatureOf, TRUSTED, trustListText } from "../support/sealed-results.ts";
import { bytesOfText, contextWith } from "../support/verifier-context.ts";

/** Goal: what the page keeps is what somebody compared, the fuller list stays, and an open answer does not grow old. */
const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  });
  vi.stubGlobal("document", { getElementById: () => null });
  forgetKeys();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const whole = JSON.parse(
  new TextDecoder().decode(
    Buffer.from(
      (JSON.parse(trustListText()) as { envelope: { payload: string } }).envelope.payload,
      "base64",
    ),
  ),
) as TrustListDocument;
const authority = {
  keyId: KEYS.authority.keyId,
  spki: KEYS.authority.publicKeySpki,
  sign: (message: Uint8Array) => signatureOf(KEYS.authority, message),
};
const listText = (change: Partial<TrustListDocument>): string =>
  signTrustList({ ...whole, ...change }, authority);
const excerpt = { station: STATION, of: "ab".repeat(32) };

function offer(text: string, how: "compared" | "uncompared" = "compared"): unknown {
  const bytes = bytesOfText(text);
  offerList(bytes, verify(bytes, contextWith()));
  if (candidate.peek() !== null) acceptCandidate(how);
  return [told.peek()?.kind, held.peek().trust?.facts.number, held.peek().trust?.facts.excerptOf];
}

describe("the trust list of the page", () => {
  test("that is whole is never replaced by an excerpt, however new; an excerpt by a whole one is", () => {
    expect(offer(listText({ number: 7, excerpt }))).toEqual(["taken", 7, STATION]);
    expect(offer(listText({ number: 6 }))).toEqual(["taken", 6, null]);
    expect(offer(listText({ number: 9, excerpt }))).toEqual(["excerpt", 6, null]);
    expect(offer(listText({ number: 5 }))).toEqual(["older", 6, null]);
    expect(offer(listText({ number: 7 }))).toEqual(["taken", 7, null]);
    // Nor when the page is opened again.
    expect(kept.get("proofmark-verifier-trust")).toBe(listText({ number: 7 }));
    const block = {
      schema: "proofmark/page-keys/v1",
      ...{ authority: null, issuers: null, trust: listText({ number: 9, excerpt }) },
    };
    vi.stubGlobal("document", { getElementById: () => ({ textContent: JSON.stringify(block) }) });
    startKeys();
    expect(held.peek().trust?.facts).toMatchObject({ number: 7, excerptOf: null });
    // Where there is no whole one, the excerpt is better than nothing.
    kept.clear();
    startKeys();
    expect(held.peek().trust?.facts).toMatchObject({ number: 9, excerptOf: STATION });
  });
});

describe("what the browser kept", () => {
  test("was compared where the page came from its own address, and has to be again where it came from a disk", () => {
    offer(trustListText());
    expect(pinned.peek()?.how).toBe("compared");
    startKeys();
    expect([pinned.peek()?.how, isUncompared.value]).toEqual(["compared", false]);
    vi.stubGlobal("location", { protocol: "file:" });
    startKeys();
    expect([pinned.peek()?.how, isUncompared.value]).toEqual(["recalled", true]);
    expect(contextOfKeys().authority).toBeNull();
    compareHeld();
    acceptCandidate("compared");
    expect([pinned.peek()?.how, isUncompared.value]).toEqual(["compared", false]);
    expect(contextOfKeys().authority).toBe(KEYS.authority.keyId);
  });
});

describe("the statuses that the page has seen", () => {
  test("are forgotten with the keys, and with the authority", () => {
    offer(trustListText());
    keepSeen({ ab: 7 });
    expect([seenSoFar(), kept.get("proofmark-verifier-seen")]).toEqual([{ ab: 7 }, '{"ab":7}']);
    expect(pinned.peek()?.how).toBe("compared");
    offer(trustListText(TRUSTED, KEYS.stranger), "uncompared");
    expect([seenSoFar(), kept.has("proofmark-verifier-seen")]).toEqual([{}, false]);
    keepSeen({ cd: 8 });
    forgetKeys();
    expect([seenSoFar(), kept.has("proofmark-verifier-seen")]).toEqual([{}, false]);
  });

  test("are the newest 2000", () => {
    keepSeen(Object.fromEntries(Array.from({ length: 2_100 }, (_, n) => [`m${n}`, n])));
    expect([Object.keys(seenSoFar()).length, Math.min(...Object.values(seenSoFar()))]).toEqual([2_000, 100]);
  });
});

describe("that something is good for nothing real", () => {
  const markWith = (flags: number, expS: number) => {
    const nowS = Math.floor(Date.parse("2026-11-30T11:00:00.000Z") / 1000);
    const mark = signedMark({ iatS: nowS - 7200, expS: nowS + expS, content: { ...VEHICLE, flags } });
    const status = signedStatus(mark, { iatS: nowS - 3600, expS: nowS + 86_400 });
    const context = contextWith({ issuers: bytesOfText(issuerListText()) });
    return verify(bytesOfText(markText(markBody({ mark, status }))), context);
  };

  test.each([
    ["valid", 86_400],
    ["expired", -1],
  ] as const)("is said in red of a mark that is %s", (word, expS) => {
    const trial = markWith(2, expS);
    expect(trial.word).toBe(word);
    expect(notesShown(trial, false).red.map(({ code }) => code)).toEqual(["MARK_OF_TRIAL"]);
    expect(notesShown(markWith(0, expS), false).red).toEqual([]);
  });

  test("once, and what the page says in another place is not said again", () => {
    const codes = (isUncompared: boolean) =>
      notesShown(markWith(3, 86_400), isUncompared).others.map(({ code }) => code);
    expect(codes(false)).toEqual(["AUTHORITY_NOT_PINNED"]);
    expect(codes(true)).toEqual([]);
  });
});

describe("an answer of a moment", () => {
  test("is given again each half minute and when somebody comes back, while it is looked at", () => {
    vi.useFakeTimers();
    const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
    vi.stubGlobal("document", page);
    let [times, isMark] = [0, true];
    followTime(
      () => isMark,
      () => void times++,
    );
    vi.advanceTimersByTime(29_999);
    expect(times).toBe(0);
    vi.advanceTimersByTime(30_001);
    expect(times).toBe(2);
    page.visibilityState = "hidden";
    page.dispatchEvent(new Event("visibilitychange"));
    vi.advanceTimersByTime(60_000);
    expect(times).toBe(2);
    page.visibilityState = "visible";
    page.dispatchEvent(new Event("visibilitychange"));
    expect(times).toBe(3);
    isMark = false;
    vi.advanceTimersByTime(60_000);
    page.dispatchEvent(new Event("visibilitychange"));
    expect(times).toBe(3);
  });
});
