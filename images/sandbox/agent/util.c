/* SPDX-License-Identifier: Apache-2.0 */
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t clock_ms(clockid_t id)
{
	struct timespec ts;
	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t mono_ms(void) { return clock_ms(CLOCK_MONOTONIC); }
int64_t wall_ms(void) { return clock_ms(CLOCK_REALTIME); }

void put_u32(uint8_t *p, uint32_t v)
{
	for (int i = 3; i >= 0; i--, v >>= 8)
		p[i] = (uint8_t)v;
}

void put_u64(uint8_t *p, uint64_t v)
{
	for (int i = 7; i >= 0; i--, v >>= 8)
		p[i] = (uint8_t)v;
}

uint32_t get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

uint64_t get_u64(const uint8_t *p) { return (uint64_t)get_u32(p) << 32 | get_u32(p + 4); }

bool parse_u64(const char *text, uint64_t max, uint64_t *out)
{
	if (*text < '0' || *text > '9')
		return false; /* strtoull would take " -1" */
	char *rest;
	errno = 0;
	unsigned long long v = strtoull(text, &rest, 10);
	if (errno || *rest || v > max)
		return false;
	*out = v;
	return true;
}

bool is_valid_id(const char *id)
{
	size_t n = strlen(id);
	return n >= 1 && n <= 32 && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == n;
}

int set_nonblock(int fd, bool on)
{
	int flags = fcntl(fd, F_GETFL);
	if (flags < 0)
		return -1;
	int want = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
	return want == flags ? 0 : fcntl(fd, F_SETFL, want);
}

int write_all(int fd, const void *data, size_t len)
{
	const uint8_t *p = data;
	while (len > 0) {
		ssize_t n = write(fd, p, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN) {
			struct pollfd wait = { .fd = fd, .events = POLLOUT };
			if (poll(&wait, 1, 5000) <= 0)
				return -1;
			continue;
		}
		if (n <= 0)
			return -1;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

int write_frame(int fd, char type, const void *payload, uint32_t len)
{
	uint8_t header[FRAME_HEADER] = { (uint8_t)type };
	put_u32(header + 1, len);
	if (write_all(fd, header, sizeof header) < 0)
		return -1;
	return len ? write_all(fd, payload, len) : 0;
}

struct pump {
	int in, out;
	bool in_open, out_open;
	size_t off, len;
	uint8_t buf[64 * 1024];
};

static bool would_block(void) { return errno == EAGAIN || errno == EINTR; }

static void pump_read(struct pump *p)
{
	ssize_t n = read(p->in, p->buf, sizeof p->buf);
	if (n > 0) {
		p->off = 0;
		p->len = (size_t)n;
	} else if (n == 0 || !would_block()) {
		p->in_open = false;
	}
}

static void pump_write(struct pump *p)
{
	ssize_t n = write(p->out, p->buf + p->off, p->len);
	if (n >= 0) {
		p->off += (size_t)n;
		p->len -= (size_t)n;
	} else if (!would_block()) {
		p->out_open = p->in_open = false;
		p->len = 0;
	}
}

/* Copies in -> sock and sock -> out, one 64 KiB buffer each way, until the socket has ended and what
 * it sent is passed on. An engine ends a hijacked answer by half-closing only: our exit is what ends
 * the stream to its reader, so nothing waits for the socket to close altogether.
 * half_close false (attach): ends with stdin too.
 * half_close true (relay): the end of stdin becomes the socket's half-close, and its answer goes on. */
int copy_both(int in, int out, int sock, bool half_close)
{
	static struct pump up, down;
	up = (struct pump){ .in = in, .out = sock, .in_open = true, .out_open = true };
	down = (struct pump){ .in = sock, .out = out, .in_open = true, .out_open = true };
	set_nonblock(in, true);
	set_nonblock(out, true);
	set_nonblock(sock, true);
	bool shut = false;
	for (;;) {
		bool up_done = !up.in_open && up.len == 0;
		bool down_done = !down.in_open && down.len == 0;
		/* Nothing more to read, or nobody to read it. */
		if (down_done || !down.out_open)
			break;
		int timeout = -1;
		if (!half_close) {
			/* A socket that refuses our bytes may still hold its reason (an E frame) for us. */
			if (up_done && up.out_open)
				break;
			if (!up.in_open || !down.in_open)
				timeout = 1000; /* the last bytes wait for a peer that may never read */
		} else if (up_done && !shut) {
			shutdown(sock, SHUT_WR);
			shut = true;
		}
		struct pollfd fds[3] = {
			{ .fd = up.in_open && up.len == 0 ? in : -1, .events = POLLIN },
			/* events 0 still reports that the reader of stdout has gone */
			{ .fd = out, .events = down.len ? POLLOUT : 0 },
			{ .fd = -1, .events = 0 },
		};
		if (up.len)
			fds[2].events |= POLLOUT;
		if (down.in_open && down.len == 0)
			fds[2].events |= POLLIN;
		if (fds[2].events)
			fds[2].fd = sock;
		int ready = poll(fds, 3, timeout);
		if (ready < 0 && errno == EINTR)
			continue;
		if (ready <= 0)
			break;
		if (fds[0].revents)
			pump_read(&up);
		if (fds[1].revents & POLLERR)
			down.out_open = false;
		if (down.in_open && down.len == 0 && fds[2].revents & (POLLIN | POLLHUP | POLLERR))
			pump_read(&down);
		/* Written at once, without another poll: this is the echo's way back. */
		if (down.len && down.out_open)
			pump_write(&down);
		if (up.len && up.out_open)
			pump_write(&up);
	}
	set_nonblock(in, false);
	set_nonblock(out, false);
	return 0;
}
