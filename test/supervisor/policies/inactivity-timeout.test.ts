import {expect, test, vi} from 'vitest';
import {createInactivityTimeout} from '../../../source/supervisor/policies/inactivity-timeout.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';

function bench(limitMs: number) {
	const clock = createFakeClock();
	const onSilence = vi.fn();
	return {clock, onSilence, timeout: createInactivityTimeout({clock, limitMs, onSilence})};
}

test('silence for the time of the limit is reported once', () => {
	const {clock, onSilence} = bench(1000);
	clock.advance(999);
	expect(onSilence).not.toHaveBeenCalled();
	clock.advance(10_000);
	expect(onSilence).toHaveBeenCalledTimes(1);
});

test('any output restarts the time', () => {
	const {clock, onSilence, timeout} = bench(1000);
	clock.advance(900);
	timeout.touch();
	clock.advance(900);
	expect(onSilence).not.toHaveBeenCalled();
	clock.advance(100);
	expect(onSilence).toHaveBeenCalledTimes(1);
});

test('silence does not count while a person is asked', () => {
	const {clock, onSilence, timeout} = bench(1000);
	timeout.pause('person');
	clock.advance(100_000);
	timeout.unpause('person');
	clock.advance(999);
	expect(onSilence).not.toHaveBeenCalled();
	clock.advance(1);
	expect(onSilence).toHaveBeenCalledTimes(1);
});

test('silence counts only when every pause has ended', () => {
	const {clock, onSilence, timeout} = bench(1000);
	timeout.pause('person');
	timeout.pause('disk');
	timeout.unpause('disk');
	clock.advance(100_000);
	expect(onSilence).not.toHaveBeenCalled();
	timeout.unpause('person');
	clock.advance(1000);
	expect(onSilence).toHaveBeenCalledTimes(1);
});

test('a cancelled timeout stays cancelled when it is unpaused', () => {
	const {clock, onSilence, timeout} = bench(1000);
	timeout.pause('person');
	timeout.cancel();
	timeout.unpause('person');
	clock.advance(100_000);
	expect(onSilence).not.toHaveBeenCalled();
	expect(clock.pending).toBe(0);
});

test('zero is no limit, and sets no timer', () => {
	const {clock} = bench(0);
	expect(clock.pending).toBe(0);
});

test('a limit of more than 24.8 days does not fire at once', () => {
	const {clock, onSilence} = bench(30 * 86_400_000);
	clock.advance(29 * 86_400_000);
	expect(onSilence).not.toHaveBeenCalled();
});
