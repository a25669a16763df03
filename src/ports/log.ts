/** For operators of the machine, not evidence: evidence goes to the journal. No personal data, no keys. */
export interface Log {
  info(what: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(what: string, fields?: Readonly<Record<string, unknown>>): void;
  error(what: string, fields?: Readonly<Record<string, unknown>>): void;
}
