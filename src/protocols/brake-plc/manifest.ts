import { plcModel } from "../../ports/device-model.ts";
import { createBrakePlcSession } from "./brake-plc-session.ts";
import { brakePlcOptions } from "./options.ts";

export const brakePlc = plcModel({
  model: "brake-plc",
  name: { zh: "PLC 控制的滚筒反力式制动检验台", en: "roller brake bench behind a PLC" },
  roles: ["brake-bench"],
  addresses: ["opcua", "sim"],
  line: null,
  options: brakePlcOptions,
  bench: { summary: false },
  simulator: "brake-plc-model",
  documents: [
    { document: "src/protocols/brake-plc", clause: "our own program's variables", confidence: "own" },
  ],
  create: (device, settings) => createBrakePlcSession({ device, ...settings }),
});
