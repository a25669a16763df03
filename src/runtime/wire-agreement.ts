import { RENEWAL_PAYLOAD_TYPE } from "../core/requests/certificate-messages.ts";
import { PAPERS_REQUEST_PAYLOAD_TYPE } from "../core/requests/papers-messages.ts";
import { REQUEST_PAYLOAD_TYPE } from "../core/requests/request-messages.ts";
import { payloadTypeOf } from "../core/requests/signed-message.ts";
import { TIME_REQUEST_PAYLOAD_TYPE } from "../core/requests/time-messages.ts";
import { TRUST_REQUEST_PAYLOAD_TYPE } from "../core/requests/trust-messages.ts";
import type { EvidencePolicy } from "../core/trade/words/evidence-policies.ts";
import type { ProtocolPart } from "../core/trade/words/protocol-parts.ts";
import type { CommandLink } from "../ports/command-link.ts";
import type { EventLink } from "../ports/event-link.ts";
import type { RegistryLink } from "../ports/registry-link.ts";
import type { RequestLink } from "../ports/request-link.ts";
import { agreedRegistryLink, agreedSideLink } from "../station/agreed-links.ts";
import type { Agreed } from "../station/agreement-keeper.ts";
import type { StrangerWatch } from "../station/stranger-watch.ts";

/** The ways of a station to its registry; with an agreement nothing leaves on them that the registry does not speak. */
export interface RegistryLinks {
  readonly link: RegistryLink;
  readonly commandLink?: CommandLink;
  readonly eventLink?: EventLink;
  readonly evidenceLink?: EventLink;
}

/** Without an agreement, that of a station which asks its registry nothing, the links are as they were. */
export function agreedLinks(
  { link, commandLink, eventLink, evidenceLink }: RegistryLinks,
  agreed: Agreed | undefined,
): RegistryLinks {
  const [commands, events] = [commandLink, eventLink];
  // A registry that was asked nothing is none that speaks of evidence.
  if (agreed === undefined)
    return { link, ...(commands && { commandLink: commands }), ...(events && { eventLink: events }) };
  const sized = (side: EventLink, part: ProtocolPart): EventLink => ({
    ...agreedSideLink(side, agreed, [part]),
    messageBytesMax: () => side.messageBytesMax(),
  });
  return {
    link: agreedRegistryLink(link, agreed),
    ...(commands && { commandLink: agreedSideLink(commands, agreed, ["commands"]) }),
    ...(events && { eventLink: sized(events, "events") }),
    ...(evidenceLink && { evidenceLink: sized(evidenceLink, "evidence") }),
  };
}

/** The same ways, each message on which is looked at for whether the registry has signed it. */
export function watchedLinks<
  Links extends Partial<Omit<RegistryLinks, "link">> & { readonly requestLink?: RequestLink },
>(links: Links, strangers: StrangerWatch): Links {
  const { requestLink: requests, commandLink: commands, eventLink: events, evidenceLink: evidence } = links;
  const sized = (side: EventLink): EventLink => ({
    ...strangers.watched(side),
    messageBytesMax: () => side.messageBytesMax(),
  });
  return {
    ...links,
    ...(requests && { requestLink: strangers.watched(requests) }),
    ...(commands && { commandLink: strangers.watched(commands) }),
    ...(events && { eventLink: sized(events) }),
    ...(evidence && { evidenceLink: sized(evidence) }),
  };
}

/** What a station uses beside its deliveries. */
export function usedParts(parts: {
  readonly commandLink?: CommandLink;
  readonly eventLink?: EventLink;
  readonly evidence?: { readonly send: EvidencePolicy };
  readonly trustFile?: object;
  readonly ownCertificate?: object;
  readonly witnesses?: object;
}): readonly ProtocolPart[] {
  return [
    ...(["requests", "papers", "time"] as const),
    ...(parts.commandLink === undefined ? [] : (["commands"] as const)),
    ...(parts.eventLink === undefined ? [] : (["events"] as const)),
    ...(parts.evidence === undefined || parts.evidence.send === "ordered" ? [] : (["evidence"] as const)),
    ...(parts.trustFile === undefined ? [] : (["trust-list"] as const)),
    ...(parts.ownCertificate === undefined ? [] : (["certificates"] as const)),
    ...(parts.witnesses === undefined ? [] : (["witnesses"] as const)),
  ];
}

const QUESTION_PARTS: Readonly<Record<string, ProtocolPart>> = {
  [REQUEST_PAYLOAD_TYPE]: "requests",
  [PAPERS_REQUEST_PAYLOAD_TYPE]: "papers",
  [TIME_REQUEST_PAYLOAD_TYPE]: "time",
  [TRUST_REQUEST_PAYLOAD_TYPE]: "trust-list",
  [RENEWAL_PAYLOAD_TYPE]: "certificates",
};

/** Of a question's own envelope. */
export function questionPart(message: Uint8Array): ProtocolPart | undefined {
  return QUESTION_PARTS[payloadTypeOf(message) ?? ""];
}
