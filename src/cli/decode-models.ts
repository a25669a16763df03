import { asId } from "../core/quantities/ids.ts";
import { EdgeError } from "../errors.ts";
import type { BytesModel, RecordingDecoder } from "../ports/device-model.ts";
import { PROTOCOL_MODELS } from "../protocols/catalogue.ts";

const MODELS: readonly BytesModel[] = PROTOCOL_MODELS.flatMap((model) =>
  model.kind === "bytes" ? [model] : [],
);

/** As `decode` calls them. */
export const MODEL_NAMES: readonly string[] = MODELS.map(({ model, alias }) => alias ?? model);

/** What opens a decoder with what was said of options, as NAME=VALUE. Both throw EdgeError USAGE. */
export function openerOf(name: string): (said: readonly string[]) => Promise<RecordingDecoder> {
  const model = MODELS.find((known) => known.model === name || known.alias === name);
  if (model === undefined)
    throw usage(`found ${JSON.stringify(name)}, allowed as MODEL: ${MODEL_NAMES.join(", ")}.`);
  return async (said) => {
    const options = await readOptions(model, said);
    return { session: model.create(asId(name), options, "recording"), filter: model.recording.filter() };
  };
}

function usage(why: string): EdgeError {
  return new EdgeError("USAGE", `proofmark decode: ${why}`);
}

/** Each is a line of a file of options, and is read as strictly. */
async function readOptions(model: BytesModel, said: readonly string[]): Promise<unknown> {
  if (said.length === 0) return model.recording.options;
  // Reading YAML costs as much as decoding a megabyte, and most calls set nothing.
  const { parseYamlText } = await import("../adapters/config/yaml-file.ts");
  const lines = new Map<string, string>();
  for (const [name, value] of Object.entries(model.recording.options)) lines.set(name, JSON.stringify(value));
  for (const text of said) {
    const [, name, value] = /^([A-Za-z0-9]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw usage(`--option: found ${JSON.stringify(text)}, allowed: NAME=VALUE.`);
    lines.set(name, value);
  }
  const text = Array.from(lines, ([name, value]) => `${name}: ${value}`).join("\n");
  try {
    return parseYamlText(text, model.options, "--option").value;
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    throw new EdgeError("USAGE", `proofmark decode: ${cause.message}`, cause.context, cause);
  }
}
