import type { PostgresClient } from "./postgres-access.ts";

/** Statements of so many rows each are prepared once; a batch is put together from them. */
const SIZES = [64, 16, 4, 1] as const;

export interface ManyRows {
  /** Name of the prepared statements. */
  readonly name: string;
  /** Casts of the columns, `$n::type`. */
  readonly types: readonly string[];
  /** Around `values (...), (...)`. */
  readonly statement: (values: string) => string;
}

/** All rows, in as few statements as there can be. Numbers, texts and bytes go as they are, without being put into one long text first. */
export async function askForMany(
  ask: PostgresClient,
  { name, types, statement }: ManyRows,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  let at = 0;
  for (const size of SIZES) {
    for (; rows.length - at >= size; at += size) {
      const values = rows.slice(at, at + size).flat();
      await ask({ name: `${name}-${size}`, text: statement(placesOf(types, size)), values });
    }
  }
}

function placesOf(types: readonly string[], rows: number): string {
  return Array.from({ length: rows }, (_none, row) => {
    const places = types.map((type, column) => `$${row * types.length + column + 1}::${type}`);
    return `(${places.join(", ")})`;
  }).join(", ");
}
