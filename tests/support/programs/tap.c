/*
 * tap PORT[,PORT..] FILE: writes down what goes over the loopback interface from and to TCP ports, as anybody
 * on the way could: an AF_PACKET socket, payload only, each connection's direction by itself and in order,
 * all in one file at the end (SIGTERM). Says "listening" once it does, and at the end how many bytes there
 * were and how many went missing. Needs root.
 */
#include "base/buffer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FLOWS_MAX = 256, PORTS_MAX = 8, PACKET_MAX = 1 << 17 };

struct flow {
	uint16_t from, to;
	uint32_t next; /* sequence number of the byte that comes next */
	struct buffer bytes;
};

static struct flow flows[FLOWS_MAX];
static size_t flow_count, port_count, missing;
static uint16_t ports[PORTS_MAX];
static volatile sig_atomic_t is_over;

static void stop(int number)
{
	(void)number;
	is_over = 1;
}

static bool is_port(uint16_t port)
{
	for (size_t i = 0; i < port_count; i++)
		if (ports[i] == port)
			return true;
	return false;
}

static struct flow *flow_of(uint16_t from, uint16_t to, uint32_t sequence, bool is_new)
{
	for (size_t i = flow_count; i > 0 && !is_new; i--)
		if (flows[i - 1].from == from && flows[i - 1].to == to)
			return &flows[i - 1];
	if (flow_count == FLOWS_MAX)
		return NULL;
	struct flow *flow = &flows[flow_count++];
	*flow = (struct flow){.from = from, .to = to, .next = sequence};
	buffer_init(&flow->bytes, (size_t)1 << 30);
	return flow;
}

static void take(const uint8_t *packet, size_t size)
{
	const struct iphdr *ip = (const void *)packet;
	if (size < sizeof *ip || ip->version != 4 || ip->protocol != IPPROTO_TCP)
		return;
	size_t ip_bytes = (size_t)ip->ihl * 4;
	const struct tcphdr *tcp = (const void *)(packet + ip_bytes);
	if (size < ip_bytes + sizeof *tcp || (!is_port(ntohs(tcp->source)) && !is_port(ntohs(tcp->dest))))
		return;
	size_t head = ip_bytes + (size_t)tcp->doff * 4;
	if (head > size)
		return;
	uint32_t sequence = ntohl(tcp->seq);
	struct flow *flow = flow_of(tcp->source, tcp->dest, sequence, tcp->syn);
	if (!flow || tcp->syn) {
		if (flow)
			flow->next = sequence + 1;
		return;
	}
	size_t payload = size - head;
	int32_t ahead = (int32_t)(sequence - flow->next);
	if (ahead < 0 && (size_t)-ahead >= payload)
		return; /* all of it was there before */
	if (ahead > 0)
		missing += (size_t)ahead;
	size_t known = ahead < 0 ? (size_t)-ahead : 0;
	buffer_append(&flow->bytes, (struct bytes){packet + head + known, payload - known});
	flow->next = sequence + (uint32_t)payload + tcp->fin;
}

static int open_socket(void)
{
	int fd = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP)), room = 64 << 20;
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
	struct sockaddr_ll where = {
		.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = (int)if_nametoindex("lo")};
	return bind(fd, (struct sockaddr *)&where, sizeof where) == 0 ? fd : -1;
}

static bool save(const char *path)
{
	size_t total = 0;
	FILE *file = fopen(path, "wb");
	if (!file)
		return false;
	for (size_t i = 0; i < flow_count; i++) {
		struct bytes bytes = buffer_bytes(&flows[i].bytes);
		total += bytes.size;
		fwrite(bytes.data, 1, bytes.size, file);
	}
	printf("%zu bytes in %zu directions, %zu missing\n", total, flow_count, missing);
	return fclose(file) == 0;
}

int main(int argc, char **argv)
{
	static uint8_t packet[PACKET_MAX];
	if (argc != 3) {
		fprintf(stderr, "tap PORT[,PORT..] FILE\n");
		return 2;
	}
	for (char *p = strtok(argv[1], ","); p && port_count < PORTS_MAX; p = strtok(NULL, ","))
		ports[port_count++] = (uint16_t)atoi(p);
	struct sigaction action = {.sa_handler = stop};
	sigaction(SIGTERM, &action, NULL);
	int fd = open_socket();
	if (fd < 0) {
		perror("tap");
		return 1;
	}
	printf("listening\n");
	fflush(stdout);
	while (!is_over) {
		struct sockaddr_ll from;
		socklen_t length = sizeof from;
		ssize_t got = recvfrom(fd, packet, sizeof packet, 0, (struct sockaddr *)&from, &length);
		if (got < 0 && errno != EINTR)
			break;
		if (got > 0 && from.sll_pkttype != PACKET_OUTGOING) /* the loopback shows each packet twice */
			take(packet, (size_t)got);
	}
	return !save(argv[2]);
}
