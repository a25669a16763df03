import { describe, expect, test } from "vitest";
import { sha256, verifySignature } from "../../../src/adapters/keys/node-crypto.ts";
import { formatCheckpoint, parseCheckpoint } from "../../../src/core/record/checkpoint.ts";
import {
  cosignatureMessage,
  formatNote,
  type Note,
  parseNote,
  signatureLine,
  verifyCosignature,
  verifyNoteSignature,
} from "../../../src/core/record/signed-note.ts";
import { KEYS, receiptNote, WITNESS } from "../../support/sealed-results.ts";

const ROOT_HASH = new Uint8Array(32).fill(5);
const LOG = { name: "proofmark/HB-WH-0042", spki: KEYS.log.publicKeySpki };
const COSIGNER = { name: WITNESS, spki: KEYS.witness.publicKeySpki };
const by = { digest: sha256, verify: verifySignature };

function noteOf(text: string): Note {
  const parsed = parseNote(text);
  if (parsed.kind === "malformed") throw new Error(parsed.reason.code);
  return parsed.note;
}

describe("signed notes", () => {
  test("the example of the C2SP specification has the documented parts", () => {
    const note = noteOf(
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n" +
        "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n",
    );
    expect(note.text.endsWith("ed è subito sera.\n")).toBe(true);
    expect(note.signatures[0]?.name).toBe("quasimodo.example/salvatore");
    expect(Buffer.from(note.signatures[0]?.keyHash ?? []).toString("hex")).toBe("367ba04b");
    expect(note.signatures[0]?.signature).toHaveLength(64);
  });

  test("log signature and cosignature verify, each by its own key and kind only", () => {
    const note = noteOf(receiptNote(7, ROOT_HASH, { timeS: 1_795_000_123 }));
    expect(verifyNoteSignature({ ...by, note, key: LOG })).toBe(true);
    expect(verifyCosignature({ ...by, note, key: COSIGNER })).toEqual({ timeS: 1_795_000_123 });
    expect(verifyNoteSignature({ ...by, note, key: COSIGNER })).toBe(false);
    expect(verifyCosignature({ ...by, note, key: LOG })).toBeNull();
    expect(verifyNoteSignature({ ...by, note, key: { ...LOG, name: "proofmark/other" } })).toBe(false);
    expect(verifyNoteSignature({ ...by, note, key: { ...LOG, spki: KEYS.record.publicKeySpki } })).toBe(
      false,
    );
  });

  test("the cosigned message is the one of tlog-cosignature", () => {
    const text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    expect(new TextDecoder().decode(cosignatureMessage(text, 1679315147))).toBe(
      `cosignature/v1\ntime 1679315147\n${text}`,
    );
  });

  test("no character of the text, and no bit of a signature, can change", () => {
    const whole = receiptNote(7, ROOT_HASH);
    const end = noteOf(whole).text.length;
    for (let at = 0; at < end - 1; at++) {
      const changed = `${whole.slice(0, at)}${whole[at] === "1" ? "2" : "1"}${whole.slice(at + 1)}`;
      const parsed = parseNote(changed);
      if (parsed.kind === "malformed") continue;
      expect(verifyNoteSignature({ ...by, note: parsed.note, key: LOG })).toBe(false);
      expect(verifyCosignature({ ...by, note: parsed.note, key: COSIGNER })).toBeNull();
    }
    const note = noteOf(whole);
    for (let i = 0; i < 72 * 8; i += 5) {
      const signatures = note.signatures.map((line) => ({ ...line, signature: line.signature.slice() }));
      for (const { signature } of signatures) {
        const byte = (i >> 3) % signature.length;
        signature[byte] = (signature[byte] ?? 0) ^ (1 << (i & 7));
      }
      expect(verifyNoteSignature({ ...by, note: { ...note, signatures }, key: LOG })).toBe(false);
      expect(verifyCosignature({ ...by, note: { ...note, signatures }, key: COSIGNER })).toBeNull();
    }
  });

  test("a second line of the same key that does not verify spoils the note", () => {
    const note = noteOf(receiptNote(7, ROOT_HASH));
    const bad = { ...(note.signatures[0] as Note["signatures"][number]), signature: new Uint8Array(64) };
    expect(
      verifyNoteSignature({ ...by, note: { ...note, signatures: [...note.signatures, bad] }, key: LOG }),
    ).toBe(false);
  });

  test.each([
    ["no signatures", "text\n"],
    ["no newline at the end", "text\n\n— a AAAAAAAA"],
    ["a hyphen for the dash", "text\n\n- a AAAAAAAA\n"],
    ["a signature too short", "text\n\n— a AAAA\n"],
    ["loose base64", "text\n\n— a AAAAAAB=\n"],
    ["a name with a plus", "text\n\n— a+b AAAAAAAA\n"],
    ["a control character", "te\u0001xt\n\n— a AAAAAAAA\n"],
    ["a carriage return", "text\r\n\n— a AAAAAAAA\n"],
    ["17 signatures", `text\n\n${"— a AAAAAAAA\n".repeat(17)}`],
    ["a text of a megabyte", `${"x".repeat(2 ** 20)}\n\n— a AAAAAAAA\n`],
  ])("refuses %s", (_, text) => {
    expect(parseNote(text).kind).toBe("malformed");
  });

  test("takes 16 signatures, and makes no line for a key that cannot sign notes", () => {
    expect(parseNote(`text\n\n${"— a AAAAAAAA\n".repeat(16)}`).kind).toBe("note");
    expect(signatureLine(sha256, { name: "a b", spki: LOG.spki }, new Uint8Array(64))).toBeNull();
    expect(
      signatureLine(sha256, { name: "a", spki: KEYS.record.publicKeySpki }, new Uint8Array(64)),
    ).toBeNull();
    expect(parseNote(formatNote("a\n", [signatureLine(sha256, LOG, new Uint8Array(64)) ?? ""])).kind).toBe(
      "note",
    );
  });
});

describe("checkpoints", () => {
  test("round-trip, with extensions allowed after the third line", () => {
    const checkpoint = { origin: "proofmark/HB-WH-0042", size: 20852163, root: ROOT_HASH };
    const text = formatCheckpoint(checkpoint);
    expect(parseCheckpoint(text)).toEqual(checkpoint);
    expect(parseCheckpoint(`${text}records 12\n`)).toEqual(checkpoint);
  });

  test.each([
    ["\n5\nBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=\n"],
    ["a\n05\nBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=\n"],
    ["a\n-5\nBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=\n"],
    ["a\n5e3\nBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=\n"],
    ["a\n9999999999999999\nBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=\n"],
    ["a\n5\nBQUF\n"],
    ["a\n5\nBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU="],
    ["a\n5\nBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU=\n\n"],
    ["a\n5\n"],
    [""],
  ])("refuses %j", (text) => {
    expect(parseCheckpoint(text)).toBeNull();
  });
});
