/* Load on a CPG group through the public libcpg, so that one binary measures every engine that serves libcpg programs.
 *
 *   cpgload own  GROUP SIZE WARM SECONDS   one message in flight: from cpg_mcast_joined() to its own delivery
 *   cpgload trip GROUP SIZE WARM SECONDS   one message in flight: until the reply of the echo process of another node is delivered
 *   cpgload rate GROUP SIZE WARM SECONDS   as many as flow control lets through; counts own deliveries
 *   cpgload echo GROUP                     replies to every "trip" message with one of the same size, until killed
 *   cpgload sink GROUP                     only receives, until killed
 *
 * All run for WARM seconds before SECONDS that count. Times are of CLOCK_MONOTONIC. Nothing spins: a process waits in poll() on
 * the descriptor of its CPG connection, as an application does, also when flow control holds it back.
 *
 * echo and sink print "ready" when they have joined. The others print one line of NAME=VALUE: count, seconds, retries (times that
 * flow control said CS_ERR_TRY_AGAIN) and for own and trip the percentiles in nanoseconds, exact, from all samples; a line
 * "error=..." and status 1 when something went wrong.
 */
#include <corosync/cpg.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SIZE_MIN 16
#define SIZE_MAX_MESSAGE (1024 * 1024)
#define STALL_MS 10000

enum kind { OWN = 1, REQUEST, REPLY, BULK };

/* Begins every message; the rest is filler. */
struct mark { uint32_t kind; uint32_t pid; uint64_t index; };

struct samples { uint64_t *ns; size_t count, room; };

static cpg_handle_t handle;
static int descriptor;
static uint32_t my_node, my_pid;
static int echoing;
static uint64_t own_delivered, bulk_delivered, replies;
static uint64_t last_own, last_reply;
static char message[SIZE_MAX_MESSAGE];

static void fail(const char *format, ...)
{
	va_list a;
	va_start(a, format);
	printf("error=");
	vprintf(format, a);
	printf("\n");
	va_end(a);
	exit(1);
}

static uint64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Waits until something can be dispatched, and dispatches all of it. Returns 0 when nothing came in time. */
static int pump(int timeout_ms)
{
	struct pollfd p = { .fd = descriptor, .events = POLLIN };
	int n = poll(&p, 1, timeout_ms);
	if (n < 0 && errno != EINTR)
		fail("poll: %s", strerror(errno));
	if (n <= 0)
		return 0;
	cs_error_t r = cpg_dispatch(handle, CS_DISPATCH_ALL);
	if (r != CS_OK)
		fail("cpg_dispatch: %d", r);
	return 1;
}

/* Returns 0 when flow control says no. */
static int offer(enum kind kind, uint64_t index, size_t size)
{
	struct mark m = { .kind = kind, .pid = my_pid, .index = index };
	memcpy(message, &m, sizeof m);
	struct iovec v = { .iov_base = message, .iov_len = size };
	cs_error_t r = cpg_mcast_joined(handle, CPG_TYPE_AGREED, &v, 1);
	if (r != CS_OK && r != CS_ERR_TRY_AGAIN)
		fail("cpg_mcast_joined: %d", r);
	return r == CS_OK;
}

static void on_deliver(cpg_handle_t h, const struct cpg_name *group, uint32_t node, uint32_t pid, void *data, size_t length)
{
	struct mark m;
	(void)h, (void)group;
	if (length < sizeof m)
		return;
	memcpy(&m, data, sizeof m);
	if (node == my_node && pid == my_pid) {
		if (m.kind == OWN)
			own_delivered++, last_own = m.index;
		else if (m.kind == BULK)
			bulk_delivered++;
	} else if (m.kind == REPLY && m.pid == my_pid) {
		replies++, last_reply = m.index;
	} else if (m.kind == REQUEST && echoing) {
		m.kind = REPLY;
		memcpy(message, &m, sizeof m);
		struct iovec v = { .iov_base = message, .iov_len = length };
		cs_error_t r;
		while ((r = cpg_mcast_joined(handle, CPG_TYPE_AGREED, &v, 1)) == CS_ERR_TRY_AGAIN)
			usleep(100);
		if (r != CS_OK)
			fail("cpg_mcast_joined: %d", r);
	}
}

static void on_change(cpg_handle_t h, const struct cpg_name *group, const struct cpg_address *members, size_t member_count,
		      const struct cpg_address *left, size_t left_count, const struct cpg_address *joined, size_t joined_count)
{
	(void)h, (void)group, (void)members, (void)member_count, (void)left, (void)left_count, (void)joined, (void)joined_count;
}

static void join(const char *name)
{
	cpg_callbacks_t callbacks = { .cpg_deliver_fn = on_deliver, .cpg_confchg_fn = on_change };
	struct cpg_name group = { 0 };
	cs_error_t r = cpg_initialize(&handle, &callbacks);
	if (r != CS_OK)
		fail("cpg_initialize: %d", r);
	if ((r = cpg_local_get(handle, &my_node)) != CS_OK)
		fail("cpg_local_get: %d", r);
	if ((r = cpg_fd_get(handle, &descriptor)) != CS_OK)
		fail("cpg_fd_get: %d", r);
	my_pid = (uint32_t)getpid();
	group.length = strlen(name);
	if (group.length > CPG_MAX_NAME_LENGTH)
		fail("group name too long");
	memcpy(group.value, name, group.length);
	for (int tries = 0; (r = cpg_join(handle, &group)) == CS_ERR_TRY_AGAIN && tries < 1000; tries++)
		usleep(10000);
	if (r != CS_OK)
		fail("cpg_join: %d", r);
	/* The own join, and what else is on the way. */
	while (pump(300))
		;
}

static void record(struct samples *s, uint64_t ns)
{
	if (s->count == s->room) {
		s->room = s->room ? s->room * 2 : 1 << 20;
		s->ns = realloc(s->ns, s->room * sizeof *s->ns);
		if (!s->ns)
			fail("out of memory");
	}
	s->ns[s->count++] = ns;
}

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

/* The smallest sample that at least this share of all samples does not exceed. */
static uint64_t percentile(const struct samples *s, double share)
{
	size_t rank = (size_t)(share * (double)s->count + 0.999999);
	return s->ns[rank == 0 ? 0 : rank > s->count ? s->count - 1 : rank - 1];
}

static void latency(enum kind kind, size_t size, double warm, double seconds)
{
	const uint64_t *last = kind == OWN ? &last_own : &last_reply;
	const uint64_t start = now_ns() + (uint64_t)(warm * 1e9), end = start + (uint64_t)(seconds * 1e9);
	struct samples s = { 0 };
	uint64_t index = 0, retries = 0, from, to;
	do {
		index++;
		from = now_ns();
		while (!offer(kind, index, size))
			retries++, pump(1);
		while (*last != index)
			if (!pump(STALL_MS))
				fail("no delivery within %d ms", STALL_MS);
		to = now_ns();
		if (from >= start)
			record(&s, to - from);
	} while (to < end);
	if (s.count == 0)
		fail("no sample");
	qsort(s.ns, s.count, sizeof *s.ns, ascending);
	printf("count=%zu seconds=%.3f retries=%" PRIu64 " min=%" PRIu64 " p50=%" PRIu64 " p90=%" PRIu64 " p99=%" PRIu64 " p99.9=%" PRIu64
	       " p99.99=%" PRIu64 " max=%" PRIu64 "\n", s.count, (double)(to - start) / 1e9, retries, s.ns[0], percentile(&s, 0.5),
	       percentile(&s, 0.9), percentile(&s, 0.99), percentile(&s, 0.999), percentile(&s, 0.9999), s.ns[s.count - 1]);
}

static void rate(size_t size, double warm, double seconds)
{
	const uint64_t begin = now_ns(), start = begin + (uint64_t)(warm * 1e9), length = (uint64_t)(seconds * 1e9);
	uint64_t sent = 0, retries = 0, counted_from = 0, counting_since = 0, progress = begin, seen = 0, now;
	for (;;) {
		/* A burst before each look at the clock and at what came back. */
		int room = 1;
		for (int i = 0; i < 32 && room; i++) {
			room = offer(BULK, sent, size);
			if (room)
				sent++;
			else
				retries++;
		}
		pump(room ? 0 : 1);
		now = now_ns();
		if (bulk_delivered != seen)
			seen = bulk_delivered, progress = now;
		else if (now - progress > STALL_MS * UINT64_C(1000000))
			fail("no delivery within %d ms", STALL_MS);
		if (!counting_since && now >= start)
			counting_since = now, counted_from = bulk_delivered, retries = 0;
		if (counting_since && now - counting_since >= length)
			break;
	}
	const uint64_t count = bulk_delivered - counted_from;
	const double took = (double)(now - counting_since) / 1e9;
	while (bulk_delivered < sent)
		if (!pump(STALL_MS))
			fail("%" PRIu64 " of %" PRIu64 " messages were never delivered", sent - bulk_delivered, sent);
	printf("count=%" PRIu64 " seconds=%.3f retries=%" PRIu64 " rate=%.1f\n", count, took, retries, (double)count / took);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		fail("usage: cpgload own|trip|rate GROUP SIZE WARM SECONDS, or echo|sink GROUP");
	setvbuf(stdout, NULL, _IOLBF, 0);
	const char *mode = argv[1];
	echoing = !strcmp(mode, "echo");
	join(argv[2]);
	if (echoing || !strcmp(mode, "sink")) {
		printf("ready\n");
		for (;;)
			pump(-1);
	}
	if (argc != 6)
		fail("usage: cpgload %s GROUP SIZE WARM SECONDS", mode);
	const size_t size = strtoul(argv[3], NULL, 10);
	const double warm = atof(argv[4]), seconds = atof(argv[5]);
	if (size < SIZE_MIN || size > SIZE_MAX_MESSAGE || warm < 0 || seconds <= 0)
		fail("out of range: size=%zu warm=%g seconds=%g", size, warm, seconds);
	if (!strcmp(mode, "own"))
		latency(OWN, size, warm, seconds);
	else if (!strcmp(mode, "trip"))
		latency(REQUEST, size, warm, seconds);
	else if (!strcmp(mode, "rate"))
		rate(size, warm, seconds);
	else
		fail("no such mode: %s", mode);
	cpg_finalize(handle);
	return 0;
}
