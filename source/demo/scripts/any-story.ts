import {type Script, say} from '../agent/script.ts';

/** For a story that somebody wrote while looking around. */
export const anyStory: Script = {
	story: 'any',
	steps: () => [
		say({
			thinking: 'I do not know this story yet. First I look at what there is, then I say what I would do.',
			text: 'Let me look around first.',
			tools: [
				{tool: 'Bash', command: 'git log --oneline -5 && ls src test', about: 'Look at the repository'},
				{tool: 'Read', path: 'src/cart.js'},
			],
		}),
		say({
			text: 'The tests run with Node alone, so I check that they pass before I change anything.',
			tools: [{tool: 'Bash', command: 'node --test', about: 'Run the tests'}],
		}),
		say({
			thinking: 'This is a demo: there is no model behind me, so I had better say that.',
			text: `Here is what I found:

- The shop is small: **five** modules, no dependencies.
- Its tests pass.

I am the demo's agent and play from a script, so this is as far as I get. With a real agent program in
\`towline.toml\` this story would be worked on now.`,
		}),
	],
};
