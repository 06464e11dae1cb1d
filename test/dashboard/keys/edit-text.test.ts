import {expect, test} from 'vitest';
import {breakLine, editText, moveLine, paste} from '../../../source/dashboard/keys/edit-text.ts';

function type(text: string, ...keys: readonly string[]): string {
	let edited = {text, cursor: text.length};

	for (const key of keys) {
		edited = editText(edited, key) ?? edited;
	}

	return `${edited.text.slice(0, edited.cursor)}|${edited.text.slice(edited.cursor)}`;
}

test.for([
	[['a', 'space', 'b'], 'go a b|'],
	[['backspace'], 'g|'],
	[['delete'], 'g|'],
	[['left', 'x'], 'gx|o'],
	[['home', 'x'], 'x|go'],
	[['ctrl-a', 'right', 'x'], 'gx|o'],
	[['ctrl-u'], '|'],
	[['left', 'ctrl-k'], 'g|'],
	[['up'], 'go|'],
] as const)('%j', ([keys, text]) => {
	const start = keys[0] === 'a' ? 'go ' : 'go';
	expect(type(start, ...keys)).toBe(text);
});

test('a word is deleted with the blanks behind it', () => {
	expect(type('run the tests  ', 'ctrl-w')).toBe('run the |');
});

test('an emoji of several code points is deleted at once', () => {
	expect(type('a👩‍👩‍👧', 'backspace')).toBe('a|');
	expect(type('a👩‍👩‍👧', 'left')).toBe('a|👩‍👩‍👧');
});

test('what is pasted into a line becomes one line, and keeps its line breaks in a text of several', () => {
	expect(paste({text: 'ab', cursor: 1}, 'one\r\ntwo\u001B[31m', true)).toEqual({text: 'aone\ntwo [31mb', cursor: 13});
	expect(paste({text: 'ab', cursor: 1}, 'one\ntwo', false)).toEqual({text: 'aone twob', cursor: 8});
});

test('the cursor goes up and down the lines of a text, as far as they reach', () => {
	const broken = breakLine({text: 'onetwo', cursor: 3});
	expect(broken).toEqual({text: 'one\ntwo', cursor: 4});
	const long = {text: 'one\nlonger\nx', cursor: 10};
	expect(moveLine(long, -1)).toEqual({...long, cursor: 3});
	expect(moveLine(long, 1)).toEqual({...long, cursor: 12});
	expect(moveLine({...long, cursor: 1}, -1)).toBeUndefined();
	expect(moveLine({...long, cursor: 12}, 1)).toBeUndefined();
});
