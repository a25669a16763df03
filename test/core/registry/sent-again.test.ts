import { expect, test } from "vitest";
import { keyIdOf, sha256, verifySignature } from "../../../src/adapters/keys/node-crypto.ts";
import { decideBatch, weigh } from "../../../src/core/registry/decide-batch.ts";
import type { DecideTools } from "../../../src/core/registry/decide-submission.ts";
import { firstKey } from "../../../src/core/registry/following-keys.ts";
import { emptyHead } from "../../../src/core/registry/log-resumption.ts";
import type { StationAccount } from "../../../src/core/registry/station-account.ts";
import { SealingStation } from "../../support/sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "../../support/submissions.ts";

/** Goal: after an outage a station sends again what waits at the broker; its records are looked at once, and never left unlooked at. */
const NAME = "TEST-0001";

function rig() {
  const station = new SealingStation(NAME);
  for (let n = 0; n < 3; n++) station.seal();
  const keyOf = (spki: Uint8Array) => firstKey({ keyId: keyIdOf(spki), spki });
  const account: StationAccount = {
    ...{ station: NAME, branch: 0, head: emptyHead(sha256) },
    log: keyOf(station.logSigner.publicKeySpki),
    record: keyOf(station.recordSigner.publicKeySpki),
  };
  let checked = 0;
  const tools: DecideTools = {
    ...{ digest: sha256, simulation: false, cosign: () => [] },
    verify: (algorithm, ...rest) => {
      if (algorithm === "ecdsa-p256-sha256") checked++;
      return verifySignature(algorithm, ...rest);
    },
  };
  const message = bytesOf(submissionOf(station, 0));
  const size = station.journal.size();
  const take = (known: number, held: StationAccount) => {
    checked = 0;
    const messages = [
      weigh(
        message,
        tools,
        () => account.record,
        () => known,
      ),
    ];
    const batch = { accounts: new Map([[NAME, held]]), held: new Map(), messages, atMs: 1_000 };
    const { answers, accounts } = decideBatch(batch, tools);
    return { answer: messageOf(answers[0]), accounts, checked };
  };
  return { account, size, take };
}

test("a message whose records are held is refused for its size, and none of its records is checked again", () => {
  const { account, size, take } = rig();
  const first = take(0, account);
  expect(first).toMatchObject({ answer: { size }, checked: 3 });
  const held = first.accounts.get(NAME) as StationAccount;
  expect(take(size, held)).toMatchObject({ answer: { code: 409, held: { size } }, checked: 0 });
});

test("where less is held than was known, as after a log was resumed, the records are checked before they are taken", () => {
  const { account, size, take } = rig();
  expect(take(size, account)).toMatchObject({ answer: { size, quarantined: [] }, checked: 3 });
});
