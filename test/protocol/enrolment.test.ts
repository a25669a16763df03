import { createHmac, scryptSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { invitationKey, invitationProof } from "../../src/adapters/keys/invitation-key.ts";
import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { publicKeyOf, signedRequest } from "../../src/cli/keys-enrol.ts";
import { readCode } from "../../src/core/record/invitation-code.ts";
import {
  ENROLMENT_PAYLOAD_TYPE,
  type Enrolment,
  invitedMessage,
  readEnrolment,
} from "../../src/core/record/key-request.ts";
import { INVITATION_TRIES_MAX, judgeInvitation, whyNotTold } from "../../src/core/registry/invitation.ts";
import { SealingStation } from "../support/sealing-station.ts";

/** Section 18: how a station becomes known. That it is done in one transaction is tried in test/registry/registry-invitation.test.ts. */
const station = new SealingStation("HB-WH-0042");
const asked: Enrolment = {
  ...{ schema: "proofmark/enrolment/v1", station: station.station, log: "proofmark/HB-WH-0042" },
  ...{ recordKey: publicKeyOf(station.recordSigner), logKey: publicKeyOf(station.logSigner) },
  issued: "2026-11-28T08:00:00.000Z",
};
const told = { record: asked.recordKey.keyId, log: asked.logKey.keyId };
const NOW = 1_000_000;
const invitation = { station: "HB-WH-0042", region: "HB", expiresMs: NOW, tries: 0, usedMs: null };
const proven = { station: "HB-WH-0042", label: "7K3", isProven: true };

describe("how a station becomes known", () => {
  test("RP-166 without an invitation's proof only the very keys are taken that were told on another way", () => {
    expect(whyNotTold(null, told)).toMatchObject({ code: "KEYS_NOT_TOLD" });
    expect(whyNotTold({ ...told, log: told.record }, told)).toMatchObject({ code: "KEYS_TOLD_OTHERWISE" });
    // An SM2 key that was told has to be the request's, also where nobody had to tell it.
    const second = "5".repeat(64);
    expect(whyNotTold(told, { ...told, second })).toBeNull();
    expect(whyNotTold({ ...told, second }, { ...told, second })).toBeNull();
    for (const found of [told, { ...told, second: "6".repeat(64) }])
      expect(whyNotTold({ ...told, second }, found)).toMatchObject({ code: "KEYS_TOLD_OTHERWISE" });
    expect(whyNotTold(told, told)).toBeNull();
    expect(judgeInvitation(invitation, proven, NOW)).toEqual({ kind: "good" });
  });

  test.each([
    ["of no label that was given", null, proven, "INVITATION_UNKNOWN", false],
    ["another code", invitation, { ...proven, isProven: false }, "INVITATION_WRONG_CODE", true],
    ["another station", invitation, { ...proven, station: "HB-WH-0043" }, "INVITATION_OTHER_STATION", false],
    ["used", { ...invitation, usedMs: 1 }, proven, "INVITATION_USED", false],
    ["ended", { ...invitation, expiresMs: NOW - 1 }, proven, "INVITATION_EXPIRED", false],
    ["guessed", { ...invitation, tries: INVITATION_TRIES_MAX }, proven, "INVITATION_GUESSED", false],
  ] as const)(
    "RP-167 an invitation is good once, for its station, until it ends, and stands five wrong codes: %s",
    (_what, of, request, code, isTry) => {
      expect(judgeInvitation(of, request, NOW)).toMatchObject({ kind: "refused", reason: { code }, isTry });
    },
  );

  test("RP-168 the proof is over schema, station, both key ids and the time, by a key that scrypt makes of the code", async () => {
    const code = readCode("7K3A-AAAA-AAAA-AAAA-AAAV");
    if ("kind" in code) throw new Error(code.reason.code);
    const salt = "proofmark/invitation/v1 7K3";
    const key = scryptSync("7K3AAAAAAAAAAAAAAAA", salt, 32, {
      ...{ N: 32_768, r: 8, p: 3 },
      maxmem: 64 * 1024 * 1024,
    });
    const lines = ["proofmark/enrolment/v1", "HB-WH-0042", told.record, told.log, "2026-11-28T08:00:00.000Z"];
    const proof = createHmac("sha256", key)
      .update(`${lines.join("\n")}\n`)
      .digest("hex");
    expect(invitationProof(invitationKey(code), invitedMessage(asked))).toBe(proof);
    const signers = [station.recordSigner, station.logSigner];
    const document = { ...asked, invitation: { label: "7K3", proof } };
    const check = { digest: sha256, verify: verifySignature };
    const read = readEnrolment(check, await signedRequest(ENROLMENT_PAYLOAD_TYPE, document, signers));
    if ("kind" in read || read.invited === null) throw new Error("it was invited");
    expect(Buffer.from(read.invited.message).toString()).toBe(`${lines.join("\n")}\n`);
    const changes: readonly Partial<Enrolment>[] = [
      { station: "HB-WH-0043" },
      { recordKey: asked.logKey },
      { logKey: asked.recordKey },
      { issued: "2026-11-28T08:00:00.001Z" },
    ];
    for (const change of changes)
      expect(invitationProof(invitationKey(code), invitedMessage({ ...asked, ...change }))).not.toBe(proof);
  });
});
