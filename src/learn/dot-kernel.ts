/**
 * Dot products of vectors of 8-bit numbers in WebAssembly, sixteen at a time: JavaScript has no instruction for it and
 * takes some four times as long (bench/encoder.ts prints what a search takes). Written out byte by byte, since
 * forty instructions are no reason for a compiler.
 */
export type DotMemory = {
  /** All zeros at first. */
  readonly buffer: ArrayBuffer;
  /**
   * Dot products with the `width` numbers at `query` of the rows from `rows` to before `end`, one after the other to
   * `out` as 32-bit numbers. All are byte offsets into the buffer; `width` is a multiple of 16, at most 131,072 so that
   * no sum overflows; there is at least one row.
   */
  readonly dots: (rows: number, end: number, width: number, query: number, out: number) => void;
};

/** Numbers that are multiplied at once: rows are filled up with zeros to a multiple. */
export const STRIDE = 16;

const I32 = 0x7f;
const V128 = 0x7b;
const NOTHING = 0x40;
const [ROW, END, WIDTH, QUERY, OUT, K, SUM, A, B] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const number = (value: number): number[] => [0x41, value];
const add = [0x6a];
const below = [0x49];
const steps = (...parts: readonly (readonly number[])[]): number[] => parts.flat();
const loop = (...body: readonly (readonly number[])[]): number[] => [0x03, NOTHING, ...body.flat(), 0x0b];
const again = [0x0d, 0];
const load = [0xfd, 0x00, 0, 0];
const store = [0x36, 2, 0];
const zeros = [0xfd, 0x0c, ...Array.from({ length: STRIDE }, () => 0)];
const lowHalf = [0xfd, 0x87, 0x01];
const highHalf = [0xfd, 0x88, 0x01];
const dotOfPairs = [0xfd, 0xba, 0x01];
const addFour = [0xfd, 0xae, 0x01];
const lane = (at: number): number[] => [0xfd, 0x1b, at];

/** Sixteen products into four sums. */
const columns = loop(
  steps(get(ROW), get(K), add, load, set(A)),
  steps(get(QUERY), get(K), add, load, set(B)),
  steps(get(A), lowHalf, get(B), lowHalf, dotOfPairs),
  steps(get(A), highHalf, get(B), highHalf, dotOfPairs),
  steps(addFour, get(SUM), addFour, set(SUM)),
  steps(get(K), number(STRIDE), add, set(K)),
  steps(get(K), get(WIDTH), below, again),
);
const rows = loop(
  steps(zeros, set(SUM), number(0), set(K)),
  columns,
  get(OUT),
  ...[0, 1, 2, 3].map((at) => steps(get(SUM), lane(at))),
  steps(add, add, add, store),
  steps(get(OUT), number(4), add, set(OUT)),
  steps(get(ROW), get(WIDTH), add, set(ROW)),
  steps(get(ROW), get(END), below, again),
);

/** Lengths take two bytes from 128 on. */
const length = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, n >> 7]);
const sized = (bytes: readonly number[]): number[] => [...length(bytes.length), ...bytes];
const name = (text: string): number[] => sized([...new TextEncoder().encode(text)]);
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];

const BYTES = Uint8Array.from(
  steps(
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, [1, 0x60, ...sized([I32, I32, I32, I32, I32]), 0]),
    section(2, [1, ...name('js'), ...name('memory'), 0x02, 0, 1]),
    section(3, [1, 0]),
    section(7, [1, ...name('dots'), 0x00, 0]),
    section(10, [1, ...sized([2, 1, I32, 3, V128, ...rows, 0x0b])]),
  ),
);

/** Node has it, its types have not. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

const PAGE = 65_536;
let compiled: object | undefined;

/** A memory of at least so many bytes, and the function over it. */
export function dotMemory(bytes: number): DotMemory {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE) });
  compiled ??= new WebAssembly.Module(BYTES);
  const { exports } = new WebAssembly.Instance(compiled, { js: { memory } });
  return { buffer: memory.buffer, dots: (exports as Pick<DotMemory, 'dots'>).dots };
}
