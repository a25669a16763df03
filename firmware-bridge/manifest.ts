import { z } from "zod";
import { bytesModel } from "../src/ports/device-model.ts";
import type { BoardProfile } from "./board-profile.ts";
import { createLaneIoSession } from "./lane-io-session.ts";

const laneIoOptions = z.strictObject({
  profile: z
    .string()
    .nullable()
    .default(null)
    .describe(
      "Board file, relative to the station file: names of lines, channels and outputs; null: config/boards/exam-car-v1.yaml, which comes with the software.",
    ),
  boardSerial: z
    .int()
    .min(0)
    .max(4_294_967_295)
    .nullable()
    .default(null)
    .describe("The number that the board itself must tell; null: any board with this profile."),
});

/** `load` reads a board file, and `shipped` is where the one lies that comes with the software: this folder reads none. */
export function laneIo(load: (file: string) => BoardProfile, shipped: () => string) {
  return bytesModel({
    model: "lane-io",
    name: { zh: "车载信号采集器（lane-io 固件）", en: "signal board in a car, lane-io firmware" },
    roles: ["vehicle-io"],
    addresses: ["firmata", "sim"],
    line: { baudRate: 57_600, dataBits: 8, parity: "none", stopBits: 1 },
    options: laneIoOptions,
    files: ["profile"],
    simulator: "lane-io-board",
    documents: [
      { document: "firmware-bridge/README.md", clause: "lane-io SysEx, version 1", confidence: "own" },
    ],
    boardFile: (settings) => settings.profile ?? shipped(),
    create: (device, settings) =>
      createLaneIoSession({
        device,
        profile: load(settings.profile ?? shipped()),
        ...(settings.boardSerial === null ? {} : { expectedSerial: settings.boardSerial }),
      }),
  });
}
