import {expect, test} from 'vitest';
import type {EpochMs} from '../../../../source/core/ids.ts';
import type {Entry} from '../../../../source/core/transcript/transcript.ts';
import {foldTranscript} from '../../../../source/core/transcript/transcript-fold.ts';
import {init, only, translate} from '../given.ts';

const call = {type: 'tool_use', id: 'toolu_1', name: 'Bash', input: {command: 'rm -rf ~', description: 'Clean'}};
const use = {
	type: 'assistant',
	message: {id: 'm1', model: 'claude-opus-5-5', content: [call]},
	parent_tool_use_id: null,
};
const ask = {
	type: 'control_request',
	request_id: 'q1',
	request: {subtype: 'can_use_tool', tool_name: 'Bash', input: call.input, tool_use_id: 'toolu_1'},
};
const answer = (response: object) => ({
	type: 'control_response',
	response: {subtype: 'success', request_id: 'q1', response},
});

/** The entries that the transcript shows after these frames. */
function entriesOf(frames: readonly unknown[]): readonly Entry[] {
	const entries: Entry[] = [];

	for (const [position, event] of translate([init, ...frames]).entries()) {
		foldTranscript(entries, {position, at: position as EpochMs, event});
	}

	return entries;
}

test('after an edited allow the call is told again, with the input that runs', () => {
	const frames = [use, ask, answer({behavior: 'allow', updatedInput: {command: 'rm -rf build'}})];
	expect(only(translate(frames), 'tool-started').map(({toolId, summary}) => [toolId, summary])).toEqual([
		['toolu_1', 'rm -rf ~'],
		['toolu_1', 'rm -rf build'],
	]);
	expect(entriesOf(frames)).toMatchObject([
		{kind: 'tool', summary: 'rm -rf build', input: 'rm -rf build'},
		{kind: 'asked', summary: 'rm -rf ~'},
	]);
});

test('an allow as it was asked, a denial and an unknown answer tell nothing new', () => {
	for (const response of [
		{behavior: 'allow', updatedInput: call.input},
		{behavior: 'deny', message: 'No.'},
		{commands: []},
	]) {
		expect(only(translate([use, ask, answer(response)]), 'tool-started')).toHaveLength(1);
	}
});

test('an answer to a withdrawn request tells nothing', () => {
	const frames = [use, ask, {type: 'control_cancel_request', request_id: 'q1'}];
	const late = answer({behavior: 'allow', updatedInput: {command: 'ls'}});
	expect(only(translate([...frames, late]), 'tool-started')).toHaveLength(1);
});
