import { bytesModel } from "../../ports/device-model.ts";
import { BYTE_ADDRESSES, serialLine } from "../byte-line.ts";
import { nha506Options } from "./options.ts";
import { createNha506Session } from "./session.ts";

export const nha506 = bytesModel({
  model: "nha-506",
  name: { zh: "南华 NHA-506 排气分析仪", en: "Nanhua NHA-506 exhaust analyser" },
  roles: ["gas-analyser"],
  addresses: BYTE_ADDRESSES,
  line: serialLine(9600),
  options: nha506Options,
  simulator: "nha-506",
  variants: {
    option: "commandSet",
    names: {
      internal: { zh: "内部指令集", en: "internal command set" },
      public: { zh: "公开指令集", en: "public command set" },
    },
  },
  documents: [
    {
      document: "one public driver of the NHA-506",
      clause: "internal command set, main data",
      confidence: "driver",
    },
    {
      document: "two public lane programs",
      clause: "public command set 03, 01, 02, 14",
      confidence: "driver",
    },
  ],
  create: (device, settings, from) =>
    createNha506Session({ device, ...settings, listenOnly: from === "recording" }),
});
