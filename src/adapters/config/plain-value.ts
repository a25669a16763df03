import { readJson } from "./json-document.ts";
import { readYaml } from "./yaml-document.ts";

const MARK = "\ufeff";

/** A text of a journal as a value: its station has let it in, so that it is only read. Undefined where this software cannot. */
export function plainValueOf(text: string): unknown {
  const body = text.startsWith(MARK) ? text.slice(1) : text;
  if (/^\s*[{[]/.test(body)) {
    const json = readJson(body);
    if (json.kind === "read") return json.document.value;
  }
  const yaml = readYaml(body);
  return yaml.kind === "read" ? yaml.document.value : undefined;
}
