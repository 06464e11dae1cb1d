/** How many times faster than a real agent a headless demo is. */
const headlessSpeed = '5';

/** The demo's `towline.toml`. `agent` is the absolute path of the agent program, `home` of the folder for its sessions. */
export function demoConfig({
	agent,
	home,
	isHeadless,
	hasGit,
}: {
	readonly agent: string;
	readonly home: string;
	readonly isHeadless: boolean;
	readonly hasGit: boolean;
}): string {
	const speed = process.env.TOWLINE_DEMO_SPEED ?? (isHeadless ? headlessSpeed : '1');
	const env = (account: string) =>
		[
			// Empty, so that a program in the user's environment does not replace the demo agent and cost money.
			'TOWLINE_CLAUDE_BIN = ""',
			`TOWLINE_DEMO_HOME = ${quote(home)}`,
			`TOWLINE_DEMO_SPEED = ${quote(speed)}`,
			`CLAUDE_CONFIG_DIR = ${quote(`${home}/${account}`)}`,
		].join(', ');

	return `# The configuration of the demo. The whole project is deleted when you leave it.

[project]
name = "shop"

[limits]
max_parallel = 5                  # the sixth story waits for another one
max_retries = 0                   # a failed story is not retried, so that you can look at it
${hasGit ? '' : withoutGit}
# Three agents, all of one program that plays a script and speaks Claude Code's protocol. Nothing here costs money.
[[agent]]
name = "coder"                    # the first agent is the default
runtime = "claude-code"
command = ${quote(agent)}
args = ["--model", "sonnet"]
env = { ${env('account')} }
permission_mode = "acceptEdits"
prompt = ${prompt}

[[agent]]
name = "senior"                   # another model
runtime = "claude-code"
command = ${quote(agent)}
args = ["--model", "opus"]
env = { ${env('account')} }
permission_mode = "acceptEdits"
prompt = ${prompt}

[[agent]]
name = "night"                    # another account with its own rate limit
runtime = "claude-code"
command = ${quote(agent)}
args = ["--model", "sonnet"]
env = { ${env('night-account')} }
permission_mode = "acceptEdits"
prompt = ${prompt}
`;
}

const withoutGit = `
[worktree]
enabled = false                   # git was not found: all agents work in this folder
`;

const prompt = `"""
You work on story {{story.id}}: {{story.title}}.
Your folder is {{worktree}}.

{{story.body}}
"""`;

/** A TOML basic string; for text without control characters JSON has the same syntax. */
function quote(text: string): string {
	return JSON.stringify(text);
}
