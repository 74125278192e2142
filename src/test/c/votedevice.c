/* A quorum device that does what it is told through libvotequorum. Reads commands from standard input, one a line, to its end, and
 * reports each with its result on standard output; a name "LONG" stands for one that is too long.
 *
 *   register NAME | unregister NAME | update OLD NEW | master NAME ALLOW
 *   poll NAME CAST     a poll for the ring that the engine names now
 *   stale NAME CAST    a poll for another ring
 *   info NODEID FLAGS DEVICE   asks until the flags (decimal) and the device's name ("-": none) are these, at most ten seconds;
 *                      reports all figures, and the node as "self" when NODEID is 0
 *   votes NODEID VOTES | expected VOTES | untrack
 *   track FLAGS        reports the events that come at once; tracking goes on
 *   event              reports the next quorum event or change of expected votes, awaited for ten seconds at most
 */
#include <corosync/votequorum.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_MS 10000
#define STEP_MS 20
#define CONTEXT 4711u

static votequorum_handle_t handle;
static votequorum_ring_id_t ring;
static char longname[400];
static int silent;
static int events;

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void on_quorum(votequorum_handle_t h, uint64_t context, uint32_t quorate, uint32_t count, votequorum_node_t nodes[])
{
	uint32_t id;
	uint32_t i;

	events++;
	if (silent) {
		return;
	}
	printf("  quorum context=%llu quorate=%u", (unsigned long long)context, quorate);
	for (id = 0; id < 10; id++) {
		for (i = 0; i < count; i++) {
			if (nodes[i].nodeid == id) {
				printf(" %u:%u", id, nodes[i].state);
			}
		}
	}
	printf("\n");
}

static void on_expected(votequorum_handle_t h, uint64_t context, uint32_t expected)
{
	events++;
	printf("  expected context=%llu votes=%u\n", (unsigned long long)context, expected);
}

static void on_nodelist(votequorum_handle_t h, uint64_t context, votequorum_ring_id_t id, uint32_t count, uint32_t nodes[])
{
	uint32_t i;

	ring = id;
	if (silent) {
		return;
	}
	printf("  nodelist context=%llu", (unsigned long long)context);
	for (i = 0; i < count; i++) {
		printf(" %u", nodes[i]);
	}
	printf("\n");
}

/* The ring id comes with the events of a track start; a connection of its own leaves the tracking of the first as it is. */
static int learn_ring(votequorum_callbacks_t *callbacks)
{
	votequorum_handle_t first = handle;
	cs_error_t result = votequorum_initialize(&handle, callbacks);

	if (result == CS_OK) {
		silent = 1;
		result = votequorum_trackstart(handle, 0, CS_TRACK_CURRENT);
		votequorum_dispatch(handle, CS_DISPATCH_ALL);
		silent = 0;
		votequorum_finalize(handle);
	}
	handle = first;
	return result;
}

static const char *name(const char *word)
{
	return strcmp(word, "LONG") == 0 ? longname : word;
}

static void info(unsigned int id, unsigned int flags, const char *device)
{
	struct votequorum_info found;
	long deadline = now_ms() + PATIENCE_MS;
	cs_error_t result;

	for (;;) {
		memset(&found, 0, sizeof(found));
		result = votequorum_getinfo(handle, id, &found);
		if (result != CS_OK || (found.flags == flags && strcmp(found.qdevice_name, device) == 0) || now_ms() > deadline) {
			break;
		}
		usleep(STEP_MS * 1000);
	}
	printf("%d", result);
	if (result == CS_OK) {
		printf(" node=");
		printf(id == 0 ? "self" : "%u", found.node_id);
		printf(" state=%u votes=%u expected=%u highest=%u total=%u quorum=%u flags=%u device=%u,%s", found.node_state,
			found.node_votes, found.node_expected_votes, found.highest_expected, found.total_votes, found.quorum, found.flags,
			found.qdevice_votes, found.qdevice_name);
	}
	printf("\n");
}

static void await_event(void)
{
	struct pollfd descriptor = {.events = POLLIN};
	long deadline = now_ms() + PATIENCE_MS;

	votequorum_fd_get(handle, &descriptor.fd);
	events = 0;
	printf("\n");
	while (events == 0 && now_ms() < deadline) {
		if (poll(&descriptor, 1, STEP_MS) > 0) {
			votequorum_dispatch(handle, CS_DISPATCH_ONE);
		}
	}
}

static void execute(char words[3][64], const char *second_or_none)
{
	unsigned int first = (unsigned int)strtoul(words[1], NULL, 10);
	unsigned int second = (unsigned int)strtoul(words[2], NULL, 10);
	votequorum_ring_id_t other = ring;

	other.seq += 4;
	if (strcmp(words[0], "register") == 0) {
		printf("%d\n", votequorum_qdevice_register(handle, name(words[1])));
	} else if (strcmp(words[0], "unregister") == 0) {
		printf("%d\n", votequorum_qdevice_unregister(handle, name(words[1])));
	} else if (strcmp(words[0], "update") == 0) {
		printf("%d\n", votequorum_qdevice_update(handle, name(words[1]), name(words[2])));
	} else if (strcmp(words[0], "master") == 0) {
		printf("%d\n", votequorum_qdevice_master_wins(handle, name(words[1]), second));
	} else if (strcmp(words[0], "poll") == 0) {
		printf("%d\n", votequorum_qdevice_poll(handle, name(words[1]), second, ring));
	} else if (strcmp(words[0], "stale") == 0) {
		printf("%d\n", votequorum_qdevice_poll(handle, name(words[1]), second, other));
	} else if (strcmp(words[0], "info") == 0) {
		info(first, second, second_or_none);
	} else if (strcmp(words[0], "votes") == 0) {
		printf("%d\n", votequorum_setvotes(handle, first, second));
	} else if (strcmp(words[0], "expected") == 0) {
		printf("%d\n", votequorum_setexpected(handle, first));
	} else if (strcmp(words[0], "track") == 0) {
		printf("%d\n", votequorum_trackstart(handle, CONTEXT, first));
		votequorum_dispatch(handle, CS_DISPATCH_ALL);
	} else if (strcmp(words[0], "untrack") == 0) {
		printf("%d\n", votequorum_trackstop(handle));
	} else if (strcmp(words[0], "event") == 0) {
		await_event();
	} else {
		printf("unknown command\n");
		exit(2);
	}
}

int main(void)
{
	votequorum_callbacks_t callbacks = {on_quorum, on_expected, on_nodelist};
	char line[256];
	cs_error_t result = votequorum_initialize(&handle, &callbacks);

	if (result != CS_OK) {
		printf("initialize %d\n", result);
		return 1;
	}
	memset(longname, 'x', sizeof(longname) - 1);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		char words[3][64] = {"", "", ""};
		char device[64] = "";

		line[strcspn(line, "\n")] = 0;
		if (sscanf(line, "%63s %63s %63s %63s", words[0], words[1], words[2], device) < 1) {
			continue;
		}
		result = learn_ring(&callbacks);
		if (result != CS_OK) {
			printf("learn ring %d\n", result);
			return 1;
		}
		printf("%s: ", line);
		execute(words, strcmp(device, "-") == 0 ? "" : device);
		fflush(stdout);
	}
	votequorum_finalize(handle);
	return 0;
}
