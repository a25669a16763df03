/** The commands that remedies name, as they are called for this station file. */
export interface NamedCommands {
  readonly doctor: string;
  readonly start: string;
  readonly keys: string;
  readonly reindex: string;
}

export function namedCommands(file: string): NamedCommands {
  return {
    doctor: `npx proofmark doctor --config ${file}`,
    start: `npx proofmark start --config ${file}`,
    keys: `npx proofmark keys show --config ${file}`,
    reindex: `npx proofmark journal reindex --config ${file}`,
  };
}
