import { z } from "zod";
import type { DeviceModel } from "../../src/ports/device-model.ts";
import { ADDRESS_FORMS } from "../../src/runtime/addresses.ts";

/** docs/instruments.md, from what each model says of itself. */
export function instrumentsPage(models: readonly DeviceModel[]): string {
  return [
    "# Instruments",
    "",
    "What a station file may name as `model`, and what it may set under `options`. Written from the manifests of the models",
    "by `npx vitest run test/runtime/device-catalogue.test.ts -u`; a test compares. What is not set keeps its default.",
    "",
    "```yaml",
    "- role: axle-scale",
    "  device: scale-1",
    "  model: mettler-toledo",
    '  serial: "MT-20231107"',
    "  address: serial:///dev/serial/by-id/usb-scale?baud=4800&parity=even&bits=7&stop=1",
    "  calibration: { certificate: JJG1014-2026-0311, validTo: 2027-03-10 }",
    "  options: { checkByte: false, stableFrames: 5 }",
    "```",
    "",
    "The same options set what `proofmark decode MODEL FILE --option NAME=VALUE` reads.",
    "",
    "| model | what it is | 名称 | role | address | line by default |",
    "|---|---|---|---|---|---|",
    ...models.map(summaryRow),
    ...models.flatMap(section),
    "",
  ].join("\n");
}

function summaryRow({ model, alias, name, roles, addresses, line }: DeviceModel): string {
  const named = alias === undefined ? `\`${model}\`` : `\`${model}\` (\`decode\` also: \`${alias}\`)`;
  const forms = addresses.map((form) => `\`${ADDRESS_FORMS[form]}\``).join(", ");
  const speed =
    line === null
      ? "none"
      : `${line.baudRate} ${line.dataBits}${line.parity[0]?.toUpperCase()}${line.stopBits}`;
  return `| ${named} | ${name.en} | ${name.zh} | ${roles.join(", ")} | ${forms} | ${speed} |`;
}

function section({ model, name, options, variants, documents }: DeviceModel): string[] {
  const form = z.toJSONSchema(options, { io: "input" });
  const dialects = Object.entries(variants?.names ?? {});
  return [
    "",
    `## ${model}`,
    "",
    `${name.en}. ${name.zh}。`,
    "",
    "| option | values | default | meaning |",
    "|---|---|---|---|",
    ...rows("", form),
    ...(dialects.length === 0 ? [] : ["", `Dialects, by \`${variants?.option}\`:`, ""]),
    ...dialects.map(([value, { zh, en }]) => `- \`${value}\`: ${en}. ${zh}。`),
    "",
    "Known from:",
    "",
    ...documents.map(({ document, clause, confidence }) => `- ${document}: ${clause} (${confidence})`),
  ];
}

type Form = z.core.JSONSchema.BaseSchema;

function rows(prefix: string, form: Form): string[] {
  return Object.entries(form.properties ?? {}).flatMap(([name, property]) => {
    if (typeof property !== "object") return [];
    if (property.properties !== undefined) return rows(`${prefix}${name}.`, property);
    const byDefault = `\`${JSON.stringify(property.default)}\``;
    return [
      `| \`${prefix}${name}\` | ${valuesOf(property)} | ${byDefault} | ${property.description ?? ""} |`,
    ];
  });
}

function valuesOf(form: Form): string {
  if (form.enum !== undefined) return form.enum.map((value) => `\`${value}\``).join(", ");
  if (form.anyOf !== undefined) return form.anyOf.map(valuesOf).join(" or ");
  if (form.type === "array") return `list of ${valuesOf(form.items as Form)}`;
  if (form.type === "boolean") return "`true`, `false`";
  if (form.type === "null") return "`null`";
  if (form.type !== "integer" && form.type !== "number") return String(form.type);
  const least = form.minimum ?? form.exclusiveMinimum;
  return `${form.type} ${least} to ${form.maximum}`;
}
