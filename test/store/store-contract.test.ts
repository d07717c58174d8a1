import { openStore } from '../../src/store/store.ts';
import { storeContract } from '../support/store-contract.ts';
import { tempDatabase } from '../support/temp.ts';

storeContract('in a file', () => openStore({ url: tempDatabase() }));
