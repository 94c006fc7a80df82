/* SPDX-License-Identifier: Apache-2.0 */
#include "agent.h"

#include <fcntl.h>
#include <limits.h>
#include <pty.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* getpwuid would need NSS libraries at run time, which a static program cannot count on. */
static const struct passwd *find_user(void)
{
	FILE *file = fopen("/etc/passwd", "re");
	if (!file)
		return NULL;
	struct passwd *user;
	while ((user = fgetpwent(file)) && user->pw_uid != geteuid())
		;
	fclose(file);
	return user;
}

static void join_cgroups(const char *dirs)
{
	char copy[PATH_MAX * 2], path[PATH_MAX + 16], *rest = copy;
	if (!dirs || strlen(dirs) >= sizeof copy)
		return;
	strcpy(copy, dirs);
	for (char *dir; (dir = strsep(&rest, ":"));) {
		snprintf(path, sizeof path, "%s/cgroup.procs", dir);
		int fd = *dir ? open(path, O_WRONLY | O_CLOEXEC) : -1;
		if (fd < 0)
			continue;
		if (write(fd, "0", 1) < 0) { /* 0 is the writer itself, in any pid namespace */
		}
		close(fd);
	}
}

static _Noreturn void become_shell(void)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	join_cgroups(getenv("NARU_SHELL_CGROUP"));
	/* Without it, Backspace in a plain `cat` or `read` takes a third of a Hangul syllable. */
	struct termios modes;
	if (tcgetattr(STDIN_FILENO, &modes) == 0) {
		modes.c_iflag |= IUTF8;
		tcsetattr(STDIN_FILENO, TCSANOW, &modes);
	}

	const struct passwd *user = find_user();
	if (user) {
		setenv("HOME", user->pw_dir, 0);
		setenv("USER", user->pw_name, 1);
		setenv("LOGNAME", user->pw_name, 1);
	}
	const char *shell = user && *user->pw_shell ? user->pw_shell : "/bin/bash";
	if (access(shell, X_OK) < 0 || strstr(shell, "nologin") || strstr(shell, "/false"))
		shell = "/bin/bash";
	const char *dir = getenv("NARU_WORKDIR");
	if (!dir || chdir(dir) < 0) {
		const char *home = getenv("HOME");
		if ((!home || chdir(home) < 0) && chdir("/") < 0) {
		}
	}
	unsetenv("NARU_WORKDIR");
	unsetenv("NARU_TERM_DIR");
	unsetenv("NARU_SHELL_CGROUP");
	unsetenv("NARU_STALL_MS");
	unsetenv("OLDPWD");
	setenv("TERM", "xterm-256color", 1);
	setenv("COLORTERM", "truecolor", 1);
	setenv("LANG", "C.UTF-8", 0);
	setenv("SHELL", shell, 1);

	const char *slash = strrchr(shell, '/'), *base = slash ? slash + 1 : shell;
	char name[64] = "-"; /* the dash makes it a login shell */
	strncat(name, base, sizeof name - 2);
	execl(shell, name, (char *)NULL);
	execl("/bin/bash", "bash", "-l", (char *)NULL);
	execl("/bin/sh", "-sh", (char *)NULL);
	_exit(127);
}

pid_t start_shell(int *master, uint16_t cols, uint16_t rows)
{
	struct winsize size = { .ws_col = cols, .ws_row = rows };
	pid_t pid = forkpty(master, NULL, NULL, &size);
	if (pid == 0)
		become_shell();
	if (pid > 0 && (fcntl(*master, F_SETFD, FD_CLOEXEC) < 0 || set_nonblock(*master, true) < 0))
		return -1;
	return pid;
}
