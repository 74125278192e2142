/* The calls of libvotequorum. A poll of the quorum device names the ring of the handle's last nodelist call-back. */
#include "driver.h"
#include <corosync/votequorum.h>
#include <stdio.h>
#include <string.h>

static struct handles handles;
static votequorum_ring_id_t ring;

static votequorum_handle_t handle(struct command *command)
{
	return *handle_of(&handles, command->word[1]);
}

static void on_quorum(votequorum_handle_t from, uint64_t context, uint32_t quorate, uint32_t count, votequorum_node_t nodes[])
{
	called();
	printf("  %s context=%llu quorate=%u nodes=", name_of(&handles, from), (unsigned long long)context, quorate);
	for (uint32_t i = 0; i < count; i++)
		printf("%s%u/%u", i > 0 ? "," : "", nodes[i].nodeid, nodes[i].state);
	printf("\n");
}

static void on_expected(votequorum_handle_t from, uint64_t context, uint32_t expected)
{
	called();
	printf("  %s context=%llu expected=%u\n", name_of(&handles, from), (unsigned long long)context, expected);
}

static void on_nodelist(votequorum_handle_t from, uint64_t context, votequorum_ring_id_t id, uint32_t count, uint32_t nodes[])
{
	called();
	ring = id;
	printf("  %s context=%llu ring=%u.%llu", name_of(&handles, from), (unsigned long long)context, id.nodeid, (unsigned long long)id.seq);
	put_nodes("members", nodes, count);
	printf("\n");
}

static void initialize(struct command *command)
{
	votequorum_callbacks_t callbacks = {on_quorum, on_expected, on_nodelist};

	say(votequorum_initialize(handle_of(&handles, command->word[1]), &callbacks));
}

static void initialize_mute(struct command *command)
{
	say(votequorum_initialize(handle_of(&handles, command->word[1]), NULL));
}

static void finalize(struct command *command)
{
	say(votequorum_finalize(handle(command)));
}

static void fd_get(struct command *command)
{
	int fd = -1;
	cs_error_t error = votequorum_fd_get(handle(command), &fd);

	say_descriptor(error, fd);
}

static void context_get(struct command *command)
{
	void *context = NULL;
	cs_error_t error = votequorum_context_get(handle(command), &context);

	say_with(error, "context=%lu", (unsigned long)context);
}

static void context_set(struct command *command)
{
	say(votequorum_context_set(handle(command), (void *)number(command, 2)));
}

static void dispatch(struct command *command)
{
	say(votequorum_dispatch(handle(command), number(command, 2)));
}

static cs_error_t dispatch_next(uint64_t next)
{
	return votequorum_dispatch(next, CS_DISPATCH_ONE_NONBLOCKING);
}

static void await(struct command *command)
{
	int fd = -1;

	votequorum_fd_get(handle(command), &fd);
	await_calls(dispatch_next, handle(command), fd, number(command, 2));
}

static void getinfo(struct command *command)
{
	struct votequorum_info info;
	cs_error_t error = votequorum_getinfo(handle(command), number(command, 2), &info);

	say_with(error, "node=%u state=%u votes=%u expected=%u highest=%u total=%u quorum=%u flags=%u device=%u,%s", info.node_id,
		info.node_state, info.node_votes, info.node_expected_votes, info.highest_expected, info.total_votes, info.quorum, info.flags,
		info.qdevice_votes, info.qdevice_name);
}

static void setexpected(struct command *command)
{
	say(votequorum_setexpected(handle(command), number(command, 2)));
}

static void setvotes(struct command *command)
{
	say(votequorum_setvotes(handle(command), number(command, 2), number(command, 3)));
}

static void trackstart(struct command *command)
{
	say(votequorum_trackstart(handle(command), number(command, 2), number(command, 3)));
}

static void trackstop(struct command *command)
{
	say(votequorum_trackstop(handle(command)));
}

static void qdevice_register(struct command *command)
{
	say(votequorum_qdevice_register(handle(command), command->word[2]));
}

static void qdevice_unregister(struct command *command)
{
	say(votequorum_qdevice_unregister(handle(command), command->word[2]));
}

static void qdevice_update(struct command *command)
{
	say(votequorum_qdevice_update(handle(command), command->word[2], command->word[3]));
}

static void qdevice_poll(struct command *command)
{
	say(votequorum_qdevice_poll(handle(command), command->word[2], number(command, 3), ring));
}

/* A poll for a ring that is none. */
static void qdevice_poll_stale(struct command *command)
{
	votequorum_ring_id_t stale = {1, 1};

	say(votequorum_qdevice_poll(handle(command), command->word[2], number(command, 3), stale));
}

static void qdevice_master_wins(struct command *command)
{
	say(votequorum_qdevice_master_wins(handle(command), command->word[2], number(command, 3)));
}

void reset_votequorum(void)
{
	for (int i = 0; i < handles.count; i++)
		votequorum_finalize(handles.handle[i]);
	handles.count = 0;
}

const struct call votequorum_calls[] = {
	{"votequorum_initialize", initialize}, {"votequorum_initialize_mute", initialize_mute}, {"votequorum_finalize", finalize},
	{"votequorum_fd_get", fd_get}, {"votequorum_context_get", context_get}, {"votequorum_context_set", context_set},
	{"votequorum_dispatch", dispatch}, {"votequorum_wait", await}, {"votequorum_getinfo", getinfo},
	{"votequorum_setexpected", setexpected}, {"votequorum_setvotes", setvotes}, {"votequorum_trackstart", trackstart},
	{"votequorum_trackstop", trackstop}, {"votequorum_qdevice_register", qdevice_register},
	{"votequorum_qdevice_unregister", qdevice_unregister}, {"votequorum_qdevice_update", qdevice_update},
	{"votequorum_qdevice_poll", qdevice_poll}, {"votequorum_qdevice_poll_stale", qdevice_poll_stale},
	{"votequorum_qdevice_master_wins", qdevice_master_wins}, {NULL, NULL}
};
