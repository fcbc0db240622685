import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { address, api, ApiError } from './api.ts';

const real = globalThis.fetch;
afterEach(() => void (globalThis.fetch = real));

function answers(status: number, body: unknown, headers: Record<string, string> = {}) {
  const asked: { url: string; init: RequestInit }[] = [];
  globalThis.fetch = async (url, init) => {
    asked.push({ url: String(url), init: init ?? {} });
    return new Response(status === 204 ? null : JSON.stringify(body), { status, headers });
  };
  return asked;
}

test('parts of a path and of a query are written so that they stay one part', () => {
  assert.equal(address('/api/sites/{id}/members/{member}', { path: { id: 'a', member: '민지/../x?' } }), '/api/sites/a/members/%EB%AF%BC%EC%A7%80%2F..%2Fx%3F');
  assert.equal(address('/api/sites', { query: { q: '우리 몰&', limit: 5, cursor: undefined, sort: null } }), '/api/sites?q=%EC%9A%B0%EB%A6%AC+%EB%AA%B0%26&limit=5');
});

test('what has a version comes with it, and goes back with it', async () => {
  const id = '0'.repeat(16);
  answers(200, { name: '우리몰' }, { etag: '"7"' });
  const { body, etag } = await api.tagged.get('/api/sites/{id}/settings', { path: { id } });
  assert.deepEqual([body.name, etag], ['우리몰', '"7"']);
  const asked = answers(200, {}, { etag: '"8"' });
  const next = { name: 'x', zone: 'Asia/Seoul', currency: 'KRW', domains: ['shop.example'] };
  assert.equal((await api.tagged.put('/api/sites/{id}/settings', { path: { id }, body: next, ifMatch: etag })).etag, '"8"');
  const headers = new Headers(asked[0]!.init.headers);
  assert.deepEqual([asked[0]!.init.method, headers.get('if-match'), headers.get('content-type')], ['PUT', '"7"', 'application/json']);
  assert.deepEqual(JSON.parse(String(asked[0]!.init.body)), next);
  // @ts-expect-error: a change of what has a version needs the version.
  await api.put('/api/sites/{id}/settings', { path: { id }, body: next });
  // @ts-expect-error: there is no such path.
  await api.get('/api/sites/{id}/setings', { path: { id } });
});

test('a refusal says what is wrong, with its code and how long to wait', async () => {
  answers(429, { type: 'about:blank', title: 'Too many tries', status: 429, code: 'too_many_tries', detail: 'Wait.' }, { 'retry-after': '12' });
  const refused = await api.post('/api/session', { body: { email: 'a@b.kr', password: 'x' } }).catch((error: unknown) => error);
  assert.ok(refused instanceof ApiError);
  assert.deepEqual([refused.code, refused.status, refused.retryAfterS, refused.message], ['too_many_tries', 429, 12, 'Wait.']);
});

test('no answer, and an answer that is not JSON, are refusals too', async () => {
  globalThis.fetch = () => Promise.reject(new TypeError('failed'));
  const code = () => api.get('/api/sites').then(() => '', (error: ApiError) => error.code);
  assert.equal(await code(), 'unreachable');
  globalThis.fetch = async () => new Response('<html>', { status: 200 });
  assert.equal(await code(), 'unreadable');
  globalThis.fetch = async () => new Response('<html>', { status: 502 });
  assert.equal(await code(), 'http_502');
});
