import {type Script, say} from '../agent/script.ts';

/** Asks before it pushes, and takes either answer. The remote is a bare repository beside the demo's own. */
export const releaseNotes: Script = {
	story: '43_release-notes',
	steps: () => [
		say({
			thinking: 'Release notes come from what was merged since the last version. The log is the source, not my memory.',
			text: 'I read the history and the changelog as it is.',
			tools: [
				{tool: 'Bash', command: 'git log --oneline -10', about: 'Read the history'},
				{tool: 'Read', path: 'CHANGELOG.md'},
			],
		}),
		say({
			text: 'Two things are worth telling; the rest is inside.',
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
			thinking: 'Pushing leaves this folder. That is not mine to decide, so I ask.',
			text: 'The notes are committed. Pushing them needs your word.',
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
			text: 'Pushed to `release/1.5.0`. The notes are out; nothing else was changed.',
		}),
		say({
			when: 'denied',
			text: 'Not pushed, as you said. The commit is here, and this would push it:\n\n```sh\ngit push origin HEAD:release/1.5.0\n```',
		}),
	],
};
