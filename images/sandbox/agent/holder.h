/* The holder's state, shared by holder.c, clients.c and output.c.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef NARU_HOLDER_H
#define NARU_HOLDER_H

#include "agent.h"

struct client {
	int fd; /* -1: gone, its input still waits for the pty */
	bool open;      /* said O: it reads output and takes part in the pacing */
	bool hello_due, resumed, stalled, closing, killer;
	char reply;     /* L or E, to be sent and then closed */
	const char *error;
	uint64_t pos, acked;
	uint32_t seq;   /* last resize told */
	int64_t since;  /* connected at, then last sign of life */
	int64_t waiting_since; /* without credit or with a blocked socket while output waits; 0: not */
	/* decoder */
	uint8_t head[FRAME_HEADER + 16];
	size_t head_len;
	uint32_t payload_left; /* of an I frame being streamed */
	/* input queue: u32 length, bytes, ... so that two clients' frames are never mixed */
	uint8_t *in;
	size_t in_at, in_len;
	uint32_t turn_left;
	uint64_t in_done, in_told;
	/* output: one frame at a time */
	uint8_t *out;
	size_t out_at, out_len;
};

struct holder {
	const char *id;
	int listener, master, signals;
	pid_t shell;
	int64_t created_ms, stall_ms;
	uint16_t cols, rows;
	struct ring ring;
	struct client *clients[MAX_CLIENTS];
	size_t turn;
	bool input_blocked;
	int64_t hangup_until; /* every slave descriptor is closed though the shell lives: look again then */
	int64_t kill_at;
	bool ended;
	int status;
	int64_t ended_ms;
};
extern struct holder h;

#define each_client(c) \
	for (size_t i_ = 0; i_ < MAX_CLIENTS; i_++) \
		for (struct client *c = h.clients[i_]; c; c = NULL)

/* ---- clients.c ---- */
void accept_clients(void);
void forget(struct client *c);
void hang_up(struct client *c);
void read_client(struct client *c);
bool has_input_room(const struct client *c);
void in_drop(struct client *c, size_t len);
/* Positions the client and prepares its hello. */
void place(struct client *c, uint64_t from, bool resumed);
uint16_t clamp(uint16_t v, uint16_t low, uint16_t high);

/* ---- output.c ---- */
void flush_client(struct client *c);

/* ---- holder.c ---- */
void end_shell(int sig);

#endif
