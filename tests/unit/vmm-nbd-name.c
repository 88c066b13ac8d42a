// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that names of disks behind NBD servers mean what the NBD project says, as far as we take
 * them, and that all others are refused with a word on what is wrong. Does not prove: connecting.
 */
/* sources: hv/vmm/nbdname.c */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/un.h>
#include <cmocka.h>

#include "hv/vmm/nbd.h"

static struct nbd_name name;

static void tcp(void **state)
{
	static const struct {
		const char *uri, *host;
		uint16_t port;
		const char *export;
	} table[] = {
		{ "nbd://127.0.0.1", "127.0.0.1", 10809, "" },
		{ "nbd://localhost/", "127.0.0.1", 10809, "" },
		{ "nbd://192.0.2.1:1/a/b", "192.0.2.1", 1, "a/b" },
		{ "nbd://192.0.2.1:65535/a%20b%2c", "192.0.2.1", 65535, "a b," },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct sockaddr_in *at = (struct sockaddr_in *)&name.at;

		assert_true(nbd_is(table[i].uri));
		assert_null(nbd_parse(table[i].uri, &name));
		assert_int_equal(at->sin_family, AF_INET);
		assert_int_equal(at->sin_addr.s_addr, inet_addr(table[i].host));
		assert_int_equal(ntohs(at->sin_port), table[i].port);
		assert_string_equal(name.export, table[i].export);
	}
	assert_null(nbd_parse("nbd://[::1]:7/x", &name));
	assert_int_equal(name.at.ss_family, AF_INET6);
	assert_int_equal(ntohs(((struct sockaddr_in6 *)&name.at)->sin6_port), 7);
	assert_null(nbd_parse("nbd://[2001:db8::1]", &name));
}

static void local(void **state)
{
	const struct sockaddr_un *at = (struct sockaddr_un *)&name.at;

	(void)state;
	assert_true(nbd_is("nbd+unix:///?socket=/s"));
	assert_null(nbd_parse("nbd+unix:///?socket=/s", &name));
	assert_int_equal(at->sun_family, AF_UNIX);
	assert_string_equal(at->sun_path, "/s");
	assert_string_equal(name.export, "");
	assert_null(nbd_parse("nbd+unix:///a%3fb?socket=/run/%41", &name));
	assert_string_equal(at->sun_path, "/run/A");
	assert_string_equal(name.export, "a?b");
}

static void bad(void **state)
{
	static const char *const uris[] = {
		"nbd://", "nbd:///x", "nbd://example.org", "nbd://127.0.0.1:", "nbd://127.0.0.1:0",
		"nbd://127.0.0.1:65536", "nbd://127.0.0.1:-1", "nbd://127.0.0.1:7x",
		"nbd://127.0.0.1/a?socket=/s", "nbd://127.0.0.1/%", "nbd://127.0.0.1/%4",
		"nbd://127.0.0.1/%zz", "nbd://127.0.0.1/a%00b", "nbd://[::1", "nbd://[]",
		"nbd://::1", "nbd://[::1]x", "nbd+unix://host/?socket=/s", "nbd+unix:///",
		"nbd+unix:///?socket=", "nbd+unix:///?socket=/s&tls=1", "nbd+unix:///?path=/s",
		"nbd+unix://?socket=/s",
	};
	char text[400] = "nbd+unix:///?socket=/";

	(void)state;
	for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++)
		if (!nbd_parse(uris[i], &name))
			fail_msg("%s is taken", uris[i]);
	assert_false(nbd_is("/nbd://x") || nbd_is("nbds://x") || nbd_is("disk"));
	/* The longest path of a socket, one more, and the longest name. */
	memset(text + 21, 'x', 106);
	assert_null(nbd_parse(text, &name));
	text[127] = 'x';
	assert_non_null(nbd_parse(text, &name));
	strcpy(text, "nbd://127.0.0.1/");
	memset(text + 16, 'x', NBD_NAME - 17);
	text[NBD_NAME - 1] = '\0';
	assert_null(nbd_parse(text, &name));
	strcat(text, "x");
	assert_non_null(nbd_parse(text, &name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tcp), cmocka_unit_test(local), cmocka_unit_test(bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
