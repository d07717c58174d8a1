/** The part of `saxen` that is used here; it comes without types. */
declare module 'saxen' {
  export class Parser {
    on(event: 'error' | 'warn', handle: (problem: Error | string) => void): this;
    on(event: 'openTag', handle: (name: string, attributes: () => object) => void): this;
    on(event: 'closeTag', handle: (name: string) => void): this;
    on(event: 'text', handle: (text: string, decode: (text: string) => string) => void): this;
    parse(document: string): void;
  }
}
