import type { LiveListener } from "../station/live-feed.ts";
import type { Failure } from "./failure.ts";

/** An expectation that does not hold. */
export interface Miss {
  /** What was expected and what was found, in one line. */
  readonly says: string;
  /** Why that was found: reasons in sentences, findings with their figures. One line each, the most telling first. */
  readonly because: readonly string[];
}

/** What came of one scenario. */
export interface ScenarioOutcome {
  readonly name: string;
  readonly file: string;
  readonly seed: number;
  readonly verdict: string | null;
  readonly score: number | null;
  /** Of the last record that was sealed, 64 hex digits; null where none was. */
  readonly record: string | null;
  /** Empty when every expectation holds. */
  readonly missed: readonly Miss[];
  /** Words for `proofmark run` that do exactly this again. */
  readonly again: readonly string[];
  readonly virtualS: number;
  readonly journalEntries: number;
  readonly realMs: number;
  /** Of a scenario of a whole station. */
  readonly lanes?: readonly {
    readonly lane: string;
    readonly vehicles: number;
    readonly vehiclesPerHour: number | null;
  }[];
}

export interface ScenarioOrder {
  readonly file: string;
  readonly seed: number | null;
  readonly realtime: boolean;
  readonly out: string | null;
  readonly times: number;
  readonly onMessage: LiveListener | null;
}

/** It did not come to a verdict on its expectations: its file is wrong, or we are. */
export interface BrokenScenario {
  readonly file: string;
  readonly failure: Failure;
}

export type ScenarioResult = ScenarioOutcome | BrokenScenario;

/** With what was told while it ran. */
export interface ToldResult {
  readonly lines: readonly string[];
  readonly result: ScenarioResult;
}

/** How a scenario is executed, and how its name is read from its file. */
export interface ScenarioStage {
  executeScenario(order: ScenarioOrder): Promise<ScenarioOutcome>;
  scenarioName(file: string): string;
  /** Writes what comes of a scenario into its file; says what could not be written. Throws EdgeError where other parts of it are broken. */
  writeExpectation(file: string): Promise<readonly Miss[]>;
  /** Several at once; `done` is told of each in the order given. */
  executeAtOnce(
    orders: readonly Omit<ScenarioOrder, "onMessage">[],
    options: { readonly jobs: number; readonly isTold: boolean; done(told: ToldResult): void },
  ): Promise<void>;
}
