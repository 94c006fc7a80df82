/* Follows the bytes that LEAVE the ring, just closely enough to know which sticky modes are in
 * force where the ring now starts. It draws nothing: cursor position and cells are not tracked.
 * SPDX-License-Identifier: Apache-2.0 */
#include "agent.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { GROUND, ESCAPE, ESC_INTER, CSI, STRING, STRING_ESC };

/* A sequence longer than this no longer postpones the ring's start (an endless OSC would empty
 * the ring): the replay then begins inside a harmless string of the same kind. */
#define LONGEST_SEQUENCE 4096

enum { BOLD = 1, FAINT = 2, ITALIC = 4, BLINK = 8, INVERSE = 16, HIDDEN = 32, STRIKE = 64, OVERLINE = 128 };
enum { COLOR_NONE, COLOR_BASIC, COLOR_PALETTE, COLOR_RGB };

static void reset_rendition(struct vt *t)
{
	t->attrs = 0;
	t->underline = 0;
	t->fg = t->bg = (struct vt_color){ 0, 0 };
}

static void soft_reset(struct vt *t)
{
	t->cursor_keys = t->origin = t->reverse_wrap = t->keypad = t->paste = t->insert = t->focus = false;
	t->wrap = t->cursor_shown = true;
	memset(t->margin, 0, sizeof t->margin);
	t->g[0] = t->g[1] = 'B';
	t->shift = 0;
	reset_rendition(t);
}

void vt_init(struct vt *t)
{
	memset(t, 0, sizeof *t);
	soft_reset(t);
}

void vt_resized(struct vt *t) { memset(t->margin, 0, sizeof t->margin); }

static void set_mode(struct vt *t, unsigned n, bool on)
{
	switch (n) {
	case 1: t->cursor_keys = on; break;
	case 6: t->origin = on; break;
	case 7: t->wrap = on; break;
	case 25: t->cursor_shown = on; break;
	case 45: t->reverse_wrap = on; break;
	case 66: t->keypad = on; break;
	case 47:
	case 1047:
	case 1049: t->alt = on ? (uint16_t)n : 0; break;
	/* Protocols and encodings replace one another; resetting any one turns tracking off. */
	case 9:
	case 1000:
	case 1001:
	case 1002:
	case 1003: t->mouse = on ? (uint16_t)n : 0; break;
	case 1004: t->focus = on; break;
	case 1005:
	case 1006:
	case 1015:
	case 1016: t->mouse_enc = on ? (uint16_t)n : 0; break;
	case 2004: t->paste = on; break;
	default: break;
	}
}

/* 38/48: `;5;n`, `;2;r;g;b`, `:5:n`, `:2:r:g:b`, `:2::r:g:b`. Returns the last parameter used. */
static unsigned take_color(const struct vt *t, unsigned i, struct vt_color *c)
{
	unsigned n = t->nparams, last = i;
	bool colon = i + 1 < n && t->sub >> (i + 1) & 1;
	if (colon)
		while (last + 1 < n && t->sub >> (last + 1) & 1)
			last++;
	else
		last = n - 1;
	unsigned have = last - i; /* parameters after 38 */
	if (have >= 2 && t->params[i + 1] == 5) {
		*c = (struct vt_color){ COLOR_PALETTE, t->params[i + 2] & 0xffu };
		return colon ? last : i + 2;
	}
	if (have >= 4 && t->params[i + 1] == 2) {
		unsigned at = colon && have >= 5 ? i + 3 : i + 2;
		*c = (struct vt_color){ COLOR_RGB, (t->params[at] & 0xffu) << 16 | (t->params[at + 1] & 0xffu) << 8 |
						   (t->params[at + 2] & 0xffu) };
		return colon ? last : i + 4;
	}
	return colon ? last : n - 1;
}

static void set_rendition(struct vt *t)
{
	if (t->nparams == 0)
		reset_rendition(t);
	for (unsigned i = 0; i < t->nparams; i++) {
		unsigned p = t->params[i];
		struct vt_color ignored;
		switch (p) {
		case 0: reset_rendition(t); break;
		case 1: t->attrs |= BOLD; break;
		case 2: t->attrs |= FAINT; break;
		case 3: t->attrs |= ITALIC; break;
		case 4:
			t->underline = 1;
			if (i + 1 < t->nparams && t->sub >> (i + 1) & 1)
				t->underline = t->params[++i] <= 5 ? (uint8_t)t->params[i] : 1;
			break;
		case 5:
		case 6: t->attrs |= BLINK; break;
		case 7: t->attrs |= INVERSE; break;
		case 8: t->attrs |= HIDDEN; break;
		case 9: t->attrs |= STRIKE; break;
		case 21: t->underline = 2; break;
		case 22: t->attrs &= (uint16_t)~(BOLD | FAINT); break;
		case 23: t->attrs &= (uint16_t)~ITALIC; break;
		case 24: t->underline = 0; break;
		case 25: t->attrs &= (uint16_t)~BLINK; break;
		case 27: t->attrs &= (uint16_t)~INVERSE; break;
		case 28: t->attrs &= (uint16_t)~HIDDEN; break;
		case 29: t->attrs &= (uint16_t)~STRIKE; break;
		case 38: i = take_color(t, i, &t->fg); break;
		case 39: t->fg.kind = COLOR_NONE; break;
		case 48: i = take_color(t, i, &t->bg); break;
		case 49: t->bg.kind = COLOR_NONE; break;
		case 53: t->attrs |= OVERLINE; break;
		case 55: t->attrs &= (uint16_t)~OVERLINE; break;
		case 58: i = take_color(t, i, &ignored); break;
		default:
			if ((p >= 30 && p <= 37) || (p >= 90 && p <= 97))
				t->fg = (struct vt_color){ COLOR_BASIC, p };
			else if ((p >= 40 && p <= 47) || (p >= 100 && p <= 107))
				t->bg = (struct vt_color){ COLOR_BASIC, p };
		}
	}
}

static void dispatch_csi(struct vt *t, uint8_t final)
{
	if (t->prefix == '?' && !t->inter && (final == 'h' || final == 'l')) {
		for (unsigned i = 0; i < t->nparams; i++)
			set_mode(t, t->params[i], final == 'h');
	} else if (!t->prefix && t->inter == '!' && final == 'p') {
		soft_reset(t);
	} else if (t->prefix || t->inter) {
		return;
	} else if (final == 'm') {
		set_rendition(t);
	} else if (final == 'h' || final == 'l') {
		for (unsigned i = 0; i < t->nparams; i++)
			if (t->params[i] == 4)
				t->insert = final == 'h';
	} else if (final == 'r') {
		uint16_t *m = t->margin[t->alt != 0];
		m[0] = t->nparams > 0 ? t->params[0] : 0;
		m[1] = t->nparams > 1 ? t->params[1] : 0;
	}
}

static void dispatch_escape(struct vt *t, uint8_t final)
{
	if (t->inter == '(' || t->inter == ')')
		t->g[t->inter == ')'] = final;
	if (t->inter)
		return;
	switch (final) {
	case '=': t->keypad = true; break;
	case '>': t->keypad = false; break;
	case 'c': vt_init(t); break;
	default: break;
	}
}

static void begin_csi(struct vt *t)
{
	t->state = CSI;
	t->prefix = t->inter = t->nparams = 0;
	t->sub = 0;
	memset(t->params, 0, sizeof t->params);
}

static void csi_byte(struct vt *t, uint8_t b)
{
	const unsigned max = sizeof t->params / sizeof *t->params;
	if (b >= '0' && b <= '9') {
		if (t->nparams == 0)
			t->nparams = 1;
		uint32_t v = t->params[t->nparams - 1] * 10u + (b - '0');
		t->params[t->nparams - 1] = v > 65535 ? 65535 : (uint16_t)v;
	} else if (b == ';' || b == ':') {
		if (t->nparams == 0)
			t->nparams = 1;
		if (t->nparams < max) {
			if (b == ':')
				t->sub |= 1u << t->nparams;
			t->nparams++;
		} else {
			t->params[max - 1] = 0;
		}
	} else if (b >= '<' && b <= '?') {
		t->prefix = b;
	} else if (b >= 0x20 && b <= 0x2f) {
		t->inter = b;
	} else if (b >= 0x40 && b <= 0x7e) {
		t->state = GROUND;
		dispatch_csi(t, b);
	}
}

void vt_byte(struct vt *t, uint8_t b)
{
	if (t->state == GROUND) {
		if (b >= 0x80) {
			if (b < 0xc0)
				t->utf8_left -= t->utf8_left > 0;
			else
				t->utf8_left = b >= 0xf8 ? 0 : b >= 0xf0 ? 3 : b >= 0xe0 ? 2 : 1;
			return;
		}
		t->utf8_left = 0;
		if (b == 0x1b) {
			t->state = ESCAPE;
			t->inter = 0;
			t->seq_len = 0;
		} else if (b == 0x0e || b == 0x0f) {
			t->shift = b == 0x0e;
		}
		return;
	}
	t->seq_len++;
	if (b == 0x18 || b == 0x1a) {
		t->state = GROUND;
		return;
	}
	if (t->state == STRING) {
		if (b == 0x1b)
			t->state = STRING_ESC;
		else if (b == 0x07 && t->string_kind == ']')
			t->state = GROUND;
		return;
	}
	if (b == 0x1b) {
		t->state = ESCAPE;
		t->inter = 0;
		return;
	}
	if (t->state == STRING_ESC) {
		if (b == '\\') {
			t->state = GROUND;
			return;
		}
		t->state = ESCAPE; /* any other ESC ends the string and starts anew */
		t->inter = 0;
	}
	if (t->state == CSI) {
		csi_byte(t, b);
		return;
	}
	if (b < 0x20 || b >= 0x7f)
		return;
	if (b < 0x30) {
		t->inter = b;
		t->state = ESC_INTER;
		return;
	}
	if (t->state == ESCAPE && b == '[') {
		begin_csi(t);
	} else if (t->state == ESCAPE && (b == ']' || b == 'P' || b == 'X' || b == '^' || b == '_')) {
		t->state = STRING;
		t->string_kind = b;
	} else {
		t->state = GROUND;
		dispatch_escape(t, b);
	}
}

bool vt_can_start(const struct vt *t, int next)
{
	if (t->state != GROUND)
		return t->seq_len > LONGEST_SEQUENCE;
	return t->utf8_left == 0 || (next >= 0 && (next < 0x80 || next > 0xbf));
}

struct text { char *at; size_t left; };

__attribute__((format(printf, 2, 3))) static void add(struct text *o, const char *format, ...)
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

static void add_color(struct text *o, const struct vt_color *c, unsigned extended)
{
	if (c->kind == COLOR_BASIC)
		add(o, ";%u", c->value);
	else if (c->kind == COLOR_PALETTE)
		add(o, ";%u;5;%u", extended, c->value);
	else if (c->kind == COLOR_RGB)
		add(o, ";%u;2;%u;%u;%u", extended, c->value >> 16, c->value >> 8 & 0xff, c->value & 0xff);
}

size_t vt_modes(const struct vt *t, char *out, size_t cap)
{
	struct text o = { out, cap };
	out[0] = 0;
	if (t->margin[0][0] || t->margin[0][1])
		add(&o, "\x1b[%u;%ur", t->margin[0][0] ? t->margin[0][0] : 1, t->margin[0][1]);
	if (t->alt)
		add(&o, "\x1b[?%uh", t->alt);
	if (t->alt && (t->margin[1][0] || t->margin[1][1]))
		add(&o, "\x1b[%u;%ur", t->margin[1][0] ? t->margin[1][0] : 1, t->margin[1][1]);
	if (t->cursor_keys)
		add(&o, "\x1b[?1h");
	if (t->origin)
		add(&o, "\x1b[?6h");
	if (!t->wrap)
		add(&o, "\x1b[?7l");
	if (!t->cursor_shown)
		add(&o, "\x1b[?25l");
	if (t->reverse_wrap)
		add(&o, "\x1b[?45h");
	if (t->keypad)
		add(&o, "\x1b=");
	if (t->insert)
		add(&o, "\x1b[4h");
	if (t->mouse)
		add(&o, "\x1b[?%uh", t->mouse);
	if (t->mouse_enc)
		add(&o, "\x1b[?%uh", t->mouse_enc);
	if (t->focus)
		add(&o, "\x1b[?1004h");
	if (t->paste)
		add(&o, "\x1b[?2004h");
	if (t->g[0] != 'B')
		add(&o, "\x1b(%c", t->g[0]);
	if (t->g[1] != 'B')
		add(&o, "\x1b)%c", t->g[1]);
	if (t->shift)
		add(&o, "\x0e");
	if (t->attrs || t->underline || t->fg.kind || t->bg.kind) {
		static const uint8_t codes[] = { 1, 2, 3, 5, 7, 8, 9, 53 };
		add(&o, "\x1b[0");
		for (unsigned i = 0; i < sizeof codes; i++)
			if (t->attrs >> i & 1)
				add(&o, ";%u", codes[i]);
		if (t->underline > 1)
			add(&o, ";4:%u", t->underline);
		else if (t->underline)
			add(&o, ";4");
		add_color(&o, &t->fg, 38);
		add_color(&o, &t->bg, 48);
		add(&o, "m");
	}
	if (t->state == STRING || t->state == STRING_ESC)
		add(&o, t->string_kind == ']' ? "\x1b]9999;" : "\x1b_");
	return (size_t)(o.at - out);
}
