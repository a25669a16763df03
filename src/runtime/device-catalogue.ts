import { join } from "node:path";
import { type BoardProfile, boardProfileSchema } from "../../firmware-bridge/board-profile.ts";
import { laneIo } from "../../firmware-bridge/manifest.ts";
import { BYTES_MAX } from "../adapters/config/strict-text.ts";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { assert } from "../core/machine.ts";
import type { DeviceModel } from "../ports/device-model.ts";
import { PROTOCOL_MODELS } from "../protocols/catalogue.ts";
import { packageRoot } from "./package-files.ts";

/** Throws EdgeError CONFIG_INVALID or FILE_UNREADABLE. */
export function loadBoard(file: string): BoardProfile {
  return loadYamlFile(file, boardProfileSchema, BYTES_MAX.board).value;
}

/** A station file may lie anywhere, so a path that nobody wrote into it is not looked for beside it. */
const shippedBoard = (): string => join(packageRoot(), "config/boards/exam-car-v1.yaml");

/** Every model of device that a station file can name. */
export const DEVICE_MODELS: readonly DeviceModel[] = [...PROTOCOL_MODELS, laneIo(loadBoard, shippedBoard)];

/** For a name that the station file's form has let through. */
export function modelOf(name: string): DeviceModel {
  const model = DEVICE_MODELS.find((known) => known.model === name);
  assert(model !== undefined, `${name} is a model of the catalogue`);
  return model;
}

/** Of a device whose channel is a board: the file that names its lines and outputs. */
export function boardFileOf(device: { readonly model: string; readonly options: unknown }): string | null {
  const model = modelOf(device.model);
  return model.kind === "bytes" ? model.boardFile(device.options) : null;
}
