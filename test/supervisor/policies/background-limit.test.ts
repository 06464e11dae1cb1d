import {expect, test, vi} from 'vitest';
import type {BackgroundTask} from '../../../source/core/fleet/agent-event.ts';
import {createBackgroundLimit} from '../../../source/supervisor/policies/background-limit.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';

const server: BackgroundTask = {name: 'npm start', isCommand: true};
const subagent: BackgroundTask = {name: 'review', isCommand: false};

function bench(limitMs = 600_000) {
	const clock = createFakeClock();
	const onChanged = vi.fn();
	const onRunOut = vi.fn();
	return {clock, onChanged, onRunOut, limit: createBackgroundLimit({clock, limitMs, onChanged, onRunOut})};
}

test('a command that a finished agent left is ended after the limit', () => {
	const {clock, limit, onChanged, onRunOut} = bench();
	limit.follow([server]);
	clock.advance(300_000);
	limit.follow([server]);
	expect(onChanged.mock.calls).toEqual([[['npm start']]]);
	clock.advance(299_999);
	expect(onRunOut).not.toHaveBeenCalled();
	clock.advance(1);
	expect(onRunOut).toHaveBeenCalledOnce();
	limit.follow([]);
	expect(onChanged).toHaveBeenCalledOnce();
});

test('a new turn ends the wait', () => {
	const {clock, limit, onChanged, onRunOut} = bench();
	limit.follow([server]);
	limit.follow([]);
	clock.advance(1_000_000);
	expect(onChanged.mock.calls).toEqual([[['npm start']], [[]]]);
	expect(onRunOut).not.toHaveBeenCalled();
});

test('a subagent is waited for, and zero is no limit', () => {
	const {clock, limit, onRunOut} = bench();
	limit.follow([server, subagent]);
	clock.advance(1_000_000);
	expect(onRunOut).not.toHaveBeenCalled();
	const other = bench(0);
	other.limit.follow([server]);
	other.clock.advance(1_000_000);
	expect(other.onRunOut).not.toHaveBeenCalled();
});
