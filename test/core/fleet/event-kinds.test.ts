import {expect, test} from 'vitest';
import type {AgentEvent} from '../../../source/core/fleet/agent-event.ts';
import {type EventKinds, eventKinds, isFact, isKnownFact} from '../../../source/core/fleet/event-kinds.ts';

test('a misfiled or a forgotten event does not compile', () => {
	// @ts-expect-error a fact about a story is not text
	const storyAsText: EventKinds = {...eventKinds, 'story-read': 'text'};
	// @ts-expect-error a fact about a run is not one about the fleet
	const runAsFleet: EventKinds = {...eventKinds, 'run-ended': 'fleet-fact'};
	// @ts-expect-error streamed text is not a fact
	const textAsFact: EventKinds = {...eventKinds, 'output-streamed': 'run-fact'};
	const {'line-printed': _, ...rest} = eventKinds;
	// @ts-expect-error `line-printed` is missing
	const forgotten: EventKinds = rest;
	expect([storyAsText, runAsFleet, textAsFact, forgotten]).toHaveLength(4);
});

test.for(['output-streamed', 'frame-kept'])('%s is text', type => {
	expect(isFact({type} as AgentEvent)).toBe(false);
});

test.for(['story-read', 'run-ended'])('%s is a fact', type => {
	expect(isFact({type} as AgentEvent)).toBe(true);
});

test.for(['later-event', 'constructor'])('%s is a fact that this version does not know', type => {
	const event = {type} as unknown as AgentEvent;
	expect([isFact(event), isKnownFact(event)]).toEqual([true, false]);
});
