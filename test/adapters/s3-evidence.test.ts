import { createHash } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { S3Evidence } from "../../src/adapters/s3/s3-evidence.ts";
import { signedHeaders } from "../../src/adapters/s3/signature-v4.ts";
import { startObjectStore } from "../support/object-store.ts";

/** Goal: signed as Amazon's documentation signs, and against a store that checks it by its own steps: stored once, given whole, tried again, and never believed. */
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const OPEN = { region: "cn-north-1", accessKeyId: "REGISTRY", secret: "not a secret/+=" };
const BYTES = new TextEncoder().encode("what was measured");
const HASH = createHash("sha256").update(BYTES).digest("hex");

async function rig(other: Partial<typeof OPEN> = {}) {
  const store = await startObjectStore({ bucket: "evidence", ...OPEN });
  ends.push(() => store.close());
  const evidence = new S3Evidence({
    ...{ ...OPEN, ...other, url: store.url, bucket: "evidence", bytesMax: 1_000, againMs: 1 },
    wallMs: () => Date.parse("2026-11-29T08:00:00.000Z"),
  });
  return { store, evidence };
}

describe("Signature Version 4", () => {
  // The examples of "Signature Calculations for the Authorization Header" in the Amazon S3 API reference, with the keys that stand there.
  const EXAMPLE = {
    region: "us-east-1",
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  };
  test.each([
    {
      what: "GET an object",
      method: "GET",
      url: "https://examplebucket.s3.amazonaws.com/test.txt",
      headers: { range: "bytes=0-9" },
      bodySha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    },
    {
      what: "PUT an object",
      method: "PUT",
      url: "https://examplebucket.s3.amazonaws.com/test%24file.text",
      headers: { date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
      bodySha256: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
      signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    },
  ])("$what, as the page has it", ({ method, url, headers, bodySha256, signature }) => {
    const at = new Date("2013-05-24T00:00:00.000Z");
    const signed = signedHeaders({ method, url: new URL(url), headers, bodySha256, at }, EXAMPLE);
    expect(signed.authorization).toContain(`Signature=${signature}`);
  });
});

describe("evidence in a bucket", () => {
  test("is stored once under its hash and given whole; nothing of another hash is", async () => {
    const { store, evidence } = await rig();
    expect(await evidence.get(HASH)).toBeNull();
    expect([await evidence.put(HASH, BYTES), await evidence.put(HASH, BYTES)]).toEqual(["stored", "there"]);
    expect(await evidence.get(HASH)).toEqual(BYTES);
    await expect(evidence.put(HASH, BYTES.slice(1))).rejects.toMatchObject({ code: "EVIDENCE_DAMAGED" });
    await expect(evidence.get("../x")).rejects.toMatchObject({ code: "EVIDENCE_DAMAGED" });
    store.objects.set(HASH, Buffer.from("something else"));
    await expect(evidence.get(HASH)).rejects.toMatchObject({ code: "EVIDENCE_DAMAGED" });
    await expect(evidence.put(HASH, BYTES)).rejects.toMatchObject({ code: "EVIDENCE_DAMAGED" });
    store.objects.set(HASH, Buffer.alloc(1_001));
    await expect(evidence.get(HASH)).rejects.toMatchObject({ code: "EVIDENCE_UNAVAILABLE" });
    await evidence.remove(HASH);
    await evidence.remove(HASH);
    expect(await evidence.get(HASH)).toBeNull();
  });

  test("is tried again where the store fails for a moment, three times and no more", async () => {
    const { store, evidence } = await rig();
    store.failures.push(503, 409);
    expect(await evidence.put(HASH, BYTES)).toBe("stored");
    store.failures.push(500, 502, 503);
    await expect(evidence.get(HASH)).rejects.toMatchObject({ code: "EVIDENCE_UNAVAILABLE" });
    expect(store.asked).toHaveLength(6);
  });

  test.each<[string, Partial<typeof OPEN>]>([
    ["secret", { secret: "x" }],
    ["region", { region: "eu-west-1" }],
    ["key", { accessKeyId: "SOMEBODY" }],
  ])("is refused with another %s, and told", async (_what, other) => {
    const { store, evidence } = await rig(other);
    await expect(evidence.put(HASH, BYTES)).rejects.toThrow(/403/);
    expect(store.objects.size).toBe(0);
  });
});
