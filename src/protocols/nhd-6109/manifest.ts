import { bytesModel } from "../../ports/device-model.ts";
import { BYTE_ADDRESSES, serialLine } from "../byte-line.ts";
import { nhd6109Options } from "./options.ts";
import { createNhd6109Session } from "./session.ts";

export const nhd6109 = bytesModel({
  model: "nhd-6109",
  name: { zh: "南华 NHD-6109 前照灯检测仪", en: "Nanhua NHD-6109 headlamp tester" },
  roles: ["headlamp-tester"],
  addresses: BYTE_ADDRESSES,
  line: serialLine(2400),
  options: nhd6109Options,
  simulator: "nhd-6109",
  variants: {
    option: "finish",
    names: {
      any: { zh: "任一结束信号", en: "whichever end the tester tells" },
      "4f": { zh: "整站结束时发一次 4F", en: "4F once for the station" },
      "4f-per-lamp": { zh: "每灯结束时发 4F（NHD-6108）", en: "4F after each lamp (NHD-6108)" },
      "47": { zh: "检测结束时发 47", en: "47 at the end of the measurement" },
    },
  },
  documents: [
    {
      document: "one public driver of the NHD-6108",
      clause: "one 4F a lamp, right first",
      confidence: "driver",
    },
    { document: "one public driver of the NHD-6109", clause: "47 at the end, blocks", confidence: "driver" },
  ],
  create: (device, settings, from) =>
    createNhd6109Session({ device, ...settings, listenOnly: from === "recording" }),
});
