import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { PART_PAYLOAD_TYPE, partOf, signedPartAnswer } from "../../src/core/evidence/evidence-part.ts";
import { partAnswer, readPart, takePart } from "../../src/core/evidence/take-part.ts";
import { toHex } from "../../src/core/record/base64.ts";
import { signedMessage } from "../../src/core/requests/signed-message.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import type { MessageExample } from "./async-api.ts";
import { WITNESS } from "./registry-rig.ts";
import { ASKING, accountOf, logKey, NOW_MS } from "./request-world.ts";
import { signed } from "./sealing-station.ts";

/** The first and the last part of what would be a bundle, and what the registry says, through the code of both sides. */
export function evidenceExamples(): Record<"evidencePart" | "evidenceAnswer", readonly MessageExample[]> {
  const bytes = new TextEncoder().encode("a gzip member, were this no example");
  const bundle = { record: "ab".repeat(32), sha256: toHex(sha256(bytes)), bytes };
  const signer = logKey(ASKING);
  const key = { keyId: signer.keyId, sign: (message: Uint8Array) => signed(signer, message) };
  const messages = [0, 24].map((at, n) => {
    const id = String(n).repeat(32);
    return signedMessage(PART_PAYLOAD_TYPE, partOf(bundle, { station: ASKING, id, at, bytesMax: 24 }), [key]);
  });
  const [first, last] = messages.map((message) => {
    const read = readPart(message, ASKING, accountOf(ASKING), { digest: sha256, verify: verifySignature });
    if (read === null) throw new Error("an example is none");
    return read;
  });
  if (first === undefined || last === undefined) throw new Error("there are two");
  const shown = (message: Uint8Array | undefined): unknown => JSON.parse(new TextDecoder().decode(message));
  const said = (...of: Parameters<typeof partAnswer>): unknown =>
    shown(signedPartAnswer(partAnswer(...of), [WITNESS]));
  const { have } = takePart(first, null);
  const why = reason("EVIDENCE_RECORD_UNKNOWN", { station: ASKING, record: bundle.record });
  return {
    evidencePart: [
      { name: "first", summary: "It begins.", payload: shown(messages[0]) },
      { name: "last", summary: "It ends.", payload: shown(messages[1]) },
    ],
    evidenceAnswer: [
      { name: "goOn", summary: "The first part is held.", payload: said(first, { have }, NOW_MS) },
      { name: "kept", summary: "It is whole, and kept.", payload: said(last, "kept", NOW_MS) },
      { name: "refused", summary: "Nothing of it is held.", payload: said(first, { refused: why }, NOW_MS) },
    ],
  };
}
