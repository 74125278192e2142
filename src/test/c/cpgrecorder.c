/* A member of a CPG group that sends a known load and records what it sees, through the public libcpg: one binary for
 * engines of every kind.
 *
 *   cpgrecorder GROUP        commands on standard input, reports on standard output, one line each
 *
 *   send SEED COUNT:MIN:MAX ...   multicast COUNT messages of MIN..MAX bytes of each kind, the kinds mixed; reports "sent N"
 *                                 when the last of them was delivered here, so that a later mark of anybody follows them
 *   mark NAME                     multicast a mark: when it is delivered, every member ends its section and begins NAME
 *   watch N                       reports "reached SECTION n=N" when so many messages of a section are delivered
 *   status                        reports "status sent=S n=N ..." at once
 *   leave | join                  leaves the group, joins it again
 *   quit                          leaves and exits
 *
 * A section is what is delivered between two marks. Its end is reported as
 *   end NAME n=MESSAGES bytes=BYTES hash=FNV-1A bad=BAD from=NODE:MESSAGES,...
 * where hash covers the sender's node id, the length and the bytes of every message in order of delivery, so that equal lines
 * mean equal sequences. Configuration changes are reported as they are delivered, with the number of messages before them:
 *   conf NAME n=N members=NODE,... left=NODE/REASON,... joined=NODE/REASON,...
 *   ring NAME n=N ring=NODEID.SEQ members=NODE,...
 *
 * The bytes of a message follow from (sender's node id, index at the sender), so that every receiver checks them; bad counts
 * those that differ or are out of the sender's order.
 */
#include <corosync/cpg.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define MESSAGE_MAX (1024 * 1024)
#define PARTS_FROM (512 * 1024)
#define SENDERS_MAX 64
#define KINDS_MAX 8
#define MARK "\x01gatun-mark "

struct sender { uint32_t node, pid; int seen, known; uint64_t next, in_section; };

static cpg_handle_t handle;
static struct cpg_name group;
static uint32_t my_node;
static struct sender senders[SENDERS_MAX];
static int sender_count;
static char section[64] = "start";
static uint64_t count, bytes, bad, hash;
static volatile uint64_t sent, own, watched;
static volatile int left_group;
static pthread_mutex_t out = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t state = PTHREAD_MUTEX_INITIALIZER;

static void say(const char *format, ...)
{
	va_list a;
	pthread_mutex_lock(&out);
	va_start(a, format);
	vprintf(format, a);
	va_end(a);
	putchar('\n');
	fflush(stdout);
	pthread_mutex_unlock(&out);
}

static void fail(const char *what, int error)
{
	say("failed %s error=%d", what, error);
	_exit(1);
}

static uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15ULL;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

/* The first byte keeps bit 7 set, so that no message begins like a mark. */
static void fill(unsigned char *m, size_t n, uint32_t node, uint64_t index)
{
	uint64_t x = mix(((uint64_t)node << 40) ^ index);
	for (size_t i = 0; i < n; i += 8) {
		x ^= x << 13; x ^= x >> 7; x ^= x << 17;
		memcpy(m + i, &x, n - i < 8 ? n - i : 8);
	}
	m[0] |= 0x80;
}

static void hash_bytes(const void *data, size_t n)
{
	const unsigned char *p = data;
	uint64_t h = hash;
	for (size_t i = 0; i < n; i++) h = (h ^ p[i]) * 0x100000001b3ULL;
	hash = h;
}

static struct sender *find_sender(uint32_t node, uint32_t pid)
{
	for (int i = 0; i < sender_count; i++)
		if (senders[i].node == node && senders[i].pid == pid) return &senders[i];
	if (sender_count == SENDERS_MAX) fail("too many senders", 0);
	struct sender *s = &senders[sender_count++];
	memset(s, 0, sizeof *s);
	s->node = node; s->pid = pid;
	return s;
}

static int by_sender(const void *a, const void *b)
{
	const struct sender *x = a, *y = b;
	return x->node != y->node ? (x->node < y->node ? -1 : 1) : x->pid < y->pid ? -1 : x->pid > y->pid;
}

static void begin_section(const char *name, size_t length)
{
	snprintf(section, sizeof section, "%.*s", (int)length, name);
	count = bytes = bad = 0;
	hash = 0xcbf29ce484222325ULL;
	for (int i = 0; i < sender_count; i++) senders[i].in_section = 0;
}

static void print_counts(const char *what)
{
	char from[SENDERS_MAX * 40] = "";
	size_t at = 0;
	qsort(senders, sender_count, sizeof *senders, by_sender);
	for (int i = 0; i < sender_count; i++)
		if (senders[i].in_section)
			at += snprintf(from + at, sizeof from - at, "%s%u:%" PRIu64, at ? "," : "", senders[i].node, senders[i].in_section);
	say("%s %s n=%" PRIu64 " bytes=%" PRIu64 " hash=%016" PRIx64 " bad=%" PRIu64 " from=%s", what, section, count, bytes, hash, bad, from);
}

static void deliver(cpg_handle_t h, const struct cpg_name *g, uint32_t node, uint32_t pid, void *message, size_t n)
{
	static unsigned char expected[MESSAGE_MAX + 8];
	pthread_mutex_lock(&state);
	if (n > sizeof MARK - 1 && !memcmp(message, MARK, sizeof MARK - 1)) {
		print_counts("end");
		begin_section((char *)message + sizeof MARK - 1, n - (sizeof MARK - 1));
		say("section %s", section);
		pthread_mutex_unlock(&state);
		return;
	}
	struct sender *s = find_sender(node, pid);
	count++; bytes += n; s->in_section++;
	if (node == my_node && pid == (uint32_t)getpid()) own++;
	if (count == watched) say("reached %s n=%" PRIu64, section, count);
	uint32_t head[2] = { node, (uint32_t)n };
	hash_bytes(head, sizeof head);
	hash_bytes(message, n);
	if (s->known) {
		if (n > MESSAGE_MAX) bad++;
		else {
			fill(expected, n, node, s->next++);
			if (memcmp(expected, message, n)) {
				if (!bad++) say("bad section=%s n=%" PRIu64 " node=%u index=%" PRIu64 " length=%zu", section, count, node, s->next - 1, n);
			}
		}
	}
	pthread_mutex_unlock(&state);
}

static void list(char *to, size_t room, const struct cpg_address *a, size_t n, int with_reason)
{
	size_t at = 0;
	*to = 0;
	for (size_t i = 0; i < n && at < room; i++)
		at += with_reason ? snprintf(to + at, room - at, "%s%u/%u", at ? "," : "", a[i].nodeid, a[i].reason)
				  : snprintf(to + at, room - at, "%s%u", at ? "," : "", a[i].nodeid);
}

static void confchg(cpg_handle_t h, const struct cpg_name *g, const struct cpg_address *m, size_t mn,
		    const struct cpg_address *l, size_t ln, const struct cpg_address *j, size_t jn)
{
	char members[2048], left[2048], joined[2048];
	pthread_mutex_lock(&state);
	/* Who joins for the first time while we listen begins at index 0; of those that were there before us, and of those that
	 * were lost with their node and come back after a partition, the index is not known. */
	for (size_t i = 0; i < jn; i++) {
		struct sender *s = find_sender(j[i].nodeid, j[i].pid);
		if (!s->seen) s->seen = s->known = 1;
		if (j[i].nodeid == my_node && j[i].pid == (uint32_t)getpid()) { s->known = 1; s->next = sent; }
	}
	for (size_t i = 0; i < ln; i++)
		if (l[i].reason == CPG_REASON_NODEDOWN || l[i].reason == CPG_REASON_NODEUP) {
			struct sender *s = find_sender(l[i].nodeid, l[i].pid);
			s->seen = 1; s->known = 0;
		}
	list(members, sizeof members, m, mn, 0);
	list(left, sizeof left, l, ln, 1);
	list(joined, sizeof joined, j, jn, 1);
	say("conf %s n=%" PRIu64 " members=%s left=%s joined=%s", section, count, members, left, joined);
	for (size_t i = 0; i < ln; i++)
		if (l[i].nodeid == my_node && l[i].pid == (uint32_t)getpid()) left_group = 1;
	for (size_t i = 0; i < mn; i++) find_sender(m[i].nodeid, m[i].pid)->seen = 1;
	pthread_mutex_unlock(&state);
}

static void ring_change(cpg_handle_t h, struct cpg_ring_id ring, uint32_t n, const uint32_t *m)
{
	char members[2048] = "";
	size_t at = 0;
	pthread_mutex_lock(&state);
	for (uint32_t i = 0; i < n && at < sizeof members; i++)
		at += snprintf(members + at, sizeof members - at, "%s%u", at ? "," : "", m[i]);
	say("ring %s n=%" PRIu64 " ring=%u.%" PRIx64 " members=%s", section, count, ring.nodeid, ring.seq, members);
	pthread_mutex_unlock(&state);
}

static void *dispatcher(void *unused)
{
	int fd;
	cpg_fd_get(handle, &fd);
	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		poll(&p, 1, 1000);
		cs_error_t r = cpg_dispatch(handle, CS_DISPATCH_ALL);
		if (r != CS_OK && r != CS_ERR_TRY_AGAIN) { say("gone error=%d", r); _exit(3); }
	}
	return NULL;
}

static void pause_us(long us)
{
	struct timespec t = { .tv_sec = 0, .tv_nsec = us * 1000 };
	nanosleep(&t, NULL);
}

static void multicast(const void *m, size_t n)
{
	struct iovec v = { .iov_base = (void *)m, .iov_len = n };
	cs_error_t r;
	while ((r = cpg_mcast_joined(handle, CPG_TYPE_AGREED, &v, 1)) == CS_ERR_TRY_AGAIN) pause_us(200);
	if (r != CS_OK) fail("cpg_mcast_joined", r);
}

static void send_load(char *spec)
{
	static unsigned char message[MESSAGE_MAX + 8];
	uint64_t left[KINDS_MAX], all = 0, random;
	size_t min[KINDS_MAX], max[KINDS_MAX];
	int kinds = 0;
	char *word = strtok(spec, " ");
	random = word ? strtoull(word, NULL, 10) : 1;
	while ((word = strtok(NULL, " ")) && kinds < KINDS_MAX) {
		if (sscanf(word, "%" SCNu64 ":%zu:%zu", &left[kinds], &min[kinds], &max[kinds]) != 3
		    || min[kinds] < 1 || max[kinds] < min[kinds] || max[kinds] > MESSAGE_MAX) fail("bad send command", 0);
		all += left[kinds++];
	}
	for (uint64_t i = 0; all > 0; i++, all--) {
		uint64_t pick = mix(random++) % all;
		int k = 0;
		while (pick >= left[k]) pick -= left[k++];
		left[k]--;
		size_t n = min[k] + mix(random++) % (max[k] - min[k] + 1);
		/* libcpg sends what does not fit one request in parts, and sleeps long, not for ever, when the engine's queue is
		 * full in the middle: it is let run empty before. */
		if (n > PARTS_FROM) while (own < sent) pause_us(200);
		fill(message, n, my_node, sent);
		multicast(message, n);
		sent++;
	}
	while (own < sent) pause_us(1000);
	say("sent %" PRIu64, sent);
}

static void join_group(void)
{
	cs_error_t r;
	left_group = 0;
	while ((r = cpg_join(handle, &group)) == CS_ERR_TRY_AGAIN) pause_us(10000);
	if (r != CS_OK) fail("cpg_join", r);
}

static void leave_group(void)
{
	cs_error_t r;
	while ((r = cpg_leave(handle, &group)) == CS_ERR_TRY_AGAIN) pause_us(10000);
	if (r != CS_OK) fail("cpg_leave", r);
	while (!left_group) pause_us(1000);
}

int main(int argc, char **argv)
{
	cpg_model_v1_data_t model = {
		.cpg_deliver_fn = deliver, .cpg_confchg_fn = confchg, .cpg_totem_confchg_fn = ring_change,
		.flags = CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF,
	};
	static char line[4096], mark[4200];
	cs_error_t r = CS_ERR_TRY_AGAIN;
	pthread_t thread;
	if (argc != 2) return 2;
	group.length = snprintf(group.value, sizeof group.value, "%s", argv[1]);
	begin_section("start", 5);
	for (int i = 0; i < 200 && r == CS_ERR_TRY_AGAIN; i++)
		if ((r = cpg_model_initialize(&handle, CPG_MODEL_V1, (cpg_model_data_t *)&model, NULL)) == CS_ERR_TRY_AGAIN) pause_us(50000);
	if (r != CS_OK) fail("cpg_model_initialize", r);
	while ((r = cpg_local_get(handle, &my_node)) == CS_ERR_TRY_AGAIN) pause_us(10000);
	if (r != CS_OK) fail("cpg_local_get", r);
	pthread_create(&thread, NULL, dispatcher, NULL);
	join_group();
	say("ready node=%u pid=%d", my_node, (int)getpid());
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = 0;
		if (!strncmp(line, "send ", 5)) send_load(line + 5);
		else if (!strncmp(line, "mark ", 5)) multicast(mark, snprintf(mark, sizeof mark, MARK "%s", line + 5));
		else if (!strncmp(line, "watch ", 6)) watched = strtoull(line + 6, NULL, 10);
		else if (!strcmp(line, "status")) {
			pthread_mutex_lock(&state);
			print_counts("status");
			pthread_mutex_unlock(&state);
		}
		else if (!strcmp(line, "leave")) leave_group();
		else if (!strcmp(line, "join")) join_group();
		else if (!strcmp(line, "quit")) break;
		else fail("unknown command", 0);
	}
	if (!left_group) leave_group();
	cpg_finalize(handle);
	say("bye");
	return 0;
}
