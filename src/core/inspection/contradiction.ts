/** Where a dossier contradicts itself, and what would be allowed there, as a key of door/forms.ts. */
export interface Contradiction {
  readonly path: string;
  readonly message: string;
}

type Check = readonly [broken: boolean, path: string, message: string];

export function broken(...checks: readonly Check[]): readonly Contradiction[] {
  return checks.filter(([isBroken]) => isBroken).map(([, path, message]) => ({ path, message }));
}

/** Whether a vehicle class begins with any of these. */
export function isOf(vehicleClass: string, ...heads: readonly string[]): boolean {
  return heads.some((head) => vehicleClass.startsWith(head));
}
