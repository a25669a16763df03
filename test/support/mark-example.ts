import { readMark } from "../../src/core/marks/mark.ts";
import { markBody, markText } from "../../src/core/marks/mark-text.ts";
import { readStatus } from "../../src/core/marks/status-statement.ts";
import { MARK_KEY, STATUS_KEY, signedMark, signedStatus } from "./mark-issuer.ts";

const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("hex");

/** What docs/marks.md shows, byte for byte. */
export function markExample() {
  const mark = signedMark();
  const status = signedStatus(mark);
  return {
    text: markText(markBody({ mark, status })),
    mark: hex(mark),
    markSigned: hex(readMark(mark, 4_096)?.sign1.toBeSigned),
    markSpki: hex(MARK_KEY.publicKeySpki),
    status: hex(status),
    statusSigned: hex(readStatus(status, 4_096)?.sign1.toBeSigned),
    statusSpki: hex(STATUS_KEY.publicKeySpki),
  };
}
