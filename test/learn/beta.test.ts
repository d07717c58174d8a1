import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaCdf, betaQuantile, logGamma } from '../../src/learn/beta.ts';

describe('logGamma', () => {
  it('is the logarithm of the factorial at whole numbers', () => {
    let factorial = 1;
    for (let n = 1; n <= 20; n++) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 11);
      factorial *= n;
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12);
  });
});

describe('betaCdf', () => {
  it.each([
    // I_x(1, b) = 1 - (1-x)^b, I_x(a, 1) = x^a, I_.5(a, a) = 1/2
    [0.3, 1, 4, 1 - 0.7 ** 4],
    [0.3, 4, 1, 0.3 ** 4],
    [0.5, 7.5, 7.5, 0.5],
    [0, 2, 3, 0],
    [1, 2, 3, 1],
  ])('I_%d(%d, %d)', (x, a, b, wanted) => {
    expect(betaCdf(x, a, b)).toBeCloseTo(wanted, 12);
  });

  it('is the tail of the binomial at whole numbers', () => {
    const choose = (n: number, k: number) =>
      Math.exp(logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1));
    for (const [x, a, b] of [
      [0.2, 3, 9],
      [0.9, 40, 4],
      [0.55, 12, 12],
    ] as const) {
      const n = a + b - 1;
      let tail = 0;
      for (let k = a; k <= n; k++) tail += choose(n, k) * x ** k * (1 - x) ** (n - k);
      expect(betaCdf(x, a, b)).toBeCloseTo(tail, 10);
    }
  });
});

describe('betaQuantile', () => {
  // Values of scipy.stats.beta.ppf 1.17.
  it.each([
    [0.05, 57.8, 2.2, 0.9169181304118679],
    [0.05, 38.5, 1.5, 0.9040739102916104],
    [0.05, 1, 1, 0.05],
    [0.05, 2, 2, 0.13535036217158378],
    [0.025, 5, 5, 0.2120085067788675],
    [0.05, 25.8, 0.74, 0.9083113104851801],
    [0.05, 1, 0.1, 0.4012630607616211],
    [0.05, 0.5, 0.5, 0.0061558297024311365],
    [0.05, 900, 40, 0.9460979442460214],
    [0.05, 1e5, 3e3, 0.9700067725915384],
  ])('p %d of Beta(%d, %d)', (p, a, b, wanted) => {
    expect(betaQuantile(p, a, b)).toBeCloseTo(wanted, 9);
  });

  it('turns the distribution back, and rises with right and falls with wrong', () => {
    const shape = fc.double({ min: 0.05, max: 2000, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), shape, shape, (p, a, b) => {
        const x = betaQuantile(p, a, b);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x).toBeLessThanOrEqual(1);
        // Near the ends one step of a double moves the probability by more than the tolerance.
        if (x > 1e-9 && x < 1 - 1e-9) expect(betaCdf(x, a, b)).toBeCloseTo(p, 6);
        expect(betaQuantile(p, a + 1, b)).toBeGreaterThanOrEqual(x - 1e-12);
        expect(betaQuantile(p, a, b + 1)).toBeLessThanOrEqual(x + 1e-12);
      }),
    );
  });
});
