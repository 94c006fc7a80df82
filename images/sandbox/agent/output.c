/* What the holder says to its clients: one frame at a time, made when there is room for it.
 * SPDX-License-Identifier: Apache-2.0 */
#include "holder.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>

struct json { char *at; size_t left; };

__attribute__((format(printf, 2, 3))) static void put(struct json *o, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = vsnprintf(o->at, o->left, format, args);
	va_end(args);
	if (n > 0 && (size_t)n < o->left) {
		o->at += n;
		o->left -= (size_t)n;
	}
}

static void begin_frame(struct client *c, char type, size_t len)
{
	c->out[0] = (uint8_t)type;
	put_u32(c->out + 1, (uint32_t)len);
	c->out_at = 0;
	c->out_len = FRAME_HEADER + len;
}

static void put_hello(struct client *c)
{
	struct json o = { (char *)c->out + FRAME_HEADER, OUT_CHUNK };
	char modes[512];
	vt_modes(&h.ring.vt, modes, sizeof modes);
	put(&o, "{\"start\":%llu,\"end\":%llu,\"from\":%llu,\"resumed\":%s,\"cols\":%u,\"rows\":%u,\"modes\":\"",
	    (unsigned long long)h.ring.start, (unsigned long long)h.ring.end, (unsigned long long)c->pos,
	    c->resumed ? "true" : "false", h.cols, h.rows);
	for (const char *m = modes; *m; m++) {
		if (*m < 0x20)
			put(&o, "\\u%04x", *m);
		else
			put(&o, *m == '"' || *m == '\\' ? "\\%c" : "%c", *m);
	}
	put(&o, "\",\"resizes\":[");
	for (size_t i = 0; i < h.ring.nresizes; i++) {
		const struct resize *r = &h.ring.resizes[i];
		put(&o, "%s[%llu,%u,%u]", i ? "," : "",
		    (unsigned long long)(r->offset < h.ring.start ? h.ring.start : r->offset), r->cols, r->rows);
	}
	put(&o, "],\"pid\":%d,\"createdMs\":%lld}", (int)h.shell, (long long)h.created_ms);
	begin_frame(c, 'H', (size_t)(o.at - (char *)c->out - FRAME_HEADER));
}

static void put_text_frame(struct client *c, char type, const char *text)
{
	size_t len = strlen(text);
	memcpy(c->out + FRAME_HEADER, text, len);
	begin_frame(c, type, len);
}

static void put_end(struct client *c)
{
	char text[64];
	if (WIFSIGNALED(h.status))
		snprintf(text, sizeof text, "{\"code\":null,\"signal\":%d}", WTERMSIG(h.status));
	else
		snprintf(text, sizeof text, "{\"code\":%d,\"signal\":null}", WEXITSTATUS(h.status));
	put_text_frame(c, 'X', text);
}

static const struct resize *next_resize(const struct client *c)
{
	for (size_t i = 0; i < h.ring.nresizes; i++)
		if (h.ring.resizes[i].seq > c->seq)
			return &h.ring.resizes[i];
	return NULL;
}

/* Puts the client's next frame into its buffer; false: nothing to say now. */
static bool next_frame(struct client *c)
{
	char text[128];
	if (c->closing)
		return false;
	if (c->reply) {
		if (c->reply == 'L')
			snprintf(text, sizeof text, "{\"id\":\"%s\",\"pid\":%d,\"createdMs\":%lld}", h.id, (int)h.shell,
				 (long long)h.created_ms);
		else
			snprintf(text, sizeof text, "{\"code\":\"%s\"}", c->error);
		put_text_frame(c, c->reply, text);
		c->closing = true;
		return true;
	}
	if (!c->open)
		return false;
	if (c->pos < h.ring.start) {
		/* Too slow: what it missed is gone. It starts over once it has dealt with most of what it
		 * has; acks come in steps, so not all of it. */
		if (c->pos - c->acked > WINDOW / 2)
			return false;
		place(c, h.ring.start, false);
	}
	if (c->hello_due) {
		c->hello_due = false;
		put_hello(c);
		return true;
	}
	if (c->in_done - c->in_told >= IN_TELL) {
		c->in_told = c->in_done;
		put_u64(c->out + FRAME_HEADER, c->in_done);
		begin_frame(c, 'C', 8);
		return true;
	}
	const struct resize *r = next_resize(c);
	if (r && r->offset <= c->pos) {
		c->seq = r->seq;
		snprintf(text, sizeof text, "{\"cols\":%u,\"rows\":%u,\"offset\":%llu}", r->cols, r->rows,
			 (unsigned long long)c->pos);
		put_text_frame(c, 'R', text);
		return true;
	}
	uint64_t until = c->acked + WINDOW < h.ring.end ? c->acked + WINDOW : h.ring.end;
	if (r && r->offset < until)
		until = r->offset;
	if (c->pos < until) {
		size_t n = until - c->pos < OUT_CHUNK ? (size_t)(until - c->pos) : OUT_CHUNK;
		ring_copy(&h.ring, c->pos, c->out + FRAME_HEADER, n);
		begin_frame(c, 'D', n);
		c->pos += n;
		return true;
	}
	if (h.ended && c->pos == h.ring.end) {
		put_end(c);
		c->closing = true;
		return true;
	}
	return false;
}

void flush_client(struct client *c)
{
	for (;;) {
		while (c->out_len > c->out_at) {
			ssize_t n = send(c->fd, c->out + c->out_at, c->out_len - c->out_at, MSG_DONTWAIT | MSG_NOSIGNAL);
			if (n < 0) {
				if (errno != EAGAIN && errno != EINTR)
					hang_up(c);
				return;
			}
			c->out_at += (size_t)n;
		}
		c->out_at = c->out_len = 0;
		if (!next_frame(c))
			break;
	}
	if (c->closing)
		hang_up(c);
}
