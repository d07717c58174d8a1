import type { OpenedEncoder } from '../../src/app/intake/encoder-opening.ts';
import type { Encoder } from '../../src/encoder/encoder.ts';

export type FakeEncoder = Encoder & {
  /** Texts of each call. */
  readonly calls: string[][];
};

/** An encoder without a thread; `vectorOf` says what it makes of a text. */
export function fakeEncoder(
  vectorOf: (text: string) => Float32Array | Promise<Float32Array>,
  { id = 'e1', width = 2 } = {},
): FakeEncoder {
  const calls: string[][] = [];
  return {
    calls,
    info: {
      dir: '/models/fake',
      id,
      name: '假编码器',
      width,
      maxTokens: 64,
      pooling: 'mean',
      prefix: { query: '', passage: '' },
      bytes: 1,
      loadMs: 1,
      msPerText: 1,
    },
    encode: async (texts) => {
      calls.push([...texts]);
      return Promise.all(texts.map(vectorOf));
    },
    close: async () => undefined,
  };
}

export const ready = (encoder: Encoder): OpenedEncoder => ({ state: 'ready', encoder, rows: 0 });
