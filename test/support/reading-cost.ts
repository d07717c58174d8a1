/**
 * Characters that regular expressions pass over while `work` runs: what reading a text costs, without a clock. Work
 * inside one match (backtracking) is not seen.
 */
export function charactersRead(work: () => void): number {
  let read = 0;
  const { exec } = RegExp.prototype;
  RegExp.prototype.exec = function (text) {
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const match = exec.call(this, text);
    if (match !== null) read += match.index + match[0].length - from;
    else if (!this.sticky) read += text.length - from;
    return match;
  };
  try {
    work();
  } finally {
    RegExp.prototype.exec = exec;
  }
  return read;
}
