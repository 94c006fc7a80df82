/* naru-agent: keeps a student's terminals alive inside the sandbox and relays sockets.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NARU_AGENT_H
#define NARU_AGENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define RING_CAP (512u * 1024)  /* output kept for a client that comes back */
#define WINDOW (128u * 1024)    /* bytes sent beyond the reader's last ack */
#define FRAME_MAX (1024u * 1024)
#define FRAME_HEADER 5u
#define OUT_CHUNK (32u * 1024)  /* largest D frame */
#define IN_CAP (256u * 1024)    /* input waiting for the pty, per client */
#define IN_TELL (32u * 1024)    /* a C frame at least every so many input bytes */
#define MAX_CLIENTS 16
#define MAX_RESIZES 256
#define STALL_MS 30000

#define NO_OFFSET UINT64_MAX

/* Frames are: 1 byte type, 4 bytes big-endian length, payload.
 * client -> holder: I input, W size, A ack. Sent by naru-agent itself, first on a new socket:
 *   O open (from u64, epoch u64), Q describe yourself, K end the shell.
 * holder -> client: H hello, D data, R resized, C input consumed (u64), X ended, E error, L description. */

/* ---- util.c ---- */
int64_t mono_ms(void);
int64_t wall_ms(void);
void put_u32(uint8_t *p, uint32_t v);
void put_u64(uint8_t *p, uint64_t v);
uint32_t get_u32(const uint8_t *p);
uint64_t get_u64(const uint8_t *p);
bool parse_u64(const char *text, uint64_t max, uint64_t *out);
bool is_valid_id(const char *id);
int write_all(int fd, const void *data, size_t len);
int write_frame(int fd, char type, const void *payload, uint32_t len);
int set_nonblock(int fd, bool on);
/* One blocking-free copy in each direction; see util.c for the two ways it ends. */
int copy_both(int in, int out, int sock, bool half_close);

/* ---- termdir.c ---- */
/* Opens the directory of terminal sockets and makes it the working directory, so that
 * socket names stay short whatever its path (sun_path holds 108 bytes). */
int enter_term_dir(bool create);
int connect_terminal(const char *id);
int listen_terminal(const char *id);

/* ---- vt.c: sticky terminal state at the start of the ring ---- */
struct vt_color { uint8_t kind; uint32_t value; };
struct vt {
	uint8_t state, utf8_left, string_kind;
	uint32_t seq_len;
	uint8_t prefix, inter;
	uint8_t nparams;
	uint16_t params[24];
	uint32_t sub; /* bit i: params[i] followed a ':' */
	/* modes */
	bool cursor_keys, origin, wrap, cursor_shown, reverse_wrap, keypad, focus, paste, insert;
	uint16_t alt, mouse, mouse_enc;
	uint16_t margin[2][2]; /* [normal, alternate][top, bottom], 0 = unset */
	uint8_t g[2], shift;
	/* rendition */
	uint16_t attrs;
	uint8_t underline;
	struct vt_color fg, bg;
};
void vt_init(struct vt *t);
void vt_byte(struct vt *t, uint8_t b);
/* May a replay start before `next` (-1: nothing follows yet)? */
bool vt_can_start(const struct vt *t, int next);
void vt_resized(struct vt *t);
size_t vt_modes(const struct vt *t, char *out, size_t cap);

/* ---- ring.c ---- */
struct resize { uint64_t offset; uint32_t seq; uint16_t cols, rows; };
struct ring {
	uint8_t bytes[RING_CAP];
	uint64_t start, end;
	bool unsettled; /* start is not yet at a place where a replay may begin */
	struct vt vt;
	struct resize resizes[MAX_RESIZES];
	size_t nresizes;
	uint32_t seq;
};
void ring_init(struct ring *r, uint16_t cols, uint16_t rows);
void ring_append(struct ring *r, const uint8_t *data, size_t len);
void ring_copy(const struct ring *r, uint64_t from, uint8_t *out, size_t len);
void ring_resize(struct ring *r, uint16_t cols, uint16_t rows);

/* ---- holder.c ---- */
/* Runs until the shell has ended; never returns to the caller's code. */
_Noreturn void run_holder(const char *id, int listener, int ready, uint16_t cols, uint16_t rows);

/* ---- shell.c ---- */
pid_t start_shell(int *master, uint16_t cols, uint16_t rows);

/* ---- commands ---- */
int cmd_attach(int argc, char **argv);
int cmd_list(void);
int cmd_kill(const char *id);
int cmd_relay(int argc, char **argv);

#endif
