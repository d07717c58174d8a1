type Closing = () => unknown;

const afterTest: Closing[] = [];
const afterFile: Closing[] = [];

// Support modules are loaded once for all the files a worker runs: a hook of their own would serve the first file only.
// test/setup.ts calls the two functions at the bottom for every file.

/** Does this when the running test is over; what came last goes first. */
export const closeAfterTest = (close: Closing): void => void afterTest.push(close);

/** Does this when all tests of the running file are over; what came last goes first. */
export const closeAfterFile = (close: Closing): void => void afterFile.push(close);

/** Does everything, whatever fails on the way, and tells of the first failure. */
async function closeAll(list: Closing[]): Promise<void> {
  const failures: unknown[] = [];
  for (let close = list.pop(); close !== undefined; close = list.pop()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

export const testIsOver = (): Promise<void> => closeAll(afterTest);
export const fileIsOver = (): Promise<void> => closeAll(afterFile);
