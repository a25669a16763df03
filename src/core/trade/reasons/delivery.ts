import type { AnyReason, None, ReasonRows } from "../reason-shape.ts";

/** What is wrong on the way to the registry: each says what to do. */
export const DELIVERY_REASONS = {
  BROKER_LIMIT_BELOW_RECORD: (p: { index: number; bytes: number; bytesMax: number }) => ({
    zh: `消息服务器每条最多收 ${p.bytesMax} 字节，日志第 ${p.index} 条的记录需要 ${p.bytes} 字节；请在服务器上调高最大报文限制，之后会自动继续上传`,
    en: `the broker takes at most ${p.bytesMax} bytes a message, and the record at ${p.index} in the journal needs ${p.bytes}; raise the broker's packet limit, then sending goes on by itself`,
  }),
  NO_JOB_IN_ANOTHER_HISTORY: (_p: None) => ({
    zh: "登记中心持有本站日志的另一历史（可能恢复过旧磁盘，或有两台机器以本站名义运行）：新任务会占用已经用过的编号。请主管与登记中心核查；登记中心签署决定后，停站并用命令 unlock 采用",
    en: "the registry holds another history of this station's log (an old disk was restored, or two machines run as this station): a new job would take a number that is used already. The manager must look into it with the registry, which signs a decision; `proofmark unlock` takes it when the station is stopped",
  }),
  REGISTRY_SILENT: (p: { times: number; bytes: number; strays: number }) => ({
    zh: `连续 ${p.times} 次送交没有答复（最后一次 ${p.bytes} 字节）：登记中心可能不在线，也可能是消息服务器不许本站使用这些主题，或丢弃了这么大的消息${p.strays === 0 ? "" : `；另收到 ${p.strays} 条无法证明来源的应答，未予理会`}。请查看服务器的权限、大小限制和登记中心；之后会自动继续上传`,
    en: `${p.times} submissions in a row had no answer (the last of ${p.bytes} bytes): the registry may be away, or the broker keeps this station from its topics or drops messages of that size${p.strays === 0 ? "" : `; ${p.strays} answers that prove nothing came too, and were passed over`}. Look at the broker's access list and size limit and at the registry; sending goes on by itself`,
  }),
  REGISTRY_MESSAGES_STRANGE: (p: { times: number }) => ({
    zh: `最近收到 ${p.times} 条冒称登记中心、却没有其签名的消息，均未采信，检验、考试和上传照常：可能有人在消息服务器上冒充登记中心，或登记中心换了本站不认识的密钥。请转告登记中心，由其核对消息服务器的权限和密钥`,
    en: `${p.times} messages came lately as the registry's that do not have its signature; none was believed, and inspections, tests and sending go on. Somebody else may be writing at the broker, or the registry signs with a key that this station does not know: tell the registry, which looks at the broker's access list and at its key`,
  }),
  /** `at`: place in the journal, entry and number in it; empty where there is none. */
  EVENTS_OF_ANOTHER_HISTORY: (p: { at: string }) => ({
    zh: `登记中心在 ${p.at} 处的过程事件与本站日志不一致，过程事件停止上报（结果上传不受影响）；请主管与登记中心用命令 audit 比对，登记中心作出决定（命令 resume）后会自动继续`,
    en: `at ${p.at} the registry holds another event than this journal, so no event is sent (results are not affected); compare both with \`proofmark audit\`. After \`proofmark registry resume\` it goes on by itself`,
  }),
  EVENTS_NOT_UNDERSTOOD: (p: { at: string }) => ({
    zh: `登记中心不认识本站上报的过程事件（已收到 ${p.at === "" ? "零条" : `${p.at} 处`}为止），结果上传不受影响；请比对两边的软件版本，之后会自动再试`,
    en: `the registry does not understand this station's events (it holds ${p.at === "" ? "none" : `those up to ${p.at}`}); results are not affected. Compare the versions of the software on both sides; it is tried again by itself`,
  }),
  EVENT_TOO_LARGE: (p: { at: string }) => ({
    zh: `${p.at} 处的过程事件超过一条消息的上限，过程事件停在此处（结果上传不受影响）；请联系软件供应方`,
    en: `the event at ${p.at} is larger than a message may be, and events stop before it (results are not affected); tell whoever supplies the software`,
  }),
  EVENTS_UNREADABLE: (p: { detail: string }) => ({
    zh: `无法从日志读出过程事件（${p.detail}），过程事件停止上报（结果上传不受影响）；请用命令 verify 检查日志`,
    en: `events cannot be read from the journal (${p.detail}), so none is sent (results are not affected); check the journal with \`proofmark verify\``,
  }),
  EVENTS_UNSIGNED: (p: { detail: string }) => ({
    zh: `日志密钥无法为过程事件签名（${p.detail}）；请查看密钥，之后会自动再试`,
    en: `the log key cannot sign events (${p.detail}); look at the key, then it goes on by itself`,
  }),
  REGISTRY_NOT_REACHED: (p: { pending: number }) => ({
    zh: `本站没有连上登记中心，${p.pending} 条结果待回执`,
    en: `the station is not connected to the registry; ${p.pending} results await a receipt`,
  }),
  RECORDS_WAIT_LONG: (p: { pending: number; minutes: number }) => ({
    zh: `已连接登记中心，但最早的结果等待回执已 ${p.minutes} 分钟，共 ${p.pending} 条待回执`,
    en: `the registry is connected, and still the oldest of ${p.pending} results has waited ${p.minutes} minutes for its receipt`,
  }),
  BROKER_DENIES_SUBMISSIONS: (p: { topic: string }) => ({
    zh: `消息服务器不许本站向 ${p.topic} 发布；请在服务器的访问控制表中允许，之后会自动继续上传`,
    en: `the broker does not let this station publish to ${p.topic}; allow it in the broker's access list, then sending goes on by itself`,
  }),
  BROKER_DENIES_ANSWERS: (p: { topic: string }) => ({
    zh: `消息服务器不许本站订阅 ${p.topic}，收不到回执；请在服务器的访问控制表中允许`,
    en: `the broker does not let this station subscribe to ${p.topic}, so that no receipt can come; allow it in the broker's access list`,
  }),
  BROKER_MESSAGE_TOO_LARGE: (_p: None) => ({
    zh: "消息服务器说消息太大；之后送交更小的批次。若一直如此，请在服务器上调高大小限制",
    en: "the broker says that a message is too large; smaller ones are sent from now on. If it stays so, raise the broker's size limit",
  }),
  BROKER_QUOTA: (_p: None) => ({
    zh: "消息服务器说本站的配额已用完；请服务器的管理员处理",
    en: "the broker says that this station's quota is used up; its administrator must look",
  }),
  BROKER_NAME_TAKEN: (p: { name: string }) => ({
    zh: `另有客户端以本站名称“${p.name}”登录了消息服务器，把本站挤了下来：是否有从同一磁盘复制的第二台机器在运行？`,
    en: `somebody else logged in at the broker under this station's name "${p.name}", which ended our connection: does a second machine run from a copy of this disk?`,
  }),
  WORKER_NAME_TAKEN: (p: { name: string }) => ({
    zh: `另有登记中心进程以名称“${p.name}”登录了消息服务器，把本进程挤了下来：每个进程的配置须有自己的 name，两个登记中心不可共用一个消息服务器`,
    en: `another worker logged in at the broker as "${p.name}", which ended our connection: each worker needs a registry file with a \`name\` of its own, and two registries cannot share a broker`,
  }),
  BROKER_ANSWER_UNREADABLE: (_p: None) => ({
    zh: "消息服务器以本规范没有的原因码应答，通常是消息超过了它的大小限制；之后送交更小的批次",
    en: "the broker answered with a code that the standard does not have there, most often because a message is above its size limit; smaller ones are sent from now on",
  }),
  BROKER_ACKNOWLEDGES_LATE: (p: { afterMs: number }) => ({
    zh: `消息服务器 ${p.afterMs / 1000} 秒没有确认发布的消息；请查看服务器是否还在工作`,
    en: `the broker has not acknowledged a message for ${p.afterMs / 1000} s; look whether it still works`,
  }),
  BROKER_UNSTEADY: (p: { times: number; name: string; last: AnyReason }, say) => {
    const last = say(p.last);
    return {
      zh: `与消息服务器的连接接通后又断开，已 ${p.times} 次（最近一次：${last.zh}）：可能另有机器使用本站名称“${p.name}”，或网络不稳，或服务器不接受本站发送的内容。重连逐渐放慢`,
      en: `the connection to the broker was made and ended again ${p.times} times (the last: ${last.en}): another machine may use this station's name "${p.name}", the network may be unsteady, or the broker does not take what is sent. It is tried ever more slowly`,
    };
  },
} as const satisfies ReasonRows;
