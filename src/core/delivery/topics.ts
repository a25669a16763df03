/** Topic names of MQTT, one station's. */
export function submissionTopic(station: string): string {
  return `proofmark/v1/${station}/submission`;
}

export function answerTopic(station: string): string {
  return `proofmark/v1/${station}/answer`;
}

/** What a station asks beside its deliveries, and what it is answered. */
export function requestTopic(station: string): string {
  return `proofmark/v1/${station}/request`;
}

export function replyTopic(station: string): string {
  return `proofmark/v1/${station}/reply`;
}

/** What happened, step by step, and how far the registry holds it. */
export function eventTopic(station: string): string {
  return `proofmark/v1/${station}/event`;
}

export function eventAnswerTopic(station: string): string {
  return `proofmark/v1/${station}/event-answer`;
}

/** A bundle of evidence in parts, and how far the registry has it. */
export function evidenceTopic(station: string): string {
  return `proofmark/v1/${station}/evidence`;
}

export function evidenceAnswerTopic(station: string): string {
  return `proofmark/v1/${station}/evidence-answer`;
}

/** What the registry orders of a station, and what came of it. */
export function commandTopic(station: string): string {
  return `proofmark/v1/${station}/command`;
}

export function acknowledgementTopic(station: string): string {
  return `proofmark/v1/${station}/acknowledgement`;
}

export function statusTopic(station: string): string {
  return `proofmark/v1/${station}/status`;
}
