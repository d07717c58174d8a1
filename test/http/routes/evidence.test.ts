import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { refused } from '../../support/client.ts';
import { caseSite } from '../../support/case-site.ts';
import { SAMPLES } from '../../support/sample-files.ts';

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const fileOf = (bytes: Uint8Array, name: string, type: string): File =>
  new File([Uint8Array.from(bytes)], name, { type });
const PHOTO = () => fileOf(SAMPLES.jpeg.bytes, '现场 "一".jpg', 'image/jpeg');

/** An order of the handler's unit, with people signed in. */
async function site(limit?: number) {
  const s = await caseSite(limit === undefined ? {} : { limit });
  const id = await s.d.receive('商场退鞋');
  const handler = await s.as('handler', 'SCS-XCAJ');
  const api = `/api/v1/orders/${id}`;
  const send = (parts: readonly (readonly [string, string | File])[], who = handler) => {
    const body = new FormData();
    for (const [name, value] of parts) body.append(name, value);
    return s.app.request(`${api}/evidence`, {
      method: 'POST',
      headers: { cookie: who.cookie, 'x-csrf-token': who.csrf },
      body,
    });
  };
  const said = [
    ['kind', 'photo'],
    ['purpose', 'visit'],
  ] as const;
  return { ...s, id, handler, api, send, said };
}

type Files = { files: { id: string; sha256: string; name: string; kept: string | null }[]; limit: number };

describe('/api/v1/orders/{id}/evidence', () => {
  it('takes files in, lists them and gives them back as they came, never to be opened in place', async () => {
    const { send, said, handler, api } = await site();
    const answer = await send([
      ...said,
      ['file', PHOTO()],
      ['file', fileOf(SAMPLES.png.bytes, '截图.png', '')],
    ]);
    expect(answer.status).toBe(201);
    const { files } = (await answer.json()) as Files;
    expect(files.map(({ name, sha256 }) => [name, sha256])).toEqual([
      ['现场 "一".jpg', hashOf(SAMPLES.jpeg.bytes)],
      ['截图.png', hashOf(SAMPLES.png.bytes)],
    ]);
    const listed = (await (await handler.get(`${api}/evidence`)).json()) as Files;
    expect(listed.files).toEqual(files);
    expect(listed.limit).toBe(20 << 20);
    const got = await handler.get(`${api}/evidence/${files[0]?.id}`);
    expect(got.status).toBe(200);
    expect(new Uint8Array(await got.arrayBuffer())).toEqual(SAMPLES.jpeg.bytes);
    expect(got.headers.get('content-type')).toBe('image/jpeg');
    expect(got.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(got.headers.get('x-content-type-options')).toBe('nosniff');
    expect(got.headers.get('cache-control')).toBe('private, no-store');
  });

  it('keeps nothing twice where a form is sent again', async () => {
    const { send, said, handler, api } = await site();
    await send([...said, ['file', PHOTO()]]);
    expect((await send([...said, ['file', PHOTO()]])).status).toBe(201);
    const { files } = (await (await handler.get(`${api}/evidence`)).json()) as Files;
    expect(files).toHaveLength(1);
  });

  it('refuses what is too big, what lies about itself, and what it does not take', async () => {
    const { send, said, handler, api } = await site(1000);
    const big = fileOf(
      Uint8Array.from([...SAMPLES.jpeg.bytes, ...new Uint8Array(2000)]),
      '大.jpg',
      'image/jpeg',
    );
    expect(await refused(send([...said, ['file', big]]))).toEqual([413, 'file_too_large']);
    const lying = fileOf(SAMPLES.png.bytes, '假.jpg', 'image/jpeg');
    expect(await refused(send([...said, ['file', lying]]))).toEqual([422, 'file_lies']);
    const page = fileOf(new TextEncoder().encode('<svg xmlns="x"/>'), 'a.svg', 'image/svg+xml');
    expect((await refused(send([...said, ['file', page]])))[0]).toBe(415);
    expect(((await (await handler.get(`${api}/evidence`)).json()) as Files).files).toEqual([]);
  });

  it('refuses a form that does not say what the file is, holds none, or too many', async () => {
    const { send, said } = await site();
    expect(await refused(send([['file', PHOTO()]]))).toEqual([400, 'missing_field']);
    expect(await refused(send([['file', PHOTO()], ...said]))).toEqual([400, 'missing_field']);
    expect(
      await refused(
        send([
          ['kind', 'film'],
          ['purpose', 'visit'],
          ['file', PHOTO()],
        ]),
      ),
    ).toEqual([400, 'bad_field']);
    expect(await refused(send([...said]))).toEqual([400, 'bad_field']);
    expect(await refused(send([...said, ['photo', PHOTO()]]))).toEqual([400, 'unknown_field']);
    const many = Array.from({ length: 11 }, (_, i) => {
      const bytes = Uint8Array.from([...SAMPLES.jpeg.bytes, i]);
      return ['file', fileOf(bytes, `${i}.jpg`, 'image/jpeg')] as const;
    });
    expect(await refused(send([...said, ...many]))).toEqual([400, 'too_many']);
  });

  it('is closed to other units, to analysts, to keys, and to forms from elsewhere', async () => {
    const { app, send, said, as, api, handler } = await site();
    const other = await as('handler', 'SCS-DS');
    expect(await refused(send([...said, ['file', PHOTO()]], other))).toEqual([403, 'forbidden']);
    expect(await refused(other.get(`${api}/evidence`))).toEqual([403, 'forbidden']);
    expect(await refused((await as('analyst')).get(`${api}/proof.zip`))).toEqual([403, 'forbidden']);
    expect(await refused(app.request(`${api}/evidence`))).toEqual([401, 'unauthenticated']);
    const forged = { ...handler, csrf: 'x' };
    expect(await refused(send([...said, ['file', PHOTO()]], forged))).toEqual([403, 'forbidden']);
  });

  it('notes what lies elsewhere, and gives no bytes of it', async () => {
    const { handler, api } = await site();
    const body = {
      name: '通话 1',
      mediaType: 'audio/mpeg',
      kind: 'recording',
      purpose: 'contact',
      sha256: 'A'.repeat(64),
      url: 'https://luyin.example/1.mp3',
    };
    const made = await handler.post(`${api}/evidence/references`, body);
    expect(made.status).toBe(201);
    const { id, sha256, bytes } = (await made.json()) as { id: string; sha256: string; bytes: null };
    expect([sha256, bytes]).toEqual(['a'.repeat(64), null]);
    expect(await refused(handler.get(`${api}/evidence/${id}`))).toEqual([404, 'not_found']);
    const bad = { ...body, url: 'ftp://x/1' };
    expect(await refused(handler.post(`${api}/evidence/references`, bad))).toEqual([400, 'bad_field']);
  });

  it('is taken away with a reason, by whom it may', async () => {
    const { send, said, handler, as, api } = await site();
    const { files } = (await (await send([...said, ['file', PHOTO()]])).json()) as Files;
    const path = `${api}/evidence/${files[0]?.id}/remove`;
    expect(await refused(handler.post(path, {}))).toEqual([400, 'missing_field']);
    const colleague = await as('unitLeader', 'SCS-XCAJ');
    expect(await refused(colleague.post(path, { reason: '重复' }))).toEqual([403, 'forbidden']);
    expect((await handler.post(path, { reason: '传错了' })).status).toBe(204);
    expect(await refused(handler.post(path, { reason: '传错了' }))).toEqual([404, 'not_found']);
  });

  it('comes as a pack', async () => {
    const { send, said, handler, api } = await site();
    await send([...said, ['file', PHOTO()]]);
    const answer = await handler.get(`${api}/proof.zip`);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('content-disposition')).toContain('contact-proof-');
    const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    expect(Object.keys(files).sort()).toEqual([
      'SHA256SUMS',
      'files/001-photo-visit.jpg',
      'manifest.json',
      '说明.txt',
    ]);
  });
});

describe('the pages', () => {
  it('show evidence beside the order, and take it by a form without script', async () => {
    const { handler, id } = await site();
    const page = `/orders/${id}`;
    expect(await handler.page(page)).toContain('还没有材料');
    const sent = await handler.upload(`${page}/evidence`, [
      ['_csrf', handler.csrf],
      ['kind', 'photo'],
      ['purpose', 'visit'],
      ['file', PHOTO()],
    ]);
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${page}#evidence`]);
    const html = await handler.page(page);
    expect(html).toContain('材料（1 件）');
    expect(html).toContain('现场 &quot;一&quot;.jpg');
    const file = /evidence\/([\w-]+)\/remove/.exec(html)?.[1];
    const gone = await handler.form(`${page}/evidence/${file}/remove`, [['reason', '传错了']]);
    expect(gone.status).toBe(303);
    expect(await handler.page(page)).toContain('还没有材料');
  });

  it('say why a file was refused, with the form again, and take none without the token', async () => {
    const { handler, id } = await site(10);
    const parts = [
      ['kind', 'photo'],
      ['purpose', 'visit'],
      ['file', PHOTO()],
    ] as const;
    const big = await handler.upload(`/orders/${id}/evidence`, [['_csrf', handler.csrf], ...parts]);
    expect(big.status).toBe(413);
    const html = await big.text();
    expect(html).toContain('超过上限 10 字节');
    expect(html).toContain('enctype="multipart/form-data"');
    expect((await handler.upload(`/orders/${id}/evidence`, parts)).status).toBe(403);
    expect((await handler.upload(`/orders/${id}/evidence`, [['_csrf', 'x'], ...parts])).status).toBe(403);
    expect((await handler.upload(`/orders/${id}/evidence`, [...parts, ['_csrf', handler.csrf]])).status).toBe(
      403,
    );
  });

  it('show callback staff what there is, and no form', async () => {
    const { send, said, as, id } = await site();
    await send([...said, ['file', PHOTO()]]);
    const html = await (await as('callback')).page(`/orders/${id}`);
    expect(html).toContain('材料（1 件）');
    expect(html).not.toContain('上传材料');
    expect(await (await as('analyst')).page(`/orders/${id}`)).not.toContain('evidence-title');
  });
});
