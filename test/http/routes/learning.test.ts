import { describe, expect, it } from 'vitest';
import { createApp } from '../../../src/http/app.tsx';
import { cardBlocks } from '../../../src/web/pages/model.tsx';
import { desk, NOW, order, system } from '../../support/desk.ts';
import { fakeUpdates } from '../../support/fake-models.ts';
import { refused } from '../../support/client.ts';
import { smallProfile } from '../../support/small-profile.ts';

const PASSWORD = 'mima-mima-1';

/** The whole application over a fresh database with people of every role, two orders and two models. */
async function site(verdict: readonly string[] = []) {
  const d = await desk();
  const m = fakeUpdates(d, verdict);
  const people = [
    ['jia', '甲', 'analyst', null],
    ['yi', '乙', 'analyst', null],
    ['boss', '管理员', 'admin', null],
    ['paidan', '派单员', 'dispatcher', null],
    ['xdsc', '承办人', 'handler', 'SCS-XCAJ'],
  ] as const;
  for (const [username, name, role, unit] of people) {
    await d.services.accounts.addUser({ username, name, role, unit, password: PASSWORD });
  }
  const { key } = await d.services.accounts.addKey('平台');
  await d.services.intake.accept(system, [order('拿不准的噪声，施工到半夜'), order('会员卡退钱')]);
  const app = createApp({ services: m.services, profile: smallProfile, clock: { now: () => NOW } });

  async function signIn(username: string) {
    const body = new URLSearchParams({ username, password: PASSWORD });
    const answer = await app.request('/login', { method: 'POST', body });
    const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const session = (await (await app.request('/api/v1/session', { headers: { cookie } })).json()) as {
      csrf: string;
    };
    const { csrf } = session;
    return {
      get: (path: string) => app.request(path, { headers: { cookie } }),
      post: (path: string, value: unknown = {}, token = csrf) =>
        app.request(path, {
          method: 'POST',
          headers: { cookie, 'x-csrf-token': token, 'content-type': 'application/json' },
          body: JSON.stringify(value),
        }),
      form: (path: string, fields: Record<string, string>, token = csrf) =>
        app.request(path, {
          method: 'POST',
          headers: { cookie },
          body: new URLSearchParams({ ...fields, _csrf: token }),
        }),
    };
  }
  const program = (path: string, init: RequestInit = {}) =>
    app.request(path, { ...init, headers: { authorization: `Bearer ${key}`, ...init.headers } });
  return { ...d, ...m, app, signIn, program };
}

const label = (issueType: string) => ({ issueType, demandKind: '投诉' });
type Next = { task: { id: string; text: string } | null; waiting: number };

describe('the annotation API', () => {
  it('fills, hands out, takes, adjudicates and exports', async () => {
    const s = await site();
    const [jia, yi, boss] = [await s.signIn('jia'), await s.signIn('yi'), await s.signIn('boss')];
    const filled = await jia.post('/api/v1/annotation/queue', { how: 'uncertain', size: 1 });
    expect(await filled.json()).toEqual({ looked: 2, added: 1 });
    const { task } = (await (await jia.get('/api/v1/annotation/next')).json()) as Next;
    expect(task?.text).toContain('拿不准');
    const place = `/api/v1/annotation/tasks/${task?.id}`;
    expect((await jia.post(`${place}/annotations`, label('0501'))).status).toBe(204);
    expect((await yi.post(`${place}/annotations`, label('0402'))).status).toBe(204);
    const differ = await (await boss.get('/api/v1/annotation/disagreements')).json();
    expect(differ).toMatchObject([{ given: [{ annotator: '甲' }, { annotator: '乙' }] }]);
    expect((await boss.post(`${place}/adjudication`, label('0501'))).status).toBe(204);
    const statistics = await (await jia.get('/api/v1/annotation/statistics')).json();
    expect(statistics).toMatchObject({ adjudicated: 1, labels: { adjudicated: 1 } });
    const lines = await (await jia.get('/api/v1/labels.jsonl')).text();
    expect(JSON.parse(lines)).toMatchObject({ type: '0501', demandKind: '投诉' });
    const hand = await jia.post('/api/v1/annotation/tasks', { text: '楼下施工噪声' });
    expect(hand.status).toBe(201);
  });

  it('refuses what is wrong in words', async () => {
    const s = await site();
    const jia = await s.signIn('jia');
    await jia.post('/api/v1/annotation/queue', { how: 'uncertain', size: 1 });
    const { task } = (await (await jia.get('/api/v1/annotation/next')).json()) as Next;
    const place = `/api/v1/annotation/tasks/${task?.id}/annotations`;
    const post = (body: unknown) => refused(jia.post(place, body));
    expect(await post({ demandKind: '投诉' })).toEqual([400, 'missing_field']);
    expect(await post({ issueType: '0501' })).toEqual([400, 'bad_field']);
    expect(await post({ ...label('0501'), extra: 1 })).toEqual([400, 'unknown_field']);
    expect(await post(label('9999'))).toEqual([400, 'bad_field']);
    expect(await post(label('x'))).toEqual([400, 'bad_field']);
    expect(await refused(jia.post('/api/v1/annotation/tasks/none/annotations', label('0501')))).toEqual([
      404,
      'not_found',
    ]);
    expect(await refused(jia.post('/api/v1/annotation/queue', { how: 'uncertain', size: 9999 }))).toEqual([
      400,
      'bad_field',
    ]);
  });

  it('lets nobody in without the right, the session and its token', async () => {
    const s = await site();
    const paths = ['next', 'disagreements', 'statistics'].map((name) => `/api/v1/annotation/${name}`);
    for (const path of [...paths, '/api/v1/labels.jsonl']) {
      expect(await refused(s.app.request(path))).toEqual([401, 'unauthenticated']);
      expect(await refused(s.program(path))).toEqual([403, 'forbidden']);
      expect(await refused((await s.signIn('paidan')).get(path))).toEqual([403, 'forbidden']);
    }
    const jia = await s.signIn('jia');
    const stale = jia.post('/api/v1/annotation/queue', { how: 'uncertain', size: 1 }, 'x');
    expect(await refused(stale)).toEqual([403, 'forbidden']);
  });
});

describe('the models API', () => {
  it('trains, compares, promotes and rolls back', async () => {
    const s = await site();
    const jia = await s.signIn('jia');
    const started = await jia.post('/api/v1/training-runs', { seed: 3 });
    expect(started.status).toBe(202);
    const run = (await started.json()) as { id: string };
    expect(await refused(jia.post('/api/v1/training-runs'))).toEqual([409, 'training_running']);
    const job = s.jobs[0];
    if (job === undefined) throw new Error('no job');
    s.finish(job, 'm3');
    await s.updates.idle();
    const ended = await (await jia.get(`/api/v1/training-runs/${run.id}`)).json();
    expect(ended).toMatchObject({ state: 'done', version: 'm3', seed: 3 });
    expect((await jia.post('/api/v1/models/m3/compare')).status).toBe(200);
    const promoted = await jia.post('/api/v1/models/m3/promote');
    expect(await promoted.json()).toMatchObject({ version: 'm3' });
    const triaged = await s.program('/api/v1/triage', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order('施工噪声')),
    });
    expect(triaged.status).toBe(200);
    expect(await (await s.program('/api/v1/models')).json()).toMatchObject({ running: 'm3', current: 'm3' });
    expect(await (await jia.post('/api/v1/models/rollback')).json()).toMatchObject({ version: 'm1' });
    expect(await (await jia.get('/api/v1/models/m3/suspects')).json()).toEqual([]);
    const cancelled = (await (await jia.post('/api/v1/training-runs')).json()) as { id: string };
    const answer = await jia.post(`/api/v1/training-runs/${cancelled.id}/cancel`);
    expect(await answer.json()).toMatchObject({ state: 'interrupted' });
  });

  it('refuses what the comparison forbids, unknown models and bad seeds', async () => {
    const s = await site(['主办单位（金标）显著变差']);
    const [jia, boss] = [await s.signIn('jia'), await s.signIn('boss')];
    expect(await refused(jia.post('/api/v1/models/m2/promote'))).toEqual([409, 'promotion_refused']);
    expect(await refused(jia.post('/api/v1/models/m2/promote', { force: '急' }))).toEqual([403, 'forbidden']);
    expect((await boss.post('/api/v1/models/m2/promote', { force: '急用' })).status).toBe(200);
    expect(await refused(jia.post('/api/v1/models/m9/promote'))).toEqual([404, 'not_found']);
    expect(await refused(jia.post('/api/v1/models/..%2fm1/promote'))).toEqual([400, 'bad_field']);
    expect(await refused(jia.post('/api/v1/training-runs', { seed: -1 }))).toEqual([400, 'bad_field']);
    expect(await refused(jia.get('/api/v1/training-runs/none'))).toEqual([404, 'not_found']);
  });

  it('lets nobody in without the right', async () => {
    const s = await site();
    expect(await refused(s.app.request('/api/v1/models'))).toEqual([401, 'unauthenticated']);
    const paidan = await s.signIn('paidan');
    expect(await refused(paidan.get('/api/v1/models'))).toEqual([403, 'forbidden']);
    for (const path of ['training-runs', 'models/m2/promote', 'models/rollback', 'models/m2/compare']) {
      expect(await refused(paidan.post(`/api/v1/${path}`))).toEqual([403, 'forbidden']);
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
      expect(await refused(s.program(`/api/v1/${path}`, init))).toEqual([403, 'forbidden']);
    }
  });
});

describe('the pages of learning', () => {
  it('label one text after the other by form, and say what was wrong', async () => {
    const s = await site();
    const [jia, yi] = [await s.signIn('jia'), await s.signIn('yi')];
    expect((await jia.form('/annotate/queue', { how: 'uncertain', size: '2' })).status).toBe(303);
    const page = await (await jia.get('/annotate')).text();
    expect(page).toContain('待我标注 2 件');
    expect(page).toContain('拿不准的噪声');
    // Neither what the model is sure of nor why the text was picked: both would steer the annotator.
    expect(page).not.toMatch(/置信|把握|判断依据/);
    const action = /action="(\/annotate\/[0-9a-f-]{36})"/.exec(page)?.[1] ?? '';
    const bad = await jia.form(action, { issueType: '9999', demandKind: '投诉' });
    expect(bad.status).toBe(400);
    expect(await bad.text()).toContain('没有问题分类“9999”');
    const good = await jia.form(action, {
      issueType: '0501 施工噪声',
      demandKind: '投诉',
      note: '',
      urgency: '',
    });
    expect(good.headers.get('location')).toBe('/annotate?saved=1');
    await yi.form(action, { issueType: '0402', demandKind: '投诉', note: '摊位' });
    const boss = await s.signIn('boss');
    const differ = await (await boss.get('/annotate/disagreements')).text();
    expect(differ).toContain('0501 施工噪声');
    expect(differ).toContain('摊位');
    const own = await jia.form(`${action}/adjudicate`, { issueType: '0501', demandKind: '投诉' });
    expect(own.status).toBe(409);
    expect((await boss.form(`${action}/adjudicate`, { issueType: '0501', demandKind: '投诉' })).status).toBe(
      303,
    );
    expect(await (await boss.get('/annotate/disagreements')).text()).toContain('没有分歧');
  });

  it('show models, start and stop a training, promote, roll back and render the card', async () => {
    const s = await site();
    const jia = await s.signIn('jia');
    const page = await (await jia.get('/models')).text();
    expect(page).toContain('用随附标注和库内标注训练');
    expect(page).not.toContain('退回上一个模型');
    expect((await jia.form('/models/train', { seed: '1' })).headers.get('location')).toBe(
      '/models?done=trained',
    );
    const under = await (await jia.get('/models?done=trained')).text();
    expect(under).toContain('<progress');
    expect(under).toContain('training.js');
    expect((await jia.form('/models/train', { seed: '1' })).status).toBe(409);
    const run = /data-run="([^"]+)"/.exec(under)?.[1] ?? '';
    expect((await jia.form(`/models/runs/${run}/cancel`, {})).status).toBe(303);
    expect((await jia.form('/models/m2/compare', {})).status).toBe(303);
    expect(await (await jia.get('/models')).text()).toContain('对比通过');
    expect((await jia.form('/models/m2/promote', {})).headers.get('location')).toBe('/models?done=promoted');
    expect(await (await jia.get('/models')).text()).toContain('退回上一个模型 m1');
    expect((await jia.form('/models/rollback', {})).status).toBe(303);
    const card = await (await jia.get('/models/m1')).text();
    expect(card).toContain('<h1>评估卡：m1</h1>');
    expect(card).toContain('<td>80%</td>');
    expect((await jia.get('/models/none')).status).toBe(404);
  });

  it('offer an analyst no force, and an administrator only with a reason', async () => {
    const s = await site(['安全类召回（金标）显著变差']);
    const [jia, boss] = [await s.signIn('jia'), await s.signIn('boss')];
    await jia.form('/models/m2/compare', {});
    expect(await (await jia.get('/models')).text()).not.toContain('强行启用');
    expect(await (await boss.get('/models')).text()).toContain('强行启用');
    const refusedPage = await jia.form('/models/m2/promote', {});
    expect(refusedPage.status).toBe(409);
    expect(await refusedPage.text()).toContain('安全类召回（金标）显著变差');
    expect((await boss.form('/models/m2/promote', { force: '急用' })).status).toBe(303);
  });

  it('are closed to others, and to forms without a token', async () => {
    const s = await site();
    for (const path of ['/annotate', '/annotate/disagreements', '/models', '/models/m1']) {
      expect((await s.app.request(path)).status).toBe(303);
      for (const who of ['paidan', 'xdsc']) expect((await (await s.signIn(who)).get(path)).status).toBe(403);
    }
    const queue = await (await (await s.signIn('paidan')).get('/')).text();
    expect(queue).not.toContain('href="/models"');
    const jia = await s.signIn('jia');
    expect(await (await jia.get('/')).text()).toContain('href="/annotate"');
    expect((await jia.form('/models/train', { seed: '1' }, 'x')).status).toBe(403);
    expect((await jia.form('/models/rollback', {}, '')).status).toBe(403);
  });
});

describe('a card as a page', () => {
  it('keeps headings, tables and paragraphs in order', () => {
    const blocks = cardBlocks(
      '# 卡\n\n共 1 件。\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n\n## 各类\n',
    );
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: '卡' },
      { kind: 'text', text: '共 1 件。' },
      {
        kind: 'table',
        head: ['a', 'b'],
        rows: [
          ['1', '2'],
          ['3', '4'],
        ],
      },
      { kind: 'heading', level: 2, text: '各类' },
    ]);
  });
});
