import {expect, test, vi} from 'vitest';
import {createRestoreFiles} from '../../../source/supervisor/policies/restore-files.ts';
import {createPolicyBench} from './policy-bench.ts';

test('restored files are announced, and a failure is reported once', () => {
	const {deps, clock, said} = createPolicyBench();
	const restore = vi.fn((): readonly string[] => []);
	const onFault = vi.fn();
	const policy = createRestoreFiles({...deps, restore, onFault});
	clock.advance(5000);
	restore.mockReturnValueOnce(['It was put back.']);
	clock.advance(5000);
	expect(said.map(({event}) => event)).toEqual([{type: 'notice-raised', level: 'warning', text: 'It was put back.'}]);
	restore.mockImplementation(() => {
		throw new Error('EACCES');
	});
	clock.advance(60_000);
	expect(onFault).toHaveBeenCalledTimes(1);
	policy.dispose();
	expect(clock.pending).toBe(0);
});
