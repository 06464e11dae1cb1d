import {expect, test} from 'vitest';
import type {EpochMs} from '../../../source/core/ids.ts';
import type {Entry} from '../../../source/core/transcript/transcript.ts';
import {lineOf} from '../../../source/dashboard/line.ts';
import {
	cutPane,
	following,
	type PaneScroll,
	type PaneText,
	scrollBy,
	scrollToStart,
} from '../../../source/dashboard/pane/scroll.ts';
import {toText} from '../../../source/dashboard/pane/search.ts';

/** Each text is an entry; its lines are separated by commas. */
function paneOf(texts: readonly string[], height = 4): PaneText {
	const entries = texts.map((text, index): Entry => ({kind: 'line', position: index * 10, at: 0 as EpochMs, text}));
	return {
		entries,
		height,
		isRead: true,
		columns: 80,
		linesOf: entry =>
			entry.kind === 'line' && entry.text !== '' ? entry.text.split(',').map(text => lineOf(text)) : [],
	};
}

function shown(pane: PaneText, scroll: PaneScroll): string {
	return cutPane(pane, scroll).lines.map(toText).join('');
}

const letters = ['a,b', 'c,d,e', '', 'f', 'g,h,i'];

test('following shows the end', () => {
	expect(shown(paneOf(letters), following)).toBe('fghi');
});

test('a transcript shorter than the pane is shown whole', () => {
	expect(shown(paneOf(['a', 'b']), following)).toBe('ab');
	expect(cutPane(paneOf([]), following).lines).toEqual([]);
});

test('it moves by lines across entries, and stops at both ends', () => {
	const pane = paneOf(letters);
	let scroll = scrollBy(pane, following, -1);
	expect(shown(pane, scroll)).toBe('efgh');
	scroll = scrollBy(pane, scroll, -3);
	expect(shown(pane, scroll)).toBe('bcde');
	scroll = scrollBy(pane, scroll, -10);
	expect(shown(pane, scroll)).toBe('abcd');
	scroll = scrollBy(pane, scroll, 2);
	expect(shown(pane, scroll)).toBe('cdef');
	expect(scrollBy(pane, scroll, 10)).toEqual(following);
});

test('what is read stays where it is when more comes, and the new is counted', () => {
	const scroll = scrollToStart(paneOf(letters), following);
	const later = paneOf([...letters, 'j', 'k']);
	expect(shown(later, scroll)).toBe('abcd');
	expect(cutPane(later, scroll)).toMatchObject({isAtEnd: false, fresh: 2});
});

test('an entry that was dropped is replaced by the first one that is left', () => {
	const pane = paneOf(letters);
	const scroll = scrollToStart(pane, following);
	expect(shown({...pane, entries: pane.entries.slice(1)}, scroll)).toBe('cdef');
});

test('with a stride, following stands still until the text has filled the pane again', () => {
	const line = (index: number) => String.fromCharCode(97 + index);
	const shownAfter = (count: number) => {
		const text = Array.from({length: count}, (_, index) => line(index)).join(',');
		return shown({...paneOf([text], 6), stride: 3}, following);
	};
	expect([6, 7, 8, 9, 10, 12, 13].map(shownAfter)).toEqual([
		'abcdef',
		'defg',
		'defgh',
		'defghi',
		'ghij',
		'ghijkl',
		'jklm',
	]);
});

test('with a stride, the beginning of another entry is shown at the top', () => {
	const pane = {...paneOf(['a,b,c', 'd,e,f', 'g,h'], 6), stride: 4};
	expect(shown(pane, following)).toBe('defgh');
});

test('only lines that are shown are made', () => {
	let made = 0;
	const pane = paneOf(Array.from({length: 10_000}, () => 'x,y'));
	const counting = {
		...pane,
		linesOf: (entry: Entry) => {
			made++;
			return pane.linesOf(entry);
		},
	};
	cutPane(counting, following);
	expect(made).toBeLessThan(5);
});
