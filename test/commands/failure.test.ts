import {expect, test} from 'vitest';
import {toStackTrace} from '../../source/commands/failure.ts';

test('a stack trace names the cause, and holds nothing that could act on a terminal', () => {
	const cause = new Error('The disk said \u001B]0;owned\u0007no.');
	const trace = toStackTrace(new Error('It could not be stored.', {cause}));
	expect(trace).toContain('Error: It could not be stored.');
	expect(trace).toMatch(/cause\]: Error: The disk said .*no\./);
	expect(trace).not.toMatch(/\u001B|\u0007/);
});
