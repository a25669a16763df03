import type { DeviceModel } from "../ports/device-model.ts";
import { brakePlc } from "./brake-plc/manifest.ts";
import { flb100 } from "./flb-100/manifest.ts";
import { jxSideSlip } from "./jx-side-slip/manifest.ts";
import { jxfz } from "./jxfz/manifest.ts";
import { lineBank } from "./line-bank/manifest.ts";
import { mettlerToledo } from "./mettler-toledo/manifest.ts";
import { nha506 } from "./nha-506/manifest.ts";
import { nhd6109 } from "./nhd-6109/manifest.ts";
import { gnssNmea } from "./nmea/manifest.ts";
import { xk3190A9 } from "./xk3190-a9/manifest.ts";

/** Every model that this house can speak with, but for boards: a second brand is its folder and a line here. */
export const PROTOCOL_MODELS: readonly DeviceModel[] = [
  mettlerToledo,
  xk3190A9,
  jxfz,
  brakePlc,
  nhd6109,
  nha506,
  flb100,
  jxSideSlip,
  lineBank,
  gnssNmea,
];
