/* Clients of all libraries at once on one engine, each a process that connects, tracks, sends and asks without end.
 *
 *   crowd clients SEED COUNT KILLS ALLOWED REFUSED ITERATE
 *                     COUNT clients, of cpg, cmap, quorum, votequorum and cfg in turn. Of ten one runs as user ALLOWED, which the
 *                     engine must let in, and one as user REFUSED, which it must not; the others are root. KILLS times one of
 *                     them, wherever it is, gets SIGKILL and another takes its place; then all get it. Reports "ready" when all have
 *                     begun, and at the end "done cpg=N cmap=N quorum=N votequorum=N cfg=N allowed=N refused=N": calls that were
 *                     answered, of each library and of ALLOWED, and connections that were refused; or "failed WHAT ERROR" where an
 *                     answer was none of those that such a client may get. Keys are iterated over where ITERATE is 1.
 *   crowd witness GROUP
 *                     A client that sends to its group and waits for its message, and asks cmap, quorum, and now and then a new
 *                     connection. Reports "ready", then for each line of input "witness rounds=N max_us=N", of what was since
 *                     the last line: the longest time that any one took.
 */
#define _GNU_SOURCE
#include <corosync/cfg.h>
#include <corosync/cmap.h>
#include <corosync/cpg.h>
#include <corosync/quorum.h>
#include <corosync/votequorum.h>
#include <errno.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIBRARIES 5
#define GROUPS 5
#define KEYS 16
#define MESSAGE_MAX 20000
#define PAUSE_MAX_US 50000
#define ROUND_PAUSE_US 2000
#define ROUNDS_TO_CONNECT 16

/* What all processes of the crowd have in common. */
static struct shared {
	atomic_long answered[LIBRARIES], allowed, refused, begun;
	atomic_int is_failed;
	char failure[100];
} *shared;

static uint64_t state;
static int library;
static int is_allowed_user, is_refused_user, is_iterating;

/* splitmix64 */
static uint64_t draw(void)
{
	uint64_t z = state += 0x9E3779B97F4A7C15u;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static void say(const char *text)
{
	puts(text);
	fflush(stdout);
}

static void fail(const char *what, int error)
{
	if (shared != NULL && atomic_exchange(&shared->is_failed, 1) == 0)
		snprintf(shared->failure, sizeof shared->failure, "failed %s %d", what, error);
	else if (shared == NULL)
		printf("failed %s %d\n", what, error);
	exit(1);
}

/* Counts an answer, which is OK, try again, or the one that the caller names; whether it was OK. */
static int check(const char *what, cs_error_t rc, cs_error_t other)
{
	if (rc != CS_OK && rc != CS_ERR_TRY_AGAIN && rc != other)
		fail(what, rc);
	atomic_fetch_add(&shared->answered[library], 1);
	if (is_allowed_user)
		atomic_fetch_add(&shared->allowed, 1);
	return rc == CS_OK;
}

/* Whether this connection has been made. */
static int connected(const char *what, cs_error_t rc)
{
	if (is_refused_user) {
		if (rc != CS_ERR_ACCESS)
			fail("to refuse", rc);
		atomic_fetch_add(&shared->refused, 1);
		return 0;
	}
	return check(what, rc, CS_ERR_TRY_AGAIN);
}

static void rest(void)
{
	usleep(draw() % PAUSE_MAX_US);
}

static void on_deliver(cpg_handle_t handle, const struct cpg_name *name, uint32_t node, uint32_t pid, void *message, size_t length)
{
}

static void on_change(cpg_handle_t handle, const struct cpg_name *name, const struct cpg_address *members, size_t member_count,
	const struct cpg_address *left, size_t left_count, const struct cpg_address *joined, size_t joined_count)
{
}

static void cpg_client(void)
{
	static char bytes[MESSAGE_MAX];
	cpg_callbacks_t callbacks = {on_deliver, on_change};
	struct cpg_address members[CPG_MEMBERS_MAX];
	struct cpg_name group;
	cpg_handle_t handle;
	int count;
	if (!connected("cpg_initialize", cpg_initialize(&handle, &callbacks)))
		return;
	group.length = sprintf(group.value, "crowd-%d", (int)(draw() % GROUPS));
	int is_joined = check("cpg_join", cpg_join(handle, &group), CS_OK);
	for (int i = 0; i < 100; i++) {
		struct iovec iov = {bytes, draw() % MESSAGE_MAX};
		check("cpg_mcast_joined", cpg_mcast_joined(handle, CPG_TYPE_AGREED, &iov, 1), is_joined ? CS_OK : CS_ERR_NOT_EXIST);
		check("cpg_membership_get", cpg_membership_get(handle, &group, members, &count), CS_OK);
		check("cpg_dispatch", cpg_dispatch(handle, CS_DISPATCH_ALL), CS_OK);
		rest();
	}
	if (draw() % 2 && is_joined)
		check("cpg_leave", cpg_leave(handle, &group), CS_OK);
	check("cpg_finalize", cpg_finalize(handle), CS_OK);
}

static void on_key(cmap_handle_t handle, cmap_track_handle_t track, int32_t event, const char *key, struct cmap_notify_value new_value,
	struct cmap_notify_value old_value, void *data)
{
}

static void cmap_client(void)
{
	char key[CMAP_KEYNAME_MAXLEN + 1];
	cmap_handle_t handle;
	cmap_track_handle_t track;
	cmap_iter_handle_t keys;
	cmap_value_types_t type;
	size_t length;
	int is_stats = draw() % 3 == 0;
	if (!connected("cmap_initialize_map", cmap_initialize_map(&handle, is_stats ? CMAP_MAP_STATS : CMAP_MAP_ICMAP)))
		return;
	check("cmap_track_add", cmap_track_add(handle, is_stats ? "stats.ipcs." : "crowd.", CMAP_TRACK_ADD | CMAP_TRACK_DELETE | CMAP_TRACK_PREFIX
		| (is_stats ? 0 : CMAP_TRACK_MODIFY), on_key, NULL, &track), CS_OK);
	for (int i = 0; i < 50; i++) {
		if (!is_stats) {
			sprintf(key, "crowd.key%d", (int)(draw() % KEYS));
			check("cmap_set_uint64", cmap_set_uint64(handle, key, draw()), CS_OK);
			check("cmap_inc", cmap_inc(handle, key), CS_ERR_NOT_EXIST);
			if (draw() % 3 == 0)
				check("cmap_delete", cmap_delete(handle, key), CS_ERR_NOT_EXIST);
		}
		/* Left open in part: the engine has to end it. */
		if (is_iterating && check("cmap_iter_init", cmap_iter_init(handle, is_stats ? "stats.ipcs.global" : "crowd.", &keys), CS_OK)) {
			while (cmap_iter_next(handle, keys, key, &length, &type) == CS_OK)
				;
			if (draw() % 2)
				check("cmap_iter_finalize", cmap_iter_finalize(handle, keys), CS_OK);
		}
		check("cmap_dispatch", cmap_dispatch(handle, CS_DISPATCH_ALL), CS_OK);
		rest();
	}
	check("cmap_finalize", cmap_finalize(handle), CS_OK);
}

static void quorum_client(void)
{
	quorum_callbacks_t callbacks = {0};
	quorum_handle_t handle;
	uint32_t type;
	int is_quorate;
	if (!connected("quorum_initialize", quorum_initialize(&handle, &callbacks, &type)))
		return;
	check("quorum_trackstart", quorum_trackstart(handle, CS_TRACK_CURRENT | CS_TRACK_CHANGES), CS_OK);
	for (int i = 0; i < 50; i++) {
		check("quorum_getquorate", quorum_getquorate(handle, &is_quorate), CS_OK);
		check("quorum_dispatch", quorum_dispatch(handle, CS_DISPATCH_ALL), CS_OK);
		rest();
	}
	check("quorum_trackstop", quorum_trackstop(handle), CS_ERR_NOT_EXIST);
	check("quorum_finalize", quorum_finalize(handle), CS_OK);
}

static void votequorum_client(void)
{
	votequorum_callbacks_t callbacks = {0};
	votequorum_handle_t handle;
	struct votequorum_info info;
	if (!connected("votequorum_initialize", votequorum_initialize(&handle, &callbacks)))
		return;
	check("votequorum_trackstart", votequorum_trackstart(handle, draw(), CS_TRACK_CURRENT | CS_TRACK_CHANGES), CS_OK);
	for (int i = 0; i < 50; i++) {
		check("votequorum_getinfo", votequorum_getinfo(handle, draw() % 2, &info), CS_OK);
		check("votequorum_dispatch", votequorum_dispatch(handle, CS_DISPATCH_ALL), CS_OK);
		rest();
	}
	check("votequorum_finalize", votequorum_finalize(handle), CS_OK);
}

static void on_shutdown(corosync_cfg_handle_t handle, corosync_cfg_shutdown_flags_t flags)
{
	corosync_cfg_replyto_shutdown(handle, COROSYNC_CFG_SHUTDOWN_FLAG_YES);
}

static void cfg_client(void)
{
	corosync_cfg_callbacks_t callbacks = {on_shutdown};
	corosync_cfg_node_address_t addresses[8];
	corosync_cfg_handle_t handle;
	unsigned node;
	int count;
	if (!connected("corosync_cfg_initialize", corosync_cfg_initialize(&handle, &callbacks)))
		return;
	check("corosync_cfg_trackstart", corosync_cfg_trackstart(handle, 0), CS_OK);
	for (int i = 0; i < 50; i++) {
		check("corosync_cfg_local_get", corosync_cfg_local_get(handle, &node), CS_OK);
		check("corosync_cfg_get_node_addrs", corosync_cfg_get_node_addrs(handle, 1, 8, &count, addresses), CS_OK);
		check("corosync_cfg_dispatch", corosync_cfg_dispatch(handle, CS_DISPATCH_ALL), CS_OK);
		rest();
	}
	check("corosync_cfg_finalize", corosync_cfg_finalize(handle), CS_OK);
}

static void client(int index, uid_t allowed, uid_t refused)
{
	static void (*const clients[LIBRARIES])(void) = {cpg_client, cmap_client, quorum_client, votequorum_client, cfg_client};
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	library = index % LIBRARIES;
	/* Of ten of each library. */
	is_allowed_user = index / LIBRARIES % 10 == 3;
	is_refused_user = index / LIBRARIES % 10 == 7;
	if (is_allowed_user || is_refused_user) {
		uid_t uid = is_allowed_user ? allowed : refused;
		if (setgroups(0, NULL) != 0 || setgid(uid) != 0 || setuid(uid) != 0)
			fail("setuid", errno);
		/* Another user's process forgets it. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	}
	atomic_fetch_add(&shared->begun, 1);
	for (;;) {
		clients[library]();
		rest();
	}
}

static pid_t begin(int index, uid_t allowed, uid_t refused)
{
	pid_t pid;
	draw();
	pid = fork();
	if (pid < 0)
		fail("fork", errno);
	if (pid == 0) {
		state ^= (uint64_t)getpid() << 32;
		client(index, allowed, refused);
	}
	return pid;
}

static void crowd(int count, int kills, uid_t allowed, uid_t refused)
{
	pid_t *pids = calloc(count, sizeof *pids);
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		exit(1);
	for (int i = 0; i < count; i++)
		pids[i] = begin(i, allowed, refused);
	while (shared->begun < count && !shared->is_failed)
		usleep(1000);
	say("ready");
	for (int i = 0; i < kills && !shared->is_failed; i++) {
		int victim = draw() % count;
		rest();
		kill(pids[victim], SIGKILL);
		waitpid(pids[victim], NULL, 0);
		pids[victim] = begin(victim, allowed, refused);
	}
	for (int i = 0; i < count; i++)
		kill(pids[i], SIGKILL);
	while (wait(NULL) > 0)
		;
	if (shared->is_failed)
		say(shared->failure);
	else
		printf("done cpg=%ld cmap=%ld quorum=%ld votequorum=%ld cfg=%ld allowed=%ld refused=%ld\n", shared->answered[0],
			shared->answered[1], shared->answered[2], shared->answered[3], shared->answered[4], shared->allowed, shared->refused);
}

static int is_back;

static void on_own(cpg_handle_t handle, const struct cpg_name *name, uint32_t node, uint32_t pid, void *message, size_t length)
{
	is_back = 1;
}

static int64_t now_us(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static void require(const char *what, cs_error_t rc)
{
	if (rc != CS_OK)
		fail(what, rc);
}

static int64_t longer(int64_t begun, int64_t longest)
{
	int64_t time = now_us() - begun;
	return time > longest ? time : longest;
}

static int64_t round_trip(cpg_handle_t cpg, int64_t longest)
{
	char byte = 'w';
	struct iovec iov = {&byte, 1};
	struct pollfd poll_fd = {.events = POLLIN};
	int64_t begun = now_us();
	cs_error_t rc;
	is_back = 0;
	/* Refused for a while: part of what the client has to wait. */
	while ((rc = cpg_mcast_joined(cpg, CPG_TYPE_AGREED, &iov, 1)) == CS_ERR_TRY_AGAIN)
		usleep(100);
	require("cpg_mcast_joined", rc);
	cpg_fd_get(cpg, &poll_fd.fd);
	while (!is_back) {
		poll(&poll_fd, 1, 1000);
		require("cpg_dispatch", cpg_dispatch(cpg, CS_DISPATCH_ALL));
	}
	return longer(begun, longest);
}

static void witness(const char *group_name)
{
	cpg_callbacks_t callbacks = {on_own, on_change};
	quorum_callbacks_t none = {0};
	struct pollfd input = {.fd = 0, .events = POLLIN};
	struct cpg_name group;
	cpg_handle_t cpg;
	cmap_handle_t cmap, another;
	quorum_handle_t quorum;
	uint32_t value;
	int is_quorate;
	char line[100];
	int64_t longest = 0, begun;
	long rounds = 0;
	group.length = snprintf(group.value, sizeof group.value, "%s", group_name);
	require("cpg_initialize", cpg_initialize(&cpg, &callbacks));
	require("cpg_join", cpg_join(cpg, &group));
	require("cmap_initialize", cmap_initialize(&cmap));
	require("quorum_initialize", quorum_initialize(&quorum, &none, &value));
	round_trip(cpg, 0);
	say("ready");
	for (;;) {
		if (poll(&input, 1, 0) > 0) {
			if (fgets(line, sizeof line, stdin) == NULL)
				return;
			printf("witness rounds=%ld max_us=%lld\n", rounds, (long long)longest);
			fflush(stdout);
			rounds = longest = 0;
		}
		longest = round_trip(cpg, longest);
		begun = now_us();
		require("cmap_get_uint32", cmap_get_uint32(cmap, "totem.version", &value));
		longest = longer(begun, longest);
		begun = now_us();
		require("quorum_getquorate", quorum_getquorate(quorum, &is_quorate));
		longest = longer(begun, longest);
		if (rounds++ % ROUNDS_TO_CONNECT == 0) {
			begun = now_us();
			require("cmap_initialize", cmap_initialize(&another));
			require("cmap_finalize", cmap_finalize(another));
			longest = longer(begun, longest);
		}
		usleep(ROUND_PAUSE_US);
	}
}

int main(int argc, char **argv)
{
	if (argc == 8 && strcmp(argv[1], "clients") == 0) {
		state = strtoull(argv[2], NULL, 10);
		is_iterating = atoi(argv[7]);
		crowd(atoi(argv[3]), atoi(argv[4]), atoi(argv[5]), atoi(argv[6]));
	} else if (argc == 3 && strcmp(argv[1], "witness") == 0) {
		witness(argv[2]);
	} else {
		fprintf(stderr, "crowd: wrong arguments\n");
		return 2;
	}
	return 0;
}
