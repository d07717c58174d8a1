import { AppError } from '../kernel/errors.ts';

/** The parts of a form as they arrive: fields whole, a file as bytes that must be read before the next part. */
export type FormPart =
  | { readonly kind: 'field'; readonly name: string; readonly value: string }
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly filename: string;
      /** As the sender says; empty where nothing is said. */
      readonly mediaType: string;
      readonly bytes: AsyncGenerator<Uint8Array>;
    };

/** Bytes of a field, and of the head of a part, at most. */
const FIELD_LIMIT = 16 << 10;
const HEAD_LIMIT = 4 << 10;
const CRLF2 = new Uint8Array([13, 10, 13, 10]);

const broken = (reason: string): AppError => new AppError('bad_request', { reason: `表单${reason}` });

/**
 * Reads a `multipart/form-data` body (RFC 7578) without holding it: a browser's form with a file of any size. Throws
 * `bad_request` for what is not one.
 */
export async function* formParts(
  type: string,
  body: ReadableStream<Uint8Array> | null,
): AsyncGenerator<FormPart> {
  const boundary = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^\s;]{1,70}))/i.exec(type);
  if (boundary === null || body === null) throw new AppError('unsupported_type', { type: type || '未注明' });
  const delimiter = new TextEncoder().encode(`\r\n--${boundary[1] ?? boundary[2] ?? ''}`);
  const reader = body.getReader();
  // The first delimiter has no line before it.
  let held: Uint8Array = new Uint8Array([13, 10]);
  let ended = false;

  const more = async (): Promise<boolean> => {
    const { value, done } = await reader.read();
    if (done) return !(ended = true);
    held = concat(held, value);
    return true;
  };
  /** Bytes up to the next delimiter, which is taken away. */
  async function* untilDelimiter(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = indexOf(held, delimiter);
      if (at >= 0) {
        if (at > 0) yield held.subarray(0, at);
        held = held.subarray(at + delimiter.length);
        return;
      }
      const safe = held.length - delimiter.length + 1;
      if (safe > 0) {
        const piece = held.subarray(0, safe);
        held = held.subarray(safe);
        yield piece;
      }
      if (ended || !(await more())) throw broken('不完整');
    }
  }

  try {
    for await (const _ of untilDelimiter());
    for (;;) {
      while (held.length < 2) if (!(await more())) throw broken('不完整');
      if (held[0] === 45 && held[1] === 45) return;
      let head = indexOf(held, CRLF2);
      while (head < 0) {
        if (held.length > HEAD_LIMIT || !(await more())) throw broken('有误');
        head = indexOf(held, CRLF2);
      }
      const lines = new TextDecoder().decode(held.subarray(0, head)).split('\r\n');
      const valueOf = (header: string): string =>
        lines.find((line) => line.toLowerCase().startsWith(`${header}:`))?.slice(header.length + 1) ?? '';
      const disposition = valueOf('content-disposition');
      held = held.subarray(head + CRLF2.length);
      const name = /\bname="([^"]*)"/i.exec(disposition)?.[1];
      const filename = /\bfilename="([^"]*)"/i.exec(disposition)?.[1];
      if (name === undefined) throw broken('有误');
      if (filename !== undefined) {
        const bytes = untilDelimiter();
        const mediaType = valueOf('content-type').trim();
        yield { kind: 'file', name, filename: unescaped(filename), mediaType, bytes };
        // What the caller left unread stands before the next part.
        for await (const _ of bytes);
        continue;
      }
      let value: Uint8Array = new Uint8Array(0);
      for await (const piece of untilDelimiter()) {
        value = concat(value, piece);
        if (value.length > FIELD_LIMIT) throw broken('字段过长');
      }
      yield { kind: 'field', name, value: new TextDecoder().decode(value) };
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Browsers write these three for marks that would end the name (HTML, multipart/form-data encoding). */
const unescaped = (name: string): string =>
  name.replace(/%22/g, '"').replace(/%0D/gi, '\r').replace(/%0A/gi, '\n');

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

const indexOf = (bytes: Uint8Array, wanted: Uint8Array): number =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(wanted);
