/** How many times faster than a real agent the demo goes when nobody watches. */
const headlessSpeed = '5';

/** The demo's `towline.toml`. `agent` is the program's absolute path, `home` where it keeps its sessions. */
export function demoConfig({
	agent,
	home,
	isHeadless,
}: {
	readonly agent: string;
	readonly home: string;
	readonly isHeadless: boolean;
}): string {
	const speed = process.env.TOWLINE_DEMO_SPEED ?? (isHeadless ? headlessSpeed : '1');
	const env = (account: string) =>
		[
			// Empty, so that a program named in the user's environment does not take the demo's place and cost money.
			'TOWLINE_CLAUDE_BIN = ""',
			`TOWLINE_DEMO_HOME = ${quote(home)}`,
			`TOWLINE_DEMO_SPEED = ${quote(speed)}`,
			`CLAUDE_CONFIG_DIR = ${quote(`${home}/${account}`)}`,
		].join(', ');

	return `# The demo's project: everything here is removed when you leave it.

[project]
name = "shop"

[limits]
max_parallel = 5                  # the sixth story waits for another one anyway
max_retries = 0                   # a failed story stays failed, so that you can look at it

# Three agents of one program: a script that speaks Claude Code's protocol, so nothing here costs anything.
[[agent]]
name = "coder"                    # the first is the default for stories that name none
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
name = "night"                    # another account: its rate limit is its own
runtime = "claude-code"
command = ${quote(agent)}
args = ["--model", "sonnet"]
env = { ${env('night-account')} }
permission_mode = "acceptEdits"
prompt = ${prompt}
`;
}

const prompt = `"""
You work on story {{story.id}}: {{story.title}}.
Your folder is {{worktree}}.

{{story.body}}
"""`;

/** TOML's basic strings are JSON's, for text without control characters. */
function quote(text: string): string {
	return JSON.stringify(text);
}
