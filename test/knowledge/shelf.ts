import { join } from 'node:path';
import { compileRule } from '../../src/knowledge/applicability/table.ts';
import { createShelf } from '../../src/knowledge/citation-check.ts';
import { FACTS } from '../../src/knowledge/facts/all.ts';
import { loadKnowledge } from '../../src/profile/load-knowledge.ts';

/** The knowledge folder that ships, read once for a test file. */
export const files = loadKnowledge(join(import.meta.dirname, '../../data/knowledge'));
export const shelf = createShelf(files.articles);
export const rules = files.rules.map((table) => compileRule(table, FACTS));
