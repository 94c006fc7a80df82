/* SPDX-License-Identifier: Apache-2.0 */
#include "agent.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define CONNECT_MS 5000

union address {
	struct sockaddr any;
	struct sockaddr_un un;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* Numeric addresses and localhost only: a resolver would need the C library's plug-ins. */
static socklen_t parse_address(const char *kind, const char *host, const char *port, union address *a)
{
	uint64_t number;
	memset(a, 0, sizeof *a);
	if (strcmp(kind, "unix") == 0) {
		if (strlen(host) >= sizeof a->un.sun_path)
			return 0;
		a->un.sun_family = AF_UNIX;
		strcpy(a->un.sun_path, host);
		return sizeof a->un;
	}
	if (!parse_u64(port, 65535, &number) || number == 0)
		return 0;
	if (strcmp(host, "localhost") == 0)
		host = "127.0.0.1";
	if (inet_pton(AF_INET, host, &a->v4.sin_addr) == 1) {
		a->v4.sin_family = AF_INET;
		a->v4.sin_port = htons((uint16_t)number);
		return sizeof a->v4;
	}
	if (inet_pton(AF_INET6, host, &a->v6.sin6_addr) == 1) {
		a->v6.sin6_family = AF_INET6;
		a->v6.sin6_port = htons((uint16_t)number);
		return sizeof a->v6;
	}
	return 0;
}

static int connect_once(const union address *a, socklen_t len)
{
	int fd = socket(a->any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	int error = connect(fd, &a->any, len) < 0 ? errno : 0;
	if (error == EINPROGRESS) {
		struct pollfd wait = { .fd = fd, .events = POLLOUT };
		socklen_t size = sizeof error;
		if (poll(&wait, 1, CONNECT_MS) <= 0)
			error = ETIMEDOUT;
		else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
			error = errno;
	}
	if (error) {
		close(fd);
		errno = error;
		return -1;
	}
	int on = 1;
	if (a->any.sa_family != AF_UNIX)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

int cmd_relay(int argc, char **argv)
{
	bool tcp = strcmp(argv[0], "tcp") == 0;
	int used = tcp ? 3 : 2;
	uint64_t wait_ms = 0;
	if ((!tcp && strcmp(argv[0], "unix") != 0) || argc < used)
		return -1;
	if (argc != used && (argc != used + 2 || strcmp(argv[used], "--wait-ms") != 0 ||
			     !parse_u64(argv[used + 1], 600000, &wait_ms)))
		return -1;
	union address a;
	socklen_t len = parse_address(argv[0], argv[1], tcp ? argv[2] : "", &a);
	if (len == 0) {
		fprintf(stderr, "relay: BAD_ADDRESS\n");
		return 3;
	}
	int64_t until = mono_ms() + (int64_t)wait_ms;
	int sock;
	while ((sock = connect_once(&a, len)) < 0) {
		/* EAGAIN: a unix listener whose backlog is full just now. */
		bool may_come = errno == ENOENT || errno == ECONNREFUSED || errno == EAGAIN;
		if (!may_come || mono_ms() >= until) {
			fprintf(stderr, "relay: %s\n", strerrorname_np(errno));
			return 3;
		}
		nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
	}
	return copy_both(STDIN_FILENO, STDOUT_FILENO, sock, true);
}
