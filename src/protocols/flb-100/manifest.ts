import { bytesModel } from "../../ports/device-model.ts";
import { BYTE_ADDRESSES, serialLine } from "../byte-line.ts";
import { flb100Options } from "./options.ts";
import { createFlb100Session } from "./session.ts";

export const flb100 = bytesModel({
  model: "flb-100",
  name: { zh: "福立 FLB-100 不透光烟度计", en: "Fuli FLB-100 opacimeter" },
  roles: ["opacimeter"],
  addresses: BYTE_ADDRESSES,
  line: serialLine(9600),
  options: flb100Options,
  simulator: "flb-100",
  documents: [
    {
      document: "manual of the FLB-100",
      clause: "RS-232 protocol, flow of the acceleration method, optical path",
      confidence: "manual",
    },
    {
      document: "two public lane programs",
      clause: "9600 8N1, scale of the figures, seconds that zeroing takes",
      confidence: "driver",
    },
  ],
  create: (device, settings, from) =>
    createFlb100Session({ device, ...settings, listenOnly: from === "recording" }),
});
