import { type Reason, reason } from "../../core/trade/reasons.ts";
import { brokerProblem } from "./broker-problem.ts";

/** Reason codes of MQTT 5 that a person can do something about; the others are told by their number. */
const NOT_AUTHORISED = 0x87;
const TAKEN_OVER = 0x8e;
const PACKET_TOO_LARGE = 0x95;
const QUOTA_EXCEEDED = 0x97;

/** Why a broker did not take what was published to `topic`, by the code in its PUBACK. */
export function whyUnpublished(code: number, topic: string): Reason {
  if (code === NOT_AUTHORISED) return reason("BROKER_DENIES_SUBMISSIONS", { topic });
  return saidBy(code);
}

/** Why a broker ended a connection, by the code in its DISCONNECT. `name`: the client's. */
export function whyEnded(code: number, name: string): Reason {
  return code === TAKEN_OVER ? reason("BROKER_NAME_TAKEN", { name }) : saidBy(code);
}

/** The same for a worker of the registry. */
export function whyWorkerEnded(code: number, name: string): Reason {
  return code === TAKEN_OVER ? reason("WORKER_NAME_TAKEN", { name }) : saidBy(code);
}

/** mosquitto answers a message above its limit so, with a code that MQTT 5 has for DISCONNECT only; MQTT.js reads no further. */
export function isUnreadableAnswer(error: Error): boolean {
  return /^Invalid \w+ reason code/.test(error.message);
}

function saidBy(code: number): Reason {
  if (code === PACKET_TOO_LARGE) return reason("BROKER_MESSAGE_TOO_LARGE", {});
  if (code === QUOTA_EXCEEDED) return reason("BROKER_QUOTA", {});
  return brokerProblem({ code });
}
