import { join } from 'node:path';
import { createShelf } from '../../src/knowledge/citation-check.ts';
import { loadKnowledge } from '../../src/profile/load-knowledge.ts';

/** The knowledge folder that ships, read once for a test file. */
export const files = loadKnowledge(join(import.meta.dirname, '../../data/knowledge'));
export const shelf = createShelf(files.articles);
