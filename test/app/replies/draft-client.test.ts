import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { draftAddress } from '../../../src/app/replies/draft-address.ts';
import { createDraftClient } from '../../../src/app/replies/draft-client.ts';
import type { DraftClient, DraftClientOptions } from '../../../src/app/replies/draft-client.ts';
import { openDraftClient } from '../../../src/app/replies/draft-opening.ts';
import { loadConfig } from '../../../src/config.ts';
import { fixedClock } from '../../../src/kernel/clock.ts';
import { answering, startDraftServer } from '../../support/draft-server.ts';
import type { DraftServer } from '../../support/draft-server.ts';

describe('the address of a local model', () => {
  it.each([
    ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1'],
    ['http://localhost:8000/v1/', 'http://localhost:8000/v1'],
    ['http://[::1]:8000', 'http://[::1]:8000'],
    ['https://10.2.3.4/v1//', 'https://10.2.3.4/v1'],
    ['http://172.31.0.9/v1', 'http://172.31.0.9/v1'],
    ['http://192.168.1.20:1234/v1', 'http://192.168.1.20:1234/v1'],
    ['http://[fd12:3456::1]/v1', 'http://[fd12:3456::1]/v1'],
    ['http://[::ffff:10.0.0.1]/v1', 'http://[::ffff:a00:1]/v1'],
  ])('%s is on this machine or a private network', (url, address) => {
    expect(draftAddress(url, [])).toBe(address);
  });

  it.each([
    'http://api.example.com/v1',
    'http://8.8.8.8/v1',
    'http://172.32.0.1/v1',
    'http://169.254.169.254/latest',
    'http://0.0.0.0/v1',
    'http://134744072/v1',
    'http://[2001:db8::1]/v1',
    'http://[::ffff:8.8.8.8]/v1',
    'http://localhost.example.com/v1',
    'http://127.0.0.1.example.com/v1',
    'http://user:secret@127.0.0.1/v1',
    'http://127.0.0.1/v1?key=1',
    'ftp://127.0.0.1/v1',
    'file:///etc/passwd',
    'no address',
  ])('%s is refused, without a word of the password in it', (url) => {
    const refused = () => draftAddress(url, ['other.example.com']);
    expect(refused).toThrow('JIESU_DRAFT_URL');
    expect(refused).not.toThrow('secret');
  });

  it('another host is accepted by its exact name only', () => {
    expect(draftAddress('https://models.example.com/v1', ['models.example.com'])).toBe(
      'https://models.example.com/v1',
    );
    expect(() => draftAddress('https://x.models.example.com/v1', ['models.example.com'])).toThrow();
  });
});

describe('the settings of a local model', () => {
  const open = (env: Record<string, string>) => openDraftClient(loadConfig(env), fixedClock(0));

  it('is off where nothing is set', () => {
    expect(open({})).toBeNull();
    expect(open({ JIESU_DRAFT_MODEL: 'm', JIESU_DRAFT_KEY: 'k' })).toBeNull();
  });

  it('asks for a model, and for a host that is allowed', () => {
    const url = 'http://127.0.0.1:9/v1';
    expect(() => open({ JIESU_DRAFT_URL: url })).toThrow('JIESU_DRAFT_MODEL');
    expect(open({ JIESU_DRAFT_URL: url, JIESU_DRAFT_MODEL: 'qwen2.5:7b' })?.model).toBe('qwen2.5:7b');
    const outside = { JIESU_DRAFT_URL: 'https://models.example.com/v1', JIESU_DRAFT_MODEL: 'm' };
    expect(() => open(outside)).toThrow('JIESU_DRAFT_ALLOW_HOST');
    expect(open({ ...outside, JIESU_DRAFT_ALLOW_HOST: 'a.example.com, Models.Example.com' })).not.toBeNull();
  });

  it.each([
    ['JIESU_DRAFT_URL', 'ftp://127.0.0.1'],
    ['JIESU_DRAFT_KEY', 'two\nlines'],
    ['JIESU_DRAFT_MODEL', 'a b'],
    ['JIESU_DRAFT_TIMEOUT_MS', '1'],
    ['JIESU_DRAFT_MAX_CHARS', '99999'],
  ])('%s=%j is refused by name', (name, value) => {
    expect(() => loadConfig({ [name]: value })).toThrow(name);
  });
});

describe('asking a local model', () => {
  let server: DraftServer;
  const clients: DraftClient[] = [];
  const clock = fixedClock(1_000_000);
  beforeEach(async () => {
    server = await startDraftServer();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await server.close();
  });
  const open = (more: Partial<DraftClientOptions> = {}): DraftClient => {
    const client = createDraftClient({
      address: server.address,
      model: 'small',
      key: '',
      timeoutMs: 5000,
      longest: 1000,
      clock,
      ...more,
    });
    clients.push(client);
    return client;
  };
  const failing = async (client: DraftClient, times: number) => {
    for (let n = 0; n < times; n++) await client.complete('s', 'u');
  };

  it('sends one question, not streaming, with the key as bearer, and reads the answer', async () => {
    server.behave(answering('<think>想一想</think>\n您好！'));
    expect(await open({ key: 'geheim' }).complete('规矩', '材料')).toEqual({ ok: true, text: '您好！' });
    const [asked] = server.asked;
    expect(asked).toMatchObject({
      url: '/v1/chat/completions',
      authorization: 'Bearer geheim',
      body: { model: 'small', stream: false },
    });
    expect(asked?.body.messages).toEqual([
      { role: 'system', content: '规矩' },
      { role: 'user', content: '材料' },
    ]);
  });

  it.each([
    ['a status of trouble', 500, 'refused'],
    ['no right', 401, 'refused'],
    ['nothing there', 404, 'refused'],
  ] as const)('%s is a reason, not an exception', async (_, status, reason) => {
    server.behave((response) => response.writeHead(status).end('{"error":{"message":"secret"}}'));
    expect(await open().complete('s', 'u')).toEqual({ ok: false, reason });
    expect(server.asked).toHaveLength(1);
  });

  it('gives up on a server that never answers, and on one that stops in the middle', async () => {
    server.behave(() => {});
    expect(await open({ timeoutMs: 60 }).complete('s', 'u')).toEqual({ ok: false, reason: 'timeout' });
    server.behave((response) => response.write('{"choices":'));
    expect(await open({ timeoutMs: 60 }).complete('s', 'u')).toEqual({ ok: false, reason: 'timeout' });
  });

  it.each(['not json', '{}', '{"choices":[]}', '{"choices":[{"message":{"content":7}}]}', '[', ''])(
    '%j is no answer',
    async (body) => {
      server.behave((response) => response.end(body));
      expect(await open().complete('s', 'u')).toEqual({ ok: false, reason: 'garbage' });
    },
  );

  it('stops reading a body without end', async () => {
    let open_ = true;
    server.behave((response) => {
      response.on('close', () => {
        open_ = false;
      });
      const more = () => {
        while (open_ && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    expect(await open().complete('s', 'u')).toEqual({ ok: false, reason: 'too_long' });
    await expect.poll(() => open_).toBe(false);
  });

  it('takes neither an answer past the limit nor one cut off', async () => {
    server.behave(answering('长'.repeat(1001)));
    expect(await open().complete('s', 'u')).toEqual({ ok: false, reason: 'too_long' });
    server.behave(answering('您好，', { finish_reason: 'length' }));
    expect(await open().complete('s', 'u')).toEqual({ ok: false, reason: 'cut_off' });
  });

  it('follows no redirect', async () => {
    const other = await startDraftServer();
    server.behave((response) =>
      response.writeHead(307, { location: `${other.address}/chat/completions` }).end(),
    );
    expect(await open().complete('s', 'u')).toEqual({ ok: false, reason: 'refused' });
    expect(other.asked).toEqual([]);
    await other.close();
  });

  it('asks once more where the connection was reset, and only once', async () => {
    server.behave((response, asked, request) => {
      if (server.asked.length === 1) request.socket.resetAndDestroy();
      else answering('您好')(response, asked, request);
    });
    expect(await open().complete('s', 'u')).toEqual({ ok: true, text: '您好' });
    server.behave((_response, _asked, request) => request.socket.resetAndDestroy());
    expect(await open().complete('s', 'u')).toEqual({ ok: false, reason: 'unreachable' });
    expect(server.asked).toHaveLength(4);
  });

  it('says so where nobody listens', async () => {
    await server.close();
    expect(await open().complete('s', 'u')).toEqual({ ok: false, reason: 'unreachable' });
  });

  it('has no more under way than allowed', async () => {
    server.behave(() => {});
    const client = open();
    const first = [client.complete('s', 'u'), client.complete('s', 'u')];
    expect(client.closed()).toBe('busy');
    expect(await client.complete('s', 'u')).toEqual({ ok: false, reason: 'busy' });
    client.close();
    expect(await Promise.all(first)).toEqual([
      { ok: false, reason: 'stopped' },
      { ok: false, reason: 'stopped' },
    ]);
    expect(client.closed()).toBeNull();
  });

  it('leaves a server alone that failed three times, tries it after a minute, and heals by one answer', async () => {
    server.behave((response) => response.writeHead(503).end());
    const client = open();
    await failing(client, 3);
    expect(client.closed()).toBe('resting');
    expect(await client.complete('s', 'u')).toEqual({ ok: false, reason: 'resting' });
    expect(server.asked).toHaveLength(3);
    clock.set(clock.now() + 60_000);
    await failing(client, 2);
    expect(server.asked).toHaveLength(4);
    clock.set(clock.now() + 60_000);
    server.behave(answering('您好'));
    expect(await client.complete('s', 'u')).toEqual({ ok: true, text: '您好' });
    server.behave((response) => response.writeHead(503).end());
    await failing(client, 2);
    expect(client.closed()).toBeNull();
  });

  it('names the models of the server', async () => {
    server.behave((response) => response.end('{"data":[{"id":"small"}]}'));
    expect(await open().models()).toEqual({ ok: true, names: ['small'] });
    server.behave((response) => response.end('hello'));
    expect(await open().models()).toEqual({ ok: true, names: null });
  });
});

test('a key shows in no setting that is documented or logged', async () => {
  const { SETTINGS } = await import('../../../src/config.ts');
  expect(SETTINGS.draftKey).toMatchObject({ secret: true, default: '' });
});
