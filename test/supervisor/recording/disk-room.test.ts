import {existsSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import {emptyFleet, type Fleet} from '../../../source/core/fleet/fleet.ts';
import {createDiskRoom} from '../../../source/supervisor/recording/disk-room.ts';
import {createRecorder} from '../../../source/supervisor/recording/recorder.ts';
import {createFakeClock} from '../../helpers/fake-clock.ts';
import {createMemoryStore} from '../memory-store.ts';

function bench(fleet: Fleet = emptyFleet) {
	const root = mkdtempSync(path.join(tmpdir(), 'towline-room-'));
	onTestFinished(() => rmSync(root, {recursive: true, force: true}));
	mkdirSync(path.join(root, '.towline'));
	const clock = createFakeClock();
	const memory = createMemoryStore(fleet.seq);
	const calls = {freezeAll: vi.fn(), thawAll: vi.fn(), onHopeless: vi.fn(), onFault: vi.fn()};
	const recorder = createRecorder({
		store: memory.store,
		fleet,
		clock,
		onUnstorable: error => room.onUnstorable(error),
		onFault: calls.onFault,
	});
	const room = createDiskRoom({clock, root, recorder, runs: calls, ...calls});
	const say = (text: string) => recorder.record([{event: {type: 'notice-raised', level: 'info', text}}]);
	return {
		clock,
		memory,
		recorder,
		room,
		say,
		...calls,
		hasReserve: () => existsSync(path.join(root, '.towline/reserve')),
	};
}

test('a full disk freezes the agents and releases the reserve; with space again all continue', () => {
	const {clock, memory, recorder, say, freezeAll, thawAll, hasReserve} = bench();
	expect(hasReserve()).toBe(true);
	memory.failure = 'DISK_FULL';
	say('one');
	expect(freezeAll).toHaveBeenCalledTimes(1);
	expect(hasReserve()).toBe(false);
	clock.advance(3_600_000);
	expect(thawAll).not.toHaveBeenCalled();
	memory.failure = undefined;
	clock.advance(2000);
	expect(thawAll).toHaveBeenCalledTimes(1);
	expect(hasReserve()).toBe(true);
	expect(recorder.fleet()).toMatchObject({pauses: [], notices: [{text: 'one'}], seq: 3});
});

test('a pause that an earlier supervisor left ends by itself', () => {
	const pause = {reason: 'disk-full', detail: undefined, since: createFakeClock().now()} as const;
	const {clock, recorder, thawAll} = bench({...emptyFleet, seq: 7, pauses: [pause]});
	clock.advance(0);
	expect(recorder.fleet().pauses).toEqual([]);
	expect(thawAll).toHaveBeenCalledTimes(1);
});

test('a failure other than a full disk is given up after some tries', () => {
	const {clock, memory, say, onHopeless} = bench();
	memory.failure = 'STORE_FAILED';
	say('one');
	expect(onHopeless).not.toHaveBeenCalled();
	clock.advance(60_000);
	expect(onHopeless).toHaveBeenCalledTimes(1);
});

test('after disposal nothing is tried and no timer is left', () => {
	const {clock, memory, room, say, hasReserve} = bench();
	memory.failure = 'DISK_FULL';
	say('one');
	room.dispose();
	say('two');
	expect(clock.pending).toBe(0);
	expect(hasReserve()).toBe(false);
});

test('a disk that stays read-only is not given up', () => {
	const {clock, memory, recorder, say, onHopeless, thawAll} = bench();
	memory.failure = 'DISK_READ_ONLY';
	say('one');
	clock.advance(3_600_000);
	expect(onHopeless).not.toHaveBeenCalled();
	memory.failure = undefined;
	clock.advance(2000);
	expect(thawAll).toHaveBeenCalledTimes(1);
	expect(recorder.fleet()).toMatchObject({pauses: [], notices: [{text: 'one'}]});
});

test('that facts cannot be stored is known though not even the pause is stored, until it is', () => {
	const {clock, memory, room, say} = bench();
	const listener = vi.fn();
	room.onceUnstored(listener);
	const since = clock.now();
	memory.failure = 'DISK_READ_ONLY';
	say('one');
	expect(room.unstored()).toMatchObject({since, detail: expect.stringMatching(/ is read-only\. Agents are frozen/)});
	clock.advance(10_000);
	expect(room.unstored()).toMatchObject({since, isUnstored: true});
	expect(listener).toHaveBeenCalled();
	memory.failure = undefined;
	clock.advance(2000);
	expect(room.unstored()).toBeUndefined();
});

test('what a person asked and could not be stored is refused, and leaves no gap in the numbers', () => {
	const {memory, recorder, say} = bench();
	say('one');
	const {seq} = recorder.fleet();
	memory.failure = 'DISK_FULL';
	const pause = {event: {type: 'queue-paused', reason: 'user'}} as const;
	expect(() => recorder.recordNow([pause])).toThrow('It cannot be written.');
	memory.failure = undefined;
	recorder.recordNow([pause]);
	expect(recorder.fleet()).toMatchObject({seq: seq + 1, pauses: [{reason: 'user'}]});
	expect(memory.stored.map(({position}) => position)).toEqual(memory.stored.map((_, index) => index));
});
