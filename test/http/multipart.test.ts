import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formParts } from '../../src/http/multipart.ts';

async function read(body: Uint8Array, type: string, step: number) {
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (at >= body.length) return controller.close();
      controller.enqueue(body.slice(at, (at += step)));
    },
  });
  const parts: [string, string, string][] = [];
  for await (const part of formParts(type, stream)) {
    if (part.kind === 'field') parts.push([part.name, '', part.value]);
    else {
      const pieces: Buffer[] = [];
      for await (const piece of part.bytes) pieces.push(Buffer.from(piece));
      parts.push([part.name, part.filename, Buffer.concat(pieces).toString('latin1')]);
    }
  }
  return parts;
}

test('a form is read alike in pieces of any size, whatever bytes its file has', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.constantFrom('\r\n--', '\r\n\r\n', '--\r\n', '').map((text) => new TextEncoder().encode(text)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, fc.integer({ min: 1, max: 70 }), async (file, step) => {
      const form = new FormData();
      form.append('_csrf', 'abc');
      form.append('title', '某法');
      form.append('file', new File([file as Uint8Array<ArrayBuffer>], '法.txt'));
      form.append('after', '1');
      const request = new Request('http://x/', { method: 'POST', body: form });
      const type = request.headers.get('content-type') ?? '';
      const body = new Uint8Array(await request.arrayBuffer());
      expect(await read(body, type, step)).toEqual([
        ['_csrf', '', 'abc'],
        ['title', '', '某法'],
        ['file', '法.txt', Buffer.from(file).toString('latin1')],
        ['after', '', '1'],
      ]);
    }),
  );
});

test('what is cut off, or no form at all, is refused', async () => {
  const body = new TextEncoder().encode('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nvalue');
  await expect(read(body, 'multipart/form-data; boundary=b', 7)).rejects.toMatchObject({
    code: 'bad_request',
  });
  await expect(read(body, 'text/plain', 7)).rejects.toMatchObject({ code: 'unsupported_type' });
  const long = new TextEncoder().encode(
    `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n${'x'.repeat(20_000)}\r\n--b--`,
  );
  await expect(read(long, 'multipart/form-data; boundary=b', 999)).rejects.toThrow('字段过长');
});
