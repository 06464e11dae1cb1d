/**
 * The `towline.toml` that `towline init` writes. It lists every key with its default, commented out. A test parses it with
 * all of these keys uncommented.
 */
export const starterConfig = `# Configuration of Towline for this project. Every key is listed with its default value, or with an example if it has no
# default. To set a key, remove the "#" before it. Unknown keys are errors.

[project]
# name = "shop"               # shown in the dashboard; default: the folder's name
# stories = "stories"         # folder of *.md files, one for each story
# base = "main"               # worktrees branch from it; default: the branch that is checked out

[worktree]
# enabled = true              # false: agents work in this folder, without worktrees
# path = ".towline/worktrees/{{story.id}}"
# branch = "towline/{{story.id}}"
# setup = ["npm ci"]          # run in a new worktree; default: none
# teardown = []               # run before a worktree is removed
# copy = [".env"]             # files and folders that git ignores, copied into new worktrees; default: none

[limits]
# max_parallel = 4            # how many agents run at the same time
# max_waiting = 8             # how many agents that wait for you give up their slot to others
# max_retries = 2             # retries after a failure, with increasing delays
# inactivity_timeout = "15m"  # stops an agent that prints nothing for so long; "0": no limit; units s, m, h, d
# background_timeout = "10m"  # ends commands that a finished agent left running for so long; "0": keeps them
# permission_timeout = "0"    # denies a request that nobody answers for so long; "0": no limit
# auto_resume = true          # resume agents when their rate limit resets
# resume_lost = false         # resume runs that ended because the supervisor crashed
# story_budget_usd = 5.0      # default: none
# day_budget_usd = 50.0       # default: none
# project_budget_usd = 200.0  # default: none

# At least one agent is required. The first one works on stories that name no agent.
[[agent]]
name = "coder"
runtime = "claude-code"
# command = "claude"          # default: the runtime's program
# args = []                   # for example ["--model", "sonnet"]
# env = {}                    # for example { MY_FLAG = "1" }
# permission_mode = "acceptEdits"  # default: the runtime's default
# max_parallel = 2            # how many runs of this agent at the same time; default: only limits.max_parallel applies
# max_turns = 200             # default: none
# prompt = """
# You work on story {{story.id}}: {{story.title}}.
# Your folder is {{worktree}}. Change files only there, and commit what you complete.
#
# {{story.body}}
# """

# Rules that answer permission requests. They are checked in order; the first that matches answers.
# [[permission]]
# tool = "Bash"
# match = "npm test*"         # glob for the command, path or URL; default: matches everything
# field = "command"           # the field that match is about, for tools that Towline does not know
# decision = "allow"          # allow, deny or ask

[logs]
# keep_logs = "30d"

[notify]
# bell = false                # ring the terminal bell when an agent needs you
# title = true                # show counts in the terminal title
# desktop = false             # desktop notifications (OSC 9 and OSC 777), also inside tmux
# command = ""                # shell command run for each event, with TOWLINE_EVENT, TOWLINE_STORY ... in its environment

# US dollars per million tokens, for runtimes that report no cost.
# [prices."gpt-5.5"]
# input = 1.25
# output = 10.0
# cache_read = 0.0
# cache_write = 0.0
`;

/** The first story that `towline init` writes. It can be run unchanged. */
export const starterStory = `---
title: Write the README
# agent: coder              # default: the first [[agent]] of towline.toml
# after: [0_other-story]    # starts when these stories are completed
# priority: 0               # higher starts first
# budget_usd: 2             # default: story_budget_usd
---

Read this repository and write a README of one page: what the project does, how to run it, how to test it.

- A new developer can follow it without asking questions.
- You have tried every command in it.
`;
