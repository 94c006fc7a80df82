/* The holder: owns the pty and its shell, keeps the last output, serves any number of readers.
 * One thread, one poll loop, everything bounded.
 * SPDX-License-Identifier: Apache-2.0 */
#include "holder.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define READ_CHUNK (16u * 1024)
#define HANDSHAKE_MS 10000
#define FAREWELL_MS 30000

struct holder h;

/* ---- ending the shell ---- */

void end_shell(int sig)
{
	pid_t front = tcgetpgrp(h.master);
	if (front > 1)
		kill(-front, sig);
	kill(h.shell, sig);
	if (sig == SIGHUP) {
		kill(h.shell, SIGCONT);
		h.kill_at = mono_ms() + 1000;
	}
}

/* The last output is still in the kernel when the shell is gone. Once the slave is closed a read
 * ends in EIO; programs that outlive the shell may keep it open, so time and bytes are bounded. */
static void shell_ended(int status)
{
	uint8_t buf[READ_CHUNK];
	int64_t until = mono_ms() + 200;
	size_t left = 128 * 1024;
	while (left > 0 && mono_ms() < until) {
		ssize_t n = read(h.master, buf, sizeof buf < left ? sizeof buf : left);
		if (n > 0) {
			ring_append(&h.ring, buf, (size_t)n);
			left -= (size_t)n;
		} else if (n < 0 && errno == EAGAIN) {
			struct pollfd wait = { .fd = h.master, .events = POLLIN };
			poll(&wait, 1, 20);
		} else {
			break;
		}
	}
	close(h.master);
	h.master = -1;
	h.ended = true;
	h.status = status;
	h.ended_ms = mono_ms();
	/* Unlinked before the listener closes: nobody finds a refused socket of ours to replace, and
	 * whoever connected in between is served or, at worst, sees its socket end and tries again. */
	char path[64];
	snprintf(path, sizeof path, "%s.sock", h.id);
	unlink(path);
	accept_clients();
	close(h.listener);
	h.listener = -1;
	each_client(c) {
		if (c->fd < 0 || c->killer)
			forget(c);
		else
			c->since = h.ended_ms;
	}
}

static void read_signals(void)
{
	struct signalfd_siginfo info;
	while (read(h.signals, &info, sizeof info) == sizeof info) {
		if (info.ssi_signo == SIGTERM && !h.ended)
			end_shell(SIGHUP);
	}
	int status;
	if (!h.ended && waitpid(h.shell, &status, WNOHANG) == h.shell)
		shell_ended(status);
}

/* ---- input to the pty ---- */

static bool input_waits(void)
{
	each_client(c) if (c->in_len > 0) return true;
	return false;
}

/* Frame by frame in turn; a client whose frame is not complete yet keeps nobody waiting. */
static void type_input(void)
{
	h.input_blocked = false;
	for (size_t idle = 0; idle < MAX_CLIENTS && !h.ended;) {
		struct client *c = h.clients[h.turn];
		if (!c || c->in_len == 0) {
			h.turn = (h.turn + 1) % MAX_CLIENTS;
			idle++;
			continue;
		}
		idle = 0;
		if (c->turn_left == 0) {
			uint8_t mark[4];
			for (size_t i = 0; i < 4; i++)
				mark[i] = c->in[(c->in_at + i) % IN_CAP];
			in_drop(c, 4);
			c->turn_left = get_u32(mark);
			continue;
		}
		size_t n = c->in_len < c->turn_left ? c->in_len : c->turn_left;
		if (n > IN_CAP - c->in_at)
			n = IN_CAP - c->in_at;
		ssize_t written = write(h.master, c->in + c->in_at, n);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0) {
			h.input_blocked = true;
			return;
		}
		in_drop(c, (size_t)written);
		c->in_done += (uint64_t)written;
		c->turn_left -= (uint32_t)written;
		if (c->turn_left == 0)
			h.turn = (h.turn + 1) % MAX_CLIENTS;
	}
}

/* ---- pacing ---- */

/* How much may be read from the pty now: the fastest client's credit; anything when nobody holds. */
static size_t read_allowance(void)
{
	bool held = false;
	uint64_t best = 0;
	each_client(c) {
		if (c->fd < 0 || !c->open || c->stalled)
			continue;
		held = true;
		if (c->out_len == 0 && c->pos == h.ring.end && c->acked + WINDOW > h.ring.end &&
		    c->acked + WINDOW - h.ring.end > best)
			best = c->acked + WINDOW - h.ring.end;
	}
	return held && best < OUT_CHUNK ? (size_t)best : OUT_CHUNK;
}

/* Several reads for one frame: the kernel hands out at most 4 KiB at a time. */
static void read_pty(void)
{
	uint8_t buf[READ_CHUNK];
	for (size_t left = read_allowance(); left > 0;) {
		ssize_t n = read(h.master, buf, left < sizeof buf ? left : sizeof buf);
		if (n <= 0) {
			if (n == 0 || (errno != EAGAIN && errno != EINTR))
				h.hangup_until = mono_ms() + 100;
			return;
		}
		ring_append(&h.ring, buf, (size_t)n);
		left -= (size_t)n;
	}
}

static bool pty_has_output(void)
{
	struct pollfd p = { .fd = h.master, .events = POLLIN };
	return h.master >= 0 && poll(&p, 1, 0) > 0 && p.revents & POLLIN;
}

/* Limits on patience. Returns the poll timeout they need. */
static int keep_time(void)
{
	int64_t now = mono_ms();
	int timeout = -1;
	each_client(c) {
		if (c->fd < 0) {
			if (c->in_len == 0 || now - c->since > STALL_MS)
				forget(c);
			else
				timeout = 1000;
			continue;
		}
		if (!c->open) {
			if (!c->killer && now - c->since > HANDSHAKE_MS)
				hang_up(c);
			timeout = 1000;
			continue;
		}
		if (h.ended) {
			if (now - c->since > FAREWELL_MS)
				hang_up(c);
			timeout = 1000;
			continue;
		}
		bool waits = c->out_len > 0 || c->pos >= c->acked + WINDOW || c->pos < h.ring.start;
		if (!waits || c->stalled) {
			c->waiting_since = 0;
			continue;
		}
		if (c->waiting_since == 0 || (c->pos == h.ring.end && c->out_len == 0 && !pty_has_output()))
			c->waiting_since = now;
		else if (now - c->waiting_since >= h.stall_ms)
			c->stalled = true;
		timeout = h.stall_ms < 1000 ? (int)h.stall_ms : 1000;
	}
	if (h.kill_at) {
		if (now >= h.kill_at && !h.ended) {
			end_shell(SIGKILL);
			h.kill_at = now + 1000;
		}
		if (timeout < 0 || timeout > 250)
			timeout = 250;
	}
	if (h.hangup_until > now || h.input_blocked)
		timeout = timeout < 0 || timeout > 100 ? 100 : timeout;
	return timeout;
}

static bool anybody_left(void)
{
	each_client(c) if (c->fd >= 0) return true;
	return false;
}

static void serve(void)
{
	for (;;) {
		each_client(c) if (c->fd >= 0) flush_client(c);
		if (h.ended && !anybody_left())
			return;
		int timeout = keep_time();
		struct pollfd fds[MAX_CLIENTS + 3] = {
			{ .fd = h.listener, .events = POLLIN },
			{ .fd = h.signals, .events = POLLIN },
			{ .fd = -1, .events = 0 },
		};
		if (h.master >= 0 && mono_ms() >= h.hangup_until) {
			if (read_allowance() > 0)
				fds[2].events |= POLLIN;
			if (input_waits())
				fds[2].events |= POLLOUT;
			/* Without interest it is left out: a hang-up would be reported all the time. */
			if (fds[2].events)
				fds[2].fd = h.master;
		}
		struct client *polled[MAX_CLIENTS];
		for (size_t i = 0; i < MAX_CLIENTS; i++) {
			struct client *c = polled[i] = h.clients[i];
			fds[i + 3] = (struct pollfd){ .fd = c ? c->fd : -1 };
			if (c && !c->reply && has_input_room(c))
				fds[i + 3].events |= POLLIN;
			if (c && c->out_len > 0)
				fds[i + 3].events |= POLLOUT;
		}
		if (poll(fds, MAX_CLIENTS + 3, timeout) < 0 && errno != EINTR)
			return;
		for (size_t i = 0; i < MAX_CLIENTS; i++) {
			struct client *c = polled[i];
			if (!c || c->fd < 0)
				continue;
			if (fds[i + 3].revents & POLLIN)
				read_client(c);
			else if (fds[i + 3].revents & (POLLHUP | POLLERR))
				hang_up(c);
		}
		/* Before output: Ctrl-C makes the kernel throw away what `yes` still had to say. */
		if (!h.ended && input_waits())
			type_input();
		if (fds[2].revents & (POLLIN | POLLHUP | POLLERR) && h.master >= 0)
			read_pty();
		if (fds[1].revents)
			read_signals();
		if (fds[0].revents && h.listener >= 0)
			accept_clients();
	}
}

_Noreturn void run_holder(const char *id, int listener, int ready, uint16_t cols, uint16_t rows)
{
	for (int sig = 1; sig < NSIG; sig++)
		if (sig == SIGHUP || sig == SIGINT || sig == SIGQUIT || sig == SIGPIPE || sig == SIGTSTP || sig == SIGUSR1 ||
		    sig == SIGUSR2 || sig == SIGALRM || sig == SIGTTIN || sig == SIGTTOU)
			signal(sig, SIG_IGN);
	sigset_t mask;
	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigaddset(&mask, SIGTERM);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	h.id = id;
	h.listener = listener;
	h.signals = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	h.cols = clamp(cols, 2, 1000);
	h.rows = clamp(rows, 1, 500);
	h.created_ms = wall_ms();
	h.stall_ms = STALL_MS;
	uint64_t stall;
	if (getenv("NARU_STALL_MS") && parse_u64(getenv("NARU_STALL_MS"), 600000, &stall) && stall > 0)
		h.stall_ms = (int64_t)stall;
	ring_init(&h.ring, h.cols, h.rows);
	h.shell = start_shell(&h.master, h.cols, h.rows);
	if (h.signals < 0 || h.shell <= 0)
		_exit(1);
	if (write(ready, "1", 1) < 0) {
	}
	close(ready);
	serve();
	_exit(0);
}
