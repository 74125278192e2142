/* Sends garbage to a Totem port: random datagrams, and real frames cut short and changed.
 *
 *   garbage ADDRESS PORT COUNT PER_SECOND SEED harmless|any FRAMES
 *
 * FRAMES is a file of real frames, each as two bytes of length (little endian) and the datagram.
 *
 * harmless   only what no engine may act upon: no magic, another version or type, shorter than the fixed part, counts that the
 *            length belies, and tokens and hold cancels of rings that do not exist: the ring must not notice
 * any        every change to every frame, but never of a ring that exists: joins and foreign messages among them make nodes
 *            gather, so that only the end is to be judged
 *
 * Source of the layouts: corosync exec/totemsrp.c (see docs of the project on the wire format). Prints "sent N".
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define FRAME_MAX 1500
#define FRAMES_MAX 4096
#define TYPES 6

enum { ORF_TOKEN, MCAST, MERGE_DETECT, JOIN, COMMIT_TOKEN, HOLD_CANCEL };

static const size_t fixed_part[TYPES] = { 57, 45, 29, 33, 41, 25 };
static const size_t ring_seq_offset[TYPES] = { 33, 29, 21, 25, 21, 17 };
static struct { size_t length; unsigned char bytes[FRAME_MAX]; } frames[FRAMES_MAX];
static size_t frame_count, of_type[TYPES][FRAMES_MAX], type_count[TYPES];
static uint64_t random_state;

static uint64_t next_random(void)
{
	random_state ^= random_state << 13; random_state ^= random_state >> 7; random_state ^= random_state << 17;
	return random_state * 0x2545f4914f6cdd1dULL >> 8;
}

static size_t below(size_t n)
{
	return next_random() % n;
}

static void load(const char *path)
{
	FILE *f = fopen(path, "rb");
	unsigned char head[2];
	if (!f) { perror(path); exit(1); }
	while (frame_count < FRAMES_MAX && fread(head, 1, 2, f) == 2) {
		size_t n = head[0] | head[1] << 8;
		if (n > FRAME_MAX || fread(frames[frame_count].bytes, 1, n, f) != n) { fprintf(stderr, "bad frame file\n"); exit(1); }
		frames[frame_count].length = n;
		unsigned type = frames[frame_count].bytes[3];
		if (type < TYPES && n >= fixed_part[type]) {
			of_type[type][type_count[type]++] = frame_count;
			frame_count++;
		}
	}
	fclose(f);
	for (int t = 0; t < TYPES; t++)
		if (!type_count[t]) { fprintf(stderr, "no frame of type %d\n", t); exit(1); }
}

static size_t take(unsigned char *to, unsigned type)
{
	size_t i = of_type[type][below(type_count[type])];
	memcpy(to, frames[i].bytes, frames[i].length);
	return frames[i].length;
}

/* A ring that does not exist, and whose number leaves room above it. */
static void foreign_ring(unsigned char *m, unsigned type)
{
	uint64_t seq = 0x0000100000000000ULL | (next_random() & 0xffffffffffULL);
	memcpy(m + ring_seq_offset[type], &seq, sizeof seq);
}

static void random_bytes(unsigned char *m, size_t n)
{
	for (size_t i = 0; i < n; i++) m[i] = next_random();
}

static void flip(unsigned char *m, size_t from, size_t n)
{
	for (size_t flips = 1 + below(8); n > from && flips > 0; flips--) m[from + below(n - from)] ^= 1 << below(8);
}

static void set_count(unsigned char *m, size_t offset)
{
	static const uint32_t counts[] = { 0x7fffffff, 0x80000000, 0xffffffff, 0x10000000, 385, 31, 0x40000000 };
	uint32_t count = counts[below(sizeof counts / sizeof *counts)];
	memcpy(m + offset, &count, sizeof count);
}

static size_t harmless(unsigned char *m)
{
	unsigned type = below(TYPES);
	size_t n;
	switch (below(6)) {
	case 0:
		n = 1 + below(FRAME_MAX);
		random_bytes(m, n);
		m[0] &= 0x0f;
		return n;
	case 1:
		take(m, type);
		return 1 + below(fixed_part[type] - 1);
	case 2:
		n = take(m, type);
		m[2] = 4 + below(250);
		return n;
	case 3:
		n = take(m, type);
		m[3] = TYPES + below(250 - TYPES);
		return n;
	case 4:
		type = (const unsigned[]){ ORF_TOKEN, JOIN, COMMIT_TOKEN }[below(3)];
		n = take(m, type);
		foreign_ring(m, type);
		set_count(m, type == ORF_TOKEN ? 53 : type == COMMIT_TOKEN ? 37 : below(2) ? 17 : 21);
		/* A count that the length covers by chance would make it a good frame. */
		return n < fixed_part[type] + 120 ? n : fixed_part[type];
	default:
		type = below(2) ? ORF_TOKEN : HOLD_CANCEL;
		n = take(m, type);
		flip(m, 5, n);
		foreign_ring(m, type);
		return n;
	}
}

static size_t any(unsigned char *m)
{
	unsigned type = below(TYPES);
	size_t n;
	if (below(4) == 0) return harmless(m);
	n = take(m, type);
	flip(m, below(4) ? 5 : 2, n);
	if (below(4) == 0) n = 1 + below(n);
	if (below(8) == 0) {
		size_t more = below(FRAME_MAX - n + 1);
		random_bytes(m + n, more);
		n += more;
	}
	/* The type may have been changed: no ring that exists, whatever it is taken for. */
	for (unsigned t = 0; t < TYPES; t++)
		if (n >= fixed_part[t] && (t == type || m[3] == t)) foreign_ring(m, t);
	return n;
}

int main(int argc, char **argv)
{
	static unsigned char m[2 * FRAME_MAX];
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM, .ai_flags = AI_NUMERICHOST }, *address;
	struct timespec start, now;
	if (argc != 8 || getaddrinfo(argv[1], argv[2], &hints, &address)) return 2;
	uint64_t count = strtoull(argv[3], NULL, 10), per_second = strtoull(argv[4], NULL, 10), sent = 0;
	random_state = strtoull(argv[5], NULL, 10) | 1;
	int is_any = !strcmp(argv[6], "any");
	load(argv[7]);
	int s = socket(address->ai_family, SOCK_DGRAM, 0);
	if (s < 0 || connect(s, address->ai_addr, address->ai_addrlen)) { perror("socket"); return 1; }
	clock_gettime(CLOCK_MONOTONIC, &start);
	for (uint64_t i = 0; i < count; i++) {
		size_t n = is_any ? any(m) : harmless(m);
		/* The receiver may be closing and opening its socket: what it refuses is sent all the same. */
		if (send(s, m, n, 0) == (ssize_t)n) sent++;
		if (i % 64 == 0) {
			for (;;) {
				clock_gettime(CLOCK_MONOTONIC, &now);
				double seconds = (now.tv_sec - start.tv_sec) + (now.tv_nsec - start.tv_nsec) / 1e9;
				if (i <= seconds * per_second) break;
				usleep(500);
			}
		}
	}
	printf("sent %" PRIu64 "\n", sent);
	return 0;
}
