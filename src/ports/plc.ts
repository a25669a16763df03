import type { Reason } from "../core/trade/reasons.ts";

/**
 * A PLC as named variables with quality. Contract: after `watch` each variable is told once, then on every change, in
 * source order, each with its status and source time; a value with a status other than good is told, with `good: false`.
 * `onDown` is told once per loss (watchdog or connection), and once when the first connection does not come, after which the adapter reconnects by itself, subscribes again
 * and tells every variable anew after `onUp`. Values from before a loss are never told again as new.
 */
export interface Plc {
  open(listener: PlcListener): void;
  watch(variables: readonly string[], samplingMs: number): void;
  write(variable: string, value: boolean | number): Promise<void>;
  close(): Promise<void>;
}

export interface PlcListener {
  onUp(): void;
  onValues(values: readonly PlcValue[]): void;
  onDown(why: Reason): void;
}

export interface PlcValue {
  readonly variable: string;
  readonly value: boolean | number | string | null;
  readonly good: boolean;
  /** Name of the OPC UA status code, e.g. `Good`, `BadSensorFailure`. */
  readonly status: string;
  readonly sourceTimeMs: number | null;
  /** Monotonic milliseconds of the station at arrival. */
  readonly atMs: number;
}
