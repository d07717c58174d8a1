import { join } from 'node:path';
import { engineOver, readingParts } from '../../src/app/intake/engine.ts';
import type { EngineOptions, ReadingParts } from '../../src/app/intake/engine.ts';
import { createReadingKit } from '../../src/app/intake/reading-kit.ts';
import type { ReadingKit } from '../../src/app/intake/reading-kit.ts';
import { createKnowledgeHolder } from '../../src/app/knowledge/knowledge-holder.ts';
import type { Engine } from '../../src/app/types.ts';
import { DATA, once, shippedProfile } from './shipped-profile.ts';

// As shipped-profile.ts, for what is made of model, dictionary and knowledge.

const SHIPPED = { modelDir: join(DATA, '../models'), knowledgeDir: join(DATA, 'knowledge') };

/** What prepares texts of that district. */
export const shippedKit = once((): ReadingKit => createReadingKit(shippedProfile()));

const kept = once(() => readingParts({ profile: shippedProfile(), ...SHIPPED }));
const wording = once(() => JSON.stringify(shippedProfile()));

/** Dictionary and knowledge for commands: the shipped ones are kept, all others are loaded as they are elsewhere. */
export function partsOf(options: EngineOptions): ReadingParts {
  const { profile, modelDir, knowledgeDir } = options;
  const same =
    modelDir === SHIPPED.modelDir &&
    knowledgeDir === SHIPPED.knowledgeDir &&
    JSON.stringify(profile) === wording();
  if (!same) return readingParts(options);
  // A holder of its own: what one command puts into it is none of the next one's business.
  return { ...kept(), knowledge: createKnowledgeHolder(kept().knowledge.current()) };
}

/** The engine over the shipped model; it has no state between calls. */
export const shippedEngine = once((): Engine =>
  engineOver(partsOf({ profile: shippedProfile(), ...SHIPPED }), SHIPPED.modelDir),
);
