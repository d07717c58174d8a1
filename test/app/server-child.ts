// The server as `serve` starts it; run by server.test.ts.
import { loadConfig } from '../../src/config.ts';
import { runServer } from '../../src/main.ts';

await runServer(loadConfig(process.env), (text) => process.stdout.write(`${text}\n`));
