// Loaded before a supervisor: its wall clock is ahead by the milliseconds that a file says, which a test writes.
import {readFileSync} from 'node:fs';

const file = process.env.TOWLINE_TEST_CLOCK;
const realNow = Date.now;

Date.now = () => realNow() + Number(readFileSync(file, 'utf8'));
