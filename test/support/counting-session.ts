import { accepted, rejected } from "../../src/core/machine.ts";
import type { Session, SessionEffect, SessionReport } from "../../src/core/session.ts";
import { reason } from "../../src/core/trade/reasons.ts";

/** The smallest session there is: counts loads, asks for a lamp at each, is over at three or at its timer. */
export interface CountingState {
  readonly loads: number;
  readonly over: boolean;
}
export type CountingEvent = { readonly type: "counted" } | { readonly type: "ended" };

export const countingSession: Session<CountingState, never, CountingEvent> = {
  initial: { loads: 0, over: false },
  decide(state, input) {
    if (state.over) return rejected(reason("INSPECTION_OVER", {}));
    if (input.kind === "timer" || input.kind === "resumed")
      return accepted([{ type: "ended" }], [{ kind: "conclude" }]);
    if (input.kind === "command") {
      if (input.command.name !== "begin") return accepted([{ type: "ended" }], [{ kind: "conclude" }]);
      return accepted([], [{ kind: "start-timer", id: "end", afterMs: 1_000 }]);
    }
    if (input.kind === "fault") return rejected(reason("NO_ITEM_RUNS", {}));
    const effects: SessionEffect[] = [{ kind: "output", line: "lamp-go", position: null, on: true }];
    if (state.loads === 2) effects.push({ kind: "conclude" });
    return accepted([{ type: "counted" }], effects);
  },
  evolve(state, event) {
    if (event.type === "ended") return { ...state, over: true };
    return { loads: state.loads + 1, over: state.loads === 2 };
  },
  report(state): SessionReport {
    return {
      phase: state.over ? "over" : "running",
      subject: { plate: "TEST" },
      items: [
        {
          item: "W1",
          nameZh: "轴重",
          nameEn: "Axle load",
          state: state.over ? "done" : "running",
          verdict: state.loads >= 3 ? "pass" : "void",
          reasons: [],
          findings: [],
        },
      ],
      currentItem: "W1",
      prompt: null,
      findings: [],
      score: null,
      signing: null,
      manual: null,
      verdict: state.over ? (state.loads >= 3 ? "pass" : "void") : null,
      reasons: [],
      scope: null,
      notes: [],
      unverifiedRules: [],
      faults: [],
    };
  },
};
