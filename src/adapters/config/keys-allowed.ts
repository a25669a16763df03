import { z } from "zod";
import type { Path } from "./parsed-document.ts";

/** The part of a JSON Schema that says which keys an object has. */
interface SchemaNode {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

/** The keys that may stand in the table at `path` of this document; empty where the form does not name any. */
export function keysAllowed(schema: z.ZodType, value: unknown, path: Path): string[] {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as SchemaNode;
  let nodes = branches(root, root, value);
  let here = value;
  for (const step of path) {
    here = typeof here === "object" && here !== null ? Reflect.get(here, step) : undefined;
    nodes = nodes.flatMap((node) => below(node, step)).flatMap((node) => branches(node, root, here));
  }
  return [...new Set(nodes.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}

function below(node: SchemaNode, step: string | number): SchemaNode[] {
  if (typeof step === "number") return node.items === undefined ? [] : [node.items];
  const own = node.properties?.[step];
  if (own !== undefined) return [own];
  return typeof node.additionalProperties === "object" ? [node.additionalProperties] : [];
}

/** Of forms told apart by a constant, those that the value is of; all of them where it is of none. */
function branches(node: SchemaNode, root: SchemaNode, value: unknown): SchemaNode[] {
  if (node.$ref !== undefined) {
    const name = node.$ref.split("/").at(-1) ?? "";
    const target = node.$ref === "#" ? root : root.$defs?.[name];
    return target === undefined ? [] : branches(target, root, value);
  }
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((one) => branches(one, root, value));
  const meant = inner.filter((one) => isOf(one, value));
  const all = (node.allOf ?? []).flatMap((one) => branches(one, root, value));
  return [node, ...all, ...(meant.length > 0 ? meant : inner)];
}

function isOf({ properties = {} }: SchemaNode, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(properties).every(
    ([key, form]) => form.const === undefined || Reflect.get(value, key) === form.const,
  );
}
