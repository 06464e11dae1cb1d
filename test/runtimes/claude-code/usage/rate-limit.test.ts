import {expect, test} from 'vitest';
import {readRateLimit} from '../../../../source/runtimes/claude-code/usage/rate-limit.ts';

const read = (info: object) => readRateLimit({type: 'rate_limit_event', rate_limit_info: info});
const seconds = 1_795_167_578;

test('reads the deciding window and all listed windows', () => {
	const limit = read({
		status: 'rejected',
		resetsAt: seconds,
		rateLimitType: 'five_hour',
		isUsingOverage: false,
		unifiedWindows: {
			five_hour: {utilization: 1.02, resetsAt: seconds, status: 'rejected'},
			seven_day: {utilization: 0.55, resetsAt: seconds + 1, status: 'allowed'},
		},
	});
	expect(limit).toEqual({
		status: 'rejected',
		window: 'five_hour',
		resetsAt: seconds * 1000,
		isUsingOverage: false,
		windows: {
			five_hour: {utilization: 1.02, resetsAt: seconds * 1000, status: 'rejected'},
			seven_day: {utilization: 0.55, resetsAt: (seconds + 1) * 1000, status: 'allowed'},
		},
	});
});

test.for([
	['Unix seconds', {resetsAt: seconds}],
	['milliseconds, which nobody promised', {resetsAt: seconds * 1000}],
	['an RFC 3339 time', {reset_at: new Date(seconds * 1000).toISOString()}],
	['only the window has it', {rateLimitType: 'w', unifiedWindows: {w: {resetsAt: seconds}}}],
] as const)('reads the reset: %s', ([, info]) => {
	expect(read({status: 'rejected', ...info})?.resetsAt).toBe(seconds * 1000);
});

test.for([0, -1, 1e30, Number.NaN, 'soon', null, {}])('treats %j as no reset time', resetsAt => {
	expect(read({status: 'rejected', resetsAt})?.resetsAt).toBeUndefined();
});

test('reads the window of a warning without a list of windows', () => {
	expect(read({status: 'allowed_warning', rateLimitType: 'seven_day', utilization: 0.8})).toMatchObject({
		status: 'warning',
		windows: {seven_day: {utilization: 0.8, status: 'allowed_warning'}},
	});
});

test.for([{}, {status: 'new word'}, {status: 7}])('returns undefined for %j', info => {
	expect(read(info)).toBeUndefined();
});
