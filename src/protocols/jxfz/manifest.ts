import { bytesModel } from "../../ports/device-model.ts";
import { BYTE_ADDRESSES, serialLine } from "../byte-line.ts";
import { jxfzOptions } from "./options.ts";
import { createJxfzSession } from "./session.ts";

export const jxfz = bytesModel({
  model: "jxfz",
  name: { zh: "JXFZ 滚筒反力式制动检验台（BCD）", en: "JXFZ roller brake bench, BCD dialect" },
  roles: ["brake-bench"],
  addresses: BYTE_ADDRESSES,
  line: serialLine(9600),
  options: jxfzOptions,
  bench: { summary: true },
  simulator: "jxfz",
  documents: [
    {
      document: "one public lane driver",
      clause: "commands, notices, stream, result, lift",
      confidence: "driver",
    },
  ],
  create: (device, settings) => createJxfzSession({ device, ...settings }),
});
