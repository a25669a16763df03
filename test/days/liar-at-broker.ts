import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connectAsync, type MqttClient } from "mqtt";
import { onTestFinished } from "vitest";
import { SeededRandom } from "../../simulators/kit/seeded-random.ts";
import { REGIONS } from "../../src/stage/country/country-files.ts";

/** The topics by which a registry speaks to a station. */
const WAYS = ["answer", "reply", "event-answer", "command"] as const;
const KEPT = 500;

/**
 * Somebody who has everybody's certificates for the broker and nobody's signing keys: hears all that is said, and sends to the stations what was said before, to
 * others, in part, changed, and what never was.
 */
export class LiarAtBroker {
  readonly #client: MqttClient;
  readonly #listening: readonly MqttClient[];
  readonly #stations: readonly string[];
  readonly #random = new SeededRandom(5, "liar at the broker");
  readonly #heard: Buffer[] = [];
  #timer: NodeJS.Timeout | null = null;
  sent = 0;

  private constructor(client: MqttClient, listening: readonly MqttClient[], stations: readonly string[]) {
    this.#client = client;
    this.#listening = listening;
    this.#stations = stations;
    for (const one of [client, ...listening]) {
      one.on("message", (_topic, payload) => {
        this.#heard.push(payload);
        if (this.#heard.length > KEPT) this.#heard.shift();
      });
      // A broker that is killed is not the liar's affair.
      one.on("error", () => undefined);
    }
  }

  /** `out`: the folder of the country. */
  static async start(out: string, everyMs: number): Promise<LiarAtBroker> {
    const file = (...parts: string[]): string => readFileSync(join(out, ...parts), "utf8");
    const url = /mqtts:\/\/localhost:\d+/.exec(file("registry", "worker-1.yaml"))?.[0] ?? "";
    const ca = file("broker", "broker.crt");
    const as = async (folder: string, name: string): Promise<MqttClient> =>
      await connectAsync(url, { ca, cert: file(folder, `${name}.crt`), key: file(folder, `${name}.key`) });
    const registry = await as("registry", "broker-client");
    const listening: MqttClient[] = [];
    for (const { region, station } of REGIONS) {
      const own = await as(join("stations", region), "broker");
      await own.subscribeAsync(WAYS.map((way) => `proofmark/v1/${station}/${way}`));
      listening.push(own);
      await registry.subscribeAsync([
        `proofmark/v1/${station}/submission`,
        `proofmark/v1/${station}/request`,
      ]);
    }
    const stations = REGIONS.map(({ station }) => station);
    const liar = new LiarAtBroker(registry, listening, stations);
    liar.#timer = setInterval(() => liar.#lie(), everyMs);
    onTestFinished(() => liar.stop());
    return liar;
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    for (const one of [this.#client, ...this.#listening]) await one.endAsync(true);
  }

  #lie(): void {
    for (const station of this.#stations) {
      const way = WAYS[this.#random.below(WAYS.length)];
      const payload = this.#payload();
      // Kept by the broker too, now and then.
      const retain = this.#random.below(20) === 0;
      this.#client.publish(`proofmark/v1/${station}/${way}`, payload, { qos: 1, retain });
      this.sent++;
    }
  }

  #payload(): Buffer {
    const old = this.#heard[this.#random.below(Math.max(1, this.#heard.length))] ?? Buffer.from("{}");
    switch (this.#random.below(5)) {
      case 0:
        return old;
      case 1:
        return old.subarray(0, this.#random.below(old.length + 1));
      case 2: {
        const changed = Buffer.from(old);
        if (changed.length > 0) changed[this.#random.below(changed.length)] = this.#random.below(256);
        return changed;
      }
      case 3:
        return Buffer.from(old.toString("utf8").replaceAll(this.#stations[0] ?? "", this.#stations[1] ?? ""));
      default:
        return Buffer.from(Array.from({ length: this.#random.below(2_000) }, () => this.#random.below(256)));
    }
  }
}
