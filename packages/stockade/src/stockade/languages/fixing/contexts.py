"""Where a value stands in a command or a page: whether an escaped one is right there."""

import re

STAND = "x"
"""Stands for other values in the text before."""
_QUOTES = re.compile(r"['\"`\\#]|\$\(|<<|<\(|>\(")
_ENDS = re.compile(r"[;|&\n(){}!]+")
_ASSIGNED = re.compile(r"\w+=\S*$")
# fmt: off
_RUNNING = frozenset({
    "sh", "bash", "dash", "zsh", "ksh", "csh", "tcsh", "fish", "ash", "busybox", "eval", "exec", "source",
    ".", "ssh", "rsh", "su", "sudo", "doas", "env", "xargs", "nohup", "time", "timeout", "watch", "nice",
    "ionice", "setsid", "stdbuf", "script", "parallel", "find", "awk", "gawk", "mawk", "sed", "perl",
    "python", "python2", "python3", "ruby", "node", "nodejs", "deno", "bun", "php", "lua", "tclsh",
    "osascript", "powershell", "pwsh", "cmd", "make", "docker", "podman", "kubectl", "at", "batch",
    "chroot", "unshare", "nsenter", "strace", "gdb", "expect", "screen", "tmux", "trap", "command",
    "builtin", "if", "then", "else", "elif", "while", "until", "do", "for", "case", "function", "export",
    "declare", "local", "alias", "tar", "git", "psql", "mysql", "mariadb", "sqlite3", "mongo", "mongosh",
    "pip", "pip3", "npm", "npx", "yarn", "uvx", "java",
})
# fmt: on
"""Programs that take a command, code or a script in their arguments, and words that are none."""
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9]*")
_RAW = frozenset(
    {"script", "style", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext", "template"}
)
_QUOTED = re.compile(r"\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def is_shell_word(before: str, after: str) -> bool:
    """Tell whether what is between is a word, or a part of one, among the arguments of a plain program.

    What the program writes must not become commands either (`curl {} | sh`).
    """
    if _QUOTES.search(before) or any(map(_is_run, _ENDS.split(after)[1:])):
        return False
    command = _ENDS.split(before)[-1]
    words = command.split()
    while words and _ASSIGNED.fullmatch(words[0]):
        words.pop(0)
    begun = bool(command[-1:].strip())
    if len(words) < (2 if begun else 1):
        return False
    program = words[0].rpartition("/")[2]
    return bool(re.fullmatch(r"[\w.+-]+", program)) and program not in _RUNNING


def _is_run(command: str) -> bool:
    """Tell whether a command takes code, or is too much to tell."""
    words = [word for word in command.split() if not _ASSIGNED.fullmatch(word)]
    return bool(words) and words[0].rpartition("/")[2] in _RUNNING


def is_html_text(before: str, _after: str) -> bool:
    """Tell whether what follows is text between tags, where a browser reads no script, style or comment."""
    at = 0
    while (found := before.find("<", at)) >= 0:
        if before.startswith("<!--", found):
            end = before.find("-->", found)
            if end < 0:
                return False
            at = end + 3
            continue
        name = _NAME.match(before, found + (2 if before.startswith("</", found) else 1))
        if name is None and before[found + 1 : found + 2] not in {"!", "?", "/", ""}:
            at = found + 1
            continue
        end = _end_of_tag(before, found)
        if end < 0:
            return False
        at = end
        if name is not None and not before.startswith("</", found) and name[0].lower() in _RAW:
            closing = re.compile(rf"(?i)</{name[0]}\s*>").search(before, at)
            if closing is None:
                return False
            at = closing.end()
    return True


def _end_of_tag(text: str, start: int) -> int:
    """Return where a tag ends, quoted values of its attributes taken whole; -1 where it does not."""
    at = start + 1
    while at < len(text):
        quoted = _QUOTED.match(text, at)
        if quoted is not None:
            at = quoted.end()
        elif text[at] == ">":
            return at + 1
        elif text[at] in "\"'":
            return -1
        else:
            at += 1
    return -1
