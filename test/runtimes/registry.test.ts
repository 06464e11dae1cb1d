import {expect, test} from 'vitest';
import {findRuntime, runtimeNames} from '../../source/runtimes/registry.ts';

test('finds a runtime by the name that the configuration uses', () => {
	expect(findRuntime('claude-code').title).toBe('Claude Code');
});

test.for(['constructor', '__proto__', 'toString', '', 'claude'])('refuses %j, naming those that there are', name => {
	expect(() => findRuntime(name)).toThrow(
		expect.objectContaining({code: 'CONFIG_INVALID', hint: `Use one of: ${runtimeNames.join(', ')}.`}),
	);
});
