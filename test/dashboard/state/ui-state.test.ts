import {expect, test} from 'vitest';
import type {AgentId} from '../../../source/core/ids.ts';
import {evolveUi, initialUi, type UiAction, type UiState} from '../../../source/dashboard/state/ui-state.ts';

const one = '1:coder' as AgentId;
const two = '2:coder' as AgentId;

function after(...actions: readonly UiAction[]): UiState {
	return actions.reduce(evolveUi, initialUi);
}

test('another agent is shown from its end, not at the place of the previous one', () => {
	const ui = after(
		{type: 'selected', agent: one},
		{type: 'scrolled', scroll: {kind: 'scrolled', top: {entry: 3, line: 1}, seenTo: 9}},
		{type: 'searched', search: 'total', match: {entry: 3, line: 1, start: 0}},
		{type: 'selected', agent: two},
	);
	expect(ui).toMatchObject({selected: two, scroll: {kind: 'following'}, search: '', match: undefined});
});

test('the same agent again changes nothing', () => {
	const ui = after({type: 'selected', agent: one});
	expect(evolveUi(ui, {type: 'selected', agent: one})).toBe(ui);
});

test('thinking is shown, then folded, then hidden, then shown again', () => {
	const turn: UiAction = {type: 'thinking-switched'};
	expect([after(turn), after(turn, turn), after(turn, turn, turn)].map(({thinking}) => thinking)).toEqual([
		'folded',
		'hidden',
		'shown',
	]);
});

test('several are marked together unless all of them are', () => {
	const some = after({type: 'mark-toggled', agents: [one]}, {type: 'mark-toggled', agents: [one, two]});
	expect([...some.marks]).toEqual([one, two]);
	expect(evolveUi(some, {type: 'mark-toggled', agents: [one, two]}).marks.size).toBe(0);
});

test('what is typed is kept only while something is typed', () => {
	const typed: UiAction = {type: 'typed', text: 'abc', cursor: 3};
	expect(after(typed)).toBe(initialUi);
	expect(
		after({type: 'modal-opened', modal: {kind: 'input', purpose: {kind: 'filter'}, text: '', cursor: 0}}, typed).modal,
	).toMatchObject({text: 'abc', cursor: 3});
});
