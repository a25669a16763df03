import { sha256, verifySignature } from "../../src/adapters/keys/node-crypto.ts";
import { nextCommand, readAcknowledgement } from "../../src/core/commands/acknowledged.ts";
import { signedCommand } from "../../src/runtime/registry/registry-orders.ts";
import type { MessageExample } from "./async-api.ts";
import { ACCOUNT, CommandedStation, lock, unlock } from "./command-world.ts";
import { WITNESS } from "./registry-rig.ts";
import { TOY_STATION } from "./toy-station.ts";

const DAY_MS = 86_400_000;

/** Commands and what a station said of them, through the code of both sides. */
export function orderedExamples(): {
  readonly command: readonly MessageExample[];
  readonly acknowledgement: readonly MessageExample[];
} {
  const station = new CommandedStation();
  const issuedMs = station.clock.wallMs();
  const given = { station: TOY_STATION, by: "Wu", issuedMs, untilMs: issuedMs + DAY_MS };
  const first = signedCommand(nextCommand({ number: 0, command: null }, { ...given, order: lock() }), [
    WITNESS,
  ]);
  const last = { number: 1, command: first.command };
  const second = signedCommand(nextCommand(last, { ...given, order: unlock() }), [WITNESS]);
  const signed = [first, second];
  for (const { envelope } of signed) {
    station.hear(new TextEncoder().encode(envelope));
    station.flush();
  }
  const said = station.said.map((message) => {
    const heard = readAcknowledgement(message, TOY_STATION, ACCOUNT, {
      digest: sha256,
      verify: verifySignature,
    });
    if (heard === null) throw new Error("an example is no acknowledgement");
    return JSON.parse(heard.text) as unknown;
  });
  return {
    command: [
      { name: "lock", summary: "Of one lane, with why.", payload: JSON.parse(first.envelope) },
      { name: "unlock", summary: "Which ends it.", payload: JSON.parse(second.envelope) },
    ],
    acknowledgement: [
      { name: "standing", summary: "At a connection, before any command.", payload: said.at(0) },
      { name: "taken", summary: "Of the lock.", payload: said.at(-2) },
    ],
  };
}
