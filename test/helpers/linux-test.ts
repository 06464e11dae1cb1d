import {test} from 'vitest';

/** A test that reads `/proc` or uses another part of Linux. Elsewhere it is skipped, and `npm test` says so. */
export const linuxTest = test.runIf(process.platform === 'linux');
