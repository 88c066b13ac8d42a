// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of disks behind an NBD server, as the NBD project writes them. Nothing is looked up: who
 * runs a guest should not wait for a name server.
 */
#include "hv/vmm/nbd.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#define TCP		"nbd://"
#define UNIX		"nbd+unix://"
#define SOCKET		"?socket="
#define PORT		10809

bool nbd_is(const char *uri)
{
	return !strncmp(uri, TCP, strlen(TCP)) || !strncmp(uri, UNIX, strlen(UNIX));
}

/* What len bytes mean, with %XX undone. False: there is no such text, or no room for it. */
static bool decode(const char *from, size_t len, char *to, size_t room)
{
	char hex[3] = "";
	size_t n = 0;

	for (size_t i = 0; i < len && n < room; i++) {
		to[n] = from[i];
		if (from[i] == '%') {
			if (len - i < 3 || !isxdigit(from[i + 1]) || !isxdigit(from[i + 2]))
				return false;
			memcpy(hex, from + i + 1, 2);
			to[n] = (char)strtoul(hex, NULL, 16);
			i += 2;
		}
		if (!to[n++])
			return false;
	}
	if (n == room)
		return false;
	to[n] = '\0';
	return true;
}

static const char *parse_unix(const char *at, struct nbd_name *name)
{
	struct sockaddr_un *un = (struct sockaddr_un *)&name->at;
	const char *query = strchr(at, '?');

	if (*at != '/')
		return "no host before the first /: nbd+unix:///[EXPORT]?socket=PATH";
	if (!query || strncmp(query, SOCKET, strlen(SOCKET)) || strchr(query, '&'))
		return "nothing but ?socket=PATH after the export";
	if (!decode(at + 1, (size_t)(query - at - 1), name->export, sizeof(name->export)))
		return "the export's name";
	query += strlen(SOCKET);
	un->sun_family = AF_UNIX;
	name->len = sizeof(*un);
	if (!*query || !decode(query, strlen(query), un->sun_path, sizeof(un->sun_path)))
		return "the socket's path";
	return NULL;
}

/* Takes len bytes of a host: 0, or -1. */
static int take_host(const char *at, size_t len, uint16_t port, struct nbd_name *name)
{
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&name->at;
	struct sockaddr_in *in = (struct sockaddr_in *)&name->at;
	bool bracket = len > 2 && at[0] == '[' && at[len - 1] == ']';
	char host[INET6_ADDRSTRLEN];

	if (!decode(at + bracket, len - 2 * bracket, host, sizeof(host)))
		return -1;
	if (bracket) {
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
		name->len = sizeof(*in6);
		return inet_pton(AF_INET6, host, &in6->sin6_addr) == 1 ? 0 : -1;
	}
	in->sin_family = AF_INET;
	in->sin_port = htons(port);
	name->len = sizeof(*in);
	return inet_pton(AF_INET, strcmp(host, "localhost") ? host : "127.0.0.1",
			 &in->sin_addr) == 1 ? 0 : -1;
}

static const char *parse_tcp(const char *at, struct nbd_name *name)
{
	size_t host = *at == '[' ? strcspn(at, "]/") : strcspn(at, ":/");
	const char *end = at + host + (at[host] == ']');
	unsigned long port = PORT;

	host = (size_t)(end - at);
	if (*end == ':') {
		char *after;

		port = isdigit(end[1]) ? strtoul(end + 1, &after, 10) : 0;
		if (!port || port > UINT16_MAX)
			return "the port is no number from 1 to 65535";
		end = after;
	}
	if (*end && *end != '/')
		return "not nbd://HOST[:PORT][/EXPORT]";
	if (take_host(at, host, (uint16_t)port, name))
		return "the host is neither a numeric address nor localhost";
	if (strchr(end, '?'))
		return "nothing may follow the export";
	if (*end && !decode(end + 1, strlen(end + 1), name->export, sizeof(name->export)))
		return "the export's name";
	return NULL;
}

const char *nbd_parse(const char *uri, struct nbd_name *name)
{
	*name = (struct nbd_name){ .len = 0 };
	if (strlen(uri) >= NBD_NAME)
		return "too long";
	if (!strncmp(uri, UNIX, strlen(UNIX)))
		return parse_unix(uri + strlen(UNIX), name);
	return parse_tcp(uri + strlen(TCP), name);
}
