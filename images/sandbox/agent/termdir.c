/* SPDX-License-Identifier: Apache-2.0 */
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

int enter_term_dir(bool create)
{
	const char *path = getenv("NARU_TERM_DIR");
	if (!path || !*path)
		path = "/run/naru/term";
	if (create && mkdir(path, 0700) < 0 && errno != EEXIST)
		return -1;
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	struct stat st;
	int result = -1;
	if (fstat(fd, &st) == 0) {
		if (st.st_uid != geteuid() || (st.st_mode & 077) != 0)
			errno = EPERM;
		else
			result = fchdir(fd);
	}
	int saved = errno;
	close(fd);
	errno = saved;
	return result;
}

static struct sockaddr_un address_of(const char *id)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	snprintf(addr.sun_path, sizeof addr.sun_path, "%s.sock", id);
	return addr;
}

int connect_terminal(const char *id)
{
	struct sockaddr_un addr = address_of(id);
	struct stat st;
	if (lstat(addr.sun_path, &st) < 0)
		return -1;
	if (!S_ISSOCK(st.st_mode)) {
		errno = ENOTSOCK;
		return -1;
	}
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	/* A stopped holder with a full backlog would hold us for ever. */
	struct timeval limit = { .tv_sec = 5 };
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
	if (connect(fd, (struct sockaddr *)&addr, sizeof addr) < 0) {
		int saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}

int listen_terminal(const char *id)
{
	struct sockaddr_un addr = address_of(id);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	unlink(addr.sun_path); /* called under the lock, after a refused connect: it is stale */
	mode_t old = umask(077);
	int failed = bind(fd, (struct sockaddr *)&addr, sizeof addr) < 0 || listen(fd, 64) < 0;
	umask(old);
	if (failed) {
		int saved = errno;
		close(fd);
		errno = saved;
		return -1;
	}
	return fd;
}
