import {expect, test} from 'vitest';
import {editText, paste} from '../../../source/dashboard/keys/edit-text.ts';

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

test('an emoji of several code points goes at once', () => {
	expect(type('a👩‍👩‍👧', 'backspace')).toBe('a|');
	expect(type('a👩‍👩‍👧', 'left')).toBe('a|👩‍👩‍👧');
});

test('what is pasted becomes one line', () => {
	expect(paste({text: 'ab', cursor: 1}, 'one\ntwo')).toEqual({text: 'aone twob', cursor: 8});
});
