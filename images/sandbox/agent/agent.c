/* SPDX-License-Identifier: Apache-2.0 */
#include "agent.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static int usage(void)
{
	fputs("usage: naru-agent attach ID --cols N --rows M [--from OFFSET [--epoch CREATEDMS]]\n"
	      "       naru-agent relay unix PATH [--wait-ms N]\n"
	      "       naru-agent relay tcp HOST PORT [--wait-ms N]\n"
	      "       naru-agent list\n"
	      "       naru-agent kill ID\n",
	      stderr);
	return 64;
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	int code = -1;
	if (argc >= 3 && strcmp(argv[1], "attach") == 0)
		code = cmd_attach(argc - 2, argv + 2);
	else if (argc >= 4 && strcmp(argv[1], "relay") == 0)
		code = cmd_relay(argc - 2, argv + 2);
	else if (argc == 2 && strcmp(argv[1], "list") == 0)
		code = cmd_list();
	else if (argc == 3 && strcmp(argv[1], "kill") == 0)
		code = cmd_kill(argv[2]);
	return code < 0 ? usage() : code;
}
