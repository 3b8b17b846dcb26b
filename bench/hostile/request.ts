/** An ExportLogsServiceRequest with one record per text: as its body, or under an attribute. Texts need not be UTF-8. */
export function requestOf(texts: readonly Buffer[], key: string): Uint8Array {
  const records = texts.map((text) => {
    const value = field(1, text);
    // LogRecord: body = 5, attributes = 6 (KeyValue: key = 1, value = 2).
    const inner = key === "" ? field(5, value) : field(6, Buffer.concat([field(1, Buffer.from(key)), field(2, value)]));
    return field(2, inner);
  });
  // resource_logs = 1, scope_logs = 2, log_records = 2.
  return field(1, field(2, Buffer.concat(records)));
}

/** A length-delimited field. */
function field(number: number, content: Buffer): Buffer {
  const head = [(number << 3) | 2];
  let left = content.length;
  for (; left > 0x7f; left >>>= 7) head.push((left & 0x7f) | 0x80);
  head.push(left);
  return Buffer.concat([Buffer.from(head), content]);
}
