/* SPDX-License-Identifier: Apache-2.0 */
#include "agent.h"

#include <string.h>

void ring_init(struct ring *r, uint16_t cols, uint16_t rows)
{
	r->start = r->end = 0;
	r->unsettled = false;
	r->seq = 0;
	r->nresizes = 1;
	r->resizes[0] = (struct resize){ 0, 0, cols, rows };
	vt_init(&r->vt);
}

/* The first entry is always the size in force at the ring's start. */
static void drop_old_resizes(struct ring *r)
{
	size_t old = 0;
	while (old + 1 < r->nresizes && r->resizes[old + 1].offset <= r->start)
		old++;
	if (old == 0)
		return;
	vt_resized(&r->vt); /* a resize drops scroll margins */
	r->nresizes -= old;
	memmove(r->resizes, r->resizes + old, r->nresizes * sizeof *r->resizes);
}

static void evict_one(struct ring *r)
{
	vt_byte(&r->vt, r->bytes[r->start % RING_CAP]);
	r->start++;
}

static void settle(struct ring *r)
{
	while (r->start < r->end && !vt_can_start(&r->vt, r->bytes[r->start % RING_CAP]))
		evict_one(r);
	r->unsettled = r->start == r->end && !vt_can_start(&r->vt, -1);
}

void ring_append(struct ring *r, const uint8_t *data, size_t len)
{
	uint64_t used = r->end - r->start;
	bool evicts = used + len > RING_CAP;
	if (evicts)
		for (uint64_t over = used + len - RING_CAP; over > 0; over--)
			evict_one(r);
	size_t at = r->end % RING_CAP, first = RING_CAP - at < len ? RING_CAP - at : len;
	memcpy(r->bytes + at, data, first);
	memcpy(r->bytes, data + first, len - first);
	r->end += len;
	if (evicts || r->unsettled) {
		settle(r);
		drop_old_resizes(r);
	}
}

void ring_copy(const struct ring *r, uint64_t from, uint8_t *out, size_t len)
{
	size_t at = from % RING_CAP, first = RING_CAP - at < len ? RING_CAP - at : len;
	memcpy(out, r->bytes + at, first);
	memcpy(out + first, r->bytes, len - first);
}

void ring_resize(struct ring *r, uint16_t cols, uint16_t rows)
{
	struct resize *last = &r->resizes[r->nresizes - 1];
	if (last->offset == r->end && r->nresizes > 1) {
		*last = (struct resize){ r->end, ++r->seq, cols, rows };
		return;
	}
	if (r->nresizes == MAX_RESIZES) {
		/* Forget the oldest change but keep the size at the start: only the look of old lines suffers. */
		r->nresizes--;
		memmove(r->resizes + 1, r->resizes + 2, (r->nresizes - 1) * sizeof *r->resizes);
	}
	r->resizes[r->nresizes++] = (struct resize){ r->end, ++r->seq, cols, rows };
}
