/** Topic names of MQTT, one station's. */
export function submissionTopic(station: string): string {
  return `proofmark/v1/${station}/submission`;
}

export function answerTopic(station: string): string {
  return `proofmark/v1/${station}/answer`;
}

export function statusTopic(station: string): string {
  return `proofmark/v1/${station}/status`;
}
