import type { BrakeBenchState } from "../../core/observation.ts";
import type { Turn } from "../turn.ts";
import { hexRaw } from "../wire-text.ts";
import type { JxfzNotice } from "./frame.ts";

/** The bench tells changes; this keeps the whole. Locks stand until the next start, so that whoever reads `ended` sees why. */
export class BenchState {
  #leftMotorOn = false;
  #rightMotorOn = false;
  #leftLocked = false;
  #rightLocked = false;
  readonly #tellsMotors: boolean;

  constructor(tellsMotors: boolean) {
    this.#tellsMotors = tellsMotors;
  }

  reset(): void {
    this.#leftMotorOn = false;
    this.#rightMotorOn = false;
    this.#leftLocked = false;
    this.#rightLocked = false;
  }

  after(notice: JxfzNotice, raw: Uint8Array, turn: Turn): BrakeBenchState {
    const asks = !this.#tellsMotors && (notice === "drag" || notice === "brake");
    if (notice === "left-motor-on" || asks) this.#leftMotorOn = true;
    if (notice === "right-motor-on" || asks) this.#rightMotorOn = true;
    if (notice === "left-locked" || notice === "both-locked") this.#leftLocked = true;
    if (notice === "right-locked" || notice === "both-locked") this.#rightLocked = true;
    if (notice === "ended") {
      this.#leftMotorOn = false;
      this.#rightMotorOn = false;
    }
    return {
      kind: "brake-bench-state",
      device: turn.device,
      atMs: turn.atMs,
      quality: "good",
      raw: hexRaw(raw),
      leftMotorOn: this.#leftMotorOn,
      rightMotorOn: this.#rightMotorOn,
      leftLocked: this.#leftLocked,
      rightLocked: this.#rightLocked,
      notice: said(notice),
    };
  }
}

function said(notice: JxfzNotice): BrakeBenchState["notice"] {
  switch (notice) {
    case "drag":
    case "brake":
    case "ended":
    case "third-roller-fault":
      return notice;
    default:
      return "none";
  }
}
