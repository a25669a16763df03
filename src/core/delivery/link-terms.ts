/** How a station stands in MQTT, as docs/protocol.md has it (RP-077, RP-093); seconds. */
export const LINK_TERMS = {
  keepAliveS: 30,
  sessionExpiryS: 604_800,
  statusExpiryS: 60,
  statusPeriodS: 20,
} as const;
