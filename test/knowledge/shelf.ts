import { compileRule } from '../../src/knowledge/applicability/table.ts';
import { createShelf } from '../../src/knowledge/citation-check.ts';
import { FACTS } from '../../src/knowledge/facts/all.ts';
import { createKnowledge } from '../../src/knowledge/knowledge-base.ts';
import { once, shippedKnowledge } from '../support/shipped-profile.ts';

/** The knowledge folder that ships, read once for all files of a worker. */
export const files = shippedKnowledge();
export const shelf = createShelf(files.articles);
export const rules = files.rules.map((table) => compileRule(table, FACTS));
/** What answers from it, without vectors of sentences. */
export const shippedBase = once(() => createKnowledge(files));
