import {afterEach, expect, test, vi} from 'vitest';
import {systemClock} from '../../source/supervisor/clock.ts';

const day = 86_400_000;

afterEach(() => {
	vi.useRealTimers();
});

test('a delay of more than 24.8 days, which Node would fire at once, is kept', () => {
	vi.useFakeTimers();
	const callback = vi.fn();
	systemClock.after(60 * day, callback);
	vi.advanceTimersByTime(59 * day);
	expect(callback).not.toHaveBeenCalled();
	vi.advanceTimersByTime(day);
	expect(callback).toHaveBeenCalledTimes(1);
});

test('a long delay can be cancelled at any time', () => {
	vi.useFakeTimers();
	const callback = vi.fn();
	const cancel = systemClock.after(60 * day, callback);
	vi.advanceTimersByTime(40 * day);
	cancel();
	vi.advanceTimersByTime(40 * day);
	expect(callback).not.toHaveBeenCalled();
	expect(vi.getTimerCount()).toBe(0);
});
