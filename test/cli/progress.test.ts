import { describe, expect, it } from 'vitest';
import { renderProgress, startProgress } from '../../src/cli/progress.ts';

describe('the progress bar', () => {
  it('shows share, count and what is left', () => {
    const line = renderProgress('训练', 50, 200, 10_000);
    expect(line).toContain('25% 50/200');
    expect(line).toContain('剩余约 30 秒');
    expect(line.match(/█/g)).toHaveLength(6);
    expect(line.match(/░/g)).toHaveLength(18);
  });

  it('shows a full bar at the end and never more', () => {
    expect(renderProgress('导入', 3, 2, 1000)).toContain('100%');
    expect(renderProgress('导入', 2, 2, 1000)).not.toContain('剩余');
    expect(renderProgress('导入', 2, 2, 1000)).not.toContain('░');
  });

  it('counts where the total is not known', () => {
    expect(renderProgress('导入', 7, null, 1000)).toBe('导入 7');
  });

  it('draws on a terminal, at most ten times a second and always at the end', () => {
    let at = 0;
    const drawn: string[] = [];
    const io = { err: (text: string) => void drawn.push(text), errIsTerminal: true };
    const progress = startProgress(io, '导入', { now: () => at });
    for (let done = 1; done <= 100; done++) {
      at += 10;
      progress.update(done, 100);
    }
    progress.end();
    expect(drawn.length).toBeGreaterThanOrEqual(10);
    expect(drawn.length).toBeLessThanOrEqual(12);
    expect(drawn.at(-2)).toContain('100%');
  });

  it.each([
    ['with --quiet', true, true],
    ['without a terminal', false, false],
  ])('stays silent %s', (_, quiet, errIsTerminal) => {
    const drawn: string[] = [];
    const progress = startProgress({ err: (text) => void drawn.push(text), errIsTerminal }, '导入', {
      quiet,
    });
    progress.update(1, 2);
    progress.end();
    expect(drawn).toEqual([]);
  });
});
