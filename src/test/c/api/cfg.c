/* The calls of libcfg. */
#include "driver.h"
#include <arpa/inet.h>
#include <corosync/cfg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ADDRESSES_MAX 8

static struct handles handles;

static corosync_cfg_handle_t handle(struct command *command)
{
	return *handle_of(&handles, command->word[1]);
}

static void on_shutdown(corosync_cfg_handle_t from, corosync_cfg_shutdown_flags_t flags)
{
	called();
	printf("  %s shutdown flags=%d\n", name_of(&handles, from), flags);
}

static void initialize(struct command *command)
{
	corosync_cfg_callbacks_t callbacks = {on_shutdown};

	say(corosync_cfg_initialize(handle_of(&handles, command->word[1]), &callbacks));
}

static void initialize_mute(struct command *command)
{
	say(corosync_cfg_initialize(handle_of(&handles, command->word[1]), NULL));
}

static void finalize(struct command *command)
{
	say(corosync_cfg_finalize(handle(command)));
}

static void fd_get(struct command *command)
{
	int32_t fd = -1;
	cs_error_t error = corosync_cfg_fd_get(handle(command), &fd);

	say_descriptor(error, fd);
}

static void dispatch(struct command *command)
{
	say(corosync_cfg_dispatch(handle(command), number(command, 2)));
}

static cs_error_t dispatch_next(uint64_t next)
{
	return corosync_cfg_dispatch(next, CS_DISPATCH_ONE_NONBLOCKING);
}

static void await(struct command *command)
{
	int32_t fd = -1;

	corosync_cfg_fd_get(handle(command), &fd);
	await_calls(dispatch_next, handle(command), fd, number(command, 2));
}

static void ring_status_get(struct command *command)
{
	char **names = NULL;
	char **states = NULL;
	unsigned int count = 0;
	cs_error_t error = corosync_cfg_ring_status_get(handle(command), &names, &states, &count);

	say(error);
	for (unsigned int i = 0; error == CS_OK && i < count; i++) {
		printf("  ");
		put_bytes(names[i], strlen(names[i]));
		printf(" ");
		put_bytes(states[i], strlen(states[i]));
		printf("\n");
		free(names[i]);
		free(states[i]);
	}
	free(names);
	free(states);
}

/* What is said of a link that is not enabled has no meaning. */
static void node_status_get(struct command *command)
{
	struct corosync_cfg_node_status_v1 status;
	cs_error_t error = corosync_cfg_node_status_get(handle(command), number(command, 2), number(command, 3), &status);

	say_with(error, "node=%u reachable=%d remote=%d external=%d onwire=%d,%d,%d", status.nodeid, status.reachable, status.remote,
		status.external, status.onwire_min, status.onwire_max, status.onwire_ver);
	for (int i = 0; error == CS_OK && i < CFG_MAX_LINKS; i++) {
		const struct corosync_knet_link_status_v1 *link = &status.link_status[i];

		if (link->enabled)
			printf("  link=%d connected=%d dynamic=%d mtu=%u source=%s destination=%s\n", i, link->connected, link->dynconnected,
				link->mtu, link->src_ipaddr, link->dst_ipaddr);
	}
}

static void node_status_get_null(struct command *command)
{
	say(corosync_cfg_node_status_get(handle(command), 1, CFG_NODE_STATUS_V1, NULL));
}

static void kill_node(struct command *command)
{
	say(corosync_cfg_kill_node(handle(command), number(command, 2), command->word[3]));
}

static void trackstart(struct command *command)
{
	say(corosync_cfg_trackstart(handle(command), number(command, 2)));
}

static void trackstop(struct command *command)
{
	say(corosync_cfg_trackstop(handle(command)));
}

static void try_shutdown(struct command *command)
{
	say(corosync_cfg_try_shutdown(handle(command), number(command, 2)));
}

static void replyto_shutdown(struct command *command)
{
	say(corosync_cfg_replyto_shutdown(handle(command), number(command, 2)));
}

static void get_node_addrs(struct command *command)
{
	corosync_cfg_node_address_t addresses[ADDRESSES_MAX];
	int count = 0;
	size_t max = command->count > 3 ? number(command, 3) : ADDRESSES_MAX;
	cs_error_t error = corosync_cfg_get_node_addrs(handle(command), number(command, 2), max, &count, addresses);

	say_with(error, "count=%d", count);
	for (int i = 0; error == CS_OK && i < count && (size_t)i < max; i++) {
		char words[INET6_ADDRSTRLEN] = "?";
		int family = ((struct sockaddr_in *)addresses[i].address)->sin_family;
		const void *bytes = family == AF_INET ? (const void *)&((struct sockaddr_in *)addresses[i].address)->sin_addr
			: (const void *)&((struct sockaddr_in6 *)addresses[i].address)->sin6_addr;

		inet_ntop(family, bytes, words, sizeof words);
		printf("  %s\n", words);
	}
}

static void local_get(struct command *command)
{
	unsigned int node = 0;
	cs_error_t error = corosync_cfg_local_get(handle(command), &node);

	say_with(error, "node=%u", node);
}

static void reload_config(struct command *command)
{
	say(corosync_cfg_reload_config(handle(command)));
}

static void reopen_log_files(struct command *command)
{
	say(corosync_cfg_reopen_log_files(handle(command)));
}

void reset_cfg(void)
{
	for (int i = 0; i < handles.count; i++)
		corosync_cfg_finalize(handles.handle[i]);
	handles.count = 0;
}

const struct call cfg_calls[] = {
	{"corosync_cfg_initialize", initialize}, {"corosync_cfg_initialize_mute", initialize_mute}, {"corosync_cfg_finalize", finalize},
	{"corosync_cfg_fd_get", fd_get}, {"corosync_cfg_dispatch", dispatch}, {"corosync_cfg_wait", await},
	{"corosync_cfg_ring_status_get", ring_status_get}, {"corosync_cfg_node_status_get", node_status_get},
	{"corosync_cfg_node_status_get_null", node_status_get_null}, {"corosync_cfg_kill_node", kill_node},
	{"corosync_cfg_trackstart", trackstart}, {"corosync_cfg_trackstop", trackstop}, {"corosync_cfg_try_shutdown", try_shutdown},
	{"corosync_cfg_replyto_shutdown", replyto_shutdown}, {"corosync_cfg_get_node_addrs", get_node_addrs},
	{"corosync_cfg_local_get", local_get}, {"corosync_cfg_reload_config", reload_config},
	{"corosync_cfg_reopen_log_files", reopen_log_files}, {NULL, NULL}
};
