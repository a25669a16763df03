import { z } from "zod";
import {
  ACKNOWLEDGEMENT_PAYLOAD_TYPE,
  COMMAND_PAYLOAD_TYPE,
} from "../../src/core/commands/command-messages.ts";
import { LINK_TERMS } from "../../src/core/delivery/link-terms.ts";
import {
  MESSAGE_BYTES_MAX,
  receiptSchema,
  refusalSchema,
  statusSchema,
  submissionSchema,
} from "../../src/core/delivery/messages.ts";
import {
  acknowledgementTopic,
  answerTopic,
  commandTopic,
  eventAnswerTopic,
  eventTopic,
  evidenceAnswerTopic,
  evidenceTopic,
  replyTopic,
  requestTopic,
  statusTopic,
  submissionTopic,
} from "../../src/core/delivery/topics.ts";
import { BATCH_PAYLOAD_TYPE, EVENT_ANSWER_PAYLOAD_TYPE } from "../../src/core/events/event-batch.ts";
import { envelopeSchema } from "../../src/core/record/dsse.ts";
import {
  CERTIFICATE_REPLY_PAYLOAD_TYPE,
  RENEWAL_PAYLOAD_TYPE,
} from "../../src/core/requests/certificate-messages.ts";
import { HELLO_PAYLOAD_TYPE, HELLO_REPLY_PAYLOAD_TYPE } from "../../src/core/requests/hello-messages.ts";
import {
  PAPERS_REPLY_PAYLOAD_TYPE,
  PAPERS_REQUEST_PAYLOAD_TYPE,
} from "../../src/core/requests/papers-messages.ts";
import { REPLY_PAYLOAD_TYPE, REQUEST_PAYLOAD_TYPE } from "../../src/core/requests/request-messages.ts";
import { TIME_REPLY_PAYLOAD_TYPE, TIME_REQUEST_PAYLOAD_TYPE } from "../../src/core/requests/time-messages.ts";
import {
  TRUST_REPLY_PAYLOAD_TYPE,
  TRUST_REQUEST_PAYLOAD_TYPE,
} from "../../src/core/requests/trust-messages.ts";
import { EVIDENCE_MESSAGES } from "./evidence-messages.ts";

const signed = (type: string) => envelopeSchema.extend({ payloadType: z.literal(type) });

/** What station and registry say to each other, by the names of the document. */
export const MESSAGES = {
  submission: {
    form: submissionSchema,
    title: "Submission",
    summary: "A signed checkpoint of the station's log, with the records that are new in it (RP-007).",
  },
  receipt: {
    form: receiptSchema,
    title: "Receipt",
    summary: "The checkpoint cosigned by the witness: every record below its size is receipted (RP-043).",
  },
  refusal: {
    form: refusalSchema,
    title: "Refusal",
    summary: "Why nothing of a submission was taken, and what the registry holds (RP-052).",
  },
  status: {
    form: statusSchema,
    title: "Status",
    summary: "That a station is there, or that it is not any more (RP-089).",
  },
  request: {
    form: signed(REQUEST_PAYLOAD_TYPE),
    title: "Request",
    summary:
      "What a station asks of a vehicle: an envelope of the document in config/schema/request.schema.json (RP-133).",
  },
  reply: {
    form: signed(REPLY_PAYLOAD_TYPE),
    title: "Reply",
    summary: "What it is answered: an envelope of the document in config/schema/reply.schema.json (RP-135).",
  },
  papersRequest: {
    form: signed(PAPERS_REQUEST_PAYLOAD_TYPE),
    title: "Request for papers",
    summary:
      "Whose papers a station fetches: an envelope of the document in config/schema/papers-request.schema.json (RP-153).",
  },
  papersReply: {
    form: signed(PAPERS_REPLY_PAYLOAD_TYPE),
    title: "Reply with papers",
    summary:
      "What it is given: an envelope of the document in config/schema/papers-reply.schema.json (RP-155).",
  },
  timeRequest: {
    form: signed(TIME_REQUEST_PAYLOAD_TYPE),
    title: "Request for the time",
    summary:
      "A station asks for the registry's time: an envelope of the document in config/schema/time-request.schema.json (RP-170).",
  },
  timeReply: {
    form: signed(TIME_REPLY_PAYLOAD_TYPE),
    title: "Reply with the time",
    summary:
      "What time it is by the registry's clock: an envelope of the document in config/schema/time-reply.schema.json (RP-169).",
  },
  hello: {
    form: signed(HELLO_PAYLOAD_TYPE),
    title: "Hello of a station",
    summary:
      "What a station speaks: an envelope of the document in config/schema/hello.schema.json (RP-238).",
  },
  helloReply: {
    form: signed(HELLO_REPLY_PAYLOAD_TYPE),
    title: "Hello of the registry",
    summary:
      "What the registry speaks: an envelope of the document in config/schema/hello-reply.schema.json (RP-239).",
  },
  eventBatch: {
    form: signed(BATCH_PAYLOAD_TYPE),
    title: "Batch of events",
    summary:
      "What happened at a station, step by step: an envelope of the document in config/schema/event-batch.schema.json (RP-174).",
  },
  eventAnswer: {
    form: signed(EVENT_ANSWER_PAYLOAD_TYPE),
    title: "Answer to events",
    summary:
      "How far they are held: an envelope of the document in config/schema/event-answer.schema.json (RP-176).",
  },
  ...EVIDENCE_MESSAGES,
  trustRequest: {
    form: signed(TRUST_REQUEST_PAYLOAD_TYPE),
    title: "Request for the list of keys",
    summary:
      "A station asks for its part of the list of keys: an envelope of the document in config/schema/trust-request.schema.json (RP-196).",
  },
  trustReply: {
    form: signed(TRUST_REPLY_PAYLOAD_TYPE),
    title: "Reply with the list of keys",
    summary:
      "What it is given: an envelope of the document in config/schema/trust-reply.schema.json (RP-197).",
  },
  certificateRenewal: {
    form: signed(RENEWAL_PAYLOAD_TYPE),
    title: "Request for the next certificate",
    summary:
      "A station asks for its next certificate: an envelope of the document in config/schema/certificate-renewal.schema.json (RP-246).",
  },
  certificateReply: {
    form: signed(CERTIFICATE_REPLY_PAYLOAD_TYPE),
    title: "Reply with the next certificate",
    summary:
      "What it is given: an envelope of the document in config/schema/certificate-reply.schema.json (RP-248).",
  },
  command: {
    form: signed(COMMAND_PAYLOAD_TYPE),
    title: "Command",
    summary:
      "What the registry orders of a station: an envelope of the document in config/schema/command.schema.json (RP-205).",
  },
  acknowledgement: {
    form: signed(ACKNOWLEDGEMENT_PAYLOAD_TYPE),
    title: "Acknowledgement",
    summary:
      "Which command a station has last, and what came of one: an envelope of the document in config/schema/acknowledgement.schema.json (RP-208).",
  },
} as const;

export type MessageName = keyof typeof MESSAGES;
/** True messages that a reader can look at. */
export type MessageExamples = Readonly<Record<MessageName, readonly MessageExample[]>>;

export interface MessageExample {
  /** Of this example among those of its message. */
  readonly name: string;
  readonly summary: string;
  readonly payload: unknown;
}

const CHANNELS = {
  submission: { topic: submissionTopic, says: "What a station delivers.", messages: ["submission"] },
  answer: {
    topic: answerTopic,
    says: "What the registry answers to that station.",
    messages: ["receipt", "refusal"],
  },
  status: { topic: statusTopic, says: "Whether that station is there.", messages: ["status"] },
  request: {
    topic: requestTopic,
    says: "What a station asks beside its deliveries (RP-132).",
    messages: ["request", "papersRequest", "timeRequest", "trustRequest", "hello", "certificateRenewal"],
  },
  reply: {
    topic: replyTopic,
    says: "What that station is answered.",
    messages: ["reply", "papersReply", "timeReply", "trustReply", "helloReply", "certificateReply"],
  },
  event: { topic: eventTopic, says: "What a station tells step by step.", messages: ["eventBatch"] },
  eventAnswer: {
    topic: eventAnswerTopic,
    says: "How far that station's events are held.",
    messages: ["eventAnswer"],
  },
  evidence: {
    topic: evidenceTopic,
    says: "What a station's records rest on, where that is ordered or its file says so.",
    messages: ["evidencePart"],
  },
  evidenceAnswer: {
    topic: evidenceAnswerTopic,
    says: "How much of it is held.",
    messages: ["evidenceAnswer"],
  },
  command: { topic: commandTopic, says: "What the registry orders of that station.", messages: ["command"] },
  acknowledgement: {
    topic: acknowledgementTopic,
    says: "What came of what it was ordered.",
    messages: ["acknowledgement"],
  },
} as const satisfies Readonly<
  Record<string, { topic(station: string): string; says: string; messages: readonly MessageName[] }>
>;

type ChannelName = keyof typeof CHANNELS;
const BINDING = { bindingVersion: "0.2.0" } as const;

/**
 * The protocol between station and registry as an AsyncAPI 3.0 document, seen from the station, made from the definitions that both
 * sides check with. `docs/protocol.md` is the law of it: an order of messages, and what has to be durable before, no schema can say.
 */
export function asyncApiDocument(examples: MessageExamples): object {
  return {
    asyncapi: "3.0.0",
    id: "urn:proofmark:registry-protocol:1",
    info: {
      title: "Proofmark registry protocol",
      version: "1",
      description: `How a station delivers sealed records and gets receipts. The numbered sentences (RP-nnn) of docs/protocol.md are binding; this document has its messages and topics. A message is UTF-8 JSON of at most ${MESSAGE_BYTES_MAX} bytes (RP-001).`,
    },
    defaultContentType: "application/json",
    servers: { broker: broker() },
    channels: mapped(CHANNELS, (name, { topic, says, messages }) => ({
      address: topic("{station}"),
      description: says,
      parameters: {
        station: { description: "The station's id.", examples: ["HB-WH-0042"] },
      },
      messages: Object.fromEntries(messages.map((each) => [each, ref("components", "messages", each)])),
      servers: [ref("servers", "broker")],
      ...(name === "status" ? { "x-retained": true } : {}),
    })),
    operations: operations(),
    components: {
      messages: mapped(MESSAGES, (name, { title, summary }) => ({
        name,
        title,
        summary,
        contentType: "application/json",
        payload: ref("components", "schemas", name),
        examples: examples[name],
      })),
      schemas: mapped(MESSAGES, (_name, { form }) => schemaOf(form)),
    },
  };
}

function broker(): object {
  return {
    host: "{broker}",
    protocol: "mqtt",
    protocolVersion: "5.0",
    description: "Any broker of MQTT 5 or 3.1.1 (RP-075, RP-076), by TLS (docs/broker-tls.md).",
    variables: { broker: { default: "broker.example:8883", description: "Host and port of the broker." } },
    bindings: {
      mqtt: {
        cleanSession: false,
        keepAlive: LINK_TERMS.keepAliveS,
        sessionExpiryInterval: LINK_TERMS.sessionExpiryS,
        lastWill: {
          topic: statusTopic("{station}"),
          qos: 1,
          retain: true,
          message: "A status whose state is offline.",
        },
        ...BINDING,
      },
    },
  };
}

function operations(): object {
  const of = (channel: ChannelName) => ({
    channel: ref("channels", channel),
    messages: CHANNELS[channel].messages.map((each) => ref("channels", channel, "messages", each)),
  });
  const { messages: answers, channel: answerChannel } = of("answer");
  const { messages: replies, channel: replyChannel } = of("reply");
  const { messages: eventAnswers, channel: eventAnswerChannel } = of("eventAnswer");
  const { messages: partAnswers, channel: partAnswerChannel } = of("evidenceAnswer");
  return {
    deliver: {
      action: "send",
      summary: "Until it is receipted, a record is delivered again (RP-062 to RP-068).",
      ...of("submission"),
      bindings: { mqtt: { qos: 1, retain: false, ...BINDING } },
      reply: { channel: answerChannel, messages: answers },
    },
    hear: {
      action: "receive",
      summary: "Whenever and however a receipt comes, asked for or not (RP-050).",
      ...of("answer"),
      bindings: { mqtt: { qos: 1, retain: false, ...BINDING } },
    },
    ask: {
      action: "send",
      summary:
        "Before a vehicle is inspected, for papers (both are over after ten seconds, RP-142), and for the time; it may be lost.",
      ...of("request"),
      bindings: { mqtt: { qos: 0, retain: false, ...BINDING } },
      reply: { channel: replyChannel, messages: replies },
    },
    hearReply: {
      action: "receive",
      summary: "Once, for a request that is in flight (RP-138, RP-169).",
      ...of("reply"),
      bindings: { mqtt: { qos: 0, retain: false, ...BINDING } },
    },
    tellEvents: {
      action: "send",
      summary: "After the records, in order, until the registry holds them (RP-184, RP-185).",
      ...of("event"),
      bindings: { mqtt: { qos: 1, retain: false, ...BINDING } },
      reply: { channel: eventAnswerChannel, messages: eventAnswers },
    },
    hearEventAnswer: {
      action: "receive",
      summary: "For a message that is in flight (RP-181).",
      ...of("eventAnswer"),
      bindings: { mqtt: { qos: 1, retain: false, ...BINDING } },
    },
    sendEvidence: {
      action: "send",
      summary: "After records and events, while no job runs, one part at a time (RP-256, RP-261).",
      ...of("evidence"),
      bindings: { mqtt: { qos: 1, retain: false, ...BINDING } },
      reply: { channel: partAnswerChannel, messages: partAnswers },
    },
    hearEvidenceAnswer: {
      action: "receive",
      summary: "For the part that is in flight (RP-256).",
      ...of("evidenceAnswer"),
      bindings: { mqtt: { qos: 1, retain: false, ...BINDING } },
    },
    obey: {
      action: "receive",
      summary:
        "In the order of their numbers, each in the journal before anything comes of it (RP-206, RP-207).",
      ...of("command"),
      bindings: { mqtt: { qos: 0, retain: false, ...BINDING } },
    },
    acknowledge: {
      action: "send",
      summary: "At each connection, and to each command (RP-208 to RP-212).",
      ...of("acknowledgement"),
      bindings: { mqtt: { qos: 0, retain: false, ...BINDING } },
    },
    tellState: {
      action: "send",
      summary: "At each connection, as its will, and every so often while it is up (RP-089 to RP-093).",
      ...of("status"),
      bindings: {
        mqtt: { qos: 1, retain: true, messageExpiryInterval: LINK_TERMS.statusExpiryS, ...BINDING },
      },
    },
  };
}

function schemaOf(form: z.ZodType): object {
  const { $schema: _draft, ...schema } = z.toJSONSchema(form, { io: "input", target: "draft-7" });
  return schema;
}

function ref(...path: readonly string[]): { readonly $ref: string } {
  return { $ref: `#/${path.join("/")}` };
}

function mapped<Of extends object>(
  each: Of,
  to: (name: keyof Of & string, of: Of[keyof Of & string]) => object,
): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(each).map(([name, of]) => [name, to(name as keyof Of & string, of)]),
  );
}
