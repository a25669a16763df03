import { expect, test } from "vitest";
import { annexD, checked, licenceVector, readerSession, transcriptD } from "../../support/licence-vectors.ts";

/** Goal: whatever single byte is spoilt on the way, a licence is never accepted as it is, and nothing is thrown. */
test("each byte of the issuer's part", (ctx) => {
  const bytes = licenceVector(ctx, "issuer_signed.cbor");
  // One of three masks for each, so that neighbours are spoilt in different ways: all three take three times as long.
  const masks = [0x01, 0x80, 0xff];
  const accepted = Array.from(bytes, (_byte, at) => at).filter(
    (at) => checked(spoilt(bytes, at, masks[at % masks.length] as number)).word === "accepted",
  );
  expect(accepted).toEqual([]);
});

test("each byte around it, with the MAC of the session", (ctx) => {
  const bytes = annexD(ctx);
  const asked = { transcript: transcriptD(ctx), session: readerSession(true) };
  const ends = [
    ...Array.from({ length: 68 }, (_none, at) => at),
    ...Array.from({ length: 100 }, (_none, at) => bytes.length - 1 - at),
  ];
  const proven = ends.filter((at) => {
    const { word, holder } = checked(spoilt(bytes, at, 0x01), asked);
    return word === "accepted" && holder.kind === "proven";
  });
  // Version 1.0 became 1.1: that of the answer is not signed, and a later one of the same kind is read.
  expect(proven).toEqual([12]);
});

test("each byte of the transcript", (ctx) => {
  const [bytes, session] = [annexD(ctx), readerSession(true)];
  const transcript = transcriptD(ctx);
  const proven = Array.from(transcript, (_byte, at) => at).filter(
    (at) => checked(bytes, { transcript: spoilt(transcript, at, 0x01), session }).holder.kind === "proven",
  );
  expect(proven).toEqual([]);
});

test("cut at each place", (ctx) => {
  const bytes = annexD(ctx);
  for (let length = 0; length < bytes.length; length += 7)
    expect(checked(bytes.subarray(0, length)).word).toBe("refused");
});

function spoilt(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] as number) ^ mask;
  return copy;
}
