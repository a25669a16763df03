import { expect, test } from "vitest";
import { photosNamedIn } from "../../../src/core/journal/named-photos.ts";

const SHA = "ab".repeat(32);
const TAKEN = { type: "photo-taken", part: "identity", photo: "0111", sha256: SHA, by: "P-1", atMs: 1 };

const entryOf = (events: unknown[], type = "job-input"): Uint8Array =>
  new TextEncoder().encode(
    JSON.stringify({ type, at: { monoMs: 1, wallMs: 2 }, job: "J-1", input: { kind: "command" }, events }),
  );

test("what the machine took is named, with its job, part and number; nothing else of that form is", () => {
  const named = { job: "J-1", part: "identity", photo: "0111", sha256: SHA };
  expect(photosNamedIn(entryOf([{ type: "part-begun" }, TAKEN]))).toEqual([named]);
  for (const other of [
    { ...TAKEN, type: "photo-asked" },
    { ...TAKEN, sha256: SHA.toUpperCase() },
    { ...TAKEN, sha256: `../${SHA}` },
    { ...TAKEN, part: undefined },
    [TAKEN],
    null,
  ])
    expect(photosNamedIn(entryOf([other]))).toEqual([]);
  expect(photosNamedIn(entryOf([TAKEN], "job-output"))).toEqual([]);
  expect(photosNamedIn(new TextEncoder().encode(`{"type":"job-input","photo-taken`))).toEqual([]);
});
