import {expect, test} from 'vitest';
import {createHeadlessTerminal} from '../../helpers/screen.ts';
import {toFilm} from '../../helpers/to-film.ts';

async function screenOf(text: string) {
	const terminal = createHeadlessTerminal({columns: 20, rows: 2});
	await terminal.write(Buffer.from(text));
	const screen = terminal.screen();
	terminal.dispose();
	return screen;
}

test('a row that stays is drawn once, and one that changes is shown for as long as it stood', async () => {
	const frames = [
		{atMs: 0, screen: await screenOf('steady\r\nfirst')},
		{atMs: 500, screen: await screenOf('steady\r\nsecond')},
	];
	const film = toFilm(frames, {title: 'film', endMs: 1000});
	expect(film.match(/steady/g)).toHaveLength(1);
	expect(film).toMatch(/<g><animate [^>]*values="visible;hidden" keyTimes="0.0000;0.5000"[^>]*\/>.*first/);
	expect(film).toMatch(
		/<g visibility="hidden"><animate [^>]*values="hidden;visible" keyTimes="0.0000;0.5000"[^>]*\/>.*second/,
	);
});

test('a film without a screen is an error', () => {
	expect(() => toFilm([], {title: 'film', endMs: 1})).toThrow('at least one screen');
});
