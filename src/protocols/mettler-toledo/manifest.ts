import { bytesModel } from "../../ports/device-model.ts";
import { BYTE_ADDRESSES, serialLine } from "../byte-line.ts";
import { mettlerToledoOptions } from "./options.ts";
import { createMettlerToledoSession } from "./session.ts";

export const mettlerToledo = bytesModel({
  model: "mettler-toledo",
  name: { zh: "梅特勒-托利多称重仪表（连续输出）", en: "Mettler-Toledo terminal, continuous output" },
  roles: ["axle-scale"],
  addresses: BYTE_ADDRESSES,
  line: serialLine(9600),
  options: mettlerToledoOptions,
  simulator: "mettler-toledo",
  documents: [
    {
      document: "manuals of three makers of compatible terminals",
      clause: "continuous output, table of decimal codes and units",
      confidence: "manual",
    },
    { document: "public tables of the status bytes", clause: "SWB bits 0 to 6", confidence: "recalled" },
  ],
  create: (device, settings) => createMettlerToledoSession({ device, ...settings }),
});
