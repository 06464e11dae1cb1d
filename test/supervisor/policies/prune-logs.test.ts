import {expect, test, vi} from 'vitest';
import type {AgentId} from '../../../source/core/ids.ts';
import {createPruneLogs} from '../../../source/supervisor/policies/prune-logs.ts';
import {runEnded, runQueued, runStarted, storyRead} from '../../core/given.ts';
import {createPolicyBench} from './policy-bench.ts';

const day = 86_400_000;

function bench(keepLogsMs: number) {
	const made = createPolicyBench();
	const prune = vi.fn();
	const onFault = vi.fn();
	const config = () => ({...made.deps.config(), logs: {keepLogsMs}});
	const policy = createPruneLogs({...made.deps, config, prune, onFault});
	return {...made, prune, onFault, policy};
}

test('logs are pruned once a day, never those of open stories', () => {
	const {given, clock, prune} = bench(30 * day);
	const done = '1_done:coder' as AgentId;
	const gone = '2_gone:coder' as AgentId;
	const queued = '3_queued:coder' as AgentId;
	const idle = '4_idle:coder' as AgentId;
	given({agent: done, event: storyRead}, {agent: done, event: runStarted()}, {agent: done, event: runEnded()});
	given({agent: gone, event: storyRead}, {agent: gone, event: {type: 'story-removed'}});
	given({agent: queued, event: runQueued}, {agent: idle, event: storyRead});
	clock.advance(3 * day);
	expect(prune).toHaveBeenCalledTimes(3);
	expect(prune).toHaveBeenLastCalledWith({openStories: new Set(['3_queued', '4_idle']), keepLogsMs: 30 * day});
});

test('zero keeps everything', () => {
	const {clock, prune} = bench(0);
	clock.advance(3 * day);
	expect(prune).not.toHaveBeenCalled();
});

test('a failure to prune is reported, and pruning is tried again the next day', () => {
	const {clock, prune, onFault, policy} = bench(day);
	prune.mockImplementation(() => {
		throw new Error('EACCES');
	});
	clock.advance(2 * day);
	expect(onFault).toHaveBeenCalledTimes(2);
	policy.dispose();
	expect(clock.pending).toBe(0);
});
