import { bytesModel } from "../../ports/device-model.ts";
import { BYTE_ADDRESSES, serialLine } from "../byte-line.ts";
import { xk3190A9Options } from "./options.ts";
import { createXk3190A9Session } from "./session.ts";

export const xk3190A9 = bytesModel({
  model: "xk3190-a9",
  name: { zh: "耀华 XK3190-A9 称重仪表（连续输出）", en: "Yaohua XK3190-A9 terminal, continuous output" },
  roles: ["axle-scale"],
  addresses: BYTE_ADDRESSES,
  line: serialLine(9600),
  options: xk3190A9Options,
  simulator: "xk3190-a9",
  documents: [{ document: "one public driver of the A9", clause: "continuous frame", confidence: "driver" }],
  create: (device, settings) => createXk3190A9Session({ device, ...settings }),
});
