/* The calls of libquorum. */
#include "driver.h"
#include <corosync/quorum.h>
#include <stdio.h>

static struct handles handles;

static quorum_handle_t handle(struct command *command)
{
	return *handle_of(&handles, command->word[1]);
}

static void on_notification(quorum_handle_t from, uint32_t quorate, uint64_t sequence, uint32_t count, uint32_t *view)
{
	called();
	printf("  %s quorate=%u ring=0.%llu", name_of(&handles, from), quorate, (unsigned long long)sequence);
	put_nodes("members", view, count);
	printf("\n");
}

static void on_quorum(quorum_handle_t from, uint32_t quorate, struct quorum_ring_id ring, uint32_t count, const uint32_t *members)
{
	called();
	printf("  %s quorate=%u ring=%u.%llu", name_of(&handles, from), quorate, ring.nodeid, (unsigned long long)ring.seq);
	put_nodes("members", members, count);
	printf("\n");
}

static void on_nodelist(quorum_handle_t from, struct quorum_ring_id ring, uint32_t count, const uint32_t *members, uint32_t joined_count,
	const uint32_t *joined, uint32_t left_count, const uint32_t *left)
{
	called();
	printf("  %s nodelist ring=%u.%llu", name_of(&handles, from), ring.nodeid, (unsigned long long)ring.seq);
	put_nodes("members", members, count);
	put_nodes("joined", joined, joined_count);
	put_nodes("left", left, left_count);
	printf("\n");
}

static void initialize(struct command *command)
{
	quorum_callbacks_t callbacks = {on_notification};
	uint32_t type = 99;
	cs_error_t error = quorum_initialize(handle_of(&handles, command->word[1]), &callbacks, &type);

	say_with(error, "type=%u", type);
}

static void initialize_mute(struct command *command)
{
	say(quorum_initialize(handle_of(&handles, command->word[1]), NULL, NULL));
}

static void model_initialize(struct command *command)
{
	int model = number(command, 2);
	quorum_model_v0_data_t v0 = {QUORUM_MODEL_V0, on_notification};
	quorum_model_v1_data_t v1 = {QUORUM_MODEL_V1, on_quorum, on_nodelist};
	uint32_t type = 99;
	cs_error_t error = quorum_model_initialize(handle_of(&handles, command->word[1]), model,
		model == QUORUM_MODEL_V0 ? (quorum_model_data_t *)&v0 : (quorum_model_data_t *)&v1, &type, (void *)4711);

	say_with(error, "type=%u", type);
}

static void finalize(struct command *command)
{
	say(quorum_finalize(handle(command)));
}

static void fd_get(struct command *command)
{
	int fd = -1;
	cs_error_t error = quorum_fd_get(handle(command), &fd);

	say_descriptor(error, fd);
}

static void context_get(struct command *command)
{
	const void *context = NULL;
	cs_error_t error = quorum_context_get(handle(command), &context);

	say_with(error, "context=%lu", (unsigned long)context);
}

static void context_set(struct command *command)
{
	say(quorum_context_set(handle(command), (void *)number(command, 2)));
}

static void dispatch(struct command *command)
{
	say(quorum_dispatch(handle(command), number(command, 2)));
}

static cs_error_t dispatch_next(uint64_t next)
{
	return quorum_dispatch(next, CS_DISPATCH_ONE_NONBLOCKING);
}

static void await(struct command *command)
{
	int fd = -1;

	quorum_fd_get(handle(command), &fd);
	await_calls(dispatch_next, handle(command), fd, number(command, 2));
}

static void getquorate(struct command *command)
{
	int quorate = 99;
	cs_error_t error = quorum_getquorate(handle(command), &quorate);

	say_with(error, "quorate=%d", quorate);
}

static void trackstart(struct command *command)
{
	say(quorum_trackstart(handle(command), number(command, 2)));
}

static void trackstop(struct command *command)
{
	say(quorum_trackstop(handle(command)));
}

void reset_quorum(void)
{
	for (int i = 0; i < handles.count; i++)
		quorum_finalize(handles.handle[i]);
	handles.count = 0;
}

const struct call quorum_calls[] = {
	{"quorum_initialize", initialize}, {"quorum_initialize_mute", initialize_mute}, {"quorum_model_initialize", model_initialize},
	{"quorum_finalize", finalize}, {"quorum_fd_get", fd_get}, {"quorum_context_get", context_get}, {"quorum_context_set", context_set},
	{"quorum_dispatch", dispatch}, {"quorum_wait", await}, {"quorum_getquorate", getquorate}, {"quorum_trackstart", trackstart},
	{"quorum_trackstop", trackstop}, {NULL, NULL}
};
