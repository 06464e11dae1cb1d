import {type Script, say} from '../agent/script.ts';

/** Asks before it pushes, and continues after either answer. The remote is a bare repository beside the demo's own. */
export const releaseNotes: Script = {
	story: '43_release-notes',
	steps: () => [
		say({
			thinking: 'Release notes list what was merged since the last version, so I read the log.',
			text: 'I read the history and the changelog.',
			tools: [
				{tool: 'Bash', command: 'git log --oneline -10', about: 'Read the history'},
				{tool: 'Read', path: 'CHANGELOG.md'},
			],
		}),
		say({
			text: 'Two changes matter to users; the others are internal.',
			tools: [
				{
					tool: 'Edit',
					path: 'CHANGELOG.md',
					from: `# Changelog
`,
					to: `# Changelog

## 1.5.0

- Checkout, search, and prices written for people.
- Tests for cart and checkout: run them with \`node --test\`.
`,
				},
				{
					tool: 'Bash',
					command: 'git add CHANGELOG.md && git commit -q -m "Release notes for 1.5.0" && git log --oneline -1',
					about: 'Commit the notes',
				},
			],
		}),
		say({
			thinking: 'Pushing changes something outside this folder, so I ask first.',
			text: 'The notes are committed. Pushing them needs your permission.',
			tools: [
				{
					tool: 'Bash',
					command: 'git push origin HEAD:release/1.5.0',
					about: 'Push the notes to release/1.5.0',
					asks: true,
				},
			],
		}),
		say({
			when: 'allowed',
			text: 'Pushed to `release/1.5.0`. Nothing else has changed.',
		}),
		say({
			when: 'denied',
			text: 'Not pushed, because you denied it. The commit is here; this command pushes it:\n\n```sh\ngit push origin HEAD:release/1.5.0\n```',
		}),
	],
};
