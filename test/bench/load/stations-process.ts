import mqtt from "mqtt";
import { partOf } from "../../../src/adapters/mqtt/registry-inbox.ts";
import { answerTopic, submissionTopic } from "../../../src/core/delivery/topics.ts";
import { messagesIn, type PreparedMessage } from "./prepared.ts";

/** Every station of a bench at a broker, in one process: each sends its next messages as its receipts come, as a station's outbox does. */
export interface StationsOrder {
  readonly broker: string;
  readonly files: readonly string[];
  /** Stations whose names begin so send one message at a time, spread over the run; the others as fast as they are answered. */
  readonly livePrefix: string;
  /** Between two messages of a live station. */
  readonly liveEveryMs: number;
  /** The live ones end when the others have. */
  readonly liveEndsWithOthers: boolean;
}

export interface StationsDone {
  /** To the last receipt of those that send as fast as they can. */
  readonly tookMs: number;
  /** From sending a live message to its receipt. */
  readonly liveMs: readonly number[];
  /** Messages that a station sent again, because nothing came for so long or because it was refused. */
  readonly again: number;
  /** When each station that sends as fast as it can had all receipts. */
  readonly finishedMs: readonly number[];
  /** Results that each of them had receipts for when half of all were there. */
  readonly atHalf: readonly number[];
  /** Messages that were receipted, of all stations. */
  readonly receipts: number;
  readonly results: number;
}

/** As the outbox has them. */
const FLIGHTS_MAX = 4;
const AGAIN_MS = 10_000;
const REFUSED_MS = 1_000;
const CONNECTIONS = 8;

const order = JSON.parse(process.argv[2] ?? "{}") as StationsOrder;
const messages = messagesIn(order.files);

class Sender {
  /** Messages that have a receipt, and that were sent, in order. */
  receipted = 0;
  results = 0;
  finishedMs = Number.NaN;
  again = 0;
  readonly liveMs: number[] = [];
  readonly isLive: boolean;
  readonly #client: mqtt.MqttClient;
  readonly #station: string;
  readonly #messages: readonly PreparedMessage[];
  #sent = 0;
  #due = Number.POSITIVE_INFINITY;
  #beganMs = 0;

  constructor(client: mqtt.MqttClient, station: string, all: readonly PreparedMessage[]) {
    this.#client = client;
    this.#station = station;
    this.#messages = all;
    this.isLive = station.startsWith(order.livePrefix);
  }

  get isDone(): boolean {
    return this.receipted === this.#messages.length;
  }

  /** Called often: what is due now. `offered`: of a live one, messages that its day has had so far. */
  go(nowMs: number, offered: number): void {
    if (nowMs > this.#due) {
      this.again++;
      this.#sent = this.receipted;
    }
    const most = this.isLive ? Math.min(this.receipted + 1, offered) : this.receipted + FLIGHTS_MAX;
    for (; this.#sent < Math.min(most, this.#messages.length); this.#sent++) {
      const message = this.#messages[this.#sent] as PreparedMessage;
      if (this.isLive && this.#beganMs === 0) this.#beganMs = nowMs;
      this.#client.publish(submissionTopic(this.#station), Buffer.from(message.read()), { qos: 1 });
      this.#due = nowMs + AGAIN_MS;
    }
  }

  hear(
    answer: { readonly size?: number; readonly held?: { readonly size: number } | null },
    nowMs: number,
  ): void {
    const size = answer.size ?? answer.held?.size;
    while (
      this.receipted < this.#messages.length &&
      (this.#messages[this.receipted]?.size ?? 0) <= (size ?? 0)
    ) {
      this.results += this.#messages[this.receipted]?.results ?? 0;
      this.receipted++;
      if (this.#beganMs > 0) this.liveMs.push(nowMs - this.#beganMs);
      this.#beganMs = 0;
      this.#due = this.receipted < this.#sent ? nowMs + AGAIN_MS : Number.POSITIVE_INFINITY;
      if (this.isDone) this.finishedMs = nowMs;
    }
    this.#sent = Math.max(this.#sent, this.receipted);
    if (answer.size === undefined && !this.isDone) this.#due = Math.min(this.#due, nowMs + REFUSED_MS);
  }
}

const clients = await Promise.all(
  Array.from({ length: CONNECTIONS }, (_none, n) =>
    mqtt.connectAsync(order.broker, { clientId: `bench-stations-${n}` }),
  ),
);
const senders = new Map<string, Sender>();
for (const [station, all] of messages) {
  const client = clients[partOf(station, CONNECTIONS)] as mqtt.MqttClient;
  senders.set(answerTopic(station), new Sender(client, station, all));
}
for (const [at, client] of clients.entries()) {
  client.on("message", (topic, bytes) => {
    senders.get(topic)?.hear(JSON.parse(bytes.toString()) as { size?: number }, performance.now());
  });
  const own = [...messages.keys()].filter((station) => partOf(station, CONNECTIONS) === at).map(answerTopic);
  for (let from = 0; from < own.length; from += 100)
    await client.subscribeAsync(own.slice(from, from + 100), { qos: 1 });
}

process.on("message", async () => {
  const startMs = performance.now();
  const all = [...senders.values()];
  const [live, others] = [all.filter(({ isLive }) => isLive), all.filter(({ isLive }) => !isLive)];
  const results =
    others.length === 0
      ? 0
      : [...messages]
          .filter(([name]) => !name.startsWith(order.livePrefix))
          .flatMap(([, own]) => own)
          .reduce((sum, own) => sum + own.results, 0);
  let atHalf: number[] = [];
  for (;;) {
    const nowMs = performance.now();
    const drained = others.reduce((sum, sender) => sum + sender.results, 0);
    if (atHalf.length === 0 && drained * 2 >= results) atHalf = others.map((sender) => sender.results);
    const isDrained = others.every(({ isDone }) => isDone);
    if (isDrained && (order.liveEndsWithOthers || live.every(({ isDone }) => isDone))) break;
    for (const [at, sender] of live.entries()) {
      // Not all at the same moment.
      const sinceMs = nowMs - startMs - (at * order.liveEveryMs) / Math.max(1, live.length);
      sender.go(nowMs, Math.floor(sinceMs / order.liveEveryMs) + 1);
    }
    for (const sender of others) sender.go(nowMs, 0);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const finishedMs = others.map((sender) => sender.finishedMs - startMs);
  const done: StationsDone = {
    tookMs: Math.max(0, ...finishedMs),
    liveMs: live.flatMap(({ liveMs }) => liveMs),
    again: all.reduce((sum, { again }) => sum + again, 0),
    finishedMs,
    atHalf,
    receipts: all.reduce((sum, { receipted }) => sum + receipted, 0),
    results: all.reduce((sum, sender) => sum + sender.results, 0),
  };
  process.send?.(done);
  await Promise.all(clients.map((client) => client.endAsync(true)));
  process.disconnect();
});
process.send?.("ready");
