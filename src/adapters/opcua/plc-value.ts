import type { DataValue } from "node-opcua";
import type { PlcValue } from "../../ports/plc.ts";

/**
 * One notified value. What is no boolean, finite number or string (an array, a structure, 64 bits) has no value here and
 * is not good, whatever the server says of it.
 */
export function plcValueOf(variable: string, data: DataValue, atMs: number): PlcValue {
  const held: unknown = data.value?.value;
  const scalar =
    typeof held === "boolean" ||
    typeof held === "string" ||
    (typeof held === "number" && Number.isFinite(held))
      ? held
      : null;
  const good = data.statusCode.isGood();
  const usable = good && scalar !== null;
  return {
    variable,
    value: usable ? scalar : null,
    good: usable,
    status: good && scalar === null ? "BadTypeMismatch" : data.statusCode.name,
    sourceTimeMs: data.sourceTimestamp?.getTime() ?? null,
    atMs,
  };
}

/** By source time, and by the order of arrival where that is equal or missing. */
export function inSourceOrder(values: readonly PlcValue[]): readonly PlcValue[] {
  return [...values].sort((a, b) => (a.sourceTimeMs ?? 0) - (b.sourceTimeMs ?? 0));
}
