import { sha256 } from "../../src/adapters/keys/node-crypto.ts";
import { type LastCommand, nextCommand } from "../../src/core/commands/acknowledged.ts";
import type { CommandOrder } from "../../src/core/commands/command-messages.ts";
import { type CommandsStanding, NO_COMMANDS, noteCommand } from "../../src/core/commands/commands-noted.ts";
import { openEvidence } from "../../src/core/commands/evidence-orders.ts";
import { whyRefused } from "../../src/core/commands/why-refused.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import { signedCommand } from "../../src/runtime/registry/registry-orders.ts";
import { SCENARIO_STATION } from "../../src/stage/virtual-station.ts";
import { evidenceThere } from "../../src/station/evidence-there.ts";
import { WITNESS } from "./registry-rig.ts";

/** A desk of commands over a journal, with the hand of the registry: what it answers to each order, and what it owes then. */
export class EvidenceDeskHand {
  readonly #journal: Pick<JournalStore, "read" | "size" | "segments">;
  readonly #isSending: boolean;
  #standing: CommandsStanding = NO_COMMANDS;

  constructor(journal: Pick<JournalStore, "read" | "size" | "segments">, isSending: boolean) {
    this.#journal = journal;
    this.#isSending = isSending;
  }

  get standing(): CommandsStanding {
    return this.#standing;
  }

  get open(): readonly string[] {
    return openEvidence(this.#standing.evidence, null).map(({ record }) => record);
  }

  /** `taken`, or the code of the refusal. `missing`: unless given it is looked for in the journal. */
  give(order: CommandOrder, missing?: readonly string[]): string {
    const now = Date.UTC(2026, 10, 30);
    const { last } = this.#standing;
    const before: LastCommand = last ?? { number: 0, command: null };
    const given = { station: SCENARIO_STATION, order, by: "Wu", issuedMs: now, untilMs: now + 86_400_000 };
    const { document, command, envelope } = signedCommand(nextCommand(before, given), [WITNESS]);
    const there =
      order.kind !== "send-evidence"
        ? null
        : missing === undefined
          ? evidenceThere(this.#journal, order.of)
          : { first: 0, missing };
    const why = whyRefused(
      this.#standing,
      {
        ...{ station: SCENARIO_STATION, sites: [], fetchesLists: false, takesBooks: false, digest: sha256 },
        sendsEvidence: this.#isSending,
      },
      document,
      { book: { heard: null, checked: null }, there, nowMs: now },
    );
    const outcome = why === null ? ({ kind: "taken" } as const) : ({ kind: "refused", reason: why } as const);
    const { number } = document;
    const note = { number, command, envelope, outcome, atWallMs: now, needs: there?.first ?? 0 };
    this.#standing = noteCommand(this.#standing, note);
    return why?.code ?? "taken";
  }
}
