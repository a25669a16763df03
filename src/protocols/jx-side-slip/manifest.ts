import { bytesModel } from "../../ports/device-model.ts";
import { BYTE_ADDRESSES, serialLine } from "../byte-line.ts";
import { jxSideSlipOptions } from "./options.ts";
import { createJxSideSlipSession } from "./session.ts";

export const jxSideSlip = bytesModel({
  model: "jx-side-slip",
  name: { zh: "JX 侧滑检验台", en: "JX side-slip plate" },
  roles: ["side-slip-tester"],
  addresses: BYTE_ADDRESSES,
  line: serialLine(9600),
  options: jxSideSlipOptions,
  simulator: "jx-side-slip",
  variants: {
    option: "ending",
    names: {
      either: { zh: "读数后有或没有结束字节", en: "with or without an end byte" },
      none: { zh: "三字节读数", en: "three bytes a reading" },
      ee: { zh: "四字节读数，以 EE 结束", en: "four bytes a reading, EE at the end" },
    },
  },
  documents: [
    {
      document: "one public lane driver",
      clause: "side-slip plate JX, frames, end and result",
      confidence: "driver",
    },
  ],
  create: (device, settings, from) =>
    createJxSideSlipSession({ device, ...settings, listenOnly: from === "recording" }),
});
