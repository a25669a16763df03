import type { CborFault } from "../trade/words/cbor-faults.ts";

/** Thrown within the reader alone, and given back as a value by `readCbor`. */
export class CborRefusal extends Error {
  readonly fault: CborFault;
  readonly at: number;

  constructor(fault: CborFault, at: number) {
    super(fault);
    this.fault = fault;
    this.at = at;
  }
}
