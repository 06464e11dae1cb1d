import {expect, test} from 'vitest';
import {findRuntime, runtimeNames} from '../../source/runtimes/registry.ts';

test('finds a runtime by its name in the configuration', () => {
	expect(findRuntime('claude-code').title).toBe('Claude Code');
});

test.for(['constructor', '__proto__', 'toString', '', 'claude'])('refuses %j, and lists the runtimes', name => {
	expect(() => findRuntime(name)).toThrow(
		expect.objectContaining({code: 'CONFIG_INVALID', hint: `Use one of: ${runtimeNames.join(', ')}.`}),
	);
});
