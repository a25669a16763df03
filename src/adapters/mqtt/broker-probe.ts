import mqtt, { type MqttClient } from "mqtt";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { type BrokerCredentials, identityOptions } from "./broker-credentials.ts";
import { brokerProblem } from "./broker-problem.ts";
import { isUnreadableAnswer } from "./broker-words.ts";

export interface BrokerProbe {
  readonly url: string;
  /** Never a station's own: the broker would throw that one out. */
  readonly clientId: string;
  readonly credentials: BrokerCredentials;
  readonly withinMs: number;
}

export type BrokerWord =
  | { readonly kind: "let-in"; readonly packetBytesMax: number | null }
  | { readonly kind: "away"; readonly why: Reason };

/**
 * Connects once as somebody else, takes the broker's word and goes: no subscription, no will, nothing published, no session that
 * stays. MQTT 5 is tried first, then 3.1.1, as the station does.
 */
export async function probeBroker(probe: BrokerProbe): Promise<BrokerWord> {
  const first = await attempt(probe, 5, probe.withinMs / 2);
  const isOfVersion = first.kind === "away" && OF_ANOTHER_VERSION.has(first.why.code);
  return isOfVersion ? attempt(probe, 4, probe.withinMs / 2) : first;
}

const OF_ANOTHER_VERSION: ReadonlySet<Reason["code"]> = new Set([
  "BROKER_REFUSED",
  "BROKER_SAID",
  "BROKER_SILENT",
  "BROKER_ANSWER_UNREADABLE",
  "CLOSED_BY_PEER",
]);

function attempt(probe: BrokerProbe, protocolVersion: 4 | 5, withinMs: number): Promise<BrokerWord> {
  return new Promise((resolve) => {
    let client: MqttClient | null = null;
    const settle = (word: BrokerWord): void => {
      clearTimeout(late);
      client?.end(word.kind === "away");
      if (word.kind === "away") client?.stream.destroy();
      resolve(word);
    };
    const away = (why: Reason): void => settle({ kind: "away", why });
    const late = setTimeout(() => away(reason("BROKER_SILENT", {})), withinMs);
    const failed = (error: Error): void =>
      away(isUnreadableAnswer(error) ? reason("BROKER_ANSWER_UNREADABLE", {}) : brokerProblem(error));
    try {
      client = mqtt.connect(probe.url, {
        ...identityOptions(probe.credentials),
        protocolVersion,
        clientId: probe.clientId,
        clean: true,
        keepalive: 30,
        connectTimeout: withinMs,
        reconnectPeriod: 0,
        resubscribe: false,
      });
    } catch (cause) {
      failed(cause instanceof Error ? cause : new Error(String(cause)));
      return;
    }
    client.on("connect", ({ properties }) =>
      settle({ kind: "let-in", packetBytesMax: properties?.maximumPacketSize ?? null }),
    );
    client.on("error", failed);
    client.stream.on("error", failed);
    client.on("close", () => away(reason("CLOSED_BY_PEER", {})));
  });
}
