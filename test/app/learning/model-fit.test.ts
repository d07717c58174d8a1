import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createEngineHolder } from '../../../src/app/intake/engine-holder.ts';
import { engineOver, type ReadingParts } from '../../../src/app/intake/engine.ts';
import { readRegistry } from '../../../src/app/learning/model-files.ts';
import { tailWeight } from '../../../src/app/learning/tail-weight.ts';
import { deskEngine } from '../../support/desk-engine.ts';
import { tempFolder } from '../../support/temp.ts';
import { shippedProfile } from '../../support/shipped-profile.ts';

const ROOT = join(import.meta.dirname, '../../..');
const profile = shippedProfile();
const bundle = join(ROOT, 'models', readRegistry(join(ROOT, 'models')).current);
/** An engine reads its kit only when it is asked something. */
const partsOf = (issueTypes: typeof profile.issueTypes) =>
  ({
    kit: { profile: { ...profile, issueTypes } },
    knowledge: { current: () => ({ version: '' }) },
  }) as unknown as ReadingParts;

it('refuses a bundle with a type that the taxonomy has lost, and says which', () => {
  const lost = profile.issueTypes.slice(1);
  const gone = profile.issueTypes[0]?.code ?? '';
  expect(() => engineOver(partsOf(lost), bundle)).toThrowError(
    expect.objectContaining({ code: 'bad_model', message: expect.stringContaining(gone) }),
  );
});

it('takes a bundle where the taxonomy has gained a type: that one is left to people', () => {
  const gained = [
    ...profile.issueTypes,
    { ...profile.issueTypes[0], code: '9901' },
  ] as typeof profile.issueTypes;
  expect(engineOver(partsOf(gained), bundle).versions.model).toBe(readRegistry(join(ROOT, 'models')).current);
});

it('refuses a bundle whose weights are not those of its manifest', () => {
  const dir = join(tempFolder(), 'model');
  cpSync(bundle, dir, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')) as object;
  writeFileSync(join(dir, 'manifest.json'), JSON.stringify({ ...manifest, weightsSha256: '0'.repeat(64) }));
  expect(() => engineOver(partsOf(profile.issueTypes), dir)).toThrowError(
    expect.objectContaining({ code: 'bad_model', message: expect.stringContaining('校验和') }),
  );
});

it('holds one engine at a time: whoever kept the held one reads the new one', () => {
  const holder = createEngineHolder(deskEngine);
  const { engine } = holder;
  expect(engine.versions).toBe(deskEngine.versions);
  const next = { ...deskEngine, versions: { ...deskEngine.versions, model: 'other' } };
  holder.replace(next);
  expect(engine.versions.model).toBe('other');
  expect('dial' in engine).toBe('dial' in next);
});

it('weighs what is rare more, and leaves the rest as it is', () => {
  expect([0, 1, 10].map(tailWeight)).toEqual([3, 3, 3]);
  expect([11, 500].map(tailWeight)).toEqual([1, 1]);
});
