/* SPDX-License-Identifier: Apache-2.0 */
#include "agent.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ATTEMPTS 8

static int refuse(const char *code)
{
	char text[128];
	int n = snprintf(text, sizeof text, "{\"code\":\"%s\"}", code);
	write_frame(STDOUT_FILENO, 'E', text, (uint32_t)n);
	return 1;
}

/* Twice forked, in a session of its own, holding none of the exec's descriptors: docker ends an
 * exec's streams only when every copy of them is closed. */
static int start_holder(const char *id, uint16_t cols, uint16_t rows)
{
	int listener = listen_terminal(id), ready[2];
	if (listener < 0)
		return -1;
	if (pipe2(ready, O_CLOEXEC) < 0) {
		close(listener);
		return -1;
	}
	pid_t middle = fork();
	if (middle == 0) {
		setsid();
		if (fork() != 0)
			_exit(0);
		int null = open("/dev/null", O_RDWR);
		for (int fd = 0; fd < 3; fd++)
			dup2(null, fd);
		/* 3 and 4 are kept, everything above goes (also the lock, which attach still holds). */
		int keep_listener = fcntl(listener, F_DUPFD_CLOEXEC, 64), keep_ready = fcntl(ready[1], F_DUPFD_CLOEXEC, 64);
		if (keep_listener < 0 || keep_ready < 0 || dup3(keep_listener, 3, O_CLOEXEC) < 0 ||
		    dup3(keep_ready, 4, O_CLOEXEC) < 0)
			_exit(1);
		close_range(5, ~0u, 0);
		run_holder(id, 3, 4, cols, rows);
	}
	close(ready[1]);
	close(listener);
	char ok = 0;
	if (middle > 0) {
		waitpid(middle, NULL, 0);
		while (read(ready[0], &ok, 1) < 0 && errno == EINTR)
			;
	}
	close(ready[0]);
	if (ok)
		return 0;
	errno = EIO;
	return -1;
}

/* The lock makes of many first attaches one holder. Its file stays: removing it would race. */
static int lock_terminal(const char *id)
{
	char path[64];
	snprintf(path, sizeof path, "%s.lock", id);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	for (int i = 0; fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0; i++) {
		if ((errno != EWOULDBLOCK && errno != EINTR) || i >= 1000) {
			close(fd);
			return -1;
		}
		nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	}
	return fd;
}

static int find_or_start(const char *id, uint16_t cols, uint16_t rows)
{
	int lock = lock_terminal(id);
	if (lock < 0)
		return -1;
	int sock = connect_terminal(id);
	if (sock < 0 && (errno == ENOENT || errno == ECONNREFUSED) && start_holder(id, cols, rows) == 0)
		sock = connect_terminal(id);
	int saved = errno;
	close(lock);
	errno = saved;
	return sock;
}

/* Has the holder answered? A socket that ends first belonged to a shell just ended. */
static bool is_answered(int sock)
{
	struct pollfd wait = { .fd = sock, .events = POLLIN };
	uint8_t byte;
	return poll(&wait, 1, 10000) > 0 && recv(sock, &byte, 1, MSG_PEEK) == 1;
}

int cmd_attach(int argc, char **argv)
{
	uint64_t cols = 0, rows = 0, from = NO_OFFSET, epoch = 0;
	if (argc < 1 || argc % 2 == 0)
		return -1;
	for (int i = 1; i + 1 < argc; i += 2) {
		bool ok = strcmp(argv[i], "--cols") == 0    ? parse_u64(argv[i + 1], 65535, &cols)
			  : strcmp(argv[i], "--rows") == 0  ? parse_u64(argv[i + 1], 65535, &rows)
			  : strcmp(argv[i], "--from") == 0  ? parse_u64(argv[i + 1], NO_OFFSET - 1, &from)
			  : strcmp(argv[i], "--epoch") == 0 ? parse_u64(argv[i + 1], INT64_MAX, &epoch)
							    : false;
		if (!ok)
			return -1;
	}
	if (cols == 0 || rows == 0)
		return -1;
	const char *id = argv[0];
	if (!is_valid_id(id))
		return refuse("BAD_ID");
	if (enter_term_dir(true) < 0)
		return refuse("BAD_DIRECTORY");
	uint8_t open_frame[16];
	put_u64(open_frame, from);
	put_u64(open_frame + 8, epoch);
	for (int i = 0; i < ATTEMPTS; i++) {
		int sock = find_or_start(id, (uint16_t)cols, (uint16_t)rows);
		if (sock < 0)
			return refuse(errno == EAGAIN ? "BUSY" : "CANNOT_START");
		if (write_frame(sock, 'O', open_frame, sizeof open_frame) == 0 && is_answered(sock))
			return copy_both(STDIN_FILENO, STDOUT_FILENO, sock, false);
		close(sock);
	}
	return refuse("NO_ANSWER");
}

/* Reads one frame of type L; returns its length or -1. */
static int describe(int sock, char *text, size_t cap)
{
	struct timeval limit = { .tv_sec = 2 };
	setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
	uint8_t header[FRAME_HEADER];
	if (write_frame(sock, 'Q', NULL, 0) < 0 || recv(sock, header, sizeof header, MSG_WAITALL) != sizeof header)
		return -1;
	uint32_t len = get_u32(header + 1);
	if (header[0] != 'L' || len >= cap || recv(sock, text, len, MSG_WAITALL) != (ssize_t)len)
		return -1;
	text[len] = 0;
	return (int)len;
}

int cmd_list(void)
{
	if (enter_term_dir(false) < 0) {
		if (errno == ENOENT)
			return 0;
		fprintf(stderr, "list: BAD_DIRECTORY\n");
		return 3;
	}
	DIR *dir = opendir(".");
	struct dirent *entry;
	while (dir && (entry = readdir(dir))) {
		char id[64], text[256];
		size_t len = strlen(entry->d_name);
		if (len < 6 || len > 37 || strcmp(entry->d_name + len - 5, ".sock") != 0)
			continue;
		memcpy(id, entry->d_name, len - 5);
		id[len - 5] = 0;
		int sock = is_valid_id(id) ? connect_terminal(id) : -1;
		if (sock >= 0 && describe(sock, text, sizeof text) > 0)
			puts(text);
		if (sock >= 0)
			close(sock);
	}
	if (dir)
		closedir(dir);
	return 0;
}

int cmd_kill(const char *id)
{
	int sock = -1;
	if (!is_valid_id(id) || enter_term_dir(false) < 0 || (sock = connect_terminal(id)) < 0 ||
	    write_frame(sock, 'K', NULL, 0) < 0) {
		fprintf(stderr, "kill: NOT_FOUND\n");
		return 3;
	}
	/* The holder closes the socket once the shell is gone. */
	struct pollfd wait = { .fd = sock, .events = POLLIN };
	if (poll(&wait, 1, 10000) > 0)
		return 0;
	fprintf(stderr, "kill: TIMEOUT\n");
	return 3;
}
