/**
 * The `towline.toml` that `towline init` writes: every key with its default, commented out, so that the file says what
 * can be said. A test reads it with all of that uncommented.
 */
export const starterConfig = `# What Towline may do in this project. Every key stands here with its default, or an example where it has none;
# remove the "#" of a line to change it. Unknown keys are errors.

[project]
# name = "shop"               # default: the folder's name
# stories = "stories"         # folder of *.md, one story each
# base = "main"               # what worktrees branch from; default: the branch checked out

[worktree]
# enabled = true              # false: agents work in this folder itself
# path = ".towline/worktrees/{{story.id}}"
# branch = "towline/{{story.id}}"
# setup = ["npm ci"]          # run in a new worktree; default: none
# teardown = []               # run before a worktree is removed
# copy = [".env"]             # ignored files and folders to bring along; default: none

[limits]
# max_parallel = 4            # agents at a time
# max_retries = 2             # after a failure, with growing pauses
# inactivity_timeout = "15m"  # ends an agent that prints nothing; "0" is off; units s, m, h, d
# permission_timeout = "0"    # denies a request nobody answers; "0" waits
# auto_resume = true          # when a rate limit's window opens again
# resume_lost = false         # resume what a crash of the supervisor ended
# story_budget_usd = 5.0      # default: none
# day_budget_usd = 50.0       # default: none
# project_budget_usd = 200.0  # default: none

# At least one agent; the first works on stories that name none.
[[agent]]
name = "coder"
runtime = "claude-code"
# command = "claude"          # default: the runtime's own program
# args = []                   # such as ["--model", "sonnet"]
# env = {}                    # such as { MY_FLAG = "1" }
# permission_mode = "acceptEdits"  # default: the runtime's own
# max_parallel = 2            # of this agent; default: no limit of its own
# max_turns = 200             # default: none
# prompt = """
# You work on story {{story.id}}: {{story.title}}.
# Your folder is {{worktree}}. Change files only there, and commit what you complete.
#
# {{story.body}}
# """

# Answers to permission requests: asked in order, the first match answers.
# [[permission]]
# tool = "Bash"
# match = "npm test*"         # glob on the command, path or URL; default: everything
# decision = "allow"          # allow, deny or ask

[logs]
# keep_logs = "30d"

[notify]
# bell = false                # ring the terminal's bell when somebody needs you
# title = true                # counts in the terminal's title
# desktop = false             # desktop notifications through the terminal (OSC 9 and 777), also through tmux
# command = ""                # run for each event, with TOWLINE_EVENT, TOWLINE_STORY ... in its environment

# US dollars per million tokens, for runtimes that report no cost.
# [prices."gpt-5.5"]
# input = 1.25
# output = 10.0
# cache_read = 0.0
# cache_write = 0.0
`;

/** A first story: real enough to be run as it is. */
export const starterStory = `---
title: Write the README
# agent: coder              # default: the first [[agent]] of towline.toml
# after: [0_other-story]    # starts when these are completed
# priority: 0               # higher starts first
# budget_usd: 2             # default: story_budget_usd
---

Read this repository and write a README of one page: what it is for, how to run it, how to test it.

- Somebody new to it can follow it without asking.
- Every command in it was tried.
`;
