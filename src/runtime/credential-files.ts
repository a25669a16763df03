import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { statSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { Problem } from "../adapters/config/refusal.ts";
import { decodeText, readBytes } from "../adapters/config/strict-text.ts";
import { MODE_BITS, OTHERS_BITS } from "../adapters/disk/file-modes.ts";
import type { BrokerCredentials } from "../adapters/mqtt/broker-credentials.ts";
import { showable } from "../core/door/characters.ts";
import { EdgeError } from "../errors.ts";

/** Absolute paths, as the station file names them. */
export interface CredentialFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly username?: string;
  readonly passwordFile?: string;
}

export interface ReadCredentials {
  readonly credentials: BrokerCredentials;
  /**
   * A certificate that has ended, or has not begun, by the clock that was given. Kept apart, because that clock itself
   * may be wrong: who knows how good it is decides whether this refuses anything.
   */
  readonly outOfDate: EdgeError | null;
  /** It is that of the authorities: by those nobody at all can be known. */
  readonly isCaOutOfDate: boolean;
}

/** All authorities of a system are a quarter of this. */
const CA_BYTES_MAX = 1024 * 1024;
/** A certificate with its chain, or a key. */
const PEM_BYTES_MAX = 64 * 1024;
const PASSWORD_BYTES_MAX = 4096;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads and checks every file by which station and broker know each other. Throws EdgeError FILE_UNREADABLE, CONFIG_INVALID
 * (too large, no text) or CREDENTIALS_UNUSABLE: one sentence with the file, what is wrong with it and what to do; context
 * `{file, problem: {zh, en}}`. `wallMs`: now, in ms since 1970.
 */
export function readCredentials(files: CredentialFiles, wallMs: number): ReadCredentials {
  const { username } = files;
  let ca: string | undefined;
  let caEnded: EdgeError | null = null;
  let ownEnded: EdgeError | null = null;
  if (files.ca !== undefined) {
    ca = pemText(files.ca, CA_BYTES_MAX);
    caEnded = noneInForce(certificatesIn(ca, files.ca), files.ca, wallMs);
  }
  let own: BrokerCredentials["own"];
  if (files.cert !== undefined && files.key !== undefined) {
    own = { cert: pemText(files.cert, PEM_BYTES_MAX), key: privateText(files.key, PEM_BYTES_MAX) };
    const certificates = certificatesIn(own.cert, files.cert);
    checkBelongs(certificates, files.cert, keyIn(own.key, files.key), files.key);
    ownEnded = noneInForce(certificates.slice(0, 1), files.cert, wallMs);
    checkTaken(own, files.cert);
  }
  const password = files.passwordFile === undefined ? undefined : passwordIn(files.passwordFile);
  return {
    credentials: {
      ...(ca !== undefined && { ca }),
      ...(own !== undefined && { own }),
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
    },
    outOfDate: caEnded ?? ownEnded,
    isCaOutOfDate: caEnded !== null,
  };
}

function unusable(file: string, problem: (name: string) => Problem, cause?: unknown): EdgeError {
  const told = problem(showable(file, 200));
  return new EdgeError("CREDENTIALS_UNUSABLE", told.en, { file, problem: told }, cause);
}

function pemText(file: string, bytesMax: number): string {
  return decodeText(readBytes(file, bytesMax), file);
}

/** A secret that any user of the machine may have read proves nothing any more. */
function privateText(file: string, bytesMax: number): string {
  const text = pemText(file, bytesMax);
  const mode = process.platform === "win32" ? 0 : statSync(file).mode & MODE_BITS;
  if ((mode & OTHERS_BITS) === 0) return text;
  const octal = mode.toString(8);
  throw unusable(file, (name) => ({
    zh: `本机所有用户都能读取 ${name}（权限 ${octal}）；请更换其内容，若确认无人读过，执行 chmod 600。`,
    en: `Every user of this machine may read ${name} (mode ${octal}); make a new one, or chmod 600 if nobody has.`,
  }));
}

function certificatesIn(text: string, file: string): readonly X509Certificate[] {
  const blocks = text.match(CERTIFICATE) ?? [];
  if (blocks.length === 0)
    throw unusable(file, (name) => ({
      zh: `${name} 中没有 PEM 格式的证书（-----BEGIN CERTIFICATE-----）；DER 文件可用 openssl x509 -inform der 转换。`,
      en: `${name} holds no certificate in PEM (-----BEGIN CERTIFICATE-----); openssl x509 -inform der turns DER into it.`,
    }));
  return blocks.map((block, at) => {
    try {
      return new X509Certificate(block);
    } catch (cause) {
      const which = at + 1;
      throw unusable(
        file,
        (name) => ({
          zh: `${name} 中第 ${which} 个证书已损坏，请重新复制该文件。`,
          en: `The certificate number ${which} in ${name} is damaged; copy the file again.`,
        }),
        cause,
      );
    }
  });
}

function keyIn(text: string, file: string): KeyObject {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text))
    throw unusable(file, (name) => ({
      zh: `密钥 ${name} 有口令保护，工作站启动时无人输入口令；请用 openssl pkey -in 密钥 -out 新文件 去掉口令，并执行 chmod 600。`,
      en: `The key ${name} is encrypted, and nobody is there to type its password at a start; openssl pkey -in KEY -out NEW takes it off, then chmod 600 NEW.`,
    }));
  try {
    return createPrivateKey(text);
  } catch (cause) {
    throw unusable(
      file,
      (name) => ({
        zh: `${name} 中没有 PEM 格式的私钥（-----BEGIN PRIVATE KEY-----）；请写明随证书签发的密钥文件。`,
        en: `${name} holds no private key in PEM (-----BEGIN PRIVATE KEY-----); name the key that was made for the certificate.`,
      }),
      cause,
    );
  }
}

function checkBelongs(
  [own]: readonly X509Certificate[],
  certFile: string,
  key: KeyObject,
  keyFile: string,
): void {
  if (own?.checkPrivateKey(key)) return;
  const cert = showable(certFile, 200);
  throw unusable(keyFile, (name) => ({
    zh: `密钥 ${name} 与 ${cert} 中的第一个证书不匹配；请换成一对，工作站自己的证书放在最前。`,
    en: `The key ${name} does not belong to the first certificate in ${cert}; name a pair, with the station's own certificate first.`,
  }));
}

/** What the TLS library itself refuses, as a key that is too short, would otherwise show at the first connection. */
function checkTaken(own: { readonly cert: string; readonly key: string }, file: string): void {
  try {
    createSecureContext(own);
  } catch (cause) {
    throw unusable(
      file,
      (name) => ({
        zh: `TLS 库不接受证书 ${name}（算法太旧或密钥太短）；请用 P-256 或 RSA 2048 以上重新签发。`,
        en: `The TLS library does not take the certificate ${name} (too old an algorithm, or too short a key); have one made with P-256, or RSA of 2048 bits or more.`,
      }),
      cause,
    );
  }
}

/** Null as long as one of them is in force. */
function noneInForce(
  certificates: readonly X509Certificate[],
  file: string,
  wallMs: number,
): EdgeError | null {
  const begins = (one: X509Certificate): number => Date.parse(one.validFrom);
  const ends = (one: X509Certificate): number => Date.parse(one.validTo);
  if (certificates.some((one) => begins(one) <= wallMs && wallMs <= ends(one))) return null;
  const now = isoMinute(wallMs);
  const future = certificates.map(begins).filter((atMs) => atMs > wallMs);
  if (future.length > 0) {
    const from = isoMinute(Math.min(...future));
    return unusable(file, (name) => ({
      zh: `证书 ${name} 自 ${from} 起才有效，本机时钟为 ${now}；请核对时钟，或换用现在有效的证书。`,
      en: `The certificate ${name} is valid only from ${from}, and the clock of this machine says ${now}; check the clock, or name one that is valid today.`,
    }));
  }
  const until = isoMinute(Math.max(...certificates.map(ends)));
  return unusable(file, (name) => ({
    zh: `证书 ${name} 已于 ${until} 失效，本机时钟为 ${now}；请续签证书并替换该文件。`,
    en: `The certificate ${name} ended on ${until}, and the clock of this machine says ${now}; have it renewed and put the new one in its place.`,
  }));
}

function isoMinute(atMs: number): string {
  return new Date(atMs).toISOString().replace(/:\d\d\.\d+/, "");
}

/** One line; the end of the line is not part of it, for every editor writes one. */
/** Of a file of one line. Throws EdgeError FILE_UNREADABLE, CREDENTIALS_UNUSABLE. */
export function passwordIn(file: string): string {
  const text = privateText(file, PASSWORD_BYTES_MAX);
  if (text.startsWith("\ufeff"))
    throw unusable(file, (name) => ({
      zh: `密码文件 ${name} 以字节顺序标记（BOM）开头，请另存为不带 BOM 的 UTF-8。`,
      en: `The password file ${name} begins with a byte order mark; save it as UTF-8 without one.`,
    }));
  const password = text.replace(/\r?\n$/, "");
  if (password === "")
    throw unusable(file, (name) => ({
      zh: `密码文件 ${name} 是空的，请写入一行密码。`,
      en: `The password file ${name} is empty; write the password into it, in one line.`,
    }));
  if (/[\r\n]/.test(password))
    throw unusable(file, (name) => ({
      zh: `密码文件 ${name} 不止一行，只能有一行密码。`,
      en: `The password file ${name} has more than one line; only the password may stand in it.`,
    }));
  return password;
}
