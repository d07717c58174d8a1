import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { heldOutAt, readDial, writeDial, type DialOrder } from '../../../src/app/dispatch/dial-file.ts';
import { tempFolder } from '../../support/temp.ts';

const orders: readonly DialOrder[] = [
  { confidence: 0.981, right: true, issueType: '0101', kept: false },
  { confidence: 0.95, right: false, issueType: '0101', kept: false },
  { confidence: 0.95, right: true, issueType: '0501', kept: true },
  { confidence: 0.6, right: true, issueType: '0501', kept: false },
];
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

it('reads back what it wrote', () => {
  const dir = tempFolder();
  const text = writeDial(orders);
  writeFileSync(join(dir, 'dial.json'), text);
  expect(readDial(dir, sha256(text))).toEqual(orders);
  expect(readDial(tempFolder(), sha256(text))).toBeNull();
  expect(writeDial([])).not.toContain('undefined');
});

it('refuses a file other than the manifest means, and one of another shape', () => {
  const dir = tempFolder();
  writeFileSync(join(dir, 'dial.json'), writeDial(orders));
  expect(() => readDial(dir, sha256('other'))).toThrowError(expect.objectContaining({ code: 'bad_model' }));
  rmSync(join(dir, 'dial.json'));
  writeFileSync(join(dir, 'dial.json'), '{"format":2,"orders":[]}');
  expect(() => readDial(dir, sha256('{"format":2,"orders":[]}'))).toThrowError(
    expect.objectContaining({ code: 'bad_model' }),
  );
});

it('counts what would have gone out under the lines, by the type the model said', () => {
  expect(heldOutAt(orders, () => 0.9, { '0101': 'SCJG/station' })).toEqual({
    all: { right: 1, total: 2 },
    byType: { '0101': { right: 1, total: 2, duty: 'SCJG/station' } },
  });
  expect(heldOutAt(orders, (type) => (type === '0501' ? 0.5 : 0.97), {})).toEqual({
    all: { right: 2, total: 2 },
    byType: { '0101': { right: 1, total: 1 }, '0501': { right: 1, total: 1 } },
  });
});
