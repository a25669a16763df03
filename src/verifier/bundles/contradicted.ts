import { refuse } from "../told.ts";

/** What something sealed says and what the journal says of it have to be one. Throws Refused. */
export function same(field: string, said: unknown, journalled: unknown): void {
  const [record, journal] = [JSON.stringify(sorted(said)), JSON.stringify(sorted(journalled))];
  if (record !== journal) refuse("JOURNAL_CONTRADICTED", { field, record, journal });
}

/** Members by their names: which stands first says nothing. */
export function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const pairs = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(pairs.map(([name, member]) => [name, sorted(member)]));
}

export interface Program {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

export function programOf({ name, version, sha256 }: Program): readonly string[] {
  return [name, version, sha256];
}
