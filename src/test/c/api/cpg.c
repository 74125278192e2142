/* The calls of libcpg. */
#include "driver.h"
#include <corosync/cpg.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define FLOOD_MAX 5000
#define DRAIN_STEPS 1000

static struct handles handles, iterations, buffers;
static int flooded;
static int awaited;

static struct cpg_name group_name(const struct command *command, int index)
{
	struct cpg_name name = {0};

	if (index < command->count) {
		name.length = command->length[index];
		memcpy(name.value, command->word[index], name.length < CPG_MAX_NAME_LENGTH ? name.length : CPG_MAX_NAME_LENGTH);
	}
	return name;
}

static void put_group(const struct cpg_name *group)
{
	put_bytes(group->value, group->length);
}

static void on_deliver(cpg_handle_t handle, const struct cpg_name *group, uint32_t node, uint32_t pid, void *message, size_t length)
{
	if (flooded) {
		awaited--;
		return;
	}
	called();
	printf("  %s deliver group=", name_of(&handles, handle));
	put_group(group);
	printf(" from=%u/%u message=", node, pid);
	put_bytes(message, length);
	printf("\n");
}

static void put_members(const char *what, const struct cpg_address *list, size_t count, int has_reason)
{
	printf(" %s=", what);
	for (size_t i = 0; i < count; i++) {
		printf("%s%u/%u", i > 0 ? "," : "", list[i].nodeid, list[i].pid);
		if (has_reason)
			printf("/%u", list[i].reason);
	}
}

static void on_change(cpg_handle_t handle, const struct cpg_name *group, const struct cpg_address *members, size_t member_count,
	const struct cpg_address *left, size_t left_count, const struct cpg_address *joined, size_t joined_count)
{
	called();
	printf("  %s change group=", name_of(&handles, handle));
	put_group(group);
	put_members("members", members, member_count, 1);
	put_members("left", left, left_count, 1);
	put_members("joined", joined, joined_count, 1);
	printf("\n");
}

static void on_ring(cpg_handle_t handle, struct cpg_ring_id ring, uint32_t count, const uint32_t *members)
{
	called();
	printf("  %s ring=%u.%llu", name_of(&handles, handle), ring.nodeid, (unsigned long long)ring.seq);
	put_nodes("members", members, count);
	printf("\n");
}

static void initialize(struct command *command)
{
	cpg_callbacks_t callbacks = {on_deliver, on_change};

	say(cpg_initialize(handle_of(&handles, command->word[1]), &callbacks));
}

static void initialize_mute(struct command *command)
{
	say(cpg_initialize(handle_of(&handles, command->word[1]), NULL));
}

static void model_initialize(struct command *command)
{
	cpg_model_v1_data_t data = {CPG_MODEL_V1, on_deliver, on_change, on_ring, number(command, 3)};

	say(cpg_model_initialize(handle_of(&handles, command->word[1]), number(command, 2), (cpg_model_data_t *)&data, (void *)4711));
}

static void finalize(struct command *command)
{
	say(cpg_finalize(*handle_of(&handles, command->word[1])));
}

static void fd_get(struct command *command)
{
	int fd = -1;
	cs_error_t error = cpg_fd_get(*handle_of(&handles, command->word[1]), &fd);

	say_descriptor(error, fd);
}

static void max_atomic_msgsize_get(struct command *command)
{
	uint32_t size = 0;
	cs_error_t error = cpg_max_atomic_msgsize_get(*handle_of(&handles, command->word[1]), &size);

	say_with(error, "size=%u", size);
}

static void context_get(struct command *command)
{
	void *context = NULL;
	cs_error_t error = cpg_context_get(*handle_of(&handles, command->word[1]), &context);

	say_with(error, "context=%lu", (unsigned long)context);
}

static void context_set(struct command *command)
{
	say(cpg_context_set(*handle_of(&handles, command->word[1]), (void *)number(command, 2)));
}

static void dispatch(struct command *command)
{
	say(cpg_dispatch(*handle_of(&handles, command->word[1]), number(command, 2)));
}

static cs_error_t dispatch_next(uint64_t handle)
{
	return cpg_dispatch(handle, CS_DISPATCH_ONE_NONBLOCKING);
}

static void await(struct command *command)
{
	uint64_t handle = *handle_of(&handles, command->word[1]);
	int fd = -1;

	cpg_fd_get(handle, &fd);
	await_calls(dispatch_next, handle, fd, number(command, 2));
}

static void join(struct command *command)
{
	struct cpg_name group = group_name(command, 2);

	say(cpg_join(*handle_of(&handles, command->word[1]), &group));
}

static void leave(struct command *command)
{
	struct cpg_name group = group_name(command, 2);

	say(cpg_leave(*handle_of(&handles, command->word[1]), &group));
}

static void mcast_joined(struct command *command)
{
	struct iovec pieces[WORDS_MAX];

	for (int i = 3; i < command->count; i++) {
		pieces[i - 3].iov_base = command->word[i];
		pieces[i - 3].iov_len = command->length[i];
	}
	say(cpg_mcast_joined(*handle_of(&handles, command->word[1]), number(command, 2), pieces, command->count - 3));
}

static void flood(struct command *command)
{
	uint64_t handle = *handle_of(&handles, command->word[1]);
	size_t size = number(command, 2);
	struct iovec piece = {calloc(1, size), size};
	struct pollfd descriptor = {.events = POLLIN};
	cs_error_t error = CS_OK;
	int refused = 0;

	cpg_fd_get(handle, &descriptor.fd);
	flooded = 1;
	awaited = 0;
	for (int i = 0; i < FLOOD_MAX && error == CS_OK; i++) {
		error = cpg_mcast_joined(handle, CPG_TYPE_AGREED, &piece, 1);
		awaited += error == CS_OK;
	}
	refused = error;
	for (int i = 0; i < DRAIN_STEPS && awaited > 0; i++) {
		poll(&descriptor, 1, 20);
		cpg_dispatch(handle, CS_DISPATCH_ALL);
	}
	flooded = 0;
	free(piece.iov_base);
	printf("%d missing=%d\n", refused, awaited);
}

static void membership_get(struct command *command)
{
	struct cpg_name group = group_name(command, 2);
	struct cpg_address members[CPG_MEMBERS_MAX];
	int count = 0;
	cs_error_t error = cpg_membership_get(*handle_of(&handles, command->word[1]), &group, members, &count);

	printf("%d", error);
	if (error == CS_OK)
		put_members("members", members, count, 0);
	printf("\n");
}

static void membership_get_null(struct command *command)
{
	struct cpg_name group = group_name(command, 2);
	struct cpg_address members[CPG_MEMBERS_MAX];
	int count = 0;

	say(cpg_membership_get(*handle_of(&handles, command->word[1]), &group, number(command, 3) ? members : NULL,
		number(command, 3) ? NULL : &count));
}

static void local_get(struct command *command)
{
	unsigned int node = 0;
	cs_error_t error = cpg_local_get(*handle_of(&handles, command->word[1]), &node);

	say_with(error, "node=%u", node);
}

static void flow_control_state_get(struct command *command)
{
	cpg_flow_control_state_t state = CPG_FLOW_CONTROL_ENABLED;
	cs_error_t error = cpg_flow_control_state_get(*handle_of(&handles, command->word[1]), &state);

	say_with(error, "state=%d", state);
}

static void zcb_alloc(struct command *command)
{
	void *buffer = NULL;
	cs_error_t error = cpg_zcb_alloc(*handle_of(&handles, command->word[1]), number(command, 3), &buffer);

	if (error == CS_OK)
		*handle_of(&buffers, command->word[2]) = (uint64_t)(uintptr_t)buffer;
	say(error);
}

static void *buffer_of(struct command *command)
{
	return (void *)(uintptr_t)*handle_of(&buffers, command->word[2]);
}

static void zcb_mcast_joined(struct command *command)
{
	memcpy(buffer_of(command), command->word[4], command->length[4]);
	say(cpg_zcb_mcast_joined(*handle_of(&handles, command->word[1]), number(command, 3), buffer_of(command), command->length[4]));
}

/* Of a length that is not that of any bytes. */
static void zcb_mcast_length(struct command *command)
{
	say(cpg_zcb_mcast_joined(*handle_of(&handles, command->word[1]), number(command, 3), buffer_of(command), number(command, 4)));
}

static void zcb_free(struct command *command)
{
	say(cpg_zcb_free(*handle_of(&handles, command->word[1]), buffer_of(command)));
}

static void put_description(const struct cpg_iteration_description_t *found)
{
	printf("group=");
	put_group(&found->group);
	printf(" member=%u/%u", found->nodeid, found->pid);
}

static cs_error_t begin(struct command *command, int type, uint64_t *iteration)
{
	struct cpg_name group = group_name(command, type + 1);

	return cpg_iteration_initialize(*handle_of(&handles, command->word[1]), number(command, type),
		type + 1 < command->count ? &group : NULL, iteration);
}

static void iterate(struct command *command)
{
	cpg_iteration_handle_t iteration = 0;
	struct cpg_iteration_description_t found;
	cs_error_t error = begin(command, 2, &iteration);

	say(error);
	if (error != CS_OK)
		return;
	while ((error = cpg_iteration_next(iteration, &found)) == CS_OK) {
		printf("  ");
		put_description(&found);
		printf("\n");
	}
	if (error != CS_ERR_NO_SECTIONS)
		printf("  ended by %d\n", error);
	cpg_iteration_finalize(iteration);
}

static void iteration_initialize(struct command *command)
{
	say(begin(command, 3, handle_of(&iterations, command->word[2])));
}

static void iteration_initialize_null(struct command *command)
{
	say(begin(command, 2, NULL));
}

static void iteration_next(struct command *command)
{
	struct cpg_iteration_description_t found;
	cs_error_t error = cpg_iteration_next(*handle_of(&iterations, command->word[1]), &found);

	printf("%d ", error);
	if (error == CS_OK)
		put_description(&found);
	printf("\n");
}

static void iteration_next_null(struct command *command)
{
	say(cpg_iteration_next(*handle_of(&iterations, command->word[1]), NULL));
}

static void iteration_finalize(struct command *command)
{
	say(cpg_iteration_finalize(*handle_of(&iterations, command->word[1])));
}

void reset_cpg(void)
{
	for (int i = 0; i < handles.count; i++)
		cpg_finalize(handles.handle[i]);
	handles.count = iterations.count = buffers.count = 0;
}

const struct call cpg_calls[] = {
	{"cpg_initialize", initialize}, {"cpg_initialize_mute", initialize_mute}, {"cpg_model_initialize", model_initialize},
	{"cpg_finalize", finalize}, {"cpg_fd_get", fd_get}, {"cpg_max_atomic_msgsize_get", max_atomic_msgsize_get},
	{"cpg_context_get", context_get}, {"cpg_context_set", context_set}, {"cpg_dispatch", dispatch}, {"cpg_wait", await},
	{"cpg_join", join}, {"cpg_leave", leave}, {"cpg_mcast_joined", mcast_joined}, {"cpg_flood", flood},
	{"cpg_membership_get", membership_get}, {"cpg_membership_get_null", membership_get_null}, {"cpg_local_get", local_get},
	{"cpg_flow_control_state_get", flow_control_state_get}, {"cpg_zcb_alloc", zcb_alloc},
	{"cpg_zcb_mcast_joined", zcb_mcast_joined}, {"cpg_zcb_mcast_length", zcb_mcast_length}, {"cpg_zcb_free", zcb_free},
	{"cpg_iterate", iterate}, {"cpg_iteration_initialize", iteration_initialize},
	{"cpg_iteration_initialize_null", iteration_initialize_null}, {"cpg_iteration_next", iteration_next},
	{"cpg_iteration_next_null", iteration_next_null}, {"cpg_iteration_finalize", iteration_finalize}, {NULL, NULL}
};
