import { createHash, createHmac } from "node:crypto";

export interface S3Access {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secret: string;
}

export interface S3Request {
  readonly method: string;
  readonly url: URL;
  /** All that are signed, lower-case names; host, date and hash of the body come to them. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of the body, lower-case hex. */
  readonly bodySha256: string;
  readonly at: Date;
}

/**
 * The headers of a request, signed by AWS Signature Version 4 for S3 (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html). A path is signed as it stands in the
 * URL: S3 encodes it once.
 */
export function signedHeaders(
  { method, url, headers, bodySha256, at }: S3Request,
  { region, accessKeyId, secret }: S3Access,
): Record<string, string> {
  const stamp = at.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = stamp.slice(0, 8);
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    "x-amz-content-sha256": bodySha256,
    "x-amz-date": stamp,
  };
  const names = Object.keys(all).sort();
  const canonical = [
    method,
    url.pathname,
    "",
    ...names.map((name) => `${name}:${(all[name] ?? "").trim().replace(/ +/g, " ")}`),
    "",
    names.join(";"),
    bodySha256,
  ].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", stamp, scope, hex(canonical)].join("\n");
  const key = [day, region, "s3", "aws4_request"].reduce<Buffer>(
    (before, part) => hmac(before, part),
    Buffer.from(`AWS4${secret}`),
  );
  const signature = hmac(key, toSign).toString("hex");
  return {
    ...all,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope},SignedHeaders=${names.join(";")},Signature=${signature}`,
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
