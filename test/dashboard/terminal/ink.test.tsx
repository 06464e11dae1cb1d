import {Box, Text, useInput} from 'ink';
import {useState} from 'react';
import {expect, test} from 'vitest';
import {renderToScreen} from '../../helpers/render-to-screen.ts';

function Counter() {
	const [count, setCount] = useState(0);
	useInput(input => setCount(before => (input === '+' ? before + 1 : before)));
	return (
		<Box height={5} flexDirection="column">
			<Text color="green">count {count}</Text>
			<Text>漢字 👩‍👩‍👧 ok</Text>
		</Box>
	);
}

test('what Ink draws is on the screen, and keys reach it', async () => {
	using app = renderToScreen(<Counter />, {columns: 30, rows: 5});
	await app.waitUntil(({text}) => text.startsWith('count 0\n漢字 👩‍👩‍👧 ok'));
	app.stdin.write('+');
	const screen = await app.waitUntil(({lines}) => lines[0] === 'count 1');
	expect(screen.cells[0]?.[0]?.foreground).toEqual({kind: 'palette', index: 2});
});

test('a resized screen shows the whole tree again', async () => {
	using app = renderToScreen(<Counter />, {columns: 30, rows: 5});
	await app.waitUntil(({text}) => text.includes('ok'));
	app.resize(40, 10);
	await app.waitUntil(({text, columns}) => columns === 40 && text === 'count 0\n漢字 👩‍👩‍👧 ok');
	app.resize(20, 5);
	await app.waitUntil(({text, columns}) => columns === 20 && text === 'count 0\n漢字 👩‍👩‍👧 ok');
});
