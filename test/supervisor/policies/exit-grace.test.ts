import {expect, test, vi} from 'vitest';
import {createExitGrace} from '../../../source/supervisor/policies/exit-grace.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';

function bench() {
	const clock = createFakeClock();
	const onRunOut = vi.fn();
	return {clock, onRunOut, grace: createExitGrace({clock, onRunOut})};
}

test('a program that does not exit after its input has ended is reported once', () => {
	const {clock, onRunOut, grace} = bench();
	grace.begin();
	clock.advance(29_999);
	expect(onRunOut).not.toHaveBeenCalled();
	expect(grace.hasRunOut).toBe(false);
	clock.advance(60_000);
	expect(onRunOut).toHaveBeenCalledTimes(1);
	expect(grace.hasRunOut).toBe(true);
});

test('before its input has ended a program may take any time', () => {
	const {clock, onRunOut} = bench();
	clock.advance(3_600_000);
	expect(onRunOut).not.toHaveBeenCalled();
});

test('the timer is cancelled when the program has exited', () => {
	const {clock, onRunOut, grace} = bench();
	grace.begin();
	grace.cancel();
	expect(clock.pending).toBe(0);
	clock.advance(60_000);
	expect(onRunOut).not.toHaveBeenCalled();
});
