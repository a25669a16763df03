import type {
  ClientSession,
  ClientSubscription,
  DataChangeNotification,
  NodeId,
  OPCUAClient,
} from "node-opcua";
import { type Reason, reason } from "../../core/trade/reasons.ts";
import { EdgeError } from "../../errors.ts";
import type { PlcValue } from "../../ports/plc.ts";
import { clientOptions, type OpcUa, type OpcUaSecurity } from "./opcua-security.ts";
import { inSourceOrder, plcValueOf } from "./plc-value.ts";

/** Asked for; a server gives what it can. Faster means smaller batches, not more samples. */
const PUBLISHING_MS = 50;
/** Half a second of silence at the asked-for interval. */
const KEEP_ALIVE_COUNT = 10;
const LIFETIME_COUNT = 100;
/** One second of a 100 Hz variable: what a stalled publish may hold back without loss. */
const QUEUE_SIZE = 100;
const TRANSPORT_TIMEOUT_MS = 3_000;
const SESSION_TIMEOUT_MS = 30_000;

export interface ConnectionOptions {
  readonly opcua: OpcUa;
  readonly endpoint: string;
  readonly namespaceUri: string;
  readonly security: OpcUaSecurity;
  readonly monoMs: () => number;
  readonly onValues: (values: readonly PlcValue[]) => void;
  /** Any sign of life: values or a keep-alive. */
  readonly onAlive: () => void;
  /** May be told more than once, also while `connectOpcUa` is still at work. */
  readonly onBroken: (why: Reason) => void;
}

/** A connection that is of no use, and why. */
export class PlcAway extends Error {
  readonly why: Reason;

  constructor(why: Reason) {
    super(why.code);
    this.why = why;
  }
}

export interface OpcUaConnection {
  /** Interval at which the server gives a sign of life when nothing changes, as the server revised it. */
  readonly keepAliveMs: number;
  watch(variables: readonly string[], samplingMs: number): Promise<void>;
  write(variable: string, value: boolean | number): Promise<void>;
}

/** The client is the caller's to release, whatever happens here. */
export async function createClient(opcua: OpcUa, security: OpcUaSecurity): Promise<OPCUAClient> {
  return opcua.OPCUAClient.create({
    applicationName: "proofmark-edge",
    applicationUri: "urn:proofmark:edge",
    endpointMustExist: false,
    keepSessionAlive: false,
    requestedSessionTimeout: SESSION_TIMEOUT_MS,
    transportTimeout: TRANSPORT_TIMEOUT_MS,
    defaultTransactionTimeout: TRANSPORT_TIMEOUT_MS,
    // We rebuild everything ourselves: a repaired session may come back with a subscription that never speaks again.
    connectionStrategy: { maxRetry: 0, initialDelay: 100, maxDelay: 100 },
    ...(await clientOptions(opcua, security)),
  });
}

export async function connectOpcUa(
  client: OPCUAClient,
  options: ConnectionOptions,
): Promise<OpcUaConnection> {
  client.on("connection_lost", () => options.onBroken(reason("CONNECTION_RESET", {})));
  client.on("close", () => options.onBroken(reason("CLOSED_BY_PEER", {})));
  await client.connect(options.endpoint);
  const session = await client.createSession();
  session.on("session_closed", () => options.onBroken(reason("PLC_SESSION_ENDED", {})));
  const index = (await session.readNamespaceArray()).indexOf(options.namespaceUri);
  if (index < 0) throw new PlcAway(reason("PLC_NAMESPACE_MISSING", { namespaceUri: options.namespaceUri }));
  const subscription = await session.createSubscription2({
    requestedPublishingInterval: PUBLISHING_MS,
    requestedMaxKeepAliveCount: KEEP_ALIVE_COUNT,
    requestedLifetimeCount: LIFETIME_COUNT,
    maxNotificationsPerPublish: 0,
    publishingEnabled: true,
    priority: 10,
  });
  return new Connection(session, subscription, index, options);
}

class Connection implements OpcUaConnection {
  readonly keepAliveMs: number;
  readonly #session: ClientSession;
  readonly #subscription: ClientSubscription;
  readonly #namespaceIndex: number;
  readonly #options: ConnectionOptions;
  readonly #variables = new Map<number, string>();
  readonly #told = new Map<string, string>();
  /** Notifications that overtook the answer which says what their handles stand for. */
  #early: DataChangeNotification[] = [];
  #watching = 0;

  constructor(
    session: ClientSession,
    subscription: ClientSubscription,
    namespaceIndex: number,
    options: ConnectionOptions,
  ) {
    this.#session = session;
    this.#subscription = subscription;
    this.#namespaceIndex = namespaceIndex;
    this.#options = options;
    this.keepAliveMs = subscription.publishingInterval * subscription.maxKeepAliveCount;
    subscription.on("keepalive", options.onAlive);
    subscription.on("terminated", () => options.onBroken(reason("PLC_SESSION_ENDED", {})));
    subscription.on("internal_error", (cause) =>
      options.onBroken(reason("SYSTEM_SAID", { text: cause.message })),
    );
    subscription.on("received_notifications", ({ notificationData }) => {
      options.onAlive();
      const { DataChangeNotification: DataChange } = options.opcua;
      for (const data of notificationData ?? []) if (data instanceof DataChange) this.#take(data);
    });
  }

  async watch(variables: readonly string[], samplingMs: number): Promise<void> {
    const { opcua } = this.#options;
    this.#watching++;
    const group = await this.#subscription.monitorItems(
      variables.map((variable) => ({
        nodeId: this.#nodeId(variable),
        attributeId: opcua.AttributeIds.Value,
      })),
      {
        samplingInterval: samplingMs,
        queueSize: QUEUE_SIZE,
        discardOldest: true,
        // A force that stays the same is a sample all the same: its source time has moved.
        filter: new opcua.DataChangeFilter({
          trigger: opcua.DataChangeTrigger.StatusValueTimestamp,
          deadbandType: opcua.DeadbandType.None,
        }),
      },
      opcua.TimestampsToReturn.Source,
    );
    const refused: PlcValue[] = [];
    group.monitoredItems.forEach((item, at) => {
      const variable = variables[at] ?? "";
      const status = item.statusCode;
      if (status.isGood()) this.#variables.set(item.monitoringParameters.clientHandle, variable);
      else refused.push(this.#refused(variable, status.name));
    });
    this.#watching--;
    if (refused.length > 0) this.#options.onValues(refused);
    for (const early of this.#early.splice(0)) this.#take(early);
  }

  async write(variable: string, value: boolean | number): Promise<void> {
    const { opcua } = this.#options;
    const nodeId = this.#nodeId(variable);
    const dataType = await this.#session.getBuiltInDataType(nodeId);
    const status = await this.#session.write(
      new opcua.WriteValue({
        nodeId,
        attributeId: opcua.AttributeIds.Value,
        value: { value: { dataType, value } },
      }),
    );
    if (!status.isGood())
      throw new EdgeError("PLC_WRITE_FAILED", `The PLC refused to write ${variable}.`, {
        variable,
        status: status.name,
      });
  }

  #take(notification: DataChangeNotification): void {
    const items = notification.monitoredItems ?? [];
    const known = items.every((item) => this.#variables.has(item.clientHandle));
    if (!known && this.#watching > 0) {
      this.#early.push(notification);
      return;
    }
    const atMs = this.#options.monoMs();
    const values = items.flatMap((item) => {
      const variable = this.#variables.get(item.clientHandle);
      const value = variable === undefined ? null : plcValueOf(variable, item.value, atMs);
      return value !== null && this.#isNew(value) ? [value] : [];
    });
    if (values.length > 0) this.#options.onValues(inSourceOrder(values));
  }

  /** A server may give its first value twice: as the standing one and as a change. */
  #isNew({ variable, value, status, sourceTimeMs }: PlcValue): boolean {
    const key = `${status} ${value} ${sourceTimeMs}`;
    if (this.#told.get(variable) === key) return false;
    this.#told.set(variable, key);
    return true;
  }

  #refused(variable: string, status: string): PlcValue {
    return {
      variable,
      value: null,
      good: false,
      status,
      sourceTimeMs: null,
      atMs: this.#options.monoMs(),
    };
  }

  #nodeId(variable: string): NodeId {
    const { NodeId, NodeIdType } = this.#options.opcua;
    return new NodeId(NodeIdType.STRING, variable, this.#namespaceIndex);
  }
}
