/** The commands that remedies name, as they are called for this station file. */
export interface NamedCommands {
  readonly doctor: string;
  readonly start: string;
  readonly keys: string;
  readonly reindex: string;
  readonly simulate: string;
  readonly prepare: string;
}

export function namedCommands(file: string): NamedCommands {
  return {
    doctor: `npx proofmark doctor --config ${file}`,
    start: `npx proofmark start --config ${file}`,
    keys: `npx proofmark keys show --config ${file}`,
    simulate: `npx proofmark simulate station --config ${file}`,
    prepare: `npx proofmark simulate prepare --config ${file} --out practice`,
    reindex: `npx proofmark journal reindex --config ${file}`,
  };
}
