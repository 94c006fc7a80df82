/* Clients of the holder: their coming and going, and what they send.
 * SPDX-License-Identifier: Apache-2.0 */
#include "holder.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ_CHUNK (16u * 1024)

/* ---- clients come and go ---- */

void forget(struct client *c)
{
	for (size_t i = 0; i < MAX_CLIENTS; i++)
		if (h.clients[i] == c)
			h.clients[i] = NULL;
	if (c->fd >= 0)
		close(c->fd);
	free(c->in);
	free(c->out);
	free(c);
}

/* What a client sent before it went away is still typed. */
void hang_up(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	c->open = false;
	c->since = mono_ms();
}

void accept_clients(void)
{
	for (;;) {
		int fd = accept4(h.listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd < 0)
			return;
		size_t slot = 0;
		while (slot < MAX_CLIENTS && h.clients[slot])
			slot++;
		struct client *c = slot < MAX_CLIENTS ? calloc(1, sizeof *c) : NULL;
		if (c && !(c->out = malloc(FRAME_HEADER + OUT_CHUNK))) {
			free(c);
			c = NULL;
		}
		if (!c) {
			static const char full[] = "{\"code\":\"TOO_MANY_CLIENTS\"}";
			write_frame(fd, 'E', full, sizeof full - 1);
			close(fd);
			continue;
		}
		c->fd = fd;
		c->since = mono_ms();
		h.clients[slot] = c;
	}
}

static void fail(struct client *c, const char *code)
{
	c->error = code;
	c->reply = 'E';
	c->open = false;
}

/* ---- frames from clients ---- */

uint16_t clamp(uint16_t v, uint16_t low, uint16_t high) { return v < low ? low : v > high ? high : v; }

static void resize(uint16_t cols, uint16_t rows)
{
	cols = clamp(cols, 2, 1000);
	rows = clamp(rows, 1, 500);
	if (h.ended || (cols == h.cols && rows == h.rows))
		return;
	struct winsize size = { .ws_col = cols, .ws_row = rows };
	if (ioctl(h.master, TIOCSWINSZ, &size) < 0)
		return;
	h.cols = cols;
	h.rows = rows;
	ring_resize(&h.ring, cols, rows);
}

void place(struct client *c, uint64_t from, bool resumed)
{
	c->hello_due = true;
	c->resumed = resumed;
	c->pos = c->acked = from;
	c->seq = h.ring.resizes[0].seq;
	/* A resize exactly at `from` may not have reached a client that resumes: told again. */
	for (size_t i = 0; i < h.ring.nresizes; i++)
		if (h.ring.resizes[i].offset < from)
			c->seq = h.ring.resizes[i].seq;
}

static void open_client(struct client *c, uint64_t from, uint64_t epoch)
{
	c->open = true;
	bool resumed = from != NO_OFFSET && from >= h.ring.start && from <= h.ring.end &&
		       (epoch == 0 || epoch == (uint64_t)h.created_ms);
	place(c, resumed ? from : h.ring.start, resumed);
}

static void acknowledge(struct client *c, uint64_t offset)
{
	if (offset > c->pos)
		offset = c->pos;
	if (offset > c->acked)
		c->acked = offset;
	c->stalled = false;
	c->waiting_since = 0;
	c->since = mono_ms();
}

static void small_frame(struct client *c, const uint8_t *p)
{
	switch (c->head[0]) {
	case 'W': resize((uint16_t)(p[0] << 8 | p[1]), (uint16_t)(p[2] << 8 | p[3])); break;
	case 'A': acknowledge(c, get_u64(p)); break;
	case 'O': open_client(c, get_u64(p), get_u64(p + 8)); break;
	case 'Q': c->reply = 'L'; break;
	case 'K':
		c->killer = true;
		if (!h.ended)
			end_shell(SIGHUP);
		break;
	default: break;
	}
}

static bool is_acceptable(const struct client *c, uint8_t type, uint32_t len)
{
	switch (type) {
	case 'I': return c->open && len <= FRAME_MAX;
	case 'W': return c->open && len == 4;
	case 'A': return c->open && len == 8;
	case 'O': return !c->open && !c->killer && len == 16;
	case 'Q':
	case 'K': return !c->open && !c->killer && len == 0;
	default: return false;
	}
}

static size_t in_free(const struct client *c) { return IN_CAP - c->in_len; }

static void in_push(struct client *c, const uint8_t *data, size_t len)
{
	size_t at = (c->in_at + c->in_len) % IN_CAP, first = IN_CAP - at < len ? IN_CAP - at : len;
	memcpy(c->in + at, data, first);
	memcpy(c->in, data + first, len - first);
	c->in_len += len;
}

void in_drop(struct client *c, size_t len)
{
	c->in_at = (c->in_at + len) % IN_CAP;
	c->in_len -= len;
	if (c->in_len == 0)
		c->in_at = 0; /* keystrokes touch one page only */
}

static void decode(struct client *c, const uint8_t *data, size_t len)
{
	while (len > 0 && !c->reply) {
		if (c->payload_left > 0) {
			size_t n = len < c->payload_left ? len : c->payload_left;
			in_push(c, data, n);
			c->payload_left -= (uint32_t)n;
			data += n;
			len -= n;
			continue;
		}
		c->head[c->head_len++] = *data++;
		len--;
		if (c->head_len < FRAME_HEADER)
			continue;
		uint32_t size = get_u32(c->head + 1);
		if (c->head_len == FRAME_HEADER && !is_acceptable(c, c->head[0], size)) {
			fail(c, "BAD_FRAME");
			return;
		}
		if (c->head[0] == 'I') {
			uint8_t mark[4];
			put_u32(mark, size);
			if (size > 0 && !h.ended)
				in_push(c, mark, sizeof mark);
			c->payload_left = size;
			c->head_len = 0;
		} else if (c->head_len == FRAME_HEADER + size) {
			c->head_len = 0;
			small_frame(c, c->head + FRAME_HEADER);
		}
	}
}

/* The queue grows by no more than is read (+3 for a header whose last byte came alone). */
bool has_input_room(const struct client *c) { return in_free(c) >= 16; }

void read_client(struct client *c)
{
	uint8_t buf[READ_CHUNK];
	if (!c->in && !(c->in = malloc(IN_CAP))) {
		hang_up(c);
		return;
	}
	size_t room = in_free(c) - 8;
	ssize_t n = recv(c->fd, buf, room < sizeof buf ? room : sizeof buf, MSG_DONTWAIT);
	if (n > 0)
		decode(c, buf, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EINTR))
		hang_up(c);
	if (h.ended)
		in_drop(c, c->in_len);
}
