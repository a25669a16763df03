/**
 * A PLC's program as named variables, stepped like a `SimDevice`: an OPC UA server or an in-memory PLC serves it, this
 * says what its variables hold. Reading never changes anything.
 */
export interface PlcModel {
  /** Every variable by its full name, with its type; `int` is a 32-bit integer. */
  readonly variables: Readonly<Record<string, "boolean" | "double" | "int">>;
  /** Throws on a name that is not in `variables`. */
  read(name: string): boolean | number;
  /** False when the variable is unknown, not writable, or the value is of the wrong type or out of range. */
  write(name: string, value: boolean | number): boolean;
  /** Sampling instants so far: values of a sample are stamped anew at these alone. Absent: every step is one. */
  readonly samples?: number;
  /** Advance to `atMs`; called at or after `nextStepMs()`. */
  step(atMs: number): void;
  /** Null while nothing moves by itself; may become a time after a `write`. */
  nextStepMs(): number | null;
}
