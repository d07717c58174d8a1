import fc from 'fast-check';
import { expect, it } from 'vitest';
import { accountsAt } from '../../../src/app/admin/account-past.ts';

type Facts = { name: string; role: string; unit: string | null };
const facts = fc.record({
  name: fc.constantFrom('王', '李'),
  role: fc.constantFrom('handler', 'leader', 'admin'),
  unit: fc.constantFrom(null, 'A', 'B'),
});
const step = fc.oneof(
  fc.record({ kind: fc.constant('change' as const), to: facts }),
  fc.record({ kind: fc.constant('turn' as const) }),
);

it('an account is at every moment what a list of its states says it was', () => {
  fc.assert(
    fc.property(
      facts,
      fc.array(step, { maxLength: 12 }),
      fc.integer({ min: 0, max: 20 }),
      (first, steps, at) => {
        // The oracle keeps every state; the function sees the last one and the log.
        let now: Facts & { out: number | null } = { ...first, out: null };
        const states = [{ from: 1, ...now }];
        const history: { at: number; action: string; subject: string; detail: string }[] = [];
        steps.forEach((one, i) => {
          const when = i + 2;
          if (one.kind === 'change') {
            const { name, role, unit } = now;
            history.push({
              at: when,
              action: 'account.change',
              subject: 'u',
              detail: JSON.stringify({ ...one.to, was: { name, role, unit } }),
            });
            now = { ...now, ...one.to };
          } else {
            const action = now.out === null ? 'account.disable' : 'account.enable';
            history.push({ at: when, action, subject: 'u', detail: '' });
            now = { ...now, out: now.out === null ? when : null };
          }
          states.push({ from: when, ...now });
        });
        const { out, ...last } = now;
        const user = { id: 'id', username: 'u', ...last, createdAt: 1, disabledAt: out, lastLoginAt: null };
        const then = states.findLast(({ from }) => from <= at);
        const wanted =
          then === undefined || then.out !== null
            ? []
            : [{ id: 'id', username: 'u', name: then.name, role: then.role, unit: then.unit }];
        expect(accountsAt([user], history, at)).toEqual(wanted);
      },
    ),
  );
});
