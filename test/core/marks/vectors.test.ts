import { describe, expect, test } from "vitest";
import { sha256, verifySignature } from "../../../src/adapters/keys/node-crypto.ts";
import { readIssuerList } from "../../../src/core/marks/issuer-list.ts";
import { readMark } from "../../../src/core/marks/mark.ts";
import { readMarkText } from "../../../src/core/marks/mark-text.ts";
import { readStatusList } from "../../../src/core/marks/status-list.ts";
import { readStatus } from "../../../src/core/marks/status-statement.ts";
import { issuerList, issuerListText, listedKey, MARK_KEY } from "../../support/mark-issuer.ts";
import { markVectors } from "../../support/mark-vectors.ts";
import { readSource } from "../../support/source-tree.ts";

/** Goal: the file for writers of readers is what the code makes. What each case must say, a reader's own tests ask. */
const vectors = markVectors();

describe("test/vectors/marks.json", () => {
  test("is what the code makes; if that is meant: npx tsx test/vectors/write-marks.ts", () => {
    expect(JSON.parse(readSource("test/vectors/marks.json"))).toEqual(vectors);
  });

  test.each(vectors.cases)("$name: parts can be read unless it is unreadable", ({ text, word }) => {
    const parts = readMarkText(text);
    const mark = parts === null ? null : readMark(parts.mark, 4_096);
    expect(mark === null).toBe(word === "unreadable");
    if (parts?.status != null)
      expect(readStatus(parts.status, 4_096) ?? readStatusList(parts.status)).not.toBeNull();
  });

  test.each(Object.entries(vectors.issuerLists))("the list %s can be trusted", (_name, text) => {
    const check = { text, digest: sha256, verify: verifySignature, authority: vectors.authority };
    expect(readIssuerList(check)).toMatchObject({ kind: "trusted", authority: vectors.authority });
  });
});

describe("issuer list", () => {
  const read = (text: string, authority?: string): unknown =>
    readIssuerList({
      text,
      digest: sha256,
      verify: verifySignature,
      ...(authority === undefined ? {} : { authority }),
    });
  const key = listedKey(MARK_KEY, "mark");

  test.each([
    ["of another authority", issuerListText(), "ab".repeat(32), "TRUST_LIST_OF_OTHER"],
    ["that says more", issuerListText({ ...issuerList(), more: 1 } as never), undefined, "FIELD_MALFORMED"],
    [
      "with an issuer twice",
      issuerListText(issuerList({ issuers: [...issuerList().issuers, ...issuerList().issuers] })),
      undefined,
      "FIELD_MALFORMED",
    ],
    [
      "with a key of nobody",
      issuerListText(issuerList({ keys: [{ ...key, issuer: "cn-gd" }] })),
      undefined,
      "KEY_ISSUER_UNKNOWN",
    ],
    [
      "with an id of another key",
      issuerListText(issuerList({ keys: [{ ...key, keyId: "ab".repeat(32) }] })),
      undefined,
      "KEY_UNLIKE_ID",
    ],
    ["that is cut off", issuerListText().slice(0, -10), undefined, "JSON_STRING_OPEN"],
  ])("one %s is refused", (_what, text, authority, code) => {
    expect(read(text, authority)).toMatchObject({ kind: "refused", reason: { code } });
  });

  test("one bit of it is refused", () => {
    const text = issuerListText();
    const at = text.indexOf('"payload":"') + 40;
    const other = text[at] === "A" ? "B" : "A";
    expect(read(text.slice(0, at) + other + text.slice(at + 1))).toMatchObject({
      kind: "refused",
      reason: { code: "TRUST_LIST_UNSIGNED" },
    });
  });
});
