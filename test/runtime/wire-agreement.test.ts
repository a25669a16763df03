import { describe, expect, test } from "vitest";
import { RENEWAL_PAYLOAD_TYPE } from "../../src/core/requests/certificate-messages.ts";
import { PAPERS_REQUEST_PAYLOAD_TYPE } from "../../src/core/requests/papers-messages.ts";
import { REQUEST_PAYLOAD_TYPE } from "../../src/core/requests/request-messages.ts";
import { TIME_REQUEST_PAYLOAD_TYPE } from "../../src/core/requests/time-messages.ts";
import { TRUST_REQUEST_PAYLOAD_TYPE } from "../../src/core/requests/trust-messages.ts";
import { PROTOCOL_PART_NAMES } from "../../src/core/trade/words/protocol-parts.ts";
import { questionPart, usedParts } from "../../src/runtime/wire-agreement.ts";
import { ASKING, logKey, sealed } from "../support/request-world.ts";

/** RP-243: what leaves belongs to a part, and a part that a station uses is told where it is not common. */
const PARTS = [
  [REQUEST_PAYLOAD_TYPE, "requests"],
  [PAPERS_REQUEST_PAYLOAD_TYPE, "papers"],
  [TIME_REQUEST_PAYLOAD_TYPE, "time"],
  [TRUST_REQUEST_PAYLOAD_TYPE, "trust-list"],
  [RENEWAL_PAYLOAD_TYPE, "certificates"],
] as const;

describe("RP-243 what a station uses and asks", () => {
  test.each(PARTS)("a question %s is of the part %s", (payloadType, part) => {
    expect(questionPart(sealed(payloadType, {}, logKey(ASKING)))).toBe(part);
  });

  test("what is no question of these is of no part, and so never leaves", () => {
    expect(questionPart(sealed("text/plain", {}, logKey(ASKING)))).toBeUndefined();
    expect(questionPart(new Uint8Array([1, 2, 3]))).toBeUndefined();
  });

  test("a station with everything uses every part, and one that has less does not speak of it", () => {
    const ways = {
      ...{
        commandLink: {},
        eventLink: {},
        evidence: { send: "all" },
        trustFile: {},
        ownCertificate: {},
        witnesses: {},
      },
    } as unknown as Parameters<typeof usedParts>[0];
    const ofRecords = ["delivery", "records", "withdrawals"];
    expect([...usedParts(ways), ...ofRecords].sort()).toEqual([...PROTOCOL_PART_NAMES].sort());
    expect(usedParts({})).toEqual(["requests", "papers", "time"]);
    expect(usedParts({ ownCertificate: {} })).toContain("certificates");
  });
});
