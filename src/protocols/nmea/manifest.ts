import { bytesModel } from "../../ports/device-model.ts";
import { BYTE_ADDRESSES, serialLine } from "../byte-line.ts";
import { nmeaOptions } from "./options.ts";
import { RECORDED_AS, RECORDED_SENTENCES } from "./plain-recording.ts";
import { RemarkFilter } from "./recorded-log.ts";
import { createNmeaSession } from "./session.ts";

export const gnssNmea = bytesModel({
  model: "gnss-nmea",
  name: { zh: "NMEA 0183 卫星定位接收机", en: "NMEA 0183 receiver" },
  roles: ["gnss"],
  addresses: BYTE_ADDRESSES,
  line: serialLine(115200),
  options: nmeaOptions,
  simulator: "receiver",
  documents: [
    { document: "NMEA 0183", clause: "GGA, RMC, GLL, HDT, THS, VTG, ZDA, GST", confidence: "manual" },
    { document: "Unicore reference commands manual", clause: "HPR, KSXT, UNIHEADINGA", confidence: "manual" },
    { document: "Trimble receiver help", clause: "NMEA-0183 message PTNL,AVR", confidence: "manual" },
    { document: "recording of a SkyTraq PX1172RH", clause: "PSTI 030, 035, 036", confidence: "driver" },
    { document: "public samples of Unicore receivers", clause: "HPD, THS2", confidence: "recalled" },
  ],
  alias: RECORDED_AS,
  recording: { options: { sentences: RECORDED_SENTENCES }, filter: () => new RemarkFilter() },
  create: (device, settings) => createNmeaSession({ device, ...settings }),
});
