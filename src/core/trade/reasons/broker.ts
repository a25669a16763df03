import type { AnyReason, None, ReasonRows, Say } from "../reason-shape.ts";

/** Why there is no connection to the registry's broker, and what to do. The keys in these sentences are those of the station file. */
export const BROKER_REASONS = {
  // --- the database of a registry file
  DATABASE_URL_FORM: (_p: None) => ({
    zh: "数据库地址须为 postgres://用户@主机:端口/数据库，不含密码",
    en: "a database is named as postgres://user@host:port/database, without a password",
  }),
  DATABASE_OF_TWO: (_p: None) => ({
    zh: "数据库须在 url 与 embedded 中选填其一；passwordFile 和 others 只与 url 同用",
    en: "a database has either a url or embedded, and passwordFile and others go with url",
  }),
  BROKER_PASSWORD_WRONG: (_p: None) => ({
    zh: "消息服务器不接受本站的用户名或密码；请核对 username 和 passwordFile。",
    en: "The broker does not accept this station's user name or password; check username and passwordFile.",
  }),
  /** Many brokers say this of a wrong password too. */
  BROKER_NOT_AUTHORIZED: (_p: None) => ({
    zh: "消息服务器不准本站接入；请核对 username、passwordFile 或证书，并请登记中心核对本站的权限。",
    en: "The broker does not let this station in; check username, passwordFile or the certificate, and ask the registry which rights this station has.",
  }),
  BROKER_CLIENT_REFUSED: (_p: None) => ({
    zh: "消息服务器不接受本站的客户端名称；请登记中心准许 proofmark-加站号。",
    en: "The broker does not accept this station's client name; ask the registry to allow proofmark- and the station code.",
  }),
  BROKER_BUSY: (p: { code: number }) => ({
    zh: `消息服务器暂不可用（代码 ${p.code}）；稍后自动重试。`,
    en: `The broker is not available just now (code ${p.code}); it is tried again.`,
  }),
  BROKER_REFUSED: (p: { code: number }) => ({
    zh: `消息服务器拒绝（代码 ${p.code}）；请把该代码告知登记中心。`,
    en: `The broker refused (code ${p.code}); tell the registry this code.`,
  }),
  BROKER_CA_UNKNOWN: (_p: None) => ({
    zh: "消息服务器的证书由本站不信任的机构签发；请向登记中心索取其 CA 证书，写在 ca 中。",
    en: "The broker's certificate is signed by an authority that this station does not trust; get the CA certificate from the registry and name it under ca.",
  }),
  BROKER_NAME_WRONG: (_p: None) => ({
    zh: "消息服务器的证书不是签给 url 中的主机名；请写证书上的名称，或请登记中心更换证书。",
    en: "The broker's certificate is not for the host in url; write the name that it is for, or ask the registry for a right one.",
  }),
  BROKER_CERTIFICATE_ENDED: (_p: None) => ({
    zh: "消息服务器的证书已过期；请核对本机时钟，时钟无误则请登记中心续签。",
    en: "The broker's certificate has expired; check the clock of this machine, and if it is right, ask the registry to renew it.",
  }),
  BROKER_CERTIFICATE_EARLY: (_p: None) => ({
    zh: "消息服务器的证书尚未生效；请核对本机时钟。",
    en: "The broker's certificate is not valid yet; check the clock of this machine.",
  }),
  BROKER_CERTIFICATE_BAD: (p: { code: string }) => ({
    zh: `消息服务器的证书不可用（${p.code}）；请登记中心更换。`,
    en: `The broker's certificate cannot be used (${p.code}); ask the registry for a right one.`,
  }),
  STATION_CERTIFICATE_ASKED: (_p: None) => ({
    zh: "消息服务器要求工作站出示证书；请在 cert 和 key 中写明。",
    en: "The broker asks for a certificate of the station; name it under cert and key.",
  }),
  STATION_CERTIFICATE_ENDED: (_p: None) => ({
    zh: "消息服务器认为本站的证书已过期；请核对时钟，用 keys 命令制作证书申请，请登记中心续签后替换 cert 文件。",
    en: "The broker holds this station's certificate to have expired; check the clock, make a request with `proofmark keys certificate`, and put what the registry makes of it in place of the file cert.",
  }),
  STATION_CERTIFICATE_REVOKED: (_p: None) => ({
    zh: "本站的证书已被吊销；请向登记中心申请新证书。",
    en: "This station's certificate has been revoked; ask the registry for a new one.",
  }),
  STATION_CERTIFICATE_REFUSED: (p: { alert: number }) => ({
    zh: `消息服务器不接受本站的证书（TLS 警报 ${p.alert}）；请登记中心说明须由哪个机构签发。`,
    en: `The broker does not accept this station's certificate (TLS alert ${p.alert}); ask the registry who has to sign it.`,
  }),
  /** With TLS 1.2 a broker says the same of a missing certificate as of ciphers. */
  BROKER_HANDSHAKE_REFUSED: (p: { alert: number }) => ({
    zh: `消息服务器中止了加密连接（TLS 警报 ${p.alert}）；请核对 cert 和 key，并请登记中心核对 TLS 版本。`,
    en: `The broker broke off the encrypted connection (TLS alert ${p.alert}); check cert and key, and ask the registry about its TLS version.`,
  }),
  BROKER_NOT_TLS: (_p: None) => ({
    zh: "对方不使用 TLS；请核对 url 的端口（加密一般为 8883），或以 mqtt:// 开头。",
    en: "What listens there does not speak TLS; check the port in url (8883 is usual), or begin it with mqtt://.",
  }),
  BROKER_WEB_ANSWER: (p: { status: number }) => ({
    zh: `网页服务器没有转到消息服务器（HTTP ${p.status}）；请核对 url 中的路径。`,
    en: `A web server answered instead of the broker (HTTP ${p.status}); check the path in url.`,
  }),
  BROKER_UNREACHABLE: (p: { because: AnyReason }, say: Say) => ({
    zh: `不能接通消息服务器：${say(p.because).zh}；请核对 url、网络和防火墙。`,
    en: `The broker cannot be reached: ${say(p.because).en}; check url, the network and the firewall.`,
  }),
  BROKER_CUT: (_p: None) => ({
    zh: "消息服务器断开了连接；若一直如此，请核对 url 是否应为 mqtts://。",
    en: "The broker cut the connection; if it always does, check whether url should begin with mqtts://.",
  }),
  BROKER_SILENT: (_p: None) => ({
    zh: "消息服务器没有应答；请核对 url 的端口和网络。",
    en: "The broker does not answer; check the port in url and the network.",
  }),
  BROKER_SAID: (p: { text: string }) => ({
    zh: `与消息服务器的连接失败：${p.text}`,
    en: `The connection to the broker failed: ${p.text}`,
  }),
} as const satisfies ReasonRows;
