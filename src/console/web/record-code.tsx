import { QrCode } from "./qr-code.tsx";

/** The record's id as a QR code: what is read on paper finds the record in any list. */
export function RecordCode({ record, label }: { record: string; label: string }) {
  return <QrCode text={record.toUpperCase()} label={label} />;
}
