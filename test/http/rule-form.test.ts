import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RuleDetail, RuleTable } from '../../src/app/knowledge/rule-care-types.ts';
import { factsOf } from '../../src/app/knowledge/rule-views.ts';
import { ruleMadeOf } from '../../src/http/rule-form.ts';
import { editRuleSchema } from '../../src/http/rule-schemas.ts';
import { FACTS } from '../../src/knowledge/facts/all.ts';
import { ruleForm } from '../../src/web/rule-form.ts';

const RULES = join(import.meta.dirname, '../../data/knowledge/rules');
const tables = readdirSync(RULES).map(
  (name) => JSON.parse(readFileSync(join(RULES, name), 'utf8')) as RuleTable,
);

it('every rule that ships comes back from the form as it went in', () => {
  expect(tables.length).toBeGreaterThan(150);
  for (const table of tables) {
    const detail = { table, facts: factsOf([table]), pending: null, base: 0, reviewBy: null };
    const { value, faults } = ruleMadeOf(ruleForm(detail as unknown as RuleDetail), FACTS);
    expect(faults, table.id).toEqual([]);
    expect(editRuleSchema.parse(value), table.id).toEqual({ base: 0, table, reviewBy: null, note: null });
  }
});
