import {expect, test, vi} from 'vitest';
import {createPutBackFiles} from '../../../source/supervisor/policies/put-back-files.ts';
import {createPolicyBench} from './policy-bench.ts';

test('what was put back is told, and what cannot be is a fault, once', () => {
	const {deps, clock, said} = createPolicyBench();
	const putBack = vi.fn((): readonly string[] => []);
	const onFault = vi.fn();
	const policy = createPutBackFiles({...deps, putBack, onFault});
	clock.advance(5000);
	putBack.mockReturnValueOnce(['It was put back.']);
	clock.advance(5000);
	expect(said.map(({event}) => event)).toEqual([{type: 'notice-raised', level: 'warning', text: 'It was put back.'}]);
	putBack.mockImplementation(() => {
		throw new Error('EACCES');
	});
	clock.advance(60_000);
	expect(onFault).toHaveBeenCalledTimes(1);
	policy.dispose();
	expect(clock.pending).toBe(0);
});
