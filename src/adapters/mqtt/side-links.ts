import {
  acknowledgementTopic,
  commandTopic,
  eventAnswerTopic,
  eventTopic,
  evidenceAnswerTopic,
  evidenceTopic,
  replyTopic,
  requestTopic,
} from "../../core/delivery/topics.ts";
import type { CommandLink } from "../../ports/command-link.ts";
import type { EventLink } from "../../ports/event-link.ts";
import type { Log } from "../../ports/log.ts";
import type { RequestLink } from "../../ports/request-link.ts";
import type { MqttConnection } from "./mqtt-connection.ts";
import { SideChannel } from "./side-channel.ts";

export interface SideLinksOptions {
  readonly station: string;
  readonly log: Log;
  readonly monoMs: () => number;
  /** At QoS 0: it takes no place in the window of deliveries, and nobody keeps it. */
  readonly say: (topic: string, message: Uint8Array) => void;
  /** At QoS 1, where the window has room for a submission besides; what has none is lost. */
  readonly tell: (topic: string, message: Uint8Array) => void;
  /** Of one message, as the broker takes them at present; null where it takes any. */
  readonly messageBytesMax: () => number | null;
}

/** What goes beside the deliveries on the same connection, each on a channel of its own: requests, events and evidence with their answers, and commands with what came of them. */
export class SideLinks {
  readonly requests: RequestLink;
  readonly events: EventLink;
  readonly evidence: EventLink;
  readonly commands: CommandLink;
  readonly #channels: readonly SideChannel[];
  readonly #options: SideLinksOptions;

  constructor(options: SideLinksOptions) {
    this.#options = options;
    const { station, log, monoMs } = options;
    const side = { log, monoMs };
    const replies = new SideChannel({ ...side, topic: replyTopic(station) });
    const eventAnswers = new SideChannel({ ...side, topic: eventAnswerTopic(station) });
    const evidenceAnswers = new SideChannel({ ...side, topic: evidenceAnswerTopic(station) });
    const orders = new SideChannel({ ...side, topic: commandTopic(station), denied: "COMMANDS_DENIED" });
    this.#channels = [replies, eventAnswers, evidenceAnswers, orders];
    this.requests = this.#asking(replies, requestTopic(station));
    this.commands = this.#asking(orders, acknowledgementTopic(station));
    this.events = this.#telling(eventAnswers, eventTopic(station));
    this.evidence = this.#telling(evidenceAnswers, evidenceTopic(station));
  }

  connected(connection: MqttConnection): void {
    for (const side of this.#channels) side.connected(connection);
  }

  disconnected(): void {
    for (const side of this.#channels) side.disconnected();
  }

  /** Of that topic; undefined where none of them hears there. */
  at(topic: string): SideChannel | undefined {
    return this.#channels.find((side) => side.topic === topic);
  }

  #asking(side: SideChannel, topic: string): RequestLink & CommandLink {
    return {
      open: (listener) => side.open(listener),
      send: (message) => {
        if (side.isUp) this.#options.say(topic, message);
      },
      close: () => side.close(),
    };
  }

  #telling(side: SideChannel, topic: string): EventLink {
    const { messageBytesMax, tell } = this.#options;
    return {
      open: (listener) => side.open(listener),
      send: (message) => {
        const bytesMax = messageBytesMax();
        const isTooLarge = bytesMax !== null && message.length > bytesMax;
        if (side.isUp && !isTooLarge) tell(topic, message);
      },
      messageBytesMax,
      close: () => side.close(),
    };
  }
}
